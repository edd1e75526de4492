// Package gtp speaks the Go Text Protocol, version 2 (G. Farnebäck, draft of
// 2002), both ways.
//
// Agent is a program of others that plays along: GNU Go, KataGo, Pachi, or
// anything else that speaks the protocol. Engine is our side of it: it lets
// graphical programs such as Sabaki, GoGui and Lizzie play against an agent
// and watch it think. Both take any world of two seats, where Black is seat 0
// and White is seat 1 and a vertex is whatever the world calls a move; Go has
// more commands, for its board and its rules can be chosen.
//
// The package knows the world of Go and the contracts of worlds and agents. It
// makes no agent: the Engine is handed what does.
package gtp
