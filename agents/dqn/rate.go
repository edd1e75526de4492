package dqn

// rateAt returns the rate of learning after so many steps of the world. One
// that falls to 0 lets the weights settle: an agent that plays well at one
// moment and badly at the next ends as the mean of both.
func (t Train) rateAt(steps int) float32 {
	if t.RateSteps == 0 {
		return float32(t.Rate)
	}
	return float32(t.Rate * max(0, 1-float64(steps)/float64(t.RateSteps)))
}
