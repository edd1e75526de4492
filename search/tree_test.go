package search

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
)

// hashed is an evaluator that draws its judgement from a hash of the
// position: arbitrary, but the same in every batch.
type hashed struct{ leaves int }

func (h *hashed) Evaluate(_ context.Context, leaves []Leaf) error {
	h.leaves += len(leaves)
	for _, leaf := range leaves {
		rng := seed.Stream(leaf.State.(envs.Hasher).Hash())
		for a := range leaf.Logits {
			leaf.Logits[a] = float32(rng.NormFloat64())
		}
		v := float32(2*rng.Float64() - 1)
		leaf.Values[0], leaf.Values[1] = v, -v
	}
	return nil
}

func grown(t *testing.T, game envs.Game, config Config, s envs.State, n int) *Tree {
	t.Helper()
	tree := NewTree(game, config, seed.Stream(7))
	tree.Reset(s)
	require.NoError(t, Simulate(context.Background(), new(hashed), tree, n))
	return tree
}

// after returns the position of game after random moves, fewer if it ends.
func after(game envs.Game, plies int, rng *rand.Rand) envs.State {
	s := game.New(0)
	for range plies {
		legal := s.Legal(nil)
		before := game.New(0)
		before.CopyFrom(s)
		s.Play(legal[rng.IntN(len(legal))])
		if s.ToPlay() == envs.Over {
			return before
		}
	}
	return s
}

// checkSums holds a tree against the laws that tie its arrays together.
func checkSums(t *testing.T, tree *Tree) {
	t.Helper()
	for i := range tree.nodes {
		n := int32(i)
		nd := tree.nodes[n]
		var visits int32
		var sum, mass float64
		for _, e := range tree.actions(n) {
			visits += e.visits
			sum += e.sum
			mass += float64(e.prior)
			if e.child == none {
				require.Zero(t, e.visits)
				continue
			}
			require.Equal(t, tree.nodes[e.child].visits, e.visits)
			at := tree.seat(e.child, nd.mover)
			want := tree.sums[at] + float64(e.visits)*float64(tree.rewards[at])
			require.InDelta(t, want, e.sum, 1e-4, "sum of an edge and of its child")
		}
		if nd.mover == envs.Over {
			require.True(t, nd.proven)
			continue
		}
		if nd.count == 0 {
			require.Zero(t, nd.visits, "its judgement never came")
			continue
		}
		require.Less(t, visits, nd.visits, "a node's own judgement is a visit")
		require.InDelta(t, 1, mass, 1e-5, "priors")
		require.InDelta(t, sum, tree.sums[tree.seat(n, nd.mover)], float64(nd.visits-visits)+1e-4)
	}
}

func TestSumsOfATree(t *testing.T) {
	game := connectfour.New()
	rng := seed.Stream(3)
	for plies := range 30 {
		for _, solve := range []bool{false, true} {
			config := DefaultConfig()
			config.Solve, config.Lookahead = solve, plies%2 == 0
			config.DirichletFraction = 0.25
			tree := grown(t, game, config, after(game, plies, rng), 200)
			checkSums(t, tree)
			if !tree.Solved() {
				assert.Equal(t, 200, tree.Simulations())
				assert.EqualValues(t, 200, tree.nodes[0].visits)
			}
		}
	}
}

// Every position of tic-tac-toe that a search solves has the value of plain
// minimax, and the policy keeps it.
func TestProofsAgreeWithMinimax(t *testing.T) {
	game := tictactoe.New()
	rng := seed.Stream(4)
	policy := make([]float32, 9)
	values := make([]float32, 2)
	solved := 0
	for i := range 300 {
		s := after(game, 1+i%8, rng)
		config := DefaultConfig()
		config.Lookahead = i%2 == 0
		tree := grown(t, game, config, s, 3000)
		if !tree.Solved() {
			continue
		}
		solved++
		best := minimax(s)
		tree.Values(values)
		require.Equal(t, best, values[s.ToPlay()], "%v", s)
		require.Equal(t, -best, values[1-s.ToPlay()])
		tree.Policy(policy)
		for a, weight := range policy {
			if weight > 0 {
				require.Equal(t, best, worth(s, envs.Action(a)), "action %d keeps the value of\n%v", a, s)
			}
		}
	}
	assert.Greater(t, solved, 200)
}

// minimax returns the value of s to its mover.
func minimax(s envs.State) float32 {
	best := float32(math.Inf(-1))
	for _, a := range s.Legal(nil) {
		best = max(best, worth(s, a))
	}
	return best
}

// worth returns what the action a of s is worth to its mover.
func worth(s envs.State, a envs.Action) float32 {
	next := tictactoe.New().New(0)
	next.CopyFrom(s)
	next.Play(a)
	if next.ToPlay() != envs.Over {
		return -minimax(next)
	}
	var rewards [2]float32
	next.Rewards(rewards[:])
	return rewards[s.ToPlay()]
}

func TestAProvenLossIsNotPlayed(t *testing.T) {
	// x threatens 1 on the bottom row; every other reply of o loses at once
	s, err := connectfour.New().ParsePosition("......./......./......./......./o....../oxxx...")
	require.NoError(t, err)
	s.Play(5)
	tree := grown(t, connectfour.New(), DefaultConfig(), s, 400)
	policy := make([]float32, 7)
	tree.Policy(policy)
	assert.Equal(t, envs.Action(4), Best(policy))
	for a, weight := range policy {
		if a != 4 {
			assert.Zero(t, weight, "column %d loses", a+1)
			assert.LessOrEqual(t, tree.edges[a].visits, int32(3), "column %d is tried no more once it is proven lost", a+1)
		}
	}
}

