package agents

import "time"

const (
	movesAhead = 25                    // moves that main time is spread over, where nothing else is said
	margin     = 50 * time.Millisecond // lost on the way of every move
)

// Share returns how long to think about the next move so that the time also
// lasts for those after it: an even share of the main time and most of the
// increment, or most of a period of byo-yomi where that is more. It is less
// than Total, and 0 or more.
func (t Time) Share() time.Duration {
	moves := movesAhead
	if t.MovesToGo > 0 {
		moves = min(t.MovesToGo, movesAhead)
	}
	share := t.Left/time.Duration(moves) + t.Increment*3/4
	share = min(share, t.Left*4/5)
	if t.Periods > 0 {
		share = max(share, (t.Left+t.Period)*9/10/time.Duration(min(moves, 1+int(t.Left/max(t.Period, 1)))))
	}
	return max(share-min(margin, share/5), 0)
}
