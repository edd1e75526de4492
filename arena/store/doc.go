// Package store keeps tournaments and their games in an SQLite database: who
// played, with which programs, clocks and seeds, every move with what was spent
// on it and thought of it, and how it ended.
//
// A game is one transaction, written to disk before Keep returns, so that a
// process killed at any moment loses the games under way and no other, and a
// tournament goes on where it stood. The tables are plain: any SQLite program
// reads them (see schema.sql).
//
// It is the one package that imports SQLite.
package store
