package minigrid

import "slices"

// task is what makes an episode succeed.
type task uint8

const (
	reach     task = iota // the goal
	unlock                // the locked door
	fetchBox              // the box of the level, there is one
	fetchBall             // the ball of the level, there is one
	remember              // see memory.go
	dodge                 // the goal, among moving balls
)

// level is a task and how its grid is drawn.
type level struct {
	name          string
	mission       string
	width, height int
	limit         int32 // of steps
	task          task
	seeThrough    bool // walls and doors do not block the view
	build         func(*state)
}

// actions is how many actions the level has.
func (l *level) actions() int {
	if l.task == dodge {
		return int(forward) + 1
	}
	return int(done) + 1
}

// levels are all levels, by family.
var levels = slices.Concat(
	emptyLevels(), obstacleLevels(),
	doorKeyLevels(), unlockLevels(), keyCorridorLevels(),
	fourRoomsLevels(), multiRoomLevels(),
	lavaGapLevels(), crossingLevels(), distShiftLevels(),
	memoryLevels(),
)
