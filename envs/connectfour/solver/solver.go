package solver

import (
	"context"
	"fmt"
	"math/bits"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
)

// Config is the size of a Solver.
type Config struct {
	// TableBits is the binary logarithm of the number of pairs of positions
	// that the solver remembers, 16 bytes a pair. The default 21 is 32 MiB;
	// solving many positions with few discs is worth 26.
	TableBits int
}

// Solver knows the score of every move in every position. It remembers what
// it has searched. It is a search.Solver, and not safe for concurrent use.
type Solver struct {
	search search
	book   scoreTable
}

// New returns a solver of the given size.
func New(config Config) *Solver {
	if config.TableBits == 0 {
		config.TableBits = 21
	}
	if config.TableBits < 1 || config.TableBits > 40 {
		panic(fmt.Sprintf("solver: TableBits %d, want 1 to 40", config.TableBits))
	}
	book, err := UnpackBook(packedBook)
	if err != nil {
		panic(err) // the file was checked by the tests before it was built in
	}
	const deepBits = 16 // a megabyte
	return &Solver{
		search: search{shallow: newTable(config.TableBits), deep: newTable(deepBits)},
		book:   book.scores(),
	}
}

// Score returns the score of a position whose game is not over, from the eyes
// of the seat to move, or the error of the context. If the seat to move wins,
// the score is the number of its discs, of 21, that are left after the winning
// one, and one more; if it loses, the negative of the opponent's. A draw is 0.
// Both sides win as quickly and lose as slowly as they can.
func (s *Solver) Score(ctx context.Context, state envs.State) (int, error) {
	return s.score(ctx, read(state))
}

// Within tells whether perfect play ends the game after at most so many more
// plies. It is much cheaper than Score where that is a few.
func (s *Solver) Within(ctx context.Context, state envs.State, plies int) (bool, error) {
	p := read(state)
	if plies >= cells-p.plies {
		return true, nil
	}
	win := winScore(p.plies + plies - 1 + plies%2 - 1) // by the mover's last disc of them
	loss := -winScore(p.plies + plies - 1 - plies%2)   // by the opponent's
	if score, ok := s.known(p); ok {
		return score >= win || score <= loss, ctx.Err()
	}
	s.search.ctx, s.search.err = ctx, ctx.Err()
	within := s.search.atLeast(p, win) || !s.search.atLeast(p, loss+1)
	return within, s.search.err
}

// Solve appends the score of each legal action of state, in their order, from
// the eyes of the seat to move: that of Score after best play, and with a win
// or a loss that takes longer nearer to zero. The game is not over. If the
// context ends first, Solve returns its error.
func (s *Solver) Solve(ctx context.Context, state envs.State, dst []int) ([]int, error) {
	p := read(state)
	for open := p.open(); open != 0; open &= open - 1 {
		score, err := s.scoreAfter(ctx, p, open&-open)
		if err != nil {
			return dst, err
		}
		dst = append(dst, score)
	}
	return dst, nil
}

// scoreAfter returns the score of the seat to move if it puts its disc on the
// cell.
func (s *Solver) scoreAfter(ctx context.Context, p position, cell uint64) (int, error) {
	next := p.after(cell)
	switch {
	case fourInRow(next.theirs()):
		return winScore(p.plies), nil
	case next.plies == cells:
		return 0, nil
	}
	score, err := s.score(ctx, next)
	return -score, err
}

func (s *Solver) score(ctx context.Context, p position) (int, error) {
	if score, ok := s.known(p); ok {
		return score, nil
	}
	return s.solve(ctx, p)
}

// known returns the score that the book tells, if it does.
func (s *Solver) known(p position) (score int, ok bool) {
	if p.plies > maxBookDiscs {
		return 0, false
	}
	told, ok := s.book[p.canonicalKey()]
	return int(told), ok
}

// solve finds the score by search.
func (s *Solver) solve(ctx context.Context, p position) (int, error) {
	s.search.ctx, s.search.err = ctx, ctx.Err()
	score := s.search.score(p)
	return score, s.search.err
}

// read returns the position of a state from the eyes of the seat to move.
func read(state envs.State) position {
	world, ok := state.(*connectfour.State)
	if !ok {
		panic(fmt.Sprintf("solver: a state of type %T, want Connect Four", state))
	}
	mover := world.ToPlay()
	if mover == envs.Over {
		panic("solver: the game is over:\n" + world.String())
	}
	filled := world.Discs(0) | world.Discs(1)
	return position{own: world.Discs(mover), filled: filled, plies: bits.OnesCount64(filled)}
}
