package goban

import "github.com/tengen-rl/tengen/envs"

var _ envs.Scorer = (*State)(nil)

// Score stores in dst[p] the points of seat p under area scoring, as the
// rules of Tromp and Taylor put it: its stones, and the empty points from
// which no stone of the other can be reached over empty points; komi is
// added to White's. Every stone counts as alive: where the dead have not been
// captured, Remove takes them off.
func (s *State) Score(dst []float32) {
	var owners [room]colour
	s.board.area(&owners)
	var points [border + 1]int
	for v := range s.board.limit {
		points[owners[v]]++
	}
	dst[0] = float32(points[black])
	dst[1] = float32(points[white]) + s.game.komi
}

// Owners stores in dst[cell] the seat whose area the point is, Over if it is
// neither's. Length size × size, row by row from the top.
func (s *State) Owners(dst []envs.Player) {
	var owners [room]colour
	s.board.area(&owners)
	s.board.tell(dst, &owners)
}

// tell stores the seats of the colours of all points in dst, by cell.
func (b *board) tell(dst []envs.Player, colours *[room]colour) {
	for cell := range int(b.size) * int(b.size) {
		dst[cell] = colours[b.pointOf(cell)].seat()
	}
}

// Territory stores in dst[p] the points of seat p as Japanese players count
// them: the empty points that only its stones surround, and its prisoners;
// komi is added to White's. It is for display, after Remove has taken off
// what the players agree is dead, and knows nothing of seki, where no empty
// point counts. Rewards never come from it.
func (s *State) Territory(dst []float32) {
	var owners [room]colour
	s.board.area(&owners)
	points := s.prisoners
	for v := range s.board.limit {
		if c := owners[v]; s.board.points[v].colour == empty && c != empty {
			points[c.seat()]++
		}
	}
	dst[0] = float32(points[0])
	dst[1] = float32(points[1]) + s.game.komi
}

// area finds the colour whose area each point is: that of its stone, or the
// only colour that its empty region touches; empty for the rest, and border
// beyond the board.
func (b *board) area(owners *[room]colour) {
	var stack [room]uint16
	const unseen = border + 1
	for v := range b.limit {
		if owners[v] = b.points[v].colour; owners[v] == empty {
			owners[v] = unseen
		}
	}
	for v := range b.limit {
		if owners[v] != unseen {
			continue
		}
		var touched [border + 1]bool
		stack[0], owners[v] = v, empty
		region := 1 // points of the region found, all kept in stack
		for i := 0; i < region; i++ {
			for _, n := range b.neighbours(stack[i]) {
				touched[b.points[n].colour] = true
				if owners[n] == unseen {
					owners[n] = empty
					stack[region] = n
					region++
				}
			}
		}
		if owner := onlyOne(touched[black], touched[white]); owner != empty {
			for _, u := range stack[:region] {
				owners[u] = owner
			}
		}
	}
}

// onlyOne is the one colour of two that is there, empty if both or none are.
func onlyOne(hasBlack, hasWhite bool) colour {
	switch {
	case hasBlack && !hasWhite:
		return black
	case hasWhite && !hasBlack:
		return white
	}
	return empty
}
