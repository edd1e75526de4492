package hex

// Estimate compares how many stones each seat still needs to join its edges
// if the other stood still, and squashes the difference d to d/(|d|+2). The
// seat to move is half a stone ahead.
func (s *State) Estimate(dst []float32) {
	d := float32(s.missing(1) - s.missing(0))
	if s.mover == 0 {
		d += 0.5
	} else {
		d -= 0.5
	}
	dst[0] = d / (max(d, -d) + 2)
	dst[1] = 0 - dst[0]
}

// far is more stones than any way across the board needs.
const far = 1 << 14

// missing returns the least number of empty cells on a way between the edges
// of a seat that no stone of the other stands on: a breadth-first search in
// which stones of one's own cost nothing, so that cells wait in a queue with
// two ends.
func (s *State) missing(seat int) int {
	var cost [mostAll]int16
	var queue [2 * mostAll]int16 // a cell may wait twice, once for each cost; the ends meet nowhere
	cells := s.shape.cells
	for cell := range cells {
		cost[cell] = far
	}
	head, tail := mostAll, mostAll
	reach := func(cell int, so int16) {
		switch {
		case s.stones[1-seat].has(cell):
		case s.stones[seat].has(cell):
			if so < cost[cell] {
				cost[cell] = so
				head--
				queue[head] = int16(cell)
			}
		case so+1 < cost[cell]:
			cost[cell] = so + 1
			queue[tail] = int16(cell)
			tail++
		}
	}
	for cell := range cells {
		if s.shape.edges[seat][cell]&1 != 0 {
			reach(cell, 0)
		}
	}
	for head < tail {
		cell := int(queue[head])
		head++
		if s.shape.edges[seat][cell]&2 != 0 {
			return int(cost[cell])
		}
		for _, next := range s.shape.around[cell] {
			if next >= 0 {
				reach(int(next), cost[cell])
			}
		}
	}
	return far // the other has won
}
