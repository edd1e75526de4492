package agents_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
)

// A player who thinks as long as its share never oversteps, however long the
// game, and does not waste the time either; nor does one who always needs as
// long as it may.
func TestBudget(t *testing.T) {
	for name, clock := range map[string]agents.Time{
		"absolute":     {Left: time.Minute},
		"blitz":        {Left: 2 * time.Second, Increment: 10 * time.Millisecond},
		"Fischer":      {Left: time.Minute, Increment: time.Second},
		"tournament":   {Left: 10 * time.Minute, MovesToGo: 40},
		"the last":     {Left: 2 * time.Second, MovesToGo: 1},
		"byo-yomi":     {Left: time.Minute, Period: 5 * time.Second, Periods: 3},
		"only periods": {Period: time.Second, Periods: 1},
		"a blink":      {Period: 10 * time.Millisecond, Periods: 1},
	} {
		t.Run(name, func(t *testing.T) {
			spend(t, clock, func(left agents.Time) time.Duration { return left.Share() })
			spend(t, clock, func(left agents.Time) time.Duration {
				soft, hard := left.Budget(0)
				assert.GreaterOrEqual(t, hard, soft)
				assert.LessOrEqual(t, hard, 5*soft)
				return hard
			})
		})
	}
}

// spend plays a game of sixty moves, or up to the control, each of which takes
// as long as take says.
func spend(t *testing.T, clock agents.Time, take func(agents.Time) time.Duration) {
	t.Helper()
	left, spent := clock, time.Duration(0)
	for move := range 60 {
		took := take(left)
		assert.Less(t, took, left.Total(), "move %d", move)
		assert.GreaterOrEqual(t, took, time.Duration(0))
		spent += took
		if took > left.Left { // into byo-yomi, which begins anew
			left.Left = 0
		} else {
			left.Left += left.Increment - took
		}
		if clock.MovesToGo > 0 {
			if left.MovesToGo--; left.MovesToGo == 0 {
				break
			}
		}
	}
	assert.Greater(t, spent, clock.Total()*6/10, "most of it is used")
}

// Time that would be lost is used; time that can be saved for a move that is
// harder leaves room for it.
func TestBudgetOfTimeThatIsLostOtherwise(t *testing.T) {
	soft, hard := agents.Time{Period: time.Second, Periods: 1}.Budget(0)
	assert.Equal(t, soft, hard)
	assert.Equal(t, 850*time.Millisecond, soft)
	soft, hard = agents.Time{Left: time.Minute}.Budget(0)
	assert.Equal(t, 4*(soft+50*time.Millisecond), hard+50*time.Millisecond)
}

// The shorter the rest of the game, the longer a move may take.
func TestBudgetMindsTheEndOfTheGame(t *testing.T) {
	connect4 := envs.Spec{Players: 2, MaxPlies: 42}
	assert.Equal(t, 21, agents.MovesLeft(connect4, 0))
	assert.Equal(t, 21, agents.MovesLeft(connect4, 1))
	assert.Equal(t, 1, agents.MovesLeft(connect4, 41))
	assert.Equal(t, 1, agents.MovesLeft(connect4, 42))
	assert.Zero(t, agents.MovesLeft(envs.Spec{Players: 2}, 7))
	clock, last := agents.Time{Left: time.Minute}, time.Duration(0)
	for plies := 0; plies < 42; plies += 2 {
		soft, _ := clock.Budget(agents.MovesLeft(connect4, plies))
		assert.GreaterOrEqual(t, soft, last)
		last = soft
	}
	assert.Greater(t, last, 40*time.Second, "the last move may take most of it")
}

// Of a clock and a limit of the agent's own the smaller holds.
func TestBudgetOfAClock(t *testing.T) {
	clock := agents.Clock{Seats: []agents.Time{{}, {Left: time.Minute}}}
	wantSoft, wantHard := clock.Seats[1].Budget(5)
	for _, c := range []struct {
		name       string
		seat       envs.Player
		own        time.Duration
		soft, hard time.Duration
		limited    bool
	}{
		{"no clock", 0, 0, 0, 0, false},
		{"its own limit", 0, time.Second, time.Second, time.Second, true},
		{"the clock", 1, 0, wantSoft, wantHard, true},
		{"the clock before its own", 1, time.Hour, wantSoft, wantHard, true},
		{"its own before the clock", 1, time.Second, time.Second, time.Second, true},
		{"its own within the clock's", 1, wantSoft + 1, wantSoft, wantSoft + 1, true},
	} {
		soft, hard, limited := clock.Budget(c.seat, 5, c.own)
		assert.Equal(t, []any{c.soft, c.hard, c.limited}, []any{soft, hard, limited}, c.name)
	}
	_, _, limited := agents.Clock{Nodes: 5}.Budget(0, 0, 0)
	assert.False(t, limited)
}
