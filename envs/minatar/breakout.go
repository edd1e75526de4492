package minatar

import (
	"math/bits"

	"github.com/tengen-rl/tengen/envs"
)

const (
	brickTop = 1 // the first of the three rows of bricks
	wall     = uint32(1)<<(3*size) - 1
)

// breakout: a ball breaks bricks out of a wall, a paddle in the bottom row
// keeps it in play, and a brick is worth a point. The wall is built anew when
// the ball comes down and no brick is left. Only the start is drawn.
type breakout struct {
	shell
	paddle       int32 // column
	x, y         int32 // column and row of the ball
	pastX, pastY int32 // where it was a step before
	dx, dy       int32 // its way, ±1
	strike       bool  // the ball is still at the bricks that it has hit
	bricks       uint32
}

// Restart begins the episode of the seed.
func (s *breakout) Restart(seed uint64) {
	s.restart(seed)
	s.start()
}

func (s *breakout) start() {
	*s = breakout{shell: s.shell, paddle: 4, x: 0, y: 3, dx: 1, dy: 1, bricks: wall}
	if s.dice.below(2) == 1 {
		s.x, s.dx = size-1, -1
	}
	s.pastX, s.pastY = s.x, s.y
}

// Play makes a step. It panics if a is illegal.
func (s *breakout) Play(a envs.Action) {
	s.paddle = clamp(s.paddle+across[s.begin(a)], 0, size-1)
	s.finish(s.moveBall())
}

// moveBall tells whether the ball got past the paddle.
func (s *breakout) moveBall() (lost bool) {
	s.pastX, s.pastY = s.x, s.y
	x, y := s.x+s.dx, s.y+s.dy
	if x < 0 || x >= size {
		x, s.dx = s.x, -s.dx
	}
	brick := brickAt(x, y)
	touching := s.bricks&brick != 0
	switch {
	case y < 0:
		y, s.dy = 0, -s.dy
	case touching && !s.strike:
		s.reward++
		s.strike = true
		s.bricks &^= brick
		y, s.dy = s.y, -s.dy
	case touching: // a ball that has just hit one flies into the next
	case y == size-1:
		y, lost = s.atTheBottom(x, y)
	}
	s.strike = s.strike && touching
	s.x, s.y = x, y
	return lost
}

// atTheBottom tells in which row a ball stays that comes down to the bottom
// row in column x, and whether it is lost.
func (s *breakout) atTheBottom(x, y int32) (row int32, lost bool) {
	if s.bricks == 0 {
		s.bricks = wall
	}
	switch s.paddle {
	case s.x:
		s.dy = -s.dy
	case x:
		s.dx, s.dy = -s.dx, -s.dy
	default:
		return y, true
	}
	return s.y, false
}

// brickAt is the bit of the brick at a cell, 0 outside the rows of bricks.
func brickAt(x, y int32) uint32 {
	if row := uint32(y - brickTop); row < 3 {
		return 1 << (row*size + uint32(x))
	}
	return 0
}

// Observe stores the planes paddle, ball, trail of the ball, bricks.
func (s *breakout) Observe(dst []float32) {
	dst = dst[:4*plane]
	clear(dst)
	dst[(size-1)*size+int(s.paddle)] = 1
	dst[plane+int(s.y)*size+int(s.x)] = 1
	dst[2*plane+int(s.pastY)*size+int(s.pastX)] = 1
	for b := s.bricks; b != 0; b &= b - 1 {
		dst[3*plane+brickTop*size+bits.TrailingZeros32(b)] = 1
	}
}

// CopyFrom makes the state equal to src.
func (s *breakout) CopyFrom(src envs.State) { *s = *src.(*breakout) }

// String draws the board.
func (s *breakout) String() string { return s.draw(s.Observe) }
