package minatar

import "github.com/tengen-rl/tengen/envs"

const (
	fullTank   = 200 // oxygen
	fullCrew   = 6   // divers
	bars       = 10  // cells that the full tank is shown by
	diverEvery = 30
	diverMove  = 5
	subReload  = 10
)

// seaquest: a submarine shoots fish and enemy submarines, a point each, and
// picks up divers. It must come up for air before its oxygen ends, with a
// diver aboard, and earns a point for each full tenth of oxygen left if it
// brings six. Its front is hit by whatever comes onto it.
type seaquest struct {
	shell
	x, y                  int8 // column and row of the front
	toRight               bool
	surfaced              bool
	oxygen                int16
	crew                  int32 // divers aboard; may fall below 0, see Config.Fixed
	ramps                 int32
	enemyEvery, enemyIn   int8
	moveEvery             int8 // of enemies
	diverIn, shotIn       int8
	bullets, enemyBullets school
	fish, subs, divers    school
}

// Restart begins the episode of the seed.
func (s *seaquest) Restart(seed uint64) {
	s.restart(seed)
	s.start()
}

func (s *seaquest) start() {
	for _, c := range [...]*school{&s.bullets, &s.enemyBullets, &s.fish, &s.subs, &s.divers} {
		c.n = 0
	}
	s.x, s.y, s.toRight, s.surfaced = 5, 0, false, true
	s.oxygen, s.crew, s.ramps = fullTank, 0, 0
	s.enemyEvery, s.enemyIn, s.moveEvery, s.diverIn, s.shotIn = 20, 20, 5, diverEvery, 0
}

// Play makes a step. It panics if a is illegal.
func (s *seaquest) Play(a envs.Action) {
	act := s.begin(a)
	s.spawn()
	s.steer(act)
	s.moveBullets()
	s.moveDivers()
	dead := s.moveSubs()
	dead = s.moveEnemyBullets() || dead
	dead = s.moveFish() || dead
	for _, timer := range [...]*int8{&s.enemyIn, &s.diverIn, &s.shotIn} {
		*timer = max(*timer-1, 0)
	}
	dead = s.breathe() || dead
	s.finish(dead)
}

// spawn lets enemies and divers appear whose time it is.
func (s *seaquest) spawn() {
	if s.enemyIn == 0 {
		s.spawnEnemy()
		s.enemyIn = s.enemyEvery
	}
	if s.diverIn == 0 {
		w := s.atEdge(s.dice.below(2) == 0)
		w.moveIn = diverMove
		s.divers.add(w)
		s.diverIn = diverEvery
	}
}

func (s *seaquest) spawnEnemy() {
	toRight, isSub := s.dice.below(2) == 0, s.dice.below(3) == 0
	w := s.atEdge(toRight)
	w.moveIn = s.moveEvery
	if s.oncoming(w) {
		return
	}
	if isSub {
		w.shootIn = subReload
		s.subs.add(w)
	} else {
		s.fish.add(w)
	}
}

// atEdge is a swimmer at the edge where its way begins, in a random row.
func (s *seaquest) atEdge(toRight bool) swimmer {
	w := swimmer{x: size - 1, toRight: toRight}
	if toRight {
		w.x = 0
	}
	w.y = int8(1 + s.dice.below(8))
	return w
}

// oncoming tells whether an enemy swims the other way in w's row.
func (s *seaquest) oncoming(w swimmer) bool {
	for _, c := range [...]*school{&s.fish, &s.subs} {
		for i := range c.all[:c.n] {
			if o := &c.all[i]; o.y == w.y && o.toRight != w.toRight {
				return true
			}
		}
	}
	return false
}

// steer moves the submarine or lets it shoot.
func (s *seaquest) steer(act action) {
	switch act {
	case fire:
		if s.shotIn == 0 {
			s.bullets.add(swimmer{x: s.x, y: s.y, toRight: s.toRight})
			s.shotIn = reload
		}
	case left:
		s.x, s.toRight = max(s.x-1, 0), false
	case right:
		s.x, s.toRight = min(s.x+1, size-1), true
	case up:
		s.y = max(s.y-1, 0)
	case down:
		s.y = min(s.y+1, size-2)
	}
}

// breathe tells whether the submarine is out of oxygen, or has come up with no
// diver.
func (s *seaquest) breathe() (dead bool) {
	dead = s.oxygen <= 0
	if s.y > 0 {
		s.oxygen--
		s.surfaced = false
		return dead
	}
	if s.surfaced {
		return dead
	}
	if s.crew == 0 || s.crew < 0 && s.game.config.Fixed {
		return true
	}
	s.surface()
	return dead
}

// surface brings divers up and takes in air.
func (s *seaquest) surface() {
	s.surfaced = true
	if s.crew == fullCrew {
		s.reward += int32(s.oxygen) * bars / fullTank
		s.crew = 0
	}
	if s.crew != 0 || !s.game.config.Fixed {
		s.crew--
	}
	s.oxygen = fullTank
	if s.game.config.Ramping && (s.enemyEvery > 1 || s.moveEvery > 2) {
		if s.moveEvery > 2 && s.ramps%2 == 1 {
			s.moveEvery--
		}
		if s.enemyEvery > 1 {
			s.enemyEvery--
		}
		s.ramps++
	}
}

// Observe stores the planes front, back, own bullets, trails, enemy bullets,
// fish, enemy submarines, oxygen, divers aboard, divers swimming.
func (s *seaquest) Observe(dst []float32) {
	dst = dst[:10*plane]
	clear(dst)
	at := func(channel int) []float32 { return dst[channel*plane : (channel+1)*plane] }
	row, trails := int(s.y)*size, at(3)
	at(0)[row+int(s.x)] = 1
	if back := s.x - direction(s.toRight); uint8(back) < size {
		at(1)[row+int(back)] = 1
	}
	s.bullets.show(at(2), nil)
	s.enemyBullets.show(at(4), nil)
	s.fish.show(at(5), trails)
	s.subs.show(at(6), trails)
	s.divers.show(at(9), trails)
	last := at(7)[plane-size:]
	for i := range max(int(s.oxygen), 0) * bars / fullTank {
		last[i] = 1
	}
	last = at(8)[plane-size:]
	for i := range min(int(s.crew), fullCrew) {
		last[size-2-i] = 1
	}
}

// CopyFrom makes the state equal to src.
func (s *seaquest) CopyFrom(src envs.State) { *s = *src.(*seaquest) }

// String draws the board.
func (s *seaquest) String() string { return s.draw(s.Observe) }
