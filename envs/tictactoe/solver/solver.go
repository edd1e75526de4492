// Package solver is the perfect player of tic-tac-toe: a table of the exact
// score of every position that a game can reach, made by exhaustion.
package solver

import (
	"context"
	"fmt"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/tictactoe"
)

// Solver knows the score of every move in every position. It is a
// search.Solver, and safe for concurrent use.
type Solver struct {
	scores map[uint64]int // by the hash of a position, from the eyes of the seat to move
}

// New returns a solver; it visits the 5,478 positions of the game.
func New() *Solver {
	s := &Solver{scores: map[uint64]int{}}
	s.fill(tictactoe.New().New(0).(*tictactoe.State), 0)
	return s
}

// quickest is the score of a win with no plies played; each ply to the end of
// the game takes one off.
const quickest = tictactoe.Cells + 1

// fill returns the score of a position after so many plies, and enters it and
// all that follow into the table.
func (s *Solver) fill(state *tictactoe.State, plies int) int {
	if score, ok := s.scores[state.Hash()]; ok {
		return score
	}
	best := -quickest
	legal := state.Legal(nil)
	if len(legal) == 0 {
		best = scoreAtEnd(state, plies)
	}
	for _, a := range legal {
		child := *state
		child.Play(a)
		best = max(best, -s.fill(&child, plies+1))
	}
	s.scores[state.Hash()] = best
	return best
}

// scoreAtEnd is the score of the seat that would move next: it has lost or
// drawn.
func scoreAtEnd(state *tictactoe.State, plies int) int {
	var rewards [2]float32
	state.Rewards(rewards[:])
	if rewards == [2]float32{} {
		return 0
	}
	return plies - quickest
}

// Solve appends the score of each legal action of state, in their order, from
// the eyes of the seat to move: 10 less the number of marks on the board when
// the game ends if it wins, the negative of that if it loses, 0 for a draw.
// The state is a *tictactoe.State whose game is not over. The context plays no
// part: the answers lie ready.
func (s *Solver) Solve(_ context.Context, state envs.State, dst []int) ([]int, error) {
	here, ok := state.(*tictactoe.State)
	if !ok {
		panic(fmt.Sprintf("solver: a state of type %T, want tic-tac-toe", state))
	}
	for _, a := range here.Legal(nil) {
		child := *here
		child.Play(a)
		dst = append(dst, -s.scores[child.Hash()])
	}
	return dst, nil
}
