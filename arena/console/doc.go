// Package console lets people play in a terminal, in any world, against agents
// or each other: a board, moves in the notation of the world, and commands to
// ask for a hint, take moves back, resign, keep a game in a file and go on with
// it.
//
// The text comes from a reader and goes to a writer, so that programs and tests
// can play as people do.
package console
