// Package tictactoe is the world of noughts and crosses: two seats mark the
// cells of a 3 × 3 board in turn, and three in a row win.
//
// Seat 0 plays X and moves first, seat 1 plays O. Cells and actions are
// numbered row by row from the top left, 0 to 8; people call them 1 to 9:
//
//	1 2 3
//	4 5 6
//	7 8 9
//
// The winner earns +1, the loser -1, nobody anything in a draw. The package
// knows rules only; the perfect player stands in its subpackage solver.
package tictactoe
