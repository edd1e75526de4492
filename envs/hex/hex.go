package hex

import (
	"fmt"
	"math/bits"

	"github.com/tengen-rl/tengen/envs"
)

// Config is one kind of Hex.
type Config struct {
	Size int  // cells in a row, 1 to MaxSize
	Swap bool // seat 1 may take over the first stone
}

// usualSize is that of the world called by the bare name.
const usualSize = 11

// Usual returns the kind that people mean by Hex: 11 cells a side, no swap.
func Usual() Config { return Config{Size: usualSize} }

// Game is the rules of one kind of Hex. The zero Game is not valid; New makes
// one.
type Game struct {
	config Config
	shape  *shape
}

// New returns the rules. It panics unless the size is from 1 to MaxSize.
func New(config Config) Game {
	if config.Size < 1 || config.Size > MaxSize {
		panic(fmt.Sprintf("hex: a board of size %d, want 1 to %d", config.Size, MaxSize))
	}
	return Game{config, newShape(config)}
}

// Config returns the kind of Hex that the game is.
func (g Game) Config() Config { return g.config }

// Spec returns the static facts: 2 seats, an action for each cell and with the
// swap rule one for swapping, three or four planes of the board. The world is
// called "hex" for 11 cells a side, otherwise such as "hex:5", and
// "hex:11,swap" with the swap rule.
func (g Game) Spec() envs.Spec {
	size, cells := g.config.Size, g.shape.cells
	spec := envs.Spec{Name: "hex", Players: 2, Actions: cells, Obs: [3]int{3, size, size}, MaxPlies: cells}
	if g.config != Usual() {
		spec.Name = fmt.Sprintf("hex:%d", size)
	}
	if g.config.Swap {
		spec.Name += ",swap"
		spec.Actions, spec.MaxPlies, spec.Obs[0] = cells+1, cells+1, 4
	}
	return spec
}

// New returns the empty board; the seed plays no part.
func (g Game) New(uint64) envs.State { return newState(g.shape) }

func newState(shape *shape) *State { return &State{shape: shape, winner: envs.Over} }

// Symmetries returns the identity and the half turn.
func (g Game) Symmetries() []envs.Symmetry { return g.shape.symmetries }

// State is a position. The zero State is not valid; Game's New and
// ParsePosition make one.
//
// The stones of a seat that touch form chains, kept as a forest (Galler and
// Fischer, "An improved equivalence algorithm", 1964): a cell points to
// another of its chain, and the root knows the number of stones and which
// edges they touch.
//
//	parent  . . 4 . -3 4 .     cells 2, 4 and 5 are one chain of three
//	edges   . . . .  1 . .     which touches its owner's first edge
type State struct {
	shape  *shape
	stones [2]set         // by seat
	parent [mostAll]int16 // of a cell with a stone; in a root, minus the number of stones
	edges  [mostAll]uint8 // in a root: bits of the owner's edges
	placed int            // stones on the board
	mover  envs.Player    // whose turn it is, even if the game is over
	winner envs.Player    // the seat that has joined its edges, or Over
	hash   uint64
}

// Size returns the number of cells in a row.
func (s *State) Size() int { return s.shape.size }

// Has reports whether a stone of seat p stands on the cell.
func (s *State) Has(p envs.Player, cell int) bool { return s.stones[p].has(cell) }

// Mover returns the seat whose turn it is, or would be if the game were not
// over.
func (s *State) Mover() envs.Player { return s.mover }

// ToPlay returns the seat to move, or Over.
func (s *State) ToPlay() envs.Player {
	if s.winner != envs.Over {
		return envs.Over
	}
	return s.mover
}

// Legal appends the empty cells to dst, and the swap where it is allowed.
func (s *State) Legal(dst []envs.Action) []envs.Action {
	if s.winner != envs.Over {
		return dst
	}
	for i := 0; i*64 < s.shape.cells; i++ {
		free := ^(s.stones[0][i] | s.stones[1][i])
		if rest := s.shape.cells - i*64; rest < 64 {
			free &= 1<<rest - 1
		}
		for ; free != 0; free &= free - 1 {
			dst = append(dst, envs.Action(i*64+bits.TrailingZeros64(free)))
		}
	}
	if s.MaySwap() {
		dst = append(dst, s.shape.swap)
	}
	return dst
}

// MaySwap tells whether the seat to move may take over the first stone: under
// the swap rule, where it is the only one.
func (s *State) MaySwap() bool {
	return s.shape.swap >= 0 && s.placed == 1 && s.mover == 1 && s.winner == envs.Over
}

