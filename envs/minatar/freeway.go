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
	y        int8 // row of the chicken
	moveIn   int8
	timeLeft int16
	cols     [lanes]int8 // column of the car in row i+1
	waits    [lanes]int8 // steps until it moves
	speeds   [lanes]int8 // ±1 … ±5: it moves every |speed|+1 steps, to the right if positive
}

// Restart begins the episode of the seed.
func (s *freeway) Restart(seed uint64) {
	s.restart(seed)
	s.start()
}

func (s *freeway) start() {
	*s = freeway{shell: s.shell, y: size - 1, moveIn: chickenRest, timeLeft: freewayTime}
	s.drawSpeeds()
}

func (s *freeway) drawSpeeds() {
	for i := range s.waits {
		s.waits[i] = int8(1 + s.dice.below(5))
	}
	for i, speed := range s.waits {
		if s.dice.below(2) == 0 {
			speed = -speed
		}
		s.speeds[i] = speed
	}
}

// Play makes a step. It panics if a is illegal.
func (s *freeway) Play(a envs.Action) {
	act := s.begin(a)
	if s.moveIn == 0 {
		s.walk(act)
	}
	if s.y == 0 {
		s.reward++
		s.drawSpeeds()
		s.y = size - 1
	}
	s.drive()
	if s.moveIn > 0 {
		s.moveIn--
	}
	s.timeLeft--
	s.finish(s.timeLeft < 0)
}

func (s *freeway) walk(act action) {
	switch act {
	case up:
		s.moveIn = chickenRest
		s.y--
	case down:
		s.moveIn = chickenRest
		s.y = min(s.y+1, size-1)
	}
}

// drive moves the cars whose time it is. The chicken is hit by a car that was
// on its cell or comes onto it.
func (s *freeway) drive() {
	for i := range s.cols {
		hit := s.cols[i] == chickenCol
		if s.waits[i] == 0 {
			s.waits[i] = max(s.speeds[i], -s.speeds[i])
			s.cols[i] = ahead(s.cols[i], s.speeds[i])
			hit = hit || s.cols[i] == chickenCol
		} else {
			s.waits[i]--
		}
		if hit && int(s.y) == i+1 {
			s.y = size - 1
		}
	}
}

// ahead is the column after col in the direction of speed, around the edge.
func ahead(col, speed int8) int8 {
	if speed > 0 {
		if col++; col == size {
			return 0
		}
		return col
	}
	if col--; col < 0 {
		return size - 1
	}
	return col
}

// Observe stores the planes chicken, cars, and the trails of cars by their
// speeds 1 to 5.
func (s *freeway) Observe(dst []float32) {
	dst = dst[:7*plane]
	clear(dst)
	dst[int(s.y)*size+chickenCol] = 1
	for i, speed := range s.speeds {
		row := (i + 1) * size
		dst[plane+row+int(s.cols[i])] = 1
		channel := 1 + int(max(speed, -speed))
		dst[channel*plane+row+int(ahead(s.cols[i], -speed))] = 1
	}
}

// CopyFrom makes the state equal to src.
func (s *freeway) CopyFrom(src envs.State) { *s = *src.(*freeway) }

// String draws the board.
func (s *freeway) String() string { return s.draw(s.Observe) }
