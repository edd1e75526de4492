package minigrid

import (
	"fmt"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// The actions. Levels of dynamic obstacles have the first three only.
const (
	turnLeft envs.Action = iota
	turnRight
	forward
	pickUp
	drop
	toggle
	done // has no effect
)

// end tells whether and how an episode has ended.
type end uint8

const (
	open    end = iota
	byRules     // also where the limit comes at the same step
	byLimit
)

// state is a position of a level.
type state struct {
	game    *Game
	dice    seed.Dice
	at      pos // of the agent
	dir     direction
	carried cell // nothing if the agent carries nothing
	end     end
	balls   int8 // how many move
	reward  float32
	steps   int32
	ball    [maxBalls]pos
	wins    pos // in the level of memory: where the episode ends well
	loses   pos // and where it ends badly
	grid    grid
	turned  grid // with rows for columns, for the view
}

// Restart begins the episode of the seed.
func (s *state) Restart(seed uint64) {
	s.dice.Reseed(seed)
	s.reward, s.steps, s.end = 0, 0, open
	s.carried, s.balls = nothing, 0
	s.at, s.wins, s.loses = nowhere, nowhere, nowhere
	s.grid = allWalls
	s.game.level.build(s)
	s.turned = allWalls
	for y := range s.game.level.height {
		for x, c := range s.grid[at(0, y):][:s.game.level.width] {
			s.turned[at(y, x)] = c
		}
	}
}

// set changes a cell while the episode goes on.
func (s *state) set(p pos, c cell) {
	s.grid[p] = c
	s.turned[p.turned()] = c
}

// nowhere is a position that no level reaches.
const nowhere pos = 0

var allWalls = func() (g grid) {
	for i := range g {
		g[i] = greyWall
	}
	return g
}()

// Reseed replaces all draws to come by those of the seed: where balls jump.
func (s *state) Reseed(seed uint64) { s.dice.Reseed(seed) }

// ToPlay returns 0, or Over.
func (s *state) ToPlay() envs.Player {
	if s.end != open {
		return envs.Over
	}
	return 0
}

// Truncated reports whether the limit, not the rules, ended the episode.
func (s *state) Truncated() bool { return s.end == byLimit }

// Legal appends all actions to dst, none at the end.
func (s *state) Legal(dst []envs.Action) []envs.Action {
	if s.end != open {
		return dst
	}
	return append(dst, s.game.legal...)
}

// Rewards stores what the last step earned.
func (s *state) Rewards(dst []float32) { dst[0] = s.reward }

// Play makes a step. It panics if a is illegal.
func (s *state) Play(a envs.Action) {
	if s.end != open || uint32(a) >= uint32(len(s.game.legal)) {
		panic(fmt.Sprintf("%s: illegal action %d of %d after %d steps, over: %t", s.game.spec.Name, a, len(s.game.legal), s.steps, s.end != open))
	}
	s.reward = 0
	s.steps++
	switch s.game.level.task {
	case dodge:
		s.amongBalls(a)
	case remember:
		if a == pickUp { // nothing can be carried there
			a = toggle
		}
		s.act(a)
		s.atMemory()
	default:
		s.act(a)
	}
	if s.end == open && s.steps >= s.game.level.limit {
		s.end = byLimit
	}
}

// act does what the agent wants, as far as the cell in front of it lets it.
func (s *state) act(a envs.Action) {
	front := s.at + ahead[s.dir]
	switch a {
	case turnLeft:
		s.dir = s.dir.toLeft()
	case turnRight:
		s.dir = s.dir.toRight()
	case forward:
		s.walk(front)
	case pickUp:
		if s.carried == nothing && s.grid[front].portable() {
			s.carried = s.grid[front]
			s.set(front, nothing)
			s.taken()
		}
	case drop:
		if s.carried != nothing && s.grid[front] == nothing {
			s.set(front, s.carried)
			s.carried = nothing
		}
	case toggle:
		s.toggle(front)
	}
}

func (s *state) walk(to pos) {
	c := s.grid[to]
	if !c.enterable() {
		return
	}
	s.at = to
	switch c.kind() {
	case goal:
		s.succeed()
	case lava:
		s.end = byRules
	}
}

// toggle opens or closes a door, a locked one if the agent carries its key, or
// opens a box, which is empty.
func (s *state) toggle(front pos) {
	c := s.grid[front]
	switch c.kind() {
	case openDoor:
		s.set(front, thing(closedDoor, c.colour()))
	case closedDoor:
		s.set(front, thing(openDoor, c.colour()))
	case lockedDoor:
		if s.carried != thing(key, c.colour()) {
			return
		}
		s.set(front, thing(openDoor, c.colour()))
		if s.game.level.task == unlock {
			s.succeed()
		}
	case box:
		s.set(front, nothing)
	}
}

// taken ends the episode well if the agent has just picked up what it should.
func (s *state) taken() {
	k := s.carried.kind()
	if s.game.level.task == fetchBox && k == box || s.game.level.task == fetchBall && k == ball {
		s.succeed()
	}
}

// succeed ends the episode with 1, less 0.9 of the share of the limit that it
// took.
func (s *state) succeed() {
	s.end = byRules
	s.reward = 1 - 0.9*float32(s.steps)/float32(s.game.level.limit)
}

// CopyFrom makes the state equal to src.
func (s *state) CopyFrom(src envs.State) { *s = *src.(*state) }

// Hash tells positions apart by all that the future depends on. A level without
// moving balls draws nothing after its start.
func (s *state) Hash() uint64 {
	level := s.game.level
	h := seed.Mix(uint64(s.at), uint64(s.dir), uint64(s.carried), uint64(s.steps), uint64(s.end), uint64(s.wins))
	if s.balls > 0 {
		dice := s.dice
		h ^= dice.Next()
	}
	for y := range level.height {
		for _, c := range s.grid[at(0, y):][:level.width] {
			h = (h ^ uint64(c)) * 0x9fb21c651e98df25
			h ^= h >> 32
		}
	}
	return h
}
