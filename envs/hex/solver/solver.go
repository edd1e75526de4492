package solver

import (
	"context"
	"fmt"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/hex"
)

const (
	// MaxSize is the largest board, in cells a side, that a Solver takes on:
	// with the bits that keep rows apart it fills a word.
	MaxSize = 7

	// MostEmpties is the most empty cells of a position that it takes on. The
	// empty board of five cells a side takes seconds; with more than this,
	// nobody would want to wait.
	MostEmpties = 28

	tableBits = 20 // 24 MiB
)

// Solver knows who wins after every move on one small board. It remembers what
// it has proved. It is a search.Solver, and not safe for concurrent use.
type Solver struct {
	game   hex.Game
	prover prover
	legal  []envs.Action

	next, swapped *hex.State // scratch
}

// New returns a solver of positions of game. It panics if the board is larger
// than MaxSize.
func New(game hex.Game) *Solver {
	size := game.Config().Size
	if size > MaxSize {
		panic(fmt.Sprintf("solver: a board of size %d, want at most %d", size, MaxSize))
	}
	return &Solver{
		game:    game,
		prover:  newProver(size),
		next:    game.New(0).(*hex.State),
		swapped: game.New(0).(*hex.State),
	}
}

// Solve appends 1 for each legal action of state that wins and -1 for each
// that loses, in their order, from the eyes of the seat to move: how quickly
// is not told, as a won game of Hex stays won by any winning move. The game is
// not over. It is an error if more than MostEmpties cells are empty, and if
// the context ends first.
func (s *Solver) Solve(ctx context.Context, state envs.State, dst []int) ([]int, error) {
	world := s.read(state)
	s.legal = world.Legal(s.legal[:0])
	if n := len(s.legal); n > MostEmpties {
		return dst, fmt.Errorf("hex solver: %d moves to choose from, want at most %d", n, MostEmpties)
	}
	s.prover.ctx, s.prover.err = ctx, ctx.Err()
	mover := world.Mover()
	for _, a := range s.legal {
		if s.prover.err != nil {
			break
		}
		s.next.CopyFrom(world)
		s.next.Play(a)
		score := -1
		if s.winner(s.next) == mover {
			score = 1
		}
		dst = append(dst, score)
	}
	return dst, s.prover.err
}

// winner returns the seat that wins from a position on, which may be over.
func (s *Solver) winner(state *hex.State) envs.Player {
	mover := state.Mover()
	if state.ToPlay() == envs.Over {
		return 1 - mover // who moved last
	}
	if s.prover.prove(s.position(state)).wins {
		return mover
	}
	if state.MaySwap() {
		s.swapped.CopyFrom(state)
		s.swapped.Play(envs.Action(state.Size() * state.Size()))
		if !s.prover.prove(s.position(s.swapped)).wins {
			return mover
		}
	}
	return 1 - mover
}

// position returns the state as sets of cells.
func (s *Solver) position(state *hex.State) position {
	p := position{mover: int(state.Mover())}
	for cell := range state.Size() * state.Size() {
		for seat := range envs.Player(2) {
			if state.Has(seat, cell) {
				p.stones[seat] |= 1 << s.prover.board.bit(cell)
			}
		}
	}
	return p
}

// read returns the state as one of the solver's game that is not over.
func (s *Solver) read(state envs.State) *hex.State {
	world, ok := state.(*hex.State)
	if !ok {
		panic(fmt.Sprintf("solver: a state of type %T, want Hex", state))
	}
	if world.Size() != s.game.Config().Size {
		panic(fmt.Sprintf("solver: a board of size %d, want %d", world.Size(), s.game.Config().Size))
	}
	if world.ToPlay() == envs.Over {
		panic("solver: the game is over:\n" + world.String())
	}
	return world
}
