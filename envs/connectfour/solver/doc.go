// Package solver is the perfect player of Connect Four: the exact score of
// every move in every position, by search.
//
// The search is alpha-beta on bitboards with null windows. What makes it fast,
// in the order of the gain:
//
//   - a table of bounds on positions seen before (table.go);
//   - moves that make threats first, and forced moves only (order.go);
//   - bounds without search, from the strategy of answering each disc in its
//     own column (follow.go);
//   - a book of the first moves, made by the same search (book.go).
//
// It knows the rules of package connectfour and nothing above them; it is a
// search.Solver by its methods.
package solver
