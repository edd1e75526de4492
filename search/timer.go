package search

import "time"

// Timer tells a search when its time is over. It has a watch of its own, so
// that what a search does with its time can be tried without waiting.
type Timer struct {
	Soft    time.Duration        // after which the search ends if its choice is steady
	Hard    time.Duration        // after which it ends in any case; not less than Soft
	Elapsed func() time.Duration // since the search began
}

// Over reports whether the search must end. A nil Timer is never over.
func (t *Timer) Over() bool { return t != nil && t.Elapsed() >= t.Hard }

// Spent reports whether a share of the soft time is over that is stretched as
// far as the hard one allows: less than 1 for a choice that is as good as
// made, more for one in doubt.
func (t *Timer) Spent(share float64) bool {
	return t != nil && t.Elapsed() >= min(t.Hard, time.Duration(share*float64(t.Soft)))
}

// Saves reports whether time that is left over is of use later.
func (t *Timer) Saves() bool { return t != nil && t.Soft < t.Hard }
