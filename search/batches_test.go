package search

import (
	"context"
	"errors"
	"math"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/internal/seed"
)

func TestSizesOfTheArrays(t *testing.T) {
	assert.EqualValues(t, nodeBytes, reflect.TypeOf(node{}).Size())
	assert.EqualValues(t, edgeBytes, reflect.TypeOf(edge{}).Size())
}

// Several leaves of one tree at a time leave nothing of their virtual losses
// behind, and every leaf of a batch is another position.
func TestBatchesOfOneTree(t *testing.T) {
	game := connectfour.New()
	for _, plies := range []int{0, 7, 20} {
		s := after(game, plies, seed.Stream(11))
		tree := NewTree(game, DefaultConfig(), seed.Stream(7))
		tree.Reset(s)
		ev := new(hashed)
		batches := 0
		for n := tree.Gather(300, 8); n > 0; n = tree.Gather(300, 8) {
			seen := map[uint64]bool{}
			for _, leaf := range tree.Leaves() {
				seen[leaf.State.(envs.Hasher).Hash()] = true
			}
			assert.Len(t, tree.Leaves(), n)
			assert.GreaterOrEqual(t, len(seen), n/2, "descents go to different places")
			require.NoError(t, ev.Evaluate(context.Background(), tree.Leaves()))
			tree.Absorb()
			batches++
			checkSums(t, tree)
		}
		assert.LessOrEqual(t, tree.Simulations(), 300)
		if !tree.Solved() {
			assert.Equal(t, 300, tree.Simulations())
			assert.Less(t, batches, 150, "most batches hold several leaves")
		}
	}
}

// sharp judges so surely that descents soon meet.
type sharp struct{ hashed }

func (s *sharp) Evaluate(ctx context.Context, leaves []Leaf) error {
	if err := s.hashed.Evaluate(ctx, leaves); err != nil {
		return err
	}
	for _, leaf := range leaves {
		for a := range leaf.Logits {
			leaf.Logits[a] *= 20
		}
	}
	return nil
}

// Where descents meet, what was lent is taken back all the same; in a graph,
// too, nothing is divided by nothing.
func TestDescentsThatMeet(t *testing.T) {
	game := connectfour.New()
	for _, batch := range []int{2, 8} {
		tree := NewTree(game, DefaultConfig(), seed.Stream(7))
		tree.Reset(game.New(0))
		require.NoError(t, SimulateBatches(context.Background(), new(sharp), tree, 300, batch))
		checkSums(t, tree)
		config := DefaultConfig()
		config.Graph, config.Solve, config.CPUCT = true, false, 5
		graph := NewTree(game, config, seed.Stream(7))
		graph.Reset(game.New(0))
		require.NoError(t, SimulateBatches(context.Background(), new(hashed), graph, 2000, batch))
		for _, sum := range graph.sums {
			require.False(t, math.IsNaN(sum))
		}
	}
}

// A batch of one is no batch.
func TestABatchOfOneIsTheSameTree(t *testing.T) {
	game := connectfour.New()
	one := grown(t, game, DefaultConfig(), game.New(0), 200)
	other := NewTree(game, DefaultConfig(), seed.Stream(7))
	other.Reset(game.New(0))
	require.NoError(t, SimulateBatches(context.Background(), new(hashed), other, 200, 1))
	assert.Equal(t, one.arrays, other.arrays)
}

// tiring judges until it has no more patience.
type tiring struct {
	hashed
	left int
}

var errTired = errors.New("tired")

func (f *tiring) Evaluate(ctx context.Context, leaves []Leaf) error {
	if f.left--; f.left < 0 {
		return errTired
	}
	return f.hashed.Evaluate(ctx, leaves)
}

func TestATreeGoesOnAfterAJudgementThatNeverCame(t *testing.T) {
	game := connectfour.New()
	for _, batch := range []int{1, 6} {
		tree := NewTree(game, DefaultConfig(), seed.Stream(7))
		tree.Reset(game.New(0))
		require.ErrorIs(t, SimulateBatches(context.Background(), &tiring{left: 20}, tree, 300, batch), errTired)
		checkSums(t, tree)
		require.NoError(t, SimulateBatches(context.Background(), new(hashed), tree, 300, batch))
		checkSums(t, tree)
		assert.Equal(t, 300, tree.Simulations())
		if batch == 1 {
			whole := grown(t, game, DefaultConfig(), game.New(0), 300)
			assert.Equal(t, whole.actions(0), tree.actions(0), "as if nothing had happened")
		}
	}
}

func TestASearchKeepsToItsMemory(t *testing.T) {
	config := DefaultConfig()
	config.MaxBytes = 20_000
	tree := grown(t, connectfour.New(), config, connectfour.New().New(0), 10_000)
	assert.Less(t, tree.Simulations(), 200)
	assert.InDelta(t, config.MaxBytes, tree.Bytes(), 1000)
	policy := make([]float32, 7)
	tree.Policy(policy)
	assert.Positive(t, policy[tree.Choose(0, nil)])
}

// A choice is decided when the rest of the simulations cannot turn it.
func TestDecided(t *testing.T) {
	tree := grown(t, connectfour.New(), DefaultConfig(), connectfour.New().New(0), 10)
	actions := tree.actions(0)
	for i := range actions {
		actions[i].visits = 0
	}
	actions[2].visits, actions[5].visits = 50, 30
	assert.True(t, tree.Decided(19))
	assert.False(t, tree.Decided(20))
}
