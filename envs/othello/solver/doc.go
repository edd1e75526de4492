// Package solver is the perfect player of Othello endgames: the exact score
// of every move, by search to the end of the game.
//
// The search is alpha-beta on bitboards with null windows. What makes it fast,
// in the order of the gain:
//
//   - moves first that leave the opponent few answers (order.go);
//   - a table of bounds on positions seen before (table.go);
//   - near the end, cells first in regions with an odd number of empty ones,
//     where the last move is one's own (shallow.go).
//
// It knows the rules of package othello and nothing above them; it is a
// search.Solver by its methods.
package solver
