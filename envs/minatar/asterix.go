package minatar

import (
	"math/bits"

	"github.com/tengen-rl/tengen/envs"
)

// rampSteps is how long a ramp timer runs from its start to zero.
const rampSteps = 100

// asterix: gold and enemies cross the board in the rows 1 to 8, at most one a
// row. To touch gold is worth a point, to touch an enemy ends the episode.
type asterix struct {
	shell
	x, y                  int32 // column and row of the player
	spawnEvery, spawnIn   int32
	moveEvery, moveIn     int32
	rampIn, ramps         int32
	full, rightward, gold uint8   // bit i: of the entity in row i+1
	cols                  [8]int8 // column of the entity in row i+1
}

// Restart begins the episode of the seed.
func (s *asterix) Restart(seed uint64) {
	s.restart(seed)
	s.start()
}

func (s *asterix) start() {
	*s = asterix{shell: s.shell, x: 5, y: 5, spawnEvery: 10, spawnIn: 10, moveEvery: 5, moveIn: 5, rampIn: rampSteps}
}

// Play makes a step. It panics if a is illegal.
func (s *asterix) Play(a envs.Action) {
	act := s.begin(a)
	if s.spawnIn == 0 {
		s.spawn()
		s.spawnIn = s.spawnEvery
	}
	s.x = clamp(s.x+across[act], 0, size-1)
	s.y = clamp(s.y+along[act], 1, size-2)
	dead := s.touch()
	if s.moveIn == 0 {
		s.moveIn = s.moveEvery
		s.moveEntities()
		dead = s.touch() || dead
	}
	s.spawnIn--
	s.moveIn--
	if s.game.config.Ramping && (s.spawnEvery > 1 || s.moveEvery > 1) {
		s.ramp()
	}
	s.finish(dead)
}

// spawn puts an entity at the edge of a row that has none.
func (s *asterix) spawn() {
	toRight, isGold := s.dice.below(2) == 0, s.dice.below(3) == 0
	empty := ^s.full
	if empty == 0 {
		return
	}
	for range s.dice.below(bits.OnesCount8(empty)) {
		empty &= empty - 1
	}
	slot := empty & -empty
	s.full |= slot
	s.gold &^= slot
	s.rightward &^= slot
	col := int8(size - 1)
	if toRight {
		s.rightward |= slot
		col = 0
	}
	if isGold {
		s.gold |= slot
	}
	s.cols[bits.TrailingZeros8(slot)] = col
}

// touch takes gold that the player is on, and tells whether it is on an enemy.
func (s *asterix) touch() (dead bool) {
	i := s.y - 1
	slot := uint8(1) << i
	if s.full&slot == 0 || int32(s.cols[i]) != s.x {
		return false
	}
	if s.gold&slot == 0 {
		return true
	}
	s.full &^= slot
	s.reward++
	return false
}

func (s *asterix) moveEntities() {
	for b := s.full; b != 0; b &= b - 1 {
		i := bits.TrailingZeros8(b)
		s.cols[i] += s.step(i)
		if uint8(s.cols[i]) >= size {
			s.full &^= 1 << i
		}
	}
}

// step is the direction of the entity in a slot, ±1.
func (s *asterix) step(i int) int8 { return int8(s.rightward>>i&1)*2 - 1 }

func (s *asterix) ramp() {
	if s.rampIn >= 0 {
		s.rampIn--
		return
	}
	if s.moveEvery > 1 && s.ramps%2 == 1 {
		s.moveEvery--
	}
	if s.spawnEvery > 1 {
		s.spawnEvery--
	}
	s.ramps++
	s.rampIn = rampSteps
}

// Observe stores the planes player, enemies, trails, gold.
func (s *asterix) Observe(dst []float32) {
	dst = dst[:4*plane]
	clear(dst)
	dst[int(s.y)*size+int(s.x)] = 1
	for b := s.full; b != 0; b &= b - 1 {
		i := bits.TrailingZeros8(b)
		row, col := (i+1)*size, int(s.cols[i])
		channel := 1 + 2*int(s.gold>>i&1)
		dst[channel*plane+row+col] = 1
		if back := col - int(s.step(i)); uint(back) < size {
			dst[2*plane+row+back] = 1
		}
	}
}

// CopyFrom makes the state equal to src.
func (s *asterix) CopyFrom(src envs.State) { *s = *src.(*asterix) }

// String draws the board.
func (s *asterix) String() string { return s.draw(s.Observe) }
