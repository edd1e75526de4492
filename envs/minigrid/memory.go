package minigrid

import "fmt"

// memoryLevels are a room with a key or a ball, the cue, and a corridor to a
// fork with a key on one side and a ball on the other: the episode ends well
// beside the one that equals the cue, and badly beside the other. In the kinds
// named random the corridor has a random length.
func memoryLevels() (all []level) {
	for _, c := range []struct {
		size   int
		random bool
	}{{7, false}, {9, false}, {11, false}, {13, false}, {13, true}, {17, true}} {
		l := level{
			name: fmt.Sprintf("memory-s%d", c.size), mission: "go to the matching object at the end of the hallway",
			width: c.size, height: c.size, limit: int32(5 * c.size * c.size), task: remember,
			build: func(s *state) { s.buildMemory(c.size - 3) },
		}
		if c.random {
			l.name += "-random"
			l.build = func(s *state) { s.buildMemory(s.between(4, c.size-2)) }
		}
		all = append(all, l)
	}
	return all
}

// buildMemory draws the level with the corridor ending at column end: in size
// 7,
//
//	##############
//	## . . . ## ##      above and below the fork the two things
//	##########o ##
//	##c . . ## . ##
//	...
func (s *state) buildMemory(end int) {
	size := s.game.level.width
	middle := size / 2
	s.grid.room(s.world())
	for _, y := range []int{middle - 2, middle + 2} {
		s.grid.row(y, 1, 5, greyWall)
	}
	for _, y := range []int{middle - 1, middle + 1} {
		s.grid[at(4, y)] = greyWall
		s.grid.row(y, 5, end, greyWall)
	}
	for y := range size {
		if y != middle {
			s.grid[at(end, y)] = greyWall
		}
		s.grid[at(end+2, y)] = greyWall
	}
	s.at, s.dir = at(s.between(1, end+1), middle), 0
	kinds := [2]kind{key, ball}
	cue, above := s.below(2), s.below(2)
	s.grid[at(1, middle-1)] = thing(kinds[cue], green)
	s.grid[at(end+1, middle-2)] = thing(kinds[above], green)
	s.grid[at(end+1, middle+2)] = thing(kinds[1-above], green)
	s.wins, s.loses = at(end+1, middle-1), at(end+1, middle+1)
	if cue != above {
		s.wins, s.loses = s.loses, s.wins
	}
}

// atMemory ends the episode where the agent has come to one of the two things.
func (s *state) atMemory() {
	switch s.at {
	case s.wins:
		s.succeed()
	case s.loses:
		s.end = byRules
	}
}
