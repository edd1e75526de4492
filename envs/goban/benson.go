package goban

import "github.com/tengen-rl/tengen/envs"

// PassAlive stores in dst[cell] the seat that owns the point however it
// answers, Over if neither does: stones that live even if their seat passes
// for ever, and the regions that they enclose, where the other cannot live.
// Length size × size, row by row from the top. It follows Benson ("Life in the
// game of Go", 1976): a seat's chains each with two vital regions of their
// own, all bounded by such chains. Where a seat may take its own stones, a
// region's enemy stones count as empty, since they may become so.
func (s *State) PassAlive(dst []envs.Player) {
	var owners [room]colour
	for _, c := range [...]colour{black, white} {
		l := life{board: &s.board, mine: c, suicide: s.game.config.Suicide}
		l.findRegions()
		for l.shrink() {
		}
		l.mark(&owners)
	}
	s.board.tell(dst, &owners)
}

// life is the search for the pass-alive chains of one colour.
type life struct {
	board   *board
	mine    colour
	suicide bool
	points  [room]uint16 // the points of the regions, one region after the other
	known   [room]bool   // points that lie in a region
	dead    [room]bool   // heads of chains that are not shown to live
	regions []region     // those that may still be enclosed by living chains
}

// region is a maximal connected set of points without a stone of the colour.
type region struct {
	start, end int       // in life.points
	vital      [4]uint16 // heads of the chains that every empty point of it touches; 0 beyond
	closed     bool      // every empty point of it touches a stone of the colour
}

// findRegions finds the regions and the chains that each is vital to.
func (l *life) findRegions() {
	end := 0
	for v := range l.board.limit {
		if l.known[v] || !l.inside(v) {
			continue
		}
		r := region{start: end}
		l.points[end], l.known[v] = v, true
		end++
		for i := r.start; i < end; i++ {
			for _, n := range l.board.neighbours(l.points[i]) {
				if !l.known[n] && l.inside(n) {
					l.points[end], l.known[n] = n, true
					end++
				}
			}
		}
		r.end = end
		l.examine(&r)
		l.regions = append(l.regions, r)
	}
}

// inside tells whether a point of the board belongs to a region.
func (l *life) inside(v uint16) bool {
	c := l.board.points[v].colour
	return c != l.mine && c != border
}

// counts tells whether the point of a region must be a liberty of a chain
// for the region to be vital to it.
func (l *life) counts(v uint16) bool { return l.suicide || l.board.points[v].colour == empty }

// examine finds whether a region is closed, and the chains it is vital to:
// those around its first empty point that are around all others.
func (l *life) examine(r *region) {
	r.closed = true
	begun := false
	for _, v := range l.points[r.start:r.end] {
		if !l.counts(v) {
			continue
		}
		around := l.chainsAround(v)
		if around == [4]uint16{} {
			r.closed = false
		}
		if !begun {
			r.vital, begun = around, true
			continue
		}
		for i, h := range r.vital {
			if !contains(around[:], h) {
				r.vital[i] = 0
			}
		}
	}
}

// chainsAround returns the different chains of the colour beside a point.
func (l *life) chainsAround(v uint16) (heads [4]uint16) {
	for i, n := range l.board.neighbours(v) {
		if at := &l.board.points[n]; at.colour == l.mine && !contains(heads[:], at.head) {
			heads[i] = at.head
		}
	}
	return heads
}

// shrink drops the chains with less than two vital regions, and then the
// regions that touch such a chain. It tells whether anything changed.
func (l *life) shrink() bool {
	var vital [room]int
	for _, r := range l.regions {
		for _, h := range r.vital {
			vital[h]++
		}
	}
	changed := false
	for v := range l.board.limit {
		at := &l.board.points[v]
		if at.colour == l.mine && at.head == v && !l.dead[v] && vital[v] < 2 {
			l.dead[v], changed = true, true
		}
	}
	kept := l.regions[:0]
	for _, r := range l.regions {
		if l.enclosed(r) {
			kept = append(kept, r)
		}
	}
	l.regions = kept
	return changed
}

// enclosed tells whether no dropped chain touches a region.
func (l *life) enclosed(r region) bool {
	for _, v := range l.points[r.start:r.end] {
		for _, h := range l.chainsAround(v) {
			if h != 0 && l.dead[h] {
				return false
			}
		}
	}
	return true
}

// mark gives the living stones and the regions they close to their colour.
func (l *life) mark(owners *[room]colour) {
	for v := range l.board.limit {
		if at := &l.board.points[v]; at.colour == l.mine && !l.dead[at.head] {
			owners[v] = l.mine
		}
	}
	for _, r := range l.regions {
		if !r.closed || !l.bounded(r) {
			continue
		}
		for _, v := range l.points[r.start:r.end] {
			owners[v] = l.mine
		}
	}
}

// bounded tells whether any stone of the colour touches a region, which the
// whole of an empty board shows need not be.
func (l *life) bounded(r region) bool {
	for _, v := range l.points[r.start:r.end] {
		if l.chainsAround(v) != [4]uint16{} {
			return true
		}
	}
	return false
}
