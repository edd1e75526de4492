package minigrid

// fourRoomsLevels are four rooms with a gap in each wall between two of them.
func fourRoomsLevels() []level {
	const size = 19
	return []level{{
		name: "fourrooms", mission: "reach the goal", width: size, height: size, limit: 100,
		build: func(s *state) {
			const middle = size / 2
			s.grid.room(s.world())
			s.grid.column(middle, 0, size, greyWall)
			s.grid.row(middle, 0, size, greyWall)
			for _, from := range [2]int{1, middle + 1} {
				s.grid[at(middle, s.between(from, from+middle-1))] = nothing
				s.grid[at(s.between(from, from+middle-1), middle)] = nothing
			}
			s.putAgent(s.world())
			s.put(theGoal, s.world())
		},
	}}
}
