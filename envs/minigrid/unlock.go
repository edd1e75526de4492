package minigrid

const lockedRoom = 6 // the side of a room

// unlockLevels are two rooms with a locked door between them. The key lies on
// the agent's side; the door is to be opened, or a box behind it picked up. In
// the last kind a ball blocks the door.
func unlockLevels() []level {
	const width, height = 2*lockedRoom - 1, lockedRoom
	return []level{
		{
			name: "unlock", mission: "open the door", width: width, height: height, limit: 8 * lockedRoom * lockedRoom,
			task: unlock, build: func(s *state) { s.buildUnlock(false, false) },
		}, {
			name: "unlockpickup", mission: "pick up the box", width: width, height: height, limit: 8 * lockedRoom * lockedRoom,
			task: fetchBox, build: func(s *state) { s.buildUnlock(true, false) },
		}, {
			name: "blockedunlockpickup", mission: "pick up the box", width: width, height: height, limit: 16 * lockedRoom * lockedRoom,
			task: fetchBox, build: func(s *state) { s.buildUnlock(true, true) },
		},
	}
}

func (s *state) buildUnlock(withBox, blocked bool) {
	const left, right = 0, 1
	g := s.drawRooms(2, 1, lockedRoom)
	if withBox {
		s.putThing(&g, right, thing(box, s.drawColour()))
	}
	c := s.drawColour()
	s.putDoor(&g, left, toTheRight, thing(lockedDoor, c))
	if blocked {
		s.grid[g.place[left][toTheRight]-1] = thing(ball, s.drawColour())
	}
	s.putThing(&g, left, thing(key, c))
	s.putAgentInRoom(&g, left)
}
