// Package alphazero learns a game by playing itself (Silver et al. 2017): a
// policy-value network guides a tree search, the search's visits are what the
// policy learns, the outcomes are what the value learns.
//
// It is one of the two places where a game meets a network:
//
//   - Evaluator encodes positions for the network and decodes its answers,
//   - Worker plays games against itself, many at a time, and makes Records,
//   - Learner turns Records into samples and samples into better weights,
//   - Open makes an agent of a finished run.
//
// Workers and Learner are deterministic: a Record is a function of the
// weights and the game's own stream of randomness, whatever else is played
// beside it; the weights are a function of the Records. What runs where, and
// what is written down, is decided above, in package selfplay.
package alphazero
