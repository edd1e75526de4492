package tictactoe

import (
	"fmt"
	"math/bits"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

const (
	Side  = 3           // cells in a row
	Cells = Side * Side // cells of the board, and actions

	full = 1<<Cells - 1
)

// lines are the eight ways to win, as sets of cells.
var lines = [8]uint16{
	0b000_000_111, 0b000_111_000, 0b111_000_000, // rows
	0b001_001_001, 0b010_010_010, 0b100_100_100, // columns
	0b100_010_001, 0b001_010_100, // diagonals
}

// Game is the rules of tic-tac-toe.
type Game struct{}

// New returns the rules.
func New() Game { return Game{} }

// Spec returns the static facts: 2 seats, 9 actions, two planes of 3 × 3.
func (Game) Spec() envs.Spec {
	return envs.Spec{Name: "tictactoe", Players: 2, Actions: Cells, Obs: [3]int{2, Side, Side}, MaxPlies: Cells}
}

// New returns the empty board; the seed plays no part.
func (Game) New(uint64) envs.State { return &State{winner: envs.Over} }

// State is a position, two sets of cells. The zero State is not valid; Game's
// New and ParsePosition make one.
type State struct {
	marks  [2]uint16   // bit i of marks[p]: seat p has marked cell i
	winner envs.Player // the seat that has three in a row, or Over
}

// Marks returns the cells that seat p has marked: bit i stands for cell i.
func (s *State) Marks(p envs.Player) uint16 { return s.marks[p] }

// ToPlay returns the seat to move, or Over.
func (s *State) ToPlay() envs.Player {
	if s.winner != envs.Over || s.marked() == full {
		return envs.Over
	}
	return s.mover()
}

func (s *State) marked() uint16 { return s.marks[0] | s.marks[1] }

// mover is the seat whose turn it is by the number of marks, even if the game
// is over.
func (s *State) mover() envs.Player {
	return envs.Player(bits.OnesCount16(s.marked()) & 1)
}

// Legal appends the empty cells to dst.
func (s *State) Legal(dst []envs.Action) []envs.Action {
	if s.ToPlay() == envs.Over {
		return dst
	}
	for free := full &^ s.marked(); free != 0; free &= free - 1 {
		dst = append(dst, envs.Action(bits.TrailingZeros16(free)))
	}
	return dst
}

// Play marks cell a for the seat to move. It panics if a is illegal.
func (s *State) Play(a envs.Action) {
	if !s.legal(a) {
		panic(fmt.Sprintf("tictactoe: illegal action %d in %s", a, format(s)))
	}
	p := s.mover()
	s.marks[p] |= 1 << a
	if threeInRow(s.marks[p]) {
		s.winner = p
	}
}

func (s *State) legal(a envs.Action) bool {
	return s.ToPlay() != envs.Over && 0 <= a && a < Cells && s.marked()>>a&1 == 0
}

func threeInRow(marks uint16) bool {
	for _, line := range lines {
		if marks&line == line {
			return true
		}
	}
	return false
}

// Rewards stores +1 for a winner, -1 for a loser, 0 otherwise.
func (s *State) Rewards(dst []float32) {
	dst[0], dst[1] = 0, 0
	if s.winner != envs.Over {
		dst[s.winner], dst[1-s.winner] = 1, -1
	}
}

// Observe stores two planes of zeros and ones, [2, 3, 3]: the marks of the
// seat to move, then those of its opponent. When the game is over, the seat
// that would have moved next looks.
func (s *State) Observe(dst []float32) {
	clear(dst[:2*Cells])
	p := s.mover()
	for plane, marks := range [2]uint16{s.marks[p], s.marks[1-p]} {
		for ; marks != 0; marks &= marks - 1 {
			dst[plane*Cells+bits.TrailingZeros16(marks)] = 1
		}
	}
}

// CopyFrom makes the state equal to src.
func (s *State) CopyFrom(src envs.State) { *s = *src.(*State) }

// Hash returns a number that only this position has.
func (s *State) Hash() uint64 {
	return seed.Mix(uint64(s.marks[0]) | uint64(s.marks[1])<<16)
}

// Estimate counts the lines that each seat can still complete (Nilsson,
// "Problem-Solving Methods in Artificial Intelligence", 1971): the difference
// in ninths, so that it stays inside (-1, 1).
func (s *State) Estimate(dst []float32) {
	open := 0
	for _, line := range lines {
		if line&s.marks[1] == 0 {
			open++
		}
		if line&s.marks[0] == 0 {
			open--
		}
	}
	dst[0] = float32(open) / 9
	dst[1] = 0 - dst[0] // not -dst[0], which makes a negative zero
}
