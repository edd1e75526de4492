// Package imitation trains a policy-value network on games that others have
// played: to foresee their moves and how the games end (Silver et al.,
// "Mastering the game of Go with deep neural networks and tree search", 2016,
// whose AlphaGo began so). Self-play may go on from its weights.
//
// Games come from SGF and PGN files, texts of moves, or the records of a run
// of self-play. A part of them is held out, whole games, and training stops
// once the network no longer gets better there.
//
// A run has the folder that runs of self-play have, and resumes exactly.
package imitation
