package search

import "math"

// score is a return and its distance in one number that a comparison orders
// and a negation turns round: the return in units of 2⁻²⁴, shifted to make
// room for the plies that a winner loses and a loser gains.
type score int64

const (
	scoreUnit  = 1 << 24 // units in a return of 1: all that float32 tells apart near it
	scorePlies = 1 << 10 // room for plies, more than the longest line
	infinity   = score(math.MaxInt64)
)

// newScore is the score of the return value, known plies from the root.
func newScore(value float32, plies int) score {
	units := score(math.Round(float64(value) * scoreUnit))
	switch {
	case units > 0:
		return units*scorePlies - score(plies)
	case units < 0:
		return units*scorePlies + score(plies)
	}
	return 0
}

// split is the inverse of newScore, up to the rounding of the return.
func (s score) split() (value float32, plies int) {
	switch {
	case s > 0:
		units := (s + scorePlies - 1) / scorePlies
		return float32(units) / scoreUnit, int(units*scorePlies - s)
	case s < 0:
		value, plies = (-s).split()
		return -value, plies
	}
	return 0, 0
}

// from returns the score as the position at ply counts it, from itself on
// instead of from the root; and counted is the other way round.
func (s score) from(ply int) score {
	switch {
	case s > 0:
		return s + score(ply)
	case s < 0:
		return s - score(ply)
	}
	return 0
}

func (s score) counted(ply int) score {
	switch {
	case s > 0:
		return s - score(ply)
	case s < 0:
		return s + score(ply)
	}
	return 0
}

// decisive is the least score of a win, which nothing but a win is worth
// where no return exceeds 1.
const decisive = score(scoreUnit-1)*scorePlies + 1

// proven tells whether the score is that of a win or a loss.
func (s score) proven() bool { return s >= decisive || s <= -decisive }
