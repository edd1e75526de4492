package pqn

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/control"
	"github.com/tengen-rl/tengen/envs/othello"
)

// A row that is turned is what the game shows when the images of its moves are
// played.
func TestTurnedRowsAreTheGameTurned(t *testing.T) {
	game := othello.New(6)
	images, width := game.Symmetries(), game.Spec().ObsLen()
	p := &part{obs: make([]float32, len(images)*width), actions: make([]int, len(images)), room: make([]float32, width)}
	numbers := make([]int, len(images))
	var moves []envs.Action
	s := game.New(0)
	for range 9 {
		moves = append(moves, s.Legal(nil)[0])
		s.Play(moves[len(moves)-1])
	}
	next := s.Legal(nil)[0]
	for n := range images {
		numbers[n], p.actions[n] = n, int(next)
		s.Observe(p.obs[n*width : (n+1)*width])
	}
	p.turn(images, numbers)
	for n, y := range images {
		other, want := game.New(0), make([]float32, width)
		for _, a := range moves {
			other.Play(y.Actions[a])
		}
		other.Observe(want)
		assert.Equal(t, want, p.obs[n*width:(n+1)*width], "image %d", n)
		assert.Equal(t, int(y.Actions[next]), p.actions[n])
	}
}

func TestSymmetriesNeedASymmetricWorld(t *testing.T) {
	c := CartPole()
	c.Train.Symmetries = true
	assert.EqualError(t, c.Check(control.NewCartPole()), "train.symmetries at cartpole, which nothing may be turned or mirrored in: it has no such board, or an opponent that might play the image otherwise; set it to false")
	assert.NoError(t, c.Check(othello.New(6)))
}
