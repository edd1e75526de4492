package minigrid

import "fmt"

// keyCorridorLevels are a corridor with rooms on both sides. A ball lies behind
// a locked door on the right, whose key lies in a room on the left. The agent
// carries one thing: it must drop the key to pick up the ball.
func keyCorridorLevels() (all []level) {
	for _, c := range []struct{ side, rows int }{{3, 1}, {3, 2}, {3, 3}, {4, 3}, {5, 3}, {6, 3}} {
		all = append(all, level{
			name: fmt.Sprintf("keycorridor-s%dr%d", c.side, c.rows), mission: "pick up the ball",
			width: 3*(c.side-1) + 1, height: c.rows*(c.side-1) + 1, limit: int32(30 * c.side * c.side),
			task: fetchBall, build: func(s *state) { s.buildKeyCorridor(c.side, c.rows) },
		})
	}
	return all
}

func (s *state) buildKeyCorridor(side, rows int) {
	const left, middle, right, cols = 0, 1, 2, 3
	g := s.drawRooms(cols, rows, side)
	for row := range rows - 1 { // join the middle rooms into a corridor
		i := row*cols + middle
		r := g.room(i)
		s.grid.row(r.y+side-1, r.x+1, r.x+side-1, nothing)
		g.joined[i][below] = true
	}
	c := s.drawColour()
	target := s.below(rows)*cols + right
	s.putDoor(&g, target-1, toTheRight, thing(lockedDoor, c))
	g.locked[target] = true
	s.putThing(&g, target, thing(ball, s.drawColour()))
	s.putThing(&g, s.below(rows)*cols+left, thing(key, c))
	s.putAgentInRoom(&g, rows/2*cols+middle)
	s.joinAll(&g)
}
