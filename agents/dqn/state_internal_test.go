package dqn

import (
	"bytes"
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/tictactoe"
)

// saved returns all that a learner is, as bytes.
func saved(t testing.TB, l *Learner) []byte {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, l.Save(&b))
	return b.Bytes()
}

// Training, saving, loading and training on comes to the very bytes of training
// without a stop: weights, moments, target, replay, priorities, ε, streams and
// the episodes that were running.
func TestResumeIsExact(t *testing.T) {
	for name, change := range variants() {
		t.Run(name, func(t *testing.T) {
			c := quick()
			c.Replay.Capacity = 250
			change(&c)
			whole := learner(t, chain(9), c)
			advance(t, whole, 301)
			first := saved(t, whole)
			other := learner(t, chain(9), c)
			require.NoError(t, other.Load(bytes.NewReader(first)))
			assert.Equal(t, first, saved(t, other), "what was loaded is what was saved")
			advance(t, whole, 500)
			advance(t, other, 500)
			assert.Equal(t, saved(t, whole), saved(t, other))
			assert.Equal(t, whole.Epsilon(), other.Epsilon())
		})
	}
}

// selfPlay is a config for tic-tac-toe against past selves.
func selfPlay() Config {
	c := quick()
	c.SelfPlay = SelfPlay{Pool: 3, Every: 20, Newest: 0.5, Epsilon: 0.1}
	c.Explore = Explore{Start: 1, End: 0.1, Steps: 4000}
	c.Train.Actors = 3
	return c
}

// In self-play the past selves of running games, too, are part of the state,
// though the pool has moved on.
func TestResumeIsExactInSelfPlay(t *testing.T) {
	c := selfPlay()
	c.SelfPlay.Every, c.Replay.Symmetries = 1, true
	whole := learner(t, tictactoe.New(), c)
	advance(t, whole, 300)
	assert.Greater(t, len(whole.pool.selfs), 3, "a game against a self that is no longer drawn")
	first := saved(t, whole)
	other := learner(t, tictactoe.New(), c)
	require.NoError(t, other.Load(bytes.NewReader(first)))
	advance(t, whole, 400)
	advance(t, other, 400)
	assert.Equal(t, saved(t, whole), saved(t, other))
}

