package alphazero_test

import (
	"context"
	"math"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/envs/othello"
	"github.com/tengen-rl/tengen/internal/race"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/search"
)

// Judged in all its images, a position is worth what the images of it are, and
// so is each action what its images are.
func TestAllImagesOfAPositionAreJudgedAlike(t *testing.T) {
	five, err := goban.ParseConfig("5")
	require.NoError(t, err)
	board, err := goban.New(five)
	require.NoError(t, err)
	sizes, err := goban.ParseSizes("5/7") // in the middle of which the board is placed
	require.NoError(t, err)
	run := t.TempDir()
	require.NoError(t, os.Mkdir(run+"/weights", 0o755))
	shape := alphazero.Network{Blocks: 2, Channels: 8, Pooled: 4, PooledHeads: true}
	require.NoError(t, alphazero.Save(alphazero.NewNet(sizes, shape, seed.Stream(2)), sizes, run, 0, search.DefaultConfig()))
	framed, err := alphazero.Load(board, run, alphazero.Newest)
	require.NoError(t, err)

	for _, c := range []struct {
		game envs.Game
		net  *nets.PolicyValue
	}{
		{connectfour.New(), alphazero.NewNet(connectfour.New(), small, seed.Stream(3))},
		{board, framed},
	} {
		images := c.game.(envs.Symmetric).Symmetries()
		single := alphazero.NewEvaluatorOf(c.game, c.net.Compile(1), alphazero.View{})
		whole := alphazero.NewEvaluatorOf(c.game, c.net.Compile(3*len(images)), alphazero.View{Images: images})

		rng := seed.Stream(4)
		var states []envs.State // the position, and what it is in each image
		for range images {
			states = append(states, c.game.New(0))
		}
		for range 5 {
			legal := states[0].Legal(nil)
			a := legal[rng.IntN(len(legal))]
			for i, y := range images {
				states[i].Play(y.Actions[a])
			}
		}
		alone, among := leavesOf(c.game, states), leavesOf(c.game, states)
		require.NoError(t, single.Evaluate(context.Background(), alone))
		require.NoError(t, whole.Evaluate(context.Background(), among)) // on a square more than fit its batch
		assert.NotEqual(t, alone[0].Values, alone[1].Values, "a network that tells no image from another proves nothing")

		for seat := range alone[0].Values {
			var sum float32
			for _, leaf := range alone {
				sum += leaf.Values[seat]
			}
			assert.InDelta(t, sum/float32(len(images)), among[0].Values[seat], 1e-5)
		}
		for a := range alone[0].Logits {
			var sum float32
			for i, y := range images {
				sum += alone[i].Logits[y.Actions[a]]
			}
			assert.InDelta(t, sum/float32(len(images)), among[0].Logits[a], 1e-5)
		}
		for i, y := range images {
			assert.InDeltaSlice(t, among[0].Values, among[i].Values, 1e-5)
			for a, logit := range among[0].Logits {
				assert.InDelta(t, logit, among[i].Logits[y.Actions[a]], 1e-5)
			}
		}
		none := leavesOf(c.game, states[:1])
		require.NoError(t, alphazero.NewEvaluatorOf(c.game, c.net.Compile(1), alphazero.View{Images: images[:0]}).Evaluate(context.Background(), none))
		assert.Equal(t, alone[:1], none)
		assert.Panics(t, func() { alphazero.NewEvaluatorOf(c.game, c.net.Compile(1), alphazero.View{Images: images}) })
		assert.Panics(t, func() { alphazero.NewEvaluatorOf(c.game, c.net.Compile(1), alphazero.View{Points: 0.1}) }, "it has no head for leads")
	}
}

