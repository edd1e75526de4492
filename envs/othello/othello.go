package othello

import (
	"fmt"
	"math/bits"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// Game is the rules of Othello on a board of one size. The zero Game is not
// valid; New makes one.
type Game struct{ shape *shape }

// New returns the rules on a board of side × side cells. It panics unless the
// side is one of Sides.
func New(side int) Game {
	p := shapeOf(side)
	if p == nil {
		panic(fmt.Sprintf("othello: a board of side %d, want one of %v", side, Sides()))
	}
	return Game{p}
}

// Side returns the number of cells in a row of the board.
func (g Game) Side() int { return g.shape.side }

// Spec returns the static facts: 2 seats, an action for each cell and the
// pass, two planes of the board. The world of the board of 8 is called
// "othello", the others "othello:4" and "othello:6". Each disc is preceded by
// at most one pass.
func (g Game) Spec() envs.Spec {
	side, cells := g.shape.side, g.shape.side*g.shape.side
	name := "othello"
	if side != MaxSide {
		name = fmt.Sprintf("othello:%d", side)
	}
	return envs.Spec{Name: name, Players: 2, Actions: cells + 1, Obs: [3]int{2, side, side}, MaxPlies: 2 * (cells - 4)}
}

// New returns the position of four discs; the seed plays no part.
func (g Game) New(uint64) envs.State { return newState(g.shape, g.shape.start, 0) }

// State is a position: two sets of cells and whose turn it is. The zero State
// is not valid; Game's New and ParsePosition make one.
type State struct {
	shape *shape
	discs [2]uint64   // by seat
	moves uint64      // where the mover may put a disc; none if it must pass or the game is over
	mover envs.Player // whose turn it is, even if the game is over
	over  bool
}

func newState(shape *shape, discs [2]uint64, mover envs.Player) *State {
	s := &State{shape: shape, discs: discs, mover: mover}
	s.look()
	return s
}

// look finds what the mover may do.
func (s *State) look() {
	own, theirs := s.discs[s.mover&1], s.discs[1-s.mover&1]
	s.moves = Moves(own, theirs, s.shape.board)
	s.over = s.moves == 0 && Moves(theirs, own, s.shape.board) == 0
}

// Side returns the number of cells in a row of the board.
func (s *State) Side() int { return s.shape.side }

// Board returns every cell of the board by bits of the frame, as the package
// documentation numbers them.
func (s *State) Board() uint64 { return s.shape.board }

// Discs returns the cells that hold discs of seat p, by bits of the frame.
func (s *State) Discs(p envs.Player) uint64 { return s.discs[p] }

// Mover returns the seat whose turn it is, or would be if the game were not
// over.
func (s *State) Mover() envs.Player { return s.mover }

// Moves returns the cells where the mover may put a disc, by bits of the
// frame: none if it must pass or the game is over.
func (s *State) Moves() uint64 { return s.moves }

// ActionAt returns the action of a disc on the cell of that bit of the frame.
func (s *State) ActionAt(bit int) envs.Action { return s.shape.actions[bit] }

// Pass returns the action of passing.
func (s *State) Pass() envs.Action { return s.shape.pass }

// Margin returns the discs of seat p less those of the other.
func (s *State) Margin(p envs.Player) int {
	return bits.OnesCount64(s.discs[p]) - bits.OnesCount64(s.discs[1-p])
}

// ToPlay returns the seat to move, or Over.
func (s *State) ToPlay() envs.Player {
	if s.over {
		return envs.Over
	}
	return s.mover
}

// Legal appends the cells where the seat to move may put a disc to dst, or
// the pass if there is none.
func (s *State) Legal(dst []envs.Action) []envs.Action {
	if s.moves == 0 && !s.over {
		return append(dst, s.shape.pass)
	}
	return s.shape.appendActions(dst, s.moves)
}

// Play puts a disc of the seat to move on cell a and turns what it encloses,
// or passes. It panics if a is illegal.
func (s *State) Play(a envs.Action) {
	if !s.legal(a) {
		panic(fmt.Sprintf("othello: illegal action %d in %s", a, format(s)))
	}
	if a != s.shape.pass {
		bit := int(s.shape.cells[a])
		own, theirs := &s.discs[s.mover&1], &s.discs[1-s.mover&1]
		turned := Flips(*own, *theirs, bit)
		*own |= turned | 1<<bit
		*theirs &^= turned
	}
	s.mover = 1 - s.mover
	s.look()
}

func (s *State) legal(a envs.Action) bool {
	if a == s.shape.pass {
		return s.moves == 0 && !s.over
	}
	return 0 <= a && a < s.shape.pass && s.moves>>s.shape.cells[a]&1 == 1
}

// Rewards stores +1 for a winner, -1 for a loser, 0 otherwise.
func (s *State) Rewards(dst []float32) {
	dst[0], dst[1] = 0, 0
	if !s.over {
		return
	}
	switch margin := s.Margin(0); {
	case margin > 0:
		dst[0], dst[1] = 1, -1
	case margin < 0:
		dst[0], dst[1] = -1, 1
	}
}

// Observe stores two planes of zeros and ones, [2, side, side]: the discs of
// the seat to move, then those of its opponent. When the game is over, the
// seat that would have moved next looks.
func (s *State) Observe(dst []float32) {
	cells := s.shape.side * s.shape.side
	clear(dst[:2*cells])
	for plane, discs := range [2]uint64{s.discs[s.mover], s.discs[1-s.mover]} {
		for ; discs != 0; discs &= discs - 1 {
			dst[plane*cells+int(s.shape.actions[bits.TrailingZeros64(discs)])] = 1
		}
	}
}

// CopyFrom makes the state equal to src.
func (s *State) CopyFrom(src envs.State) { *s = *src.(*State) }

// Hash returns a number that only this position has. No cell holds two discs,
// so the two sets tell whose turn it is if the first is complemented for seat
// 1, as long as seat 1 has a disc at all.
func (s *State) Hash() uint64 {
	return seed.Mix(s.discs[0]^-uint64(s.mover), s.discs[1])
}