func TestOtherStatesAreRefused(t *testing.T) {
	l := learner(t, chain(9), quick())
	advance(t, l, 200)
	data := saved(t, l)
	changed := quick()
	changed.Network.Hidden = []int{33}
	assert.ErrorContains(t, learner(t, chain(9), changed).Load(bytes.NewReader(data)), "the state is that of")
	assert.ErrorContains(t, learner(t, chain(8), quick()).Load(bytes.NewReader(data)), "the state is that of")
	assert.ErrorContains(t, learnerOf(t, 2).Load(bytes.NewReader(data)), "the state is that of")
	for _, at := range []int{40, len(data) / 2, len(data) - 3} {
		damaged := bytes.Clone(data)
		damaged[at] ^= 16
		assert.Error(t, learner(t, chain(9), quick()).Load(bytes.NewReader(damaged)), "byte %d", at)
	}
	assert.ErrorContains(t, learner(t, chain(9), quick()).Load(bytes.NewReader(data[:len(data)/2])), "dqn: load:")

	faster := quick() // knobs on which nothing stored depends may change
	faster.Train.Rate, faster.Explore.End, faster.Target.Gamma = 1e-4, 0.2, 0.5
	assert.NoError(t, learner(t, chain(9), faster).Load(bytes.NewReader(data)))

	world := chain(9)
	world.legal = func(_ *tinyState, a envs.Action) bool { return a == 1 }
	assert.ErrorContains(t, learner(t, world, quick()).Load(bytes.NewReader(data)), "was the world changed?")
	assert.ErrorContains(t, l.Save(full{}), "no space left")
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

// The agent of a file plays as the learner's own, and shares nothing with it.
func TestWeightsRoundTrip(t *testing.T) {
	for name, change := range variants() {
		c := quick()
		change(&c)
		l := learner(t, chain(5), c)
		advance(t, l, 150)
		path := filepath.Join(t.TempDir(), "weights")
		require.NoError(t, l.SaveWeights(path, map[string]string{"steps": "150"}))
		loaded, metadata, err := LoadAgent(chain(5), path, 0, nil)
		require.NoError(t, err, name)
		assert.Equal(t, map[string]string{"steps": "150"}, metadata)
		own := l.Agent(0, nil)
		advance(t, l, 200)
		s := l.game.New(0)
		for range 3 {
			want, err := own.Act(context.Background(), s)
			require.NoError(t, err)
			got, err := loaded.Act(context.Background(), s)
			require.NoError(t, err)
			assert.Equal(t, want, got)
			assert.Equal(t, own.Values(), loaded.Values(), name)
			s.Play(0)
		}
	}
}

func TestWeightsThatDoNotFitAreErrors(t *testing.T) {
	l := learner(t, chain(5), quick())
	path := filepath.Join(t.TempDir(), "weights")
	assert.ErrorContains(t, l.SaveWeights(path, map[string]string{"game": "x"}), `the metadata key "game" is taken`)
	require.NoError(t, l.SaveWeights(path, nil))
	_, _, err := LoadAgent(connectfour.New(), path, 0, nil)
	assert.ErrorContains(t, err, `plays "chain", not "connect4"`)
	_, _, err = LoadAgent(chain(6), path, 0, nil)
	assert.ErrorContains(t, err, "parameter hidden0.weight has shape [32 5], want [32 6]")
	_, _, err = LoadAgent(chain(600), path, 0, nil)
	assert.ErrorContains(t, err, "would have 19264 at least")
	_, _, err = LoadAgent(chain(5), path+"x", 0, nil)
	assert.ErrorContains(t, err, "no such file")
}

// A memory forgets at Reset, and stops with its context.
func TestAgentsForgetAtReset(t *testing.T) {
	c := quick()
	withMemory(&c, "gru")
	l := learner(t, chain(5), c)
	advance(t, l, 100)
	a, s := l.Agent(0, nil), l.game.New(0)
	values := func() []float32 {
		_, err := a.Act(context.Background(), s)
		require.NoError(t, err)
		return append([]float32{}, a.Values()...)
	}
	first, second := values(), values()
	assert.NotEqual(t, first, second, "it has seen one more")
	a.Reset()
	assert.Equal(t, first, values())
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := a.Act(ctx, s)
	assert.ErrorIs(t, err, context.Canceled)
	assert.ErrorIs(t, l.Advance(ctx, 1000), context.Canceled)
}

// Judging plays episodes of its own, the same for each judgement, as long as
// they may be, and counts what they earn.
func TestEvaluation(t *testing.T) {
	l := learner(t, constant(), quick())
	returns, err := Evaluate(context.Background(), l.game, l.Agent(0, nil), Evaluation{Episodes: 3})
	require.NoError(t, err)
	assert.Equal(t, []float64{5, 5, 5}, returns)
	returns, err = Evaluate(context.Background(), l.game, l.Agent(0, nil), Evaluation{Episodes: 2, MaxSteps: 3})
	require.NoError(t, err)
	assert.Equal(t, []float64{3, 3}, returns)

	m := learner(t, memory(1), quick())
	judge := func(seed uint64) []float64 {
		r, err := Evaluate(context.Background(), m.game, m.Agent(0, nil), Evaluation{Episodes: 40, Seed: seed})
		require.NoError(t, err)
		return r
	}
	assert.Equal(t, judge(1), judge(1))
	assert.NotEqual(t, judge(1), judge(2))
	before := saved(t, m)
	judge(3)
	assert.Equal(t, before, saved(t, m), "the learner's own episodes are where they were")
}
