package uci

import (
	"fmt"
	"math"

	"github.com/tengen-rl/tengen/envs/chess"
)

// cpOf returns by how many hundredths of a pawn a position is better that is
// worth so much, at most mostCP.
func cpOf(value float32) int { return int(math.Round(chess.Centipawns(float64(value), mostCP))) }

// mostCP is the score of a game that is as good as won.
const mostCP = 20_000

// wdlOf splits an expected return into the chances of win, draw and loss in a
// thousand, which sum to 1000. A return alone does not tell how likely a draw
// is; this takes the point to be two halves, each won with the same chance.
func wdlOf(value float32) (win, draw, loss int) {
	p := (1 + float64(value)) / 2
	win = int(math.Round(1000 * p * p))
	loss = int(math.Round(1000 * (1 - p) * (1 - p)))
	return win, 1000 - win - loss, loss
}

// scoreText writes an expected return as cp, or as mate in so many moves if
// the end, so many plies ahead, is proven: negative for the side that is mated.
func scoreText(value float32, end int) string {
	switch {
	case end > 0 && value >= 1:
		return fmt.Sprintf("mate %d", (end+1)/2)
	case end > 0 && value <= -1:
		return fmt.Sprintf("mate -%d", end/2)
	}
	return fmt.Sprintf("cp %d", cpOf(value))
}
