// Package sets holds positions whose right moves are known, by world: the
// yardsticks that agents are held against while they learn and afterwards.
// They were drawn by random legal play and labelled by exact search (setgen),
// without a look at any network, and stand in a random order, so that the
// first ones of a set are a fair sample of it.
//
//	tictactoe   every position of the game
//	connect4    six sets in the manner of Pascal Pons, by the plies played
//	            (beginning up to 14, middle 15 to 28, end above 28) and the
//	            plies left under perfect play (easy under 14, medium 14 to 28,
//	            hard above 28)
//	othello:6   endgames with 8 to 14 empty cells
//	chess, gardner, losalamos
//	            mates in one and in two: there, every move that does not mate
//	            as soon counts as a mistake
//
// It knows worlds and package arena, and no network.
package sets
