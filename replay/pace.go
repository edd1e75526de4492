package replay

// Pace ties the number of updates to the number of steps, whatever the number
// of actors and their speed: Updates after each Every steps, the first when
// more than Warmup steps have been made and their number is a multiple of
// Every.
type Pace struct {
	Warmup, Every, Updates int
}

// Due returns the number of updates that belong to so many steps.
func (p Pace) Due(steps int) int {
	if steps <= p.Warmup {
		return 0
	}
	return (steps/p.Every - p.Warmup/p.Every) * p.Updates
}
