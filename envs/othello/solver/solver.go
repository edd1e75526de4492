package solver

import (
	"context"
	"fmt"
	"math/bits"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/othello"
)

// Config is the kind and size of a Solver.
type Config struct {
	// EmptiesToWinner counts cells that are empty when the game ends for the
	// winner, as tournaments do, instead of for nobody.
	EmptiesToWinner bool

	// TableBits is the binary logarithm of the number of pairs of positions
	// that the solver remembers, 48 bytes a pair. The default 19 is 24 MiB.
	TableBits int
}

// MostEmpties is the most empty cells of a position that a Solver takes on.
// Up to 20 take seconds at most; with every two more, the time grows about
// fivefold, and beyond this number nobody would live to see the end.
const MostEmpties = 36

// Solver knows the score of every move in positions near enough to the end.
// It remembers what it has searched. It is a search.Solver, and not safe for
// concurrent use.
type Solver struct{ search search }

// New returns a solver. It panics unless TableBits is 0 or from 1 to 40.
func New(config Config) *Solver {
	if config.TableBits == 0 {
		config.TableBits = 19
	}
	if config.TableBits < 1 || config.TableBits > 40 {
		panic(fmt.Sprintf("solver: TableBits %d, want 1 to 40", config.TableBits))
	}
	return &Solver{search{emptiesToWinner: config.EmptiesToWinner, table: newTable(config.TableBits)}}
}

// Score returns the margin in discs of the seat to move after best play of
// both, or the error of the context. The game is not over.
func (s *Solver) Score(ctx context.Context, state envs.State) (int, error) {
	world := read(state)
	if err := s.begin(ctx, world); err != nil {
		return 0, err
	}
	p := position{world.Discs(world.Mover()), world.Discs(1 - world.Mover())}
	score := s.search.score(p, -worst, worst)
	return score, s.search.err
}

// Solve appends the score of each legal action of state, in their order: the
// margin in discs, in the eyes of the seat to move, after the action and best
// play of both. The game is not over. It is an error if more than MostEmpties
// cells are empty, and if the context ends first.
func (s *Solver) Solve(ctx context.Context, state envs.State, dst []int) ([]int, error) {
	world := read(state)
	if err := s.begin(ctx, world); err != nil {
		return dst, err
	}
	p := position{world.Discs(world.Mover()), world.Discs(1 - world.Mover())}
	if world.Moves() == 0 { // the pass
		dst = append(dst, -s.search.score(p.passed(), -worst, worst))
	}
	for moves := world.Moves(); moves != 0 && s.search.err == nil; moves &= moves - 1 {
		next := p.after(bits.TrailingZeros64(moves))
		dst = append(dst, -s.search.score(next, -worst, worst))
	}
	return dst, s.search.err
}

// begin makes the search ready for a position.
func (s *Solver) begin(ctx context.Context, world *othello.State) error {
	empty := world.Board() &^ (world.Discs(0) | world.Discs(1))
	if n := bits.OnesCount64(empty); n > MostEmpties {
		return fmt.Errorf("othello solver: %d empty cells, want at most %d", n, MostEmpties)
	}
	if s.search.board != world.Board() {
		s.search.board = world.Board()
		s.search.corners = othello.Corners(world.Side())
		s.search.table.clear() // the same cells are another position on another board
	}
	s.search.ctx, s.search.err = ctx, ctx.Err()
	return s.search.err
}

// read returns the state as one of Othello whose game is not over.
func read(state envs.State) *othello.State {
	world, ok := state.(*othello.State)
	if !ok {
		panic(fmt.Sprintf("solver: a state of type %T, want Othello", state))
	}
	if world.ToPlay() == envs.Over {
		panic("solver: the game is over:\n" + world.String())
	}
	return world
}
