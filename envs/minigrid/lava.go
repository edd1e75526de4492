package minigrid

import "fmt"

const pastLava = "avoid the lava and get to the green goal square"

// lavaGapLevels are a room with a column of lava that has one gap.
func lavaGapLevels() (all []level) {
	for _, size := range []int{5, 6, 7} {
		all = append(all, level{
			name: fmt.Sprintf("lavagap-s%d", size), mission: pastLava,
			width: size, height: size, limit: int32(4 * size * size), build: (*state).buildLavaGap,
		})
	}
	return all
}

func (s *state) buildLavaGap() {
	size := s.game.level.width
	s.buildEmpty()
	x := s.between(2, size-2)
	s.grid.column(x, 1, size-1, theLava)
	s.grid[at(x, s.between(1, size-1))] = nothing
}

// distShiftLevels are a room with a strip of lava along the top and another in
// the row of the name: what was learned with one is tried with the other.
func distShiftLevels() (all []level) {
	const width, height = 9, 7
	for i, second := range []int{2, 5} {
		all = append(all, level{
			name: fmt.Sprintf("distshift%d", i+1), mission: toGreenGoal,
			width: width, height: height, limit: 4 * width * height, seeThrough: true,
			build: func(s *state) {
				s.grid.room(s.world())
				s.grid[at(width-2, 1)] = theGoal
				s.grid.row(1, 3, width-3, theLava)
				s.grid.row(second, 3, width-3, theLava)
				s.at, s.dir = at(1, 1), 0
			},
		})
	}
	return all
}
