package arena_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/internal/seed"
)

// dice is a world that pays what the die shows for each throw (action 0) and
// ends at the first six; action 1 leaves the table. After ten throws a limit
// cuts it off.
type dice struct{}

func (dice) Spec() envs.Spec {
	return envs.Spec{Name: "dice", Players: 1, Actions: 2, Obs: [3]int{1, 1, 1}, MaxPlies: 10}
}

func (dice) New(number uint64) envs.State { return &throws{rng: seed.Stream(number)} }

type throws struct {
	rng   *rand.Rand
	count int
	last  int
	over  bool
}

func (s *throws) ToPlay() envs.Player {
	if s.over || s.count == 10 {
		return envs.Over
	}
	return 0
}

func (s *throws) Legal(dst []envs.Action) []envs.Action {
	if s.ToPlay() == envs.Over {
		return dst
	}
	return append(dst, 0, 1)
}

func (s *throws) Play(a envs.Action) {
	s.count++
	if s.last = 0; a == 0 {
		s.last = 1 + s.rng.IntN(6)
	}
	s.over = a == 1 || s.last == 6
}

func (s *throws) Rewards(dst []float32) { dst[0] = float32(s.last) }
func (s *throws) Observe(dst []float32) { dst[0] = float32(s.last) }
func (s *throws) CopyFrom(envs.State)   { panic("no agent here looks ahead") }
func (s *throws) Truncated() bool       { return !s.over && s.count == 10 }

// acts plays one action for ever.
type acts envs.Action

func (a acts) Reset()                                               {}
func (a acts) Act(context.Context, envs.State) (envs.Action, error) { return envs.Action(a), nil }

// fails cannot play.
type fails struct{ acts }

var errFails = errors.New("no idea")

func (fails) Act(context.Context, envs.State) (envs.Action, error) { return 0, errFails }

func playedBy(a agents.Agent) arena.Entrant {
	return arena.Entrant{New: func(uint64) (agents.Agent, error) { return a, nil }}
}

func TestEpisodes(t *testing.T) {
	config := arena.EpisodesConfig{Episodes: 200, Seed: 7, Concurrency: 1}
	all, err := arena.Episodes(context.Background(), dice{}, playedBy(acts(0)), config)
	require.NoError(t, err)
	require.Len(t, all, 200)
	cut := 0
	for i, e := range all {
		assert.Equal(t, i, e.Index)
		s := dice{}.New(e.Seed)
		sum := 0.0
		for s.ToPlay() != envs.Over {
			s.Play(0)
			sum += float64(s.(*throws).last)
		}
		assert.Equal(t, sum, e.Return)
		assert.Equal(t, s.(*throws).count, e.Steps)
		assert.Equal(t, s.(*throws).Truncated(), e.Truncated)
		assert.False(t, e.Capped)
		if e.Truncated {
			cut++
		}
	}
	assert.Positive(t, cut, "some went on to the limit")
	mean := arena.MeanReturn(all)
	assert.Less(t, mean.Lo, mean.Value)
	assert.Less(t, mean.Value, mean.Hi)

	config.Concurrency = 4
	again, err := arena.Episodes(context.Background(), dice{}, playedBy(acts(0)), config)
	require.NoError(t, err)
	assert.Equal(t, all, again, "whatever the number of goroutines")
	leaves, err := arena.Episodes(context.Background(), dice{}, playedBy(acts(1)), config)
	require.NoError(t, err)
	assert.Equal(t, all[9].Seed, leaves[9].Seed, "every agent meets the same worlds")

	config.MaxSteps = 1
	capped, err := arena.Episodes(context.Background(), dice{}, playedBy(acts(0)), config)
	require.NoError(t, err)
	for i, e := range capped {
		assert.Equal(t, 1, e.Steps)
		assert.Equal(t, all[i].Steps > 1, e.Capped)
	}
}

func TestEpisodesThatCannotBe(t *testing.T) {
	config := arena.EpisodesConfig{Episodes: 3}
	_, err := arena.Episodes(context.Background(), connectfour.New(), playedBy(acts(0)), config)
	assert.EqualError(t, err, "episodes are of worlds of one seat; connect4 has seats: 2")
	_, err = arena.Episodes(context.Background(), dice{}, playedBy(acts(2)), config)
	assert.EqualError(t, err, "episode 0: step 0: the agent played 2, which is illegal")
	_, err = arena.Episodes(context.Background(), dice{}, playedBy(fails{}), config)
	assert.ErrorIs(t, err, errFails)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = arena.Episodes(ctx, dice{}, playedBy(acts(0)), config)
	assert.ErrorIs(t, err, context.Canceled)
}