// Play puts a stone of the seat to move on cell a, or swaps. It panics if a is
// illegal.
func (s *State) Play(a envs.Action) {
	if !s.legal(a) {
		panic(fmt.Sprintf("hex: illegal action %d in %s", a, format(s)))
	}
	if a == s.shape.swap {
		s.takeOver()
	} else {
		s.place(int(a), s.mover)
	}
	s.mover = 1 - s.mover
	s.hash ^= turnKey
}

func (s *State) legal(a envs.Action) bool {
	if a == s.shape.swap {
		return s.MaySwap()
	}
	return s.winner == envs.Over && 0 <= a && int(a) < s.shape.cells &&
		!s.stones[0].has(int(a)) && !s.stones[1].has(int(a))
}

// takeOver turns the only stone, of seat 0, into one of seat 1 on the cell
// mirrored along the diagonal.
func (s *State) takeOver() {
	for cell := range s.shape.cells {
		if s.stones[0].has(cell) {
			s.stones[0].remove(cell)
			s.hash ^= stoneKeys[0][cell]
			s.placed = 0
			s.place(s.shape.mirrored(cell), 1)
			return
		}
	}
}

// place puts a stone of seat p on an empty cell and joins the chains that it
// touches.
func (s *State) place(cell int, p envs.Player) {
	s.stones[p].add(cell)
	s.hash ^= stoneKeys[p][cell]
	s.placed++
	s.parent[cell], s.edges[cell] = -1, s.shape.edges[p][cell]
	root := cell
	for _, next := range s.shape.around[cell] {
		if next >= 0 && s.stones[p].has(int(next)) {
			root = s.join(root, s.root(int(next)))
		}
	}
	if s.edges[root] == bothEdges {
		s.winner = p
	}
}

// root returns the root of the chain that the stone on the cell belongs to,
// and shortens the way there.
func (s *State) root(cell int) int {
	for s.parent[cell] >= 0 {
		up := int(s.parent[cell])
		if s.parent[up] >= 0 {
			s.parent[cell] = s.parent[up]
		}
		cell = up
	}
	return cell
}

// join makes one chain of those of two roots and returns its root.
func (s *State) join(a, b int) int {
	if a == b {
		return a
	}
	if s.parent[a] > s.parent[b] { // a has fewer stones
		a, b = b, a
	}
	s.parent[a] += s.parent[b]
	s.edges[a] |= s.edges[b]
	s.parent[b] = int16(a)
	return a
}

// Rewards stores +1 for a winner, -1 for a loser, 0 while nobody has won.
func (s *State) Rewards(dst []float32) {
	dst[0], dst[1] = 0, 0
	if s.winner != envs.Over {
		dst[s.winner], dst[1-s.winner] = 1, -1
	}
}

// Observe stores planes of zeros and ones, [3, size, size]: the stones of the
// seat to move, those of its opponent, and ones if the seat to move joins top
// and bottom. With the swap rule there is a fourth: ones if it may swap. When
// the game is over, the seat that would have moved next looks.
func (s *State) Observe(dst []float32) {
	cells := s.shape.cells
	for plane, stones := range [2]*set{&s.stones[s.mover], &s.stones[1-s.mover]} {
		for cell := range cells {
			dst[plane*cells+cell] = float32(stones[cell>>6] >> (cell & 63) & 1)
		}
	}
	fill(dst[2*cells:3*cells], s.mover == 0)
	if s.shape.swap >= 0 {
		fill(dst[3*cells:4*cells], s.MaySwap())
	}
}

// fill fills a plane with ones if the flag is set, otherwise with zeros.
func fill(plane []float32, flag bool) {
	var v float32
	if flag {
		v = 1
	}
	for i := range plane {
		plane[i] = v
	}
}

// CopyFrom makes the state equal to src. Only as much of the forest is copied
// as the board is large.
func (s *State) CopyFrom(src envs.State) {
	from := src.(*State)
	s.shape, s.stones = from.shape, from.stones
	cells := s.shape.cells
	copy(s.parent[:cells], from.parent[:cells])
	copy(s.edges[:cells], from.edges[:cells])
	s.placed, s.mover, s.winner, s.hash = from.placed, from.mover, from.winner, from.hash
}

// Hash returns a number that only this position has, up to the accident of a
// collision.
func (s *State) Hash() uint64 { return s.hash }
