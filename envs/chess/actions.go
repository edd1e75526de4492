package chess

import (
	"fmt"
	"math/bits"

	"github.com/tengen-rl/tengen/envs"
)

// The action space is that of AlphaZero (Silver et al., "A general
// reinforcement learning algorithm that masters chess, shogi, and Go through
// self-play", 2018): planes of moves over the square the piece comes from. As
// everything, a move is told as the mover sees the board. On a board of n × n
//
//	8(n-1)  planes of queen's moves: north, north-east and so on clockwise,
//	        each 1 to n-1 squares far; castling is the king's move, and a pawn
//	        that gets to the last rank becomes a queen
//	8       planes of knight's moves, clockwise from two up, one right
//	3k      planes of promotions to one of the k other kinds: for each, the
//	        capture to the left, the step, the capture to the right
//
// which is 73 on the full board, 49 on Gardner's and 54 on that of Los Alamos.
// An action is plane × n² + cell, with the cells counted row by row from the
// far left corner: the place in a policy output of shape [planes, n, n].

// planes is the action space of a board.
type planes struct {
	side, cells int
	plane       [64][64]uint8 // of a move by its squares, but for promotions to other kinds
	promotion   [kinds]uint8  // the first plane of a kind, 0 for the queen and for none
	moves       []step        // what a plane does, in files and ranks
	becomes     []kind        // the kind a plane's pawn becomes on the last rank

	leftward, rightward int // the planes of one step north-west and north-east
}

// noPlane marks squares that no move joins.
const noPlane = 0xff

// clockwise is the eight directions from north on.
var clockwise = []step{{0, 1}, {1, 1}, {1, 0}, {1, -1}, {0, -1}, {-1, -1}, {-1, 0}, {-1, 1}}

func newPlanes(g *geometry) *planes {
	t := &planes{side: g.side, cells: g.side * g.side}
	for _, d := range clockwise {
		for s := 1; s < g.side; s++ {
			t.addPlane(step{d.file * s, d.rank * s}, queen)
		}
	}
	t.rightward, t.leftward = g.side-1, 7*(g.side-1)
	for _, d := range knightSteps {
		t.addPlane(d, none)
	}
	for from := range t.plane {
		for to := range t.plane[from] {
			t.plane[from][to] = noPlane
		}
		for plane, d := range t.moves {
			if to, ok := on(from, d, 1); ok && g.squares>>from&1 != 0 && g.squares>>to&1 != 0 {
				t.plane[from][to] = uint8(plane)
			}
		}
	}
	for _, k := range g.promotions[1:] {
		t.promotion[k] = uint8(len(t.moves))
		for file := -1; file <= 1; file++ {
			t.addPlane(step{file, 1}, k)
		}
	}
	return t
}

func (t *planes) addPlane(d step, becomes kind) {
	t.moves, t.becomes = append(t.moves, d), append(t.becomes, becomes)
}

// count is the number of actions.
func (t *planes) count() int { return len(t.moves) * t.cells }

// cell is the place of a square in a plane.
func (t *planes) cell(sq int) int { return (t.side-1-sq>>3)*t.side + sq&7 }

// packed is a set of squares as a set of cells.
func (t *planes) packed(set uint64) uint64 {
	if t.side == 8 {
		return bits.ReverseBytes64(set)
	}
	var cells uint64
	for ; set != 0; set &= set - 1 {
		cells |= 1 << t.cell(bits.TrailingZeros64(set))
	}
	return cells
}

// square is the inverse of cell.
func (t *planes) square(cell int) int { return (t.side-1-cell/t.side)*8 + cell%t.side }

// planeOf is the plane of a move.
func (t *planes) planeOf(m Move) int {
	if first := t.promotion[m.promotion()]; first != 0 {
		return int(first) + m.to()&7 - m.from()&7 + 1
	}
	return int(t.plane[m.from()][m.to()])
}

// action is the number of a move.
func (t *planes) action(m Move) envs.Action {
	return envs.Action(t.planeOf(m)*t.cells + t.cell(m.from()))
}

// move returns where an action goes, and what a pawn becomes if it gets to
// the last rank; ok is false if the action leads off the board.
func (t *planes) move(a envs.Action) (from, to int, becomes kind, ok bool) {
	if a < 0 || int(a) >= t.count() {
		return 0, 0, none, false
	}
	plane, cell := int(a)/t.cells, int(a)%t.cells
	from, becomes = t.square(cell), t.becomes[plane]
	file, rank := from&7+t.moves[plane].file, from>>3+t.moves[plane].rank
	ok = 0 <= file && file < t.side && 0 <= rank && rank < t.side
	return from, rank*8 + file, becomes, ok
}

// actionSet is a set of actions that is told in ascending order: a word a
// plane.
type actionSet [maxPlanes]uint64

// maxPlanes is the number of planes of the full board, the most there are.
const maxPlanes = 73

