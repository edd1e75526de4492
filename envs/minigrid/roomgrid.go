package minigrid

import "fmt"

// maxGridRooms is the number of rooms of the largest level of this kind.
const maxGridRooms = 9

// roomGrid is equal square rooms side by side, which share their walls. Room
// i is in column i % cols and row i / cols. Each wall between two rooms has a
// place for a door, drawn once.
type roomGrid struct {
	cols, rows, side int // side of a room, walls included
	place            [maxGridRooms][2]pos
	joined           [maxGridRooms][2]bool // by a door or an opening
	locked           [maxGridRooms]bool    // rooms behind a locked door
}

// The two walls of a room that it is drawn with: the neighbours' other two are
// the same walls.
const (
	toTheRight = 0
	below      = 1
)

func (g *roomGrid) width() int  { return g.cols*(g.side-1) + 1 }
func (g *roomGrid) height() int { return g.rows*(g.side-1) + 1 }
func (g *roomGrid) count() int  { return g.cols * g.rows }

func (g *roomGrid) room(i int) rect {
	return rect{i % g.cols * (g.side - 1), i / g.cols * (g.side - 1), g.side, g.side}
}

// neighbour returns the room to the right of room i or below it, if there is
// one.
func (g *roomGrid) neighbour(i, wall int) (j int, exists bool) {
	if wall == toTheRight {
		return i + 1, i%g.cols < g.cols-1
	}
	return i + g.cols, i/g.cols < g.rows-1
}

// centre is where the reference has its agent while it puts things into rooms:
// it keeps a distance from there.
func (g *roomGrid) centre() pos {
	return at(g.cols/2*(g.side-1)+g.side/2, g.rows/2*(g.side-1)+g.side/2)
}

// drawRooms draws the walls of all rooms and the places for doors.
func (s *state) drawRooms(cols, rows, side int) roomGrid {
	g := roomGrid{cols: cols, rows: rows, side: side}
	for i := range g.count() {
		s.grid.room(g.room(i))
	}
	for i := range g.count() {
		r := g.room(i)
		if _, exists := g.neighbour(i, toTheRight); exists {
			g.place[i][toTheRight] = at(r.x+side-1, s.between(r.y+1, r.y+side-1))
		}
		if _, exists := g.neighbour(i, below); exists {
			g.place[i][below] = at(s.between(r.x+1, r.x+side-1), r.y+side-1)
		}
	}
	return g
}

// putDoor puts a door into a wall of room i.
func (s *state) putDoor(g *roomGrid, i, wall int, door cell) {
	s.grid[g.place[i][wall]] = door
	g.joined[i][wall] = true
}

// putThing puts c into room i.
func (s *state) putThing(g *roomGrid, i int, c cell) {
	s.grid[s.drawFree(g.room(i), g.centre(), 2)] = c
}

// putAgentInRoom puts the agent into room i so that it faces nothing or a wall.
func (s *state) putAgentInRoom(g *roomGrid, i int) {
	const tries = 100000
	for range tries {
		s.at = nowhere
		s.putAgent(g.room(i))
		if c := s.grid[s.at+ahead[s.dir]]; c == nothing || c.kind() == wall {
			return
		}
	}
	panic(fmt.Sprintf("minigrid/%s: no place for the agent in %+v in %d tries", s.game.level.name, g.room(i), tries))
}

// joinAll puts unlocked doors into random walls until every room can be
// reached, locked doors counting as ways. No door is added to a locked room.
func (s *state) joinAll(g *roomGrid) {
	const tries = 100000
	for range tries {
		if g.allJoined() {
			return
		}
		i, wall := s.below(g.count()), s.below(4)
		if wall >= 2 { // the wall to the left or above is that of another room
			wall -= 2
			i -= [2]int{1, g.cols}[wall]
			if i < 0 {
				continue
			}
		}
		j, exists := g.neighbour(i, wall)
		if !exists || g.joined[i][wall] || g.locked[i] || g.locked[j] {
			continue
		}
		s.putDoor(g, i, wall, thing(closedDoor, s.drawColour()))
	}
	panic(fmt.Sprintf("minigrid/%s: rooms not joined in %d tries", s.game.level.name, tries))
}

// allJoined tells whether every room can be reached from every other.
func (g *roomGrid) allJoined() bool {
	reached := uint32(1)
	for range g.count() {
		for i := range g.count() {
			for wall, joined := range g.joined[i] {
				if j, _ := g.neighbour(i, wall); joined && (reached>>i|reached>>j)&1 == 1 {
					reached |= 1<<i | 1<<j
				}
			}
		}
	}
	return reached == 1<<g.count()-1
}
