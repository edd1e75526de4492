package minatar

import "github.com/tengen-rl/tengen/envs"

const (
	reload      = 5 // steps from one shot of the player's to the next, in seaquest too
	alienReload = 10
	slowest     = 12 // steps between two moves of many aliens
	fastest     = 6  // the same when the game has ramped up
)

var (
	bottom   = cells{0, (1<<plane - 1<<(plane-size)) >> 64}    // the bottom row
	invaders = cells{0xfc | 0xfc<<10 | 0xfc<<20 | 0xfc<<30, 0} // where the 24 aliens start
)

// spaceInvaders: aliens come down by rows and shoot; the cannon in the bottom
// row shoots back, a point an alien. An alien or a bullet on the cannon ends
// the episode, and so does an alien that would leave the bottom row. A wave
// that has been shot is followed by the next, which may be faster.
type spaceInvaders struct {
	shell
	x                 int32 // column of the cannon
	toRight           bool  // the way of the aliens
	moveEvery, moveIn int32
	alienShotIn       int32
	shotIn            int32
	aliens            cells
	bullets, bombs    cells // the cannon's, the aliens'
}

// Restart begins the episode of the seed.
func (s *spaceInvaders) Restart(seed uint64) {
	s.restart(seed)
	s.start()
}

func (s *spaceInvaders) start() {
	*s = spaceInvaders{shell: s.shell, x: 5, moveEvery: slowest, moveIn: slowest, alienShotIn: alienReload, aliens: invaders}
}

// Play makes a step. It panics if a is illegal.
func (s *spaceInvaders) Play(a envs.Action) {
	s.aim(s.begin(a))
	s.bullets = s.bullets.backward(size)
	s.bombs = s.bombs.forward(size)
	cannon := cell(size-1, int(s.x))
	dead := s.bombs.meets(cannon) || s.aliens.meets(cannon)
	if s.moveIn == 0 {
		dead = s.march() || dead
		dead = s.aliens.meets(cannon) || dead
	}
	if s.alienShotIn == 0 {
		s.alienShotIn = alienReload
		s.bombs = s.bombs.or(s.shooter())
	}
	if hit := s.aliens.and(s.bullets); !hit.empty() {
		s.reward += int32(hit.count())
		s.aliens, s.bullets = s.aliens.without(hit), s.bullets.without(hit)
	}
	s.shotIn = max(s.shotIn-1, 0)
	s.moveIn--
	s.alienShotIn--
	if s.aliens.empty() {
		s.nextWave()
	}
	s.finish(dead)
}

// aim moves the cannon or lets it shoot.
func (s *spaceInvaders) aim(act action) {
	if act == fire && s.shotIn == 0 {
		s.bullets = s.bullets.or(cell(size-1, int(s.x)))
		s.shotIn = reload
	}
	s.x = clamp(s.x+across[act], 0, size-1)
}

// march moves the aliens sideways, or down and about where they have come to
// the edge. It tells whether one was in the bottom row already, from where it
// comes in at the top: the last observation of the episode shows it there.
func (s *spaceInvaders) march() (landed bool) {
	s.moveIn = min(int32(s.aliens.count()), s.moveEvery)
	edge := leftmost
	if s.toRight {
		edge = rightmost
	}
	switch {
	case s.aliens.meets(edge):
		s.toRight = !s.toRight
		below := s.aliens.and(bottom)
		landed = !below.empty()
		const half = (plane - size) / 2 // of the way to the top; backward goes less than 64 at a time
		s.aliens = s.aliens.forward(size).or(below.backward(half).backward(half))
	case s.toRight:
		s.aliens = s.aliens.forward(1)
	default:
		s.aliens = s.aliens.backward(1)
	}
	return landed
}

// shooter is the lowest alien of the column nearest to the cannon, the left
// one of two as near. There is at least one alien.
func (s *spaceInvaders) shooter() cells {
	for distance := int32(0); distance < size; distance++ {
		for _, x := range [2]int32{s.x - distance, s.x + distance} {
			if x < 0 || x >= size {
				continue
			}
			if in := s.aliens.and(leftmost.forward(uint(x))); !in.empty() {
				return in.last()
			}
		}
	}
	panic("minatar/spaceinvaders: no alien to shoot")
}

func (s *spaceInvaders) nextWave() {
	if s.moveEvery > fastest && s.game.config.Ramping {
		s.moveEvery--
	}
	s.aliens = invaders
}

// Observe stores the planes cannon, aliens, aliens on their way left, on their
// way right, bullets of the cannon, of the aliens.
func (s *spaceInvaders) Observe(dst []float32) {
	dst = dst[:6*plane]
	clear(dst)
	dst[(size-1)*size+int(s.x)] = 1
	way := 2
	if s.toRight {
		way = 3
	}
	s.aliens.show(dst[plane:])
	copy(dst[way*plane:], dst[plane:2*plane])
	s.bullets.show(dst[4*plane:])
	s.bombs.show(dst[5*plane:])
}

// CopyFrom makes the state equal to src.
func (s *spaceInvaders) CopyFrom(src envs.State) { *s = *src.(*spaceInvaders) }

// String draws the board.
func (s *spaceInvaders) String() string { return s.draw(s.Observe) }
