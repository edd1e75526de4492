package chess

import "math/bits"

// channels is the number of planes of an observation.
func (g *geometry) channels() int {
	n := 2*len(g.pieces) + 3
	if g.rights != 0 {
		n += 5
	}
	return n
}

// Observe stores planes of the board as the seat to move sees it: the rank
// farthest from it first, the a-file on the left for both seats. On the full
// board, [20, 8, 8]:
//
//	 0- 5  own pawns, knights, bishops, rooks, queens, king: 1 where one stands
//	 6-11  those of the other seat
//	   12  all of it the clock since the last capture or move of a pawn, as a
//	       part of the plies that end the game: 150, or 100 where draws are
//	       claimed; 1 beyond
//	   13  all 1 if the position has been there before
//	   14  all 1 if it has been there twice before
//	   15  all 1 if the own king may castle with the rook of the h-file, now or
//	       later
//	   16  the same for the a-file
//	17-18  the same for the other seat
//	   19  1 where a pawn can be captured en passant
//
// Gardner's board has planes 0 to 14, that of Los Alamos the same without
// bishops: [15, 5, 5] and [13, 6, 6]. When the game is over, the seat that
// would have moved next looks.
func (s *State) Observe(dst []float32) {
	o := observation{dst[:s.game.geometry.channels()*s.game.planes.cells], s.game.planes}
	clear(o.rest)
	b := &s.position.board
	for _, men := range [2]uint64{b.own, b.enemy} {
		for _, k := range s.game.geometry.pieces {
			o.mark(men & b.of(k))
		}
	}
	_, limit := s.game.draws.limits()
	o.fill(min(1, float32(s.position.clock)/float32(limit)))
	o.fillIf(s.occurrences >= 2)
	o.fillIf(s.occurrences >= 3)
	if s.game.geometry.rights == 0 {
		return
	}
	for _, rook := range [4]int{7, 0, 63, 56} {
		o.fillIf(b.special>>rook&1 != 0)
	}
	if s.lapses {
		o.mark(b.passed())
	}
}

// observation is the planes that are still to be written; they hold zeros.
type observation struct {
	rest   []float32
	planes *planes
}

// next is the first plane of the rest, which it leaves.
func (o *observation) next() []float32 {
	plane := o.rest[:o.planes.cells]
	o.rest = o.rest[o.planes.cells:]
	return plane
}

// mark writes a plane that is 1 on the squares of a set.
func (o *observation) mark(set uint64) {
	plane := o.next()
	for ; set != 0; set &= set - 1 {
		plane[o.planes.cell(bits.TrailingZeros64(set))] = 1
	}
}

// fill writes a plane of one value.
func (o *observation) fill(v float32) {
	plane := o.next()
	for i := range plane {
		plane[i] = v
	}
}

func (o *observation) fillIf(on bool) {
	if on {
		o.fill(1)
	} else {
		o.next()
	}
}
