// Package agents is the contract of everything that chooses moves, and the
// agents that need neither search nor network: Random, Greedy and Human.
//
// Agents over search stand in packages of their own above (agents/mcts,
// agents/alphabeta, agents/solver), as do those that meet a network
// (agents/alphazero); agents/catalog makes any of them from a line of text.
package agents
