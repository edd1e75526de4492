// Package minigrid is a family of gridworlds compatible with those of Minigrid
// (Chevalier-Boisvert et al., "Minigrid & Miniworld: Modular & customizable
// reinforcement learning environments for goal-oriented tasks", 2023): an agent
// with a direction walks rooms, opens doors with keys, and carries things. It
// sees the seven by seven cells before it, and not through walls.
//
// A level (Levels) is a task and the rule by which its grid is drawn at random
// when an episode begins. What it earns is 1 - 0.9·steps/limit on success; the
// limit cuts an episode off, which is no end by the rules.
//
// The grid of a state (grid.go) is an array with a border of walls six cells
// wide, so that the view never needs to ask where the world ends:
//
//	# # # # # # # #
//	# # # # # # # #
//	# # # . . # # #    a cell is a byte: what is there, its colour,
//	# # # . . # # #    and whether it blocks the view
//	# # # # # # # #
//
// The package knows rules only.
package minigrid
