// Package dqn learns the values of actions with a network (Mnih et al. 2015)
// and what has been added to that since, each as an option of one Learner:
// double and dueling networks, n-step returns, prioritized replay, noisy nets,
// distributions of returns (C51, QR-DQN), Munchausen, recurrence. It plays
// worlds of one seat as they are, and worlds of several against past selves or
// any agent (agents.Versus).
//
// With package alphazero it is where a game meets a network.
package dqn
