package minatar

import "github.com/tengen-rl/tengen/envs"

const (
	freewayTime  = 2500
	freewaySteps = freewayTime + 1 // the length of every episode
	chickenCol   = 4
	chickenRest  = 3 // steps from one move of the chicken to the next
	lanes        = 8
)

// freeway: a chicken crosses eight lanes of cars. The far side is worth a
// point and draws new speeds for the cars; a car throws it back to the start.
// An episode always takes 2501 steps.
type freeway struct {
	shell
	y        int32 // row of the chicken
	moveIn   int32
	timeLeft int32
	cars     cars
}

// cars are the eight cars, a byte each: byte i is of the car in row i+1. Words
// move them all at once.
type cars struct {
	cols   uint64
	waits  uint64 // steps until it moves
	speeds uint64 // 1 to 5: it moves every speed+1 steps
	ways   uint64 // 1 to the right, or 9 to the left, modulo 10
}

// Restart begins the episode of the seed.
func (s *freeway) Restart(seed uint64) {
	s.restart(seed)
	s.start()
}

func (s *freeway) start() {
	*s = freeway{shell: s.shell, y: size - 1, moveIn: chickenRest, timeLeft: freewayTime}
	s.cars.drawSpeeds(&s.dice)
}

// Play makes a step. It panics if a is illegal.
func (s *freeway) Play(a envs.Action) {
	act := s.begin(a)
	if walk := along[act]; walk != 0 && s.moveIn == 0 {
		s.y = min(s.y+walk, size-1)
		s.moveIn = chickenRest
	}
	if s.y == 0 {
		s.reward++
		s.cars.drawSpeeds(&s.dice)
		s.y = size - 1
	}
	before := s.cars.inRow(s.y)
	s.cars.drive()
	if before == chickenCol || s.cars.inRow(s.y) == chickenCol {
		s.y = size - 1
	}
	s.moveIn = max(s.moveIn-1, 0)
	s.timeLeft--
	s.finish(s.timeLeft < 0)
}

// Words of eight equal bytes.
const (
	ones = 0x0101010101010101
	tops = 0x80 * ones
)

// drawSpeeds gives each car a speed and a way; it stays where it is and waits
// anew.
func (c *cars) drawSpeeds(d *dice) {
	c.speeds, c.ways = 0, 0
	for i := range lanes {
		c.speeds |= uint64(1+d.below(5)) << (8 * i)
	}
	for i := range lanes {
		way := uint64(1)
		if d.below(2) == 0 {
			way = size - 1
		}
		c.ways |= way << (8 * i)
	}
	c.waits = c.speeds
}

// drive moves the cars that have waited, and lets the others wait.
func (c *cars) drive() {
	waiting := (c.waits + 0x7f*ones) & tops >> 7 // 1 in the bytes that are not 0
	due := (ones - waiting) * 0xff               // all bits of the others
	c.waits += c.speeds&due - waiting
	c.cols = around(c.cols + c.ways&due)
}

// around reduces eight bytes of up to 2·10-1 modulo 10.
func around(cols uint64) uint64 {
	beyond := (cols + (0x80-size)*ones) & tops >> 7
	return cols - beyond*size
}

// inRow is the column of the car in the row, or 0 where no car drives.
func (c *cars) inRow(row int32) uint64 { return c.cols >> (8 * uint(row-1)) & 0xff }

// Observe stores the planes chicken, cars, and the trails of cars by their
// speeds 1 to 5. A trail is behind the car, around the edge.
func (s *freeway) Observe(dst []float32) {
	dst = dst[:7*plane]
	clear(dst)
	dst[s.y*size+chickenCol] = 1
	c := s.cars
	behind := around(c.cols + size*ones - c.ways)
	for row := size; row <= lanes*size; row += size {
		dst[plane+row+int(c.cols&0xff)] = 1
		dst[(1+int(c.speeds&0xff))*plane+row+int(behind&0xff)] = 1
		c.cols, c.speeds, behind = c.cols>>8, c.speeds>>8, behind>>8
	}
}

// CopyFrom makes the state equal to src.
func (s *freeway) CopyFrom(src envs.State) { *s = *src.(*freeway) }

// String draws the board.
func (s *freeway) String() string { return s.draw(s.Observe) }
