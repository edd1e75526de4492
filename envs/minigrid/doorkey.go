package minigrid

import "fmt"

// doorKeyLevels are a room divided by a wall with a locked door, whose key lies
// on the agent's side.
func doorKeyLevels() (all []level) {
	for _, size := range []int{5, 6, 8, 16} {
		all = append(all, level{
			name: fmt.Sprintf("doorkey-%dx%d", size, size), mission: "use the key to open the door and then get to the goal",
			width: size, height: size, limit: int32(10 * size * size), build: (*state).buildDoorKey,
		})
	}
	return all
}

func (s *state) buildDoorKey() {
	size := s.game.level.width
	s.buildGoal()
	split := s.between(2, size-2)
	s.grid.column(split, 0, size, greyWall)
	left := rect{0, 0, split, size}
	s.putAgent(left)
	s.grid[at(split, s.between(1, size-2))] = thing(lockedDoor, yellow)
	s.put(thing(key, yellow), left)
}
