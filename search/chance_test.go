package search

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// lottery is a stochastic world: action 0 earns 0.4, action 1 earns 1 or 0 as
// a coin falls, and then a second choice of the same kind follows.
type lottery struct{}

func (lottery) Spec() envs.Spec {
	return envs.Spec{Name: "lottery", Players: 1, Actions: 2, Obs: [3]int{1, 1, 1}, MaxPlies: 2}
}

func (lottery) New(s uint64) envs.State { return &draw{dice: s} }

type draw struct {
	dice   uint64
	plies  int
	earned float32
	done   bool // the coin of the first ply may end the episode
}

func (d *draw) ToPlay() envs.Player {
	if d.plies == 2 || d.done {
		return envs.Over
	}
	return 0
}

func (d *draw) Legal(dst []envs.Action) []envs.Action { return append(dst, 0, 1) }

func (d *draw) Play(a envs.Action) {
	d.plies++
	d.dice = seed.Mix(d.dice, 1)
	d.earned = 0.4
	if a == 1 {
		d.earned = float32(d.dice >> 63)
		d.done = d.earned == 0
	}
}

func (d *draw) Rewards(dst []float32) { dst[0] = d.earned }

func (d *draw) Observe(dst []float32) { dst[0] = float32(d.plies) }

func (d *draw) CopyFrom(s envs.State) { *d = *s.(*draw) }

func (d *draw) Reseed(s uint64) { d.dice = s }

// flat expects nothing and prefers nothing.
type flat struct{}

func (flat) Evaluate(_ context.Context, leaves []Leaf) error {
	for _, leaf := range leaves {
		clear(leaf.Logits)
		clear(leaf.Values)
	}
	return nil
}

// The search must not foresee the coin: action 1 is worth a half and what
// follows half of the time, not 1.
func TestASearchDoesNotForeseeTheDice(t *testing.T) {
	for _, s := range []uint64{1, 2, 3, 4, 5, 6} {
		tree := NewTree(lottery{}, Config{CPUCT: 2, Discount: 1}, seed.Stream(s))
		tree.Reset(lottery{}.New(s))
		require.NoError(t, Simulate(context.Background(), flat{}, tree, 6000))
		actions := tree.actions(0)
		// The second ply is worth 0.5 by action 1.
		assert.InDelta(t, 0.9, actions[0].mean(), 0.05)
		assert.InDelta(t, 0.75, actions[1].mean(), 0.05)
		assert.Equal(t, envs.Action(0), tree.Choose(0, nil))
	}
}

func TestDiscountsReachTheRoot(t *testing.T) {
	tree := NewTree(lottery{}, Config{CPUCT: 0.5, Discount: 0.5}, seed.Stream(1))
	tree.Reset(lottery{}.New(1))
	require.NoError(t, Simulate(context.Background(), flat{}, tree, 6000))
	assert.InDelta(t, 0.4+0.5*0.5, tree.actions(0)[0].mean(), 0.04)
	assert.InDelta(t, 0.5+0.5*0.5*0.5, tree.actions(0)[1].mean(), 0.04)
}
