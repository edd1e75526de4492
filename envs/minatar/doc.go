// Package minatar is five small arcade games on a board of ten by ten cells,
// compatible with those of MinAtar (Young and Tian, "MinAtar: An
// Atari-inspired testbed for thorough and reproducible reinforcement learning
// experiments", 2019): asterix, breakout, freeway, seaquest and spaceinvaders.
//
// A state plays by the published rules to the letter; only the generator of
// random numbers is our own. What is seen is a plane of zeros and ones for each
// kind of thing on the board, [channels, 10, 10], row 0 at the top.
//
// All five share a shell (shell.go): six actions, of which a game may use
// fewer; with a probability of 0.1 an action sticks, that is, the one executed
// before is executed again; and where the game has difficulty levels it ramps
// up. The published learning curves are of these defaults, see Usual. In one
// respect the shell differs: the action that may stick is forgotten when an
// episode begins, because a state depends on nothing that came before.
//
// A state is one struct without pointers into itself: a copy of it is a plain
// copy. It draws from a generator that it holds by value (seed.Dice).
//
// The package knows rules only.
package minatar
