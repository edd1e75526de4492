// Package sgf reads and writes collections of games in the Smart Game Format,
// FF[4], as far as Go uses it: variations, setup stones, handicap, escapes,
// compressed point lists, both forms of a pass.
//
// Parse knows the syntax and nothing of Go; it keeps properties that it does
// not know. Tree's Info, Node's Move and Setup, and Replay tell what a record
// means on a board of package goban. Every error of a record is an *Error with
// the byte where it stands.
//
// Read more generously than the format demands are: text before, between and
// after games; lower-case letters in property names, as FF[1] to FF[3] have
// them; a property that stands twice in a node; a decimal comma in komi.
// Written is always UTF-8.
package sgf
