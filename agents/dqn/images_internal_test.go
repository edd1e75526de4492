package dqn

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/othello"
	"github.com/tengen-rl/tengen/replay"
)

// The image of a transition is what the game shows when the images of its moves
// are played. Each symmetry comes up.
func TestImagesAreTheGameTurned(t *testing.T) {
	game := othello.New(6)
	symmetries := game.Symmetries()
	im := newImages(game, game.Spec())
	rng := rand.New(rand.NewPCG(1, 2))
	seen := make([]int, len(symmetries))
	for range 100 {
		moves := randomMoves(game, rng, 4+rng.IntN(20))
		b := transition(t, game, moves, symmetries[0])
		im.turn(b, rng)
		n := slices.IndexFunc(symmetries, func(y envs.Symmetry) bool { return assert.ObjectsAreEqual(transition(t, game, moves, y), b) })
		require.GreaterOrEqual(t, n, 0, "no symmetry of the board explains what the moves %v became", moves)
		seen[n]++
	}
	for n, times := range seen {
		assert.Positive(t, times, "symmetry %d", n)
	}
}

func randomMoves(game envs.Game, rng *rand.Rand, n int) []envs.Action {
	var moves []envs.Action
	s := game.New(0)
	for range n {
		legal := s.Legal(nil)
		moves = append(moves, legal[rng.IntN(len(legal))])
		s.Play(moves[len(moves)-1])
	}
	return moves
}

// transition is the last of a game's moves, all of them put through a symmetry.
func transition(t *testing.T, game envs.Game, moves []envs.Action, y envs.Symmetry) *replay.Batch {
	t.Helper()
	spec, view := game.Spec(), newView(game.Spec())
	b := &replay.Batch{
		Obs: make([]float32, spec.ObsLen()), Legal: make([]float32, spec.Actions), Action: make([]int, 1),
		Next: make([]float32, spec.ObsLen()), NextLegal: make([]float32, spec.Actions),
	}
	s := game.New(0)
	for _, move := range moves {
		require.NoError(t, view.observe(s, b.Obs))
		b.Action[0] = int(y.Actions[move])
		clear(b.Legal)
		for _, a := range s.Legal(nil) {
			b.Legal[a] = 1
		}
		s.Play(y.Actions[move])
	}
	require.NoError(t, view.observe(s, b.Next))
	for _, a := range s.Legal(nil) {
		b.NextLegal[a] = 1
	}
	return b
}

// Only a world with symmetries and a network without memory can be asked for
// them.
func TestSymmetriesNeedASymmetricWorld(t *testing.T) {
	c := selfPlay()
	c.Replay.Symmetries = true
	assert.NoError(t, c.Check(othello.New(6)))
	withMemory(&c, "gru")
	assert.ErrorContains(t, c.Check(othello.New(6)), `replay.symmetries with network.cell "gru"`)
	c = quick()
	c.Replay.Symmetries = true
	assert.ErrorContains(t, c.Check(chain(5)), "set it to false")
}
