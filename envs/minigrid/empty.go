package minigrid

import "fmt"

const toGreenGoal = "get to the green goal square"

// emptyLevels are rooms with nothing but the goal in the far corner. The agent
// starts in the near one, or anywhere in the kinds named random.
func emptyLevels() (all []level) {
	for _, size := range []int{5, 6, 8, 16} {
		all = append(all, emptyLevel(fmt.Sprintf("empty-%dx%d", size, size), size, (*state).buildEmpty))
	}
	for _, size := range []int{5, 6} {
		all = append(all, emptyLevel(fmt.Sprintf("empty-random-%dx%d", size, size), size, (*state).buildEmptyRandom))
	}
	return all
}

func emptyLevel(name string, size int, build func(*state)) level {
	return level{
		name: name, mission: toGreenGoal, width: size, height: size,
		limit: int32(4 * size * size), seeThrough: true, build: build,
	}
}

// buildEmpty draws walls around the world, the goal in the bottom right corner
// and the agent in the top left one, looking to the right.
func (s *state) buildEmpty() {
	s.buildGoal()
	s.at, s.dir = at(1, 1), 0
}

func (s *state) buildEmptyRandom() {
	s.buildGoal()
	s.putAgent(s.world())
}

func (s *state) buildGoal() {
	world := s.world()
	s.grid.room(world)
	s.grid[at(world.w-2, world.h-2)] = theGoal
}
