// Package search looks ahead. It holds Monte-Carlo tree search (Tree) and
// alpha-beta, and the contracts of what a search asks: Evaluator, which judges
// positions, and Solver, which knows their exact outcome.
//
// A Tree is a deterministic core without goroutines: Want descends to the
// next leaf that needs a judgement, Absorb takes the judgement in. Many trees
// therefore share one batch: collect the leaf of each, evaluate them
// together, let each absorb its own. Cache is an Evaluator around an
// Evaluator, as bufio.Reader is an io.Reader around an io.Reader, and Rollout
// judges by playing at random, so that search is whole, and tested, with no
// network at all.
//
// The package knows the contract of package envs. It never sees a tensor.
package search
