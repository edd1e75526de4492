// Package review judges the moves of a game by what an analyst thinks of each
// position: how the win rate of who moved changed, what would have been better,
// and which moves were doubtful, mistakes or blunders. It annotates records and
// draws the win rate as a curve. A game is its main line: variations are not
// judged.
//
// A win rate is the share of points that a seat expects, 0 to 1: a half is an
// even game. The worlds are those of two seats where one wins what the other
// loses.
package review
