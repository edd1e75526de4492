// Package gamefile keeps games of any world in files that people and their
// programs have used for long, and reads them back: SGF for Go, Othello and
// Hex, PGN for chess and its kin, and for every world a text of moves.
//
// A Game is a start, the moves with what is known of them, who played, and how
// it ended. What a format has a place for stands there: clocks and expected
// returns are BL, WL and V in SGF, [%clk] and [%eval] in PGN.
//
// The text has a game a paragraph, lines with a # before them about it and
// then its moves, so that whoever passes over those lines reads moves:
//
//	# Game: connect4
//	# Seat 1: alphabeta:depth=5
//	# Seat 2: mcts:sims=1000
//	# Result: 1-0 rules
//	# Move 3: [%value 0.25] a remark
//	4 4 3 5 2 1 6
//
// The package knows the rules of the worlds and no agent.
package gamefile