// addAll adds all moves that were found.
func (s *actionSet) addAll(t *planes, found *moves, g *geometry) {
	s[0] |= t.packed(found.single >> 8)
	s[1] |= t.packed(found.double >> 16)
	s[t.leftward] |= t.packed(found.left >> 7)
	s[t.rightward] |= t.packed(found.right >> 9)
	if (found.single|found.left|found.right)&g.last != 0 {
		s.addPromotions(t, found, g)
	}
	for i := range found.pieces[:found.n] {
		r := &found.pieces[i]
		row := &t.plane[r.from&63]
		bit := uint64(1) << t.cell(int(r.from))
		for set := r.targets; set != 0; set &= set - 1 {
			to := lowest(set)
			s[row[to]%maxPlanes] |= bit
			if r.kind == pawn && g.last>>to&1 != 0 {
				for _, k := range g.promotions[1:] {
					s[int(t.promotion[k])+to&7-int(r.from)&7+1] |= bit
				}
			}
		}
	}
}

// addPromotions adds those of free pawns to other kinds than the queen.
func (s *actionSet) addPromotions(t *planes, found *moves, g *geometry) {
	left, single, right := found.left&g.last>>7, found.single&g.last>>8, found.right&g.last>>9
	for _, k := range g.promotions[1:] {
		plane := t.promotion[k]
		s[plane] |= t.packed(left)
		s[plane+1] |= t.packed(single)
		s[plane+2] |= t.packed(right)
	}
}

func (s *actionSet) appendTo(t *planes, dst []envs.Action) []envs.Action {
	for plane := range t.moves {
		for set := s[plane]; set != 0; set &= set - 1 {
			dst = append(dst, envs.Action(plane*t.cells+bits.TrailingZeros64(set)))
		}
	}
	return dst
}

// Action returns the action of a legal move of the position.
func (g Game) Action(m Move) envs.Action { return g.planes.action(m) }

// Move returns the legal move of s that an action stands for, and false if
// the action is illegal.
func (s *State) Move(a envs.Action) (Move, bool) {
	from, to, becomes, ok := s.game.planes.move(a)
	if !ok || s.end != Ongoing {
		return 0, false
	}
	return s.position.move(from, to, becomes)
}

// move finds the legal move between two squares, where a pawn that gets to the
// last rank becomes a piece of the given kind.
func (p *Position) move(from, to int, becomes kind) (Move, bool) {
	k, _ := p.board.at(from)
	promotion := none
	if k == pawn && p.geometry.last>>to&1 != 0 {
		promotion = becomes
	}
	if becomes != none && becomes != queen && promotion == none {
		return 0, false // a promotion to another kind that is none
	}
	if p.board.own>>from&1 == 0 || !p.reaches(from, to) {
		return 0, false
	}
	return newMove(from, to, k, promotion), true
}

// reaches tells whether the own piece on from may go to to.
func (p *Position) reaches(from, to int) bool {
	var found moves
	found.find(p.geometry, &p.board, 1<<from)
	targets := found.single | found.double | found.left | found.right
	for _, r := range found.pieces[:found.n] {
		targets |= r.targets
	}
	return targets>>to&1 != 0
}

// Head is the compact form of a policy: the actions that are a move of some
// piece on some square, in ascending order. On the full board they are 1,858
// of 4,672; the others lead off the board or promote elsewhere than on the
// last rank. A network with a value a Head entry instead of an action saves
// the rest. A Head is safe for concurrent use.
type Head struct {
	actions []envs.Action
	index   []int32 // by action, -1 for those that are never legal
}

// Head returns the compact form of the game's policy.
func (g Game) Head() *Head {
	t := g.planes
	h := &Head{index: make([]int32, t.count())}
	for a := range h.index {
		h.index[a] = -1
		from, _, becomes, ok := t.move(envs.Action(a))
		promotes := becomes == queen || becomes == none || from>>3 == t.side-2
		if ok && promotes {
			h.index[a] = int32(len(h.actions))
			h.actions = append(h.actions, envs.Action(a))
		}
	}
	return h
}

// Len returns the number of entries.
func (h *Head) Len() int { return len(h.actions) }

// Action returns the action of the entry i.
func (h *Head) Action(i int) envs.Action { return h.actions[i] }

// Index returns the entry of an action that is a move of some piece. It
// panics for others.
func (h *Head) Index(a envs.Action) int {
	if a < 0 || int(a) >= len(h.index) || h.index[a] < 0 {
		panic(fmt.Sprintf("chess: action %d is never legal", a))
	}
	return int(h.index[a])
}

// Gather stores in dst[i] the logit of the action legal[i], from the logits of
// all entries. The lengths are those of legal and of the head.
func (h *Head) Gather(dst, logits []float32, legal []envs.Action) {
	if len(logits) != h.Len() || len(dst) != len(legal) {
		panic(fmt.Sprintf("chess: %d logits into %d for %d actions, want %d logits and a place for each action", len(logits), len(dst), len(legal), h.Len()))
	}
	for i, a := range legal {
		dst[i] = logits[h.Index(a)]
	}
}

// Scatter is the inverse of Gather, for the targets of training: it stores
// policy[i] in the entry of the action legal[i] of dst, and 0 elsewhere.
func (h *Head) Scatter(dst, policy []float32, legal []envs.Action) {
	if len(dst) != h.Len() || len(policy) != len(legal) {
		panic(fmt.Sprintf("chess: a policy of %d into %d entries for %d actions, want %d entries and a probability for each action", len(policy), len(dst), len(legal), h.Len()))
	}
	clear(dst)
	for i, a := range legal {
		dst[h.Index(a)] = policy[i]
	}
}
