// Package connectfour is the world of Connect Four: two seats drop discs into
// the seven columns of an upright board, six high, and four in a row win.
//
// Seat 0 plays x and moves first, seat 1 plays o. An action is a column, 0 to
// 6 from the left; people call them 1 to 7. The winner earns +1, the loser
// -1, nobody anything when the board fills up.
//
// A position is two sets of cells in 64-bit words. A column takes seven bits,
// the topmost of which is always clear and keeps lines from running over into
// the next column:
//
//	6 13 20 27 34 41 48   always clear
//	5 12 19 26 33 40 47   top row
//	4 11 18 25 32 39 46
//	3 10 17 24 31 38 45
//	2  9 16 23 30 37 44
//	1  8 15 22 29 36 43
//	0  7 14 21 28 35 42   bottom row
//
// The package knows rules only; the perfect player stands in its subpackage
// solver.
package connectfour
