package goban

// Planes is the number of channels of an observation.
const Planes = 10

// The channels of an observation, each a plane of size × size, the top row
// first. "Mine" is the seat to move; when the game is over, the seat that
// would have moved next.
const (
	PlaneMine        = iota // 1 where a stone of mine stands
	PlaneTheirs             // 1 where a stone of the opponent stands
	PlaneMineAtari          // 1 on my chains with one liberty
	PlaneTheirsAtari        // 1 on the opponent's chains with one liberty
	PlaneMineTwo            // 1 on my chains with two liberties
	PlaneTheirsTwo          // 1 on the opponent's chains with two liberties
	PlaneBanned             // 1 where ko or superko alone forbids me to play
	PlaneAfterPass          // all 1 after a pass: another one ends the game
	PlaneKomi               // all komi / (2 × size), within -1 and 1: above 0 if it is mine
	PlaneBoard              // all 1, by which a convolution knows the edge
)

// Observe stores what the seat to move sees: the planes PlaneMine to
// PlaneBoard, [Planes, size, size].
func (s *State) Observe(dst []float32) {
	cells := int(s.board.size) * int(s.board.size)
	clear(dst[:Planes*cells])
	for v := s.board.stride + 1; v < s.board.limit; v++ {
		if s.board.points[v].head == v {
			s.paintChain(dst, v, cells)
		}
	}
	s.eachBanned(func(v uint16) { dst[PlaneBanned*cells+s.board.cellOf(v)] = 1 })
	if s.passes > 0 {
		fill(dst[PlaneAfterPass*cells:][:cells], 1)
	}
	fill(dst[PlaneKomi*cells:][:cells], s.komiFor(s.toMove))
	fill(dst[PlaneBoard*cells:][:cells], 1)
}

// paintChain draws the stones of the chain of v and how few liberties it has.
func (s *State) paintChain(dst []float32, v uint16, cells int) {
	side := 0
	if s.board.points[v].colour != s.toMove {
		side = 1
	}
	stones := dst[(PlaneMine+side)*cells:][:cells]
	var few []float32
	switch _, n := s.board.someLiberties(v, 3); n {
	case 1:
		few = dst[(PlaneMineAtari+side)*cells:][:cells]
	case 2:
		few = dst[(PlaneMineTwo+side)*cells:][:cells]
	}
	for u := v; ; {
		cell := s.board.cellOf(u)
		stones[cell] = 1
		if few != nil {
			few[cell] = 1
		}
		if u = s.board.points[u].next; u == v {
			return
		}
	}
}

// komiFor is the komi plane's value for a colour.
func (s *State) komiFor(c colour) float32 {
	k := s.game.komi / float32(2*int(s.board.size))
	k = max(-1, min(1, k))
	if c == black {
		return 0 - k // not -k, which makes a negative zero
	}
	return k
}

func fill(dst []float32, value float32) {
	for i := range dst {
		dst[i] = value
	}
}
