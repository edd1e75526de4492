// Package solver is the agent that never errs: it asks a search.Solver for
// the exact score of every move and plays one of the best. Worlds that are
// solved have one; it is the yardstick of an agent that learns.
package solver
