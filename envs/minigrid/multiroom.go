package minigrid

import "fmt"

const (
	multiSide  = 25 // of the world
	minRoom    = 4  // the smallest side of a room, walls included
	maxRooms   = 6
	exitTries  = 8
	chainTries = 10000 // chains to begin before giving up; hundreds are rare
)

// multiRoomLevels are chains of rooms, each joined to the one before by a door.
// The agent starts in the first, the goal is in the last.
func multiRoomLevels() (all []level) {
	for _, c := range []struct {
		name           string
		rooms, maxRoom int
	}{{"multiroom-n2-s4", 2, 4}, {"multiroom-n4-s5", 4, 5}, {"multiroom-n6", 6, 10}} {
		all = append(all, level{
			name: c.name, mission: "traverse the rooms to get to the goal",
			width: multiSide, height: multiSide, limit: int32(20 * c.rooms),
			build: func(s *state) { s.buildMultiRoom(c.rooms, c.maxRoom) },
		})
	}
	return all
}

// chain is rooms in a row; entry[i] is the cell of the door between rooms i-1
// and i.
type chain struct {
	n     int
	rooms [maxRooms]rect
	entry [maxRooms]pos
}

func (s *state) buildMultiRoom(rooms, maxRoom int) {
	var c chain
	for try := 0; c.n < rooms; try++ {
		if try == chainTries {
			panic(fmt.Sprintf("minigrid/%s: no chain of %d rooms in %d tries", s.game.level.name, rooms, try))
		}
		s.drawChain(&c, rooms, maxRoom)
	}
	s.grid.fill(s.world(), nothing)
	last := colour(colours) // no colour
	for i, r := range c.rooms[:c.n] {
		s.grid.walls(r)
		if i > 0 {
			last = s.otherColour(last)
			s.grid[c.entry[i]] = thing(closedDoor, last)
		}
	}
	s.putAgent(c.rooms[0])
	s.put(theGoal, c.rooms[c.n-1])
}

// otherColour draws a colour that is not the last one.
func (s *state) otherColour(last colour) colour {
	if last == colours {
		return s.drawColour()
	}
	c := colour(s.below(colours - 1))
	if c >= last {
		c++
	}
	return c
}

// drawChain begins a chain anew and makes it as long as it gets.
func (s *state) drawChain(c *chain, rooms, maxRoom int) {
	c.n = 0
	x, y := s.below(multiSide-2), s.below(multiSide-2)
	w, h := s.between(minRoom, maxRoom+1), s.between(minRoom, maxRoom+1)
	if !c.add(rect{x, y, w, h}, nowhere) {
		return
	}
	entry := direction(2) // the wall of the last room that must have no exit
	for c.n < rooms {
		added := false
		for try := 0; try < exitTries && !added; try++ {
			wall := direction(s.below(3))
			if wall >= entry {
				wall++
			}
			if added = s.extend(c, wall, maxRoom); added {
				entry = wall ^ 2
			}
		}
		if !added {
			return
		}
	}
}

// extend draws a room beyond a wall of the last one, and tells whether there
// was room for it.
func (s *state) extend(c *chain, wall direction, maxRoom int) bool {
	last := c.rooms[c.n-1]
	x, y := last.x, last.y
	if wall&1 == 0 { // right or left
		y += s.between(1, last.h-1)
	} else {
		x += s.between(1, last.w-1)
	}
	switch wall {
	case 0:
		x += last.w - 1
	case 1:
		y += last.h - 1
	}
	next := rect{x, y, s.between(minRoom, maxRoom+1), s.between(minRoom, maxRoom+1)}
	if wall&1 == 0 {
		next.y = s.between(y-next.h+2, y)
	} else {
		next.x = s.between(x-next.w+2, x)
	}
	switch wall {
	case 2:
		next.x -= next.w - 1
	case 3:
		next.y -= next.h - 1
	}
	return c.add(next, at(x, y))
}

// add appends a room if it is in the world and clear of all but the last one.
// What counts as clear is not the same on all sides, as in the reference.
func (c *chain) add(r rect, entry pos) bool {
	if r.x < 0 || r.y < 0 || r.x+r.w > multiSide || r.y+r.h >= multiSide {
		return false
	}
	for i := range c.n - 1 {
		o := c.rooms[i]
		clear := r.x+r.w < o.x || o.x+o.w <= r.x || r.y+r.h < o.y || o.y+o.h <= r.y
		if !clear {
			return false
		}
	}
	c.rooms[c.n], c.entry[c.n] = r, entry
	c.n++
	return true
}
