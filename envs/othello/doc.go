// Package othello is the world of Othello, on boards of 4, 6 and 8 cells a
// side: a disc must enclose discs of the opponent in straight lines between
// itself and others of its owner, and turns them over. Who cannot do so
// passes; when neither can, the game is over and more discs win.
//
// Seat 0 plays X, black, and moves first; seat 1 plays O, white. An action is
// a cell, counted row by row from the top left, and one more action is the
// pass, legal only where nothing else is. People call the cells a1 to h8,
// column first, the rows counted from the top. The winner earns +1, the loser
// -1, nobody anything for equal numbers of discs.
//
// A set of cells is a 64-bit word. A board smaller than 8 × 8 stands in the
// middle of that of 8, so that one arithmetic serves all and an edge is just
// cells that stay empty. Bit 8·row + column of the word, on the board of 6:
//
//	0  1  2  3  4  5  6  7
//	8  a1 b1 c1 d1 e1 f1 15
//	16 a2 b2 c2 d2 e2 f2 23
//	24 a3 b3 c3 d3 e3 f3 31
//	32 a4 b4 c4 d4 e4 f4 39
//	40 a5 b5 c5 d5 e5 f5 47
//	48 a6 b6 c6 d6 e6 f6 55
//	56 57 58 59 60 61 62 63
//
// The package knows rules only; the exact scores of endgames are found by its
// subpackage solver.
package othello