// Points are mixed into the values of both seats, in the unit in which the
// network learned them: cells of the largest of its boards.
func TestLeadsAreWorthSomething(t *testing.T) {
	sizes, err := goban.ParseSizes("5/7")
	require.NoError(t, err)
	shape := alphazero.Network{Blocks: 2, Channels: 8, Pooled: 4, PooledHeads: true, Heads: nets.Auxiliary{Lead: true}}
	net := alphazero.NewNet(sizes, shape, seed.Stream(2))
	for number := range uint64(4) {
		s := sizes.New(number).(*goban.SizedState)
		s.Play(24) // in the middle of both; White is to move
		obs := make([]float32, sizes.Spec().ObsLen())
		s.Observe(obs)
		tape := autograd.NewInferenceTape()
		lead := float64(net.ForwardAll(tape, tape.Const(obs, 1, sizes.Spec().Obs[0], 7, 7)).Lead.Data()[0])
		board := s.Board().Game()
		worth := 2 / math.Pi * math.Atan(49*lead/(2*float64(board.Spec().Obs[1])))
		assert.Greater(t, math.Abs(worth), 0.01, "a lead of nothing proves nothing")

		plain, mixed := leavesOf(board, []envs.State{s.Board()}), leavesOf(board, []envs.State{s.Board()})
		evaluate := func(view alphazero.View, leaves []search.Leaf) {
			require.NoError(t, alphazero.NewEvaluatorOf(board, net.Compile(1), view).Evaluate(context.Background(), leaves))
		}
		evaluate(alphazero.View{}, plain)
		evaluate(alphazero.View{Points: 0.3}, mixed)
		assert.Equal(t, plain[0].Logits, mixed[0].Logits)
		assert.InDelta(t, 0.7*float64(plain[0].Values[1])+0.3*worth, mixed[0].Values[1], 1e-5)
		assert.InDelta(t, 0.7*float64(plain[0].Values[0])-0.3*worth, mixed[0].Values[0], 1e-5)

		among := leavesOf(sizes, []envs.State{s}) // as one of several sizes it is worth the same
		require.NoError(t, alphazero.NewEvaluatorOf(sizes, net.Compile(1), alphazero.View{Points: 0.3}).Evaluate(context.Background(), among))
		assert.InDeltaSlice(t, mixed[0].Values, among[0].Values, 1e-5)

		images := board.Symmetries()[:2] // in images it is worth the mean of what they are
		var states []envs.State
		for _, y := range images {
			state := board.New(0)
			state.Play(y.Actions[1])
			states = append(states, state)
		}
		each, whole := leavesOf(board, states), leavesOf(board, states[:1])
		evaluate(alphazero.View{Points: 0.3}, each)
		view := alphazero.View{Images: images, Points: 0.3}
		require.NoError(t, alphazero.NewEvaluatorOf(board, net.Compile(2), view).Evaluate(context.Background(), whole))
		assert.NotEqual(t, each[0].Values, each[1].Values)
		assert.InDelta(t, (each[0].Values[0]+each[1].Values[0])/2, whole[0].Values[0], 1e-5)
	}
}

// Looking at images and leads allocates nothing.
func TestAViewAllocatesNothing(t *testing.T) {
	race.SkipAllocations(t)
	game := othello.New(6)
	shape := alphazero.Network{Blocks: 1, Channels: 8, Pooled: 4, PooledHeads: true, Heads: nets.Auxiliary{Lead: true}}
	plan := alphazero.NewNet(game, shape, seed.Stream(1)).Compile(4)
	e := alphazero.NewEvaluatorOf(game, plan, alphazero.View{Images: game.Symmetries(), Points: 0.1})
	leaves := leavesOf(game, []envs.State{game.New(0), game.New(0)})
	assert.Zero(t, testing.AllocsPerRun(20, func() { _ = e.Evaluate(context.Background(), leaves) }))
}

// leavesOf are leaves of these states, with room for what is told of them.
func leavesOf(game envs.Game, states []envs.State) (leaves []search.Leaf) {
	spec := game.Spec()
	for _, s := range states {
		leaves = append(leaves, search.Leaf{State: s, Logits: make([]float32, spec.Actions), Values: make([]float32, spec.Players)})
	}
	return leaves
}
