// Package dqn learns the values of actions with a network (Mnih et al. 2015)
// and what has been added to that since, each as an option of one Learner:
// double and dueling networks, n-step returns, prioritized replay, noisy nets,
// distributions of returns (C51, QR-DQN), Munchausen, recurrence. It plays
// worlds of one seat as they are, and worlds of several against past selves or
// any agent (agents.Versus).
//
//	choose   an action for each actor: the network's best, or a random one
//	play     a step of each; replay.Transitions keeps it
//	learn    the updates that belong to so many steps (replay.Pace):
//	         draw → part: targets (aim), loss, gradient → optimiser → priorities
//	         → target network
//
// A run is a function of the world, the Config and the seed: threads share the
// parts of a batch, and their sums are taken in the order of the parts.
//
// With package alphazero it is where a game meets a network.
package dqn
