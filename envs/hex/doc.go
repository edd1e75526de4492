// Package hex is the world of Hex, on rhombic boards of 1 to 19 cells a side:
// two seats put stones on empty cells, and whoever joins the two edges of its
// own wins. One always does, and never both.
//
// Seat 0 plays X, moves first and joins the top and the bottom row; seat 1
// plays O and joins the left and the right column. A cell has up to six
// neighbours; row by row, the board is drawn half a cell further to the
// right:
//
//	 a b c
//	1 . . .        b2 touches b1 c1
//	 2 . . .                 a2    c2
//	  3 . . .                  a3 b3
//
// An action is a cell, counted row by row from the top left. People call the
// cells a1 to s19, column first, the rows counted from the top. The winner
// earns +1, the loser -1.
//
// Who moves first has a great advantage. The swap rule, an option, takes it
// away: seat 1 may answer the first stone by taking it over, as a stone of its
// own on the cell mirrored along the diagonal from a1, where it means to seat
// 1 what it meant to seat 0. That is one more action, the last.
//
// The package knows rules only; who wins on small boards is known by its
// subpackage solver.
package hex
