package connectfour

import (
	"fmt"
	"math/bits"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

const (
	Width  = 7              // columns, and actions
	Height = 6              // rows
	Cells  = Width * Height // cells of the board, and the longest game
	Stride = Height + 1     // bits between a cell and its right neighbour

	column  = 1<<Height - 1                                    // every cell of column 0
	bottoms = 1 | 1<<7 | 1<<14 | 1<<21 | 1<<28 | 1<<35 | 1<<42 // the bottom cell of every column
	board   = uint64(column) * bottoms                         // every cell
)

// Game is the rules of Connect Four.
type Game struct{}

// New returns the rules.
func New() Game { return Game{} }

// Spec returns the static facts: 2 seats, 7 actions, two planes of 6 × 7.
func (Game) Spec() envs.Spec {
	return envs.Spec{Name: "connect4", Players: 2, Actions: Width, Obs: [3]int{2, Height, Width}, MaxPlies: Cells}
}

// New returns the empty board; the seed plays no part.
func (Game) New(uint64) envs.State { return newState() }

func newState() *State { return &State{winner: envs.Over} }

// State is a position, two sets of cells. The zero State is not valid; Game's
// New and ParsePosition and FromMoves make one.
type State struct {
	discs  [2]uint64   // the cells that each seat has filled
	turn   envs.Player // the seat whose turn it is by the number of discs
	winner envs.Player // the seat that has four in a row, or Over
}

// Discs returns the cells that seat p has filled, as the package
// documentation numbers them.
func (s *State) Discs(p envs.Player) uint64 { return s.discs[p] }

// Plies returns the number of discs on the board.
func (s *State) Plies() int { return bits.OnesCount64(s.filled()) }

func (s *State) filled() uint64 { return s.discs[0] | s.discs[1] }

// ToPlay returns the seat to move, or Over.
func (s *State) ToPlay() envs.Player {
	if s.winner != envs.Over || s.filled() == board {
		return envs.Over
	}
	return s.mover()
}

// mover is the seat whose turn it is by the number of discs, even if the game
// is over.
func (s *State) mover() envs.Player { return s.turn }

// Legal appends the columns that are not full to dst.
func (s *State) Legal(dst []envs.Action) []envs.Action {
	if s.winner != envs.Over {
		return dst
	}
	tops := ^s.filled() >> (Height - 1) & bottoms
	open := tops * gather >> (6 * Stride) & (1<<Width - 1) // bit c: column c is not full
	list := &columnLists[open]
	return append(dst, list.columns[:list.n]...)
}

// gather multiplies a set of bottom cells so that bit c·Stride comes to bit
// 6·Stride + c: the sum of 2^(6·(Stride-c)), whose products nowhere else meet.
const gather = 1<<42 | 1<<36 | 1<<30 | 1<<24 | 1<<18 | 1<<12 | 1<<6

// columnList is a set of columns, ascending: the first n.
type columnList struct {
	columns [Width]envs.Action
	n       uint32
}

// columnLists are the lists of all sets of columns. Reading a list is four
// times as fast as making it, whose branches cannot be predicted.
var columnLists = allColumnLists()

func allColumnLists() [1 << Width]columnList {
	var all [1 << Width]columnList
	for columns := range all {
		list := &all[columns]
		for c := range Width {
			if columns>>c&1 == 1 {
				list.columns[list.n] = envs.Action(c)
				list.n++
			}
		}
	}
	return all
}

// Play drops a disc of the seat to move into column a. It panics if a is
// illegal.
func (s *State) Play(a envs.Action) {
	if !s.legal(a) {
		panic(fmt.Sprintf("connect4: illegal action %d in %s", a, format(s)))
	}
	p, bottom := s.turn, uint64(1)<<(a*Stride)
	discs := s.discs[p] | (s.filled()+bottom)&(bottom*column)
	s.discs[p] = discs
	s.turn = 1 - p
	if fourInRow(discs) {
		s.winner = p
	}
}

func (s *State) legal(a envs.Action) bool {
	return s.winner == envs.Over && 0 <= a && a < Width && s.filled()&(1<<(a*Stride+Height-1)) == 0
}

// fourInRow tells whether four of the cells are in line: a pair, and another
// two steps on, up, to the right or along a diagonal. It is written out for
// each direction because shifts by constants are twice as fast.
func fourInRow(cells uint64) bool {
	const right, down, up = Stride, Stride - 1, Stride + 1
	columns := cells & (cells >> 1)
	rows := cells & (cells >> right)
	falling := cells & (cells >> down)
	rising := cells & (cells >> up)
	return columns&(columns>>2)|rows&(rows>>(2*right))|
		falling&(falling>>(2*down))|rising&(rising>>(2*up)) != 0
}

// Rewards stores +1 for a winner, -1 for a loser, 0 otherwise.
func (s *State) Rewards(dst []float32) {
	dst[0], dst[1] = 0, 0
	if s.winner != envs.Over {
		dst[s.winner], dst[1-s.winner] = 1, -1
	}
}

// Observe stores two planes of zeros and ones, [2, 6, 7] with the top row
// first: the discs of the seat to move, then those of its opponent. When the
// game is over, the seat that would have moved next looks.
func (s *State) Observe(dst []float32) {
	clear(dst[:2*Cells])
	p := s.mover()
	for plane, discs := range [2]uint64{s.discs[p], s.discs[1-p]} {
		for ; discs != 0; discs &= discs - 1 {
			bit := bits.TrailingZeros64(discs)
			row, col := Height-1-bit%Stride, bit/Stride
			dst[plane*Cells+row*Width+col] = 1
		}
	}
}

// CopyFrom makes the state equal to src.
func (s *State) CopyFrom(src envs.State) { *s = *src.(*State) }

// Hash returns a number that only this position has: it mixes the sum of the
// mover's discs and all discs, which in each column is at least the height's
// 2ʰ-1 and less than the next height's.
func (s *State) Hash() uint64 {
	return seed.Mix(s.discs[s.mover()] + s.filled())
}

// symmetries are the identity and the mirror.
var symmetries = identityAndMirror()

// Symmetries returns the identity and the mirror that swaps left and right.
func (Game) Symmetries() []envs.Symmetry { return symmetries }

func identityAndMirror() []envs.Symmetry {
	all := make([]envs.Symmetry, 2)
	for mirror := range all {
		image := func(col int) int {
			if mirror == 1 {
				return Width - 1 - col
			}
			return col
		}
		for col := range Width {
			all[mirror].Actions = append(all[mirror].Actions, envs.Action(image(col)))
		}
		for cell := range Cells {
			all[mirror].Cells = append(all[mirror].Cells, cell/Width*Width+image(cell%Width))
		}
	}
	return all
}
