// Package uci speaks the Universal Chess Interface (S. Meyer-Kahlen, 2006)
// both ways, for chess and for its kin on small boards.
//
// Agent is a program of others that plays along: Stockfish, Fairy-Stockfish,
// GNU Chess, or anything else that speaks the protocol. Engine is our side of
// it: it lets graphical programs and tournament managers play against an
// agent and watch it think.
//
// The package knows the world of chess and the contract of agents. It makes
// no agent: the Engine is handed what does.
package uci