// With lookahead a win is seen before anything is judged, and a move that
// lets the other win as soon as it was tried once.
func TestLookahead(t *testing.T) {
	game := connectfour.New()
	s, err := game.ParsePosition("......./......./......./o....../o....../o.xxx..")
	require.NoError(t, err)
	config := DefaultConfig()
	config.Lookahead = true
	tree := NewTree(game, config, seed.Stream(1))
	tree.Reset(s)
	judge := new(hashed)
	require.NoError(t, Simulate(context.Background(), judge, tree, 100))
	assert.True(t, tree.Solved())
	assert.Equal(t, 1, tree.Simulations())
	assert.Zero(t, judge.leaves)
	policy := make([]float32, 7)
	tree.Policy(policy)
	assert.Equal(t, []float32{0, 1, 0, 0, 0, 1, 0}, policy)

	s.Play(6) // x has missed it, and o completes the first column
	tree.Reset(s)
	require.NoError(t, Simulate(context.Background(), judge, tree, 100))
	assert.Zero(t, judge.leaves)
	tree.Policy(policy)
	assert.Equal(t, []float32{1, 0, 0, 0, 0, 0, 0}, policy)
	values := make([]float32, 2)
	tree.Values(values)
	assert.Equal(t, []float32{-1, 1}, values)
}

func TestAdvanceKeepsTheSubtree(t *testing.T) {
	game := connectfour.New()
	tree := grown(t, game, DefaultConfig(), game.New(0), 500)
	policy := make([]float32, 7)
	tree.Policy(policy)
	a := Best(policy)
	kept := tree.edges[a] // all seven columns are legal
	below := append([]edge(nil), tree.actions(kept.child)...)

	tree.Advance(a)
	checkSums(t, tree)
	assert.Equal(t, kept.visits, tree.nodes[0].visits)
	for i, e := range tree.actions(0) {
		assert.Equal(t, below[i].visits, e.visits)
		assert.Equal(t, below[i].sum, e.sum)
		assert.Equal(t, below[i].prior, e.prior)
	}
	assert.Zero(t, tree.Simulations())
	require.NoError(t, Simulate(context.Background(), new(hashed), tree, 100))
	checkSums(t, tree)
	assert.Equal(t, kept.visits+100, tree.nodes[0].visits)
}

func TestFollowFindsThePosition(t *testing.T) {
	game := connectfour.New()
	tree := grown(t, game, DefaultConfig(), game.New(0), 500)
	s := game.New(0)
	s.Play(3)
	s.Play(3)
	visits := tree.nodes[tree.actions(tree.edges[3].child)[3].child].visits
	tree.Follow(s)
	assert.Equal(t, visits, tree.nodes[0].visits, "two plies on: the subtree is kept")
	tree.Follow(game.New(0))
	assert.Zero(t, tree.nodes[0].visits, "a position that is not below: a new tree")
}

func TestNoise(t *testing.T) {
	game := connectfour.New()
	quiet := grown(t, game, DefaultConfig(), game.New(0), 1)
	config := DefaultConfig()
	config.DirichletFraction = 0.25
	noisy := NewTree(game, config, seed.Stream(5))
	var seen [2][7]float32
	for round := range seen {
		noisy.Reset(game.New(0))
		require.NoError(t, Simulate(context.Background(), new(hashed), noisy, 50))
		checkSums(t, noisy)
		for a, e := range noisy.actions(0) {
			seen[round][a] = e.prior
			assert.GreaterOrEqual(t, e.prior, 0.75*quiet.edges[a].prior)
		}
	}
	assert.NotEqual(t, seen[0], seen[1], "each search draws new noise")

	child := noisy.actions(0)[3].child
	before := noisy.actions(child)[0].prior
	noisy.Advance(3)
	require.False(t, noisy.Want(0))
	assert.NotEqual(t, before, noisy.edges[0].prior, "a root kept from the last search gets noise too")
}

func TestSteadySearchAllocatesNothing(t *testing.T) {
	game := connectfour.New()
	config := DefaultConfig()
	config.Lookahead = true
	tree := NewTree(game, config, seed.Stream(1))
	ev := NewRollout(game, 1, seed.Stream(2))
	ctx := context.Background()
	start := game.New(0)
	var err error
	search := func() {
		tree.Reset(start)
		err = Simulate(ctx, ev, tree, 300)
		tree.Advance(3)
		err = Simulate(ctx, ev, tree, 300)
	}
	for range 30 { // until no array grows any more
		search()
	}
	assert.Zero(t, testing.AllocsPerRun(20, search))
	require.NoError(t, err)
}

func TestSample(t *testing.T) {
	policy := []float32{1, 0, 4, 3}
	rng := seed.Stream(9)
	for _, c := range []struct {
		temperature float32
		want        [4]float64
	}{
		{0, [4]float64{0, 0, 1, 0}},
		{1, [4]float64{1. / 8, 0, 4. / 8, 3. / 8}},
		{0.5, [4]float64{1. / 26, 0, 16. / 26, 9. / 26}},
	} {
		var got [4]float64
		for range 10000 {
			got[Sample(policy, c.temperature, rng)] += 1. / 10000
		}
		assert.InDeltaSlice(t, c.want[:], got[:], 0.02, "temperature %v", c.temperature)
	}
}

// What is kept of an action are the visits that it had.
func TestKept(t *testing.T) {
	game := connectfour.New()
	tree := grown(t, game, DefaultConfig(), game.New(0), 200)
	assert.Zero(t, tree.Kept())
	best := tree.actions(0)[0]
	for _, e := range tree.actions(0) {
		if e.visits > best.visits {
			best = e
		}
	}
	tree.Advance(best.action)
	assert.EqualValues(t, best.visits, tree.Kept())
	require.NoError(t, Simulate(context.Background(), new(hashed), tree, 30))
	assert.EqualValues(t, best.visits, tree.Kept())
}
