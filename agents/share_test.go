package agents_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/agents"
)

// A player who thinks as long as its share never oversteps, however long the
// game, and does not waste the time either.
func TestShare(t *testing.T) {
	for name, clock := range map[string]agents.Time{
		"absolute":     {Left: time.Minute},
		"blitz":        {Left: 2 * time.Second, Increment: 10 * time.Millisecond},
		"Fischer":      {Left: time.Minute, Increment: time.Second},
		"tournament":   {Left: 10 * time.Minute, MovesToGo: 40},
		"the last":     {Left: 2 * time.Second, MovesToGo: 1},
		"byo-yomi":     {Left: time.Minute, Period: 5 * time.Second, Periods: 3},
		"only periods": {Period: time.Second, Periods: 1},
	} {
		t.Run(name, func(t *testing.T) {
			left, spent := clock, time.Duration(0)
			for move := range 60 {
				share := left.Share()
				assert.Less(t, share, left.Total(), "move %d", move)
				assert.GreaterOrEqual(t, share, time.Duration(0))
				spent += share
				if share > left.Left { // into byo-yomi, which begins anew
					left.Left = 0
				} else {
					left.Left += left.Increment - share
				}
				if clock.MovesToGo > 0 {
					if left.MovesToGo--; left.MovesToGo == 0 {
						break
					}
				}
			}
			assert.Greater(t, spent, clock.Total()*6/10, "most of it is used")
		})
	}
}
