package dqn

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/race"
	"github.com/tengen-rl/tengen/internal/seed"
)

// random is tic-tac-toe against random moves, which are a function of the seed.
func random(key uint64) (agents.Agent, error) { return agents.Random(seed.Stream(key)), nil }

// Against itself it learns to beat others: most games against random moves are
// won, hardly any is lost.
func TestSelfPlayLearnsTicTacToe(t *testing.T) {
	race.SkipLearning(t)
	c := selfPlay()
	c.Network.Hidden = []int{64}
	c.SelfPlay.Every = 200
	c.Target.Steps = 2
	c.Explore.Steps = 8000
	l := learner(t, tictactoe.New(), c)
	advance(t, l, 15_000)
	returns, err := Evaluate(context.Background(), agents.Versus(tictactoe.New(), random), l.Agent(0, nil), Evaluation{Episodes: 200})
	require.NoError(t, err)
	sum := 0.0
	for _, r := range returns {
		sum += r
	}
	assert.Greater(t, sum/200, 0.7, "a mean of wins less losses; random moves have 0")
	assert.Equal(t, 3, l.Stats().Opponents)
}

// Seats alternate, the newest self has its share of the games, and the others
// are drawn from the pool alone.
func TestOpponentsAreDrawnFromThePool(t *testing.T) {
	c := selfPlay()
	l := learner(t, tictactoe.New(), c)
	seats := map[int]int{}
	for range 40 {
		a := l.actors[0]
		seats[int(a.episode.State().(*agents.VersusState).Seat())]++
		require.NoError(t, l.begin(a))
	}
	assert.Equal(t, map[int]int{0: 20, 1: 20}, seats)
	for range 5 {
		l.pool.keep(l.nets.online, nil)
	}
	assert.Len(t, l.pool.selfs, 3)
	counts := map[int]int{}
	for i := range 3000 {
		counts[l.pool.choose(uint64(i))]++
	}
	assert.Len(t, counts, 3)
	assert.InDelta(t, 3000*(0.5+0.5/3), counts[5], 120, "the newest")
	assert.InDelta(t, 500, counts[3], 90)
	assert.InDelta(t, 500, counts[4], 90)
}

// A past self stays what it was while the learner goes on.
func TestPastSelvesDoNotLearn(t *testing.T) {
	l := learner(t, tictactoe.New(), selfPlay())
	first := l.pool.selfs[0].net
	before := snapshot(first)
	advance(t, l, 300)
	assert.Equal(t, before, snapshot(first))
	assert.NotEqual(t, before, snapshot(l.nets.online))
}
