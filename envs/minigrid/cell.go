package minigrid

// kind is what may be in a cell. The first ten are the codes of the reference
// for types of objects; a door in another state is a kind of its own.
type kind uint8

const (
	unseen kind = iota
	empty
	wall
	floor
	openDoor
	key
	ball
	box
	goal
	lava
	closedDoor
	lockedDoor
	kindCount
)

// The code of the reference for a cell with the agent, and how many codes of
// types, colours and states there are.
const (
	agentCode  = 10
	typeCodes  = 11
	colours    = 6
	doorStates = 3
)

// colour is one of six.
type colour uint8

const (
	red colour = iota
	green
	blue
	purple
	yellow
	grey
)

// cell is what is in a cell of the grid: bits 0 to 2 its colour, 3 to 6 its
// kind, bit 7 tells that nobody sees through it.
type cell uint8

const opaque cell = 0x80

func thing(k kind, c colour) cell {
	made := cell(k)<<3 | cell(c)
	if k == wall || k == closedDoor || k == lockedDoor {
		made |= opaque
	}
	return made
}

func (c cell) kind() kind     { return kind(c>>3) & 15 }
func (c cell) colour() colour { return colour(c & 7) }

// The cells that have no choice of colour.
const (
	nothing  = cell(empty) << 3
	greyWall = opaque | cell(wall)<<3 | cell(grey)
	theGoal  = cell(goal)<<3 | cell(green)
	theLava  = cell(lava)<<3 | cell(red)
)

// portable tells whether the agent can pick it up.
func (c cell) portable() bool { return key <= c.kind() && c.kind() <= box }

// enterable tells whether the agent can walk onto it.
func (c cell) enterable() bool {
	switch c.kind() {
	case empty, floor, openDoor, goal, lava:
		return true
	}
	return false
}

// codes are the numbers that the reference shows a cell by.
type codes struct{ typ, colour, state uint8 }

func (c cell) codes() codes {
	switch k := c.kind(); k {
	case closedDoor:
		return codes{uint8(openDoor), uint8(c.colour()), 1}
	case lockedDoor:
		return codes{uint8(openDoor), uint8(c.colour()), 2}
	default:
		return codes{uint8(k), uint8(c.colour()), 0}
	}
}
