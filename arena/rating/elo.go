package rating

import "math"

// perElo is how much the logarithm of the odds changes with an Elo point.
var perElo = math.Ln10 / 400

// Score is what a player expects of a game, 0 to 1, against an opponent that
// is weaker by so many Elo points (Elo, "The Rating of Chessplayers", 1978).
func Score(elo float64) float64 { return 1 / (1 + math.Exp(-perElo*elo)) }

// Elo is the difference at which the stronger player expects the score p,
// 0 < p < 1: the inverse of Score.
func Elo(p float64) float64 { return math.Log(p/(1-p)) / perElo }

// Superiority is how likely the winner of so many games is the better player:
// the share of the normal distribution below (wins - losses)/√(wins + losses).
// Draws tell nothing. Without any game won or lost it is a half.
func Superiority(wins, losses float64) float64 {
	if wins+losses == 0 {
		return 0.5
	}
	return below((wins - losses) / math.Sqrt(wins+losses))
}

// below is the distribution function of the normal distribution.
func below(z float64) float64 { return math.Erfc(-z/math.Sqrt2) / 2 }
