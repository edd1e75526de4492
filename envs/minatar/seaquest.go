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
	x, y                  int32 // column and row of the front
	way                   int32 // that the submarine looks, ±1 as of a swimmer
	surfaced              bool
	oxygen                int32
	crew                  int32 // divers aboard; may fall below 0, see Config.Fixed
	ramps                 int32
	enemyEvery, enemyIn   int32
	moveEvery             int32 // of enemies
	diverIn, shotIn       int32
	bullets, enemyBullets flow
	fish, subs, divers    school
}

// Restart begins the episode of the seed.
func (s *seaquest) Restart(seed uint64) {
	s.restart(seed)
	s.start()
}

func (s *seaquest) start() {
	for _, c := range [...]*school{&s.fish, &s.subs, &s.divers} {
		c.n = 0
		c.settle(0)
	}
	s.bullets, s.enemyBullets = flow{}, flow{}
	s.x, s.y, s.way, s.surfaced = 5, 0, -1, true
	s.oxygen, s.crew, s.ramps = fullTank, 0, 0
	s.enemyEvery, s.enemyIn, s.moveEvery, s.diverIn, s.shotIn = 20, 20, 5, diverEvery, 0
}

// Play makes a step. It panics if a is illegal.
func (s *seaquest) Play(a envs.Action) {
	act := s.begin(a)
	if s.enemyIn == 0 {
		s.spawnEnemy()
		s.enemyIn = s.enemyEvery
	}
	if s.diverIn == 0 {
		s.spawnDiver()
		s.diverIn = diverEvery
	}
	s.steer(act)
	dead := s.moveAll()
	s.enemyIn, s.diverIn, s.shotIn = max(s.enemyIn-1, 0), max(s.diverIn-1, 0), max(s.shotIn-1, 0)
	dead = s.breathe() || dead
	s.finish(dead)
}

func (s *seaquest) spawnDiver() {
	w := s.atEdge(s.drawWay())
	w.moveAt += diverMove
	s.divers.add(w, s.steps)
}

func (s *seaquest) spawnEnemy() {
	way, isSub := s.drawWay(), s.dice.below(3) == 0
	w := s.atEdge(way)
	w.moveAt += uint8(s.moveEvery)
	row := row0.forward(uint(w.y) * size)
	switch {
	case w.way > 0 && (s.fish.where.left.meets(row) || s.subs.where.left.meets(row)),
		w.way < 0 && (s.fish.where.right.meets(row) || s.subs.where.right.meets(row)):
		// It would come upon another.
	case isSub:
		w.armed = true
		w.shootAt += subReload
		s.subs.add(w, s.steps)
	default:
		s.fish.add(w, s.steps)
	}
}

// drawWay is +1 or -1.
func (s *seaquest) drawWay() int32 { return int32(1 - 2*s.dice.below(2)) }

// atEdge is a swimmer at the edge where its way begins, in a random row; its
// times are the current step.
func (s *seaquest) atEdge(way int32) swimmer {
	now := uint8(s.steps)
	return swimmer{x: int8(clamp(-way*size, 0, size-1)), y: int8(1 + s.dice.below(8)), way: int8(way), moveAt: now, shootAt: now}
}

// steer moves the submarine, which looks where it was last steered to even if
// the edge holds it, or lets it shoot.
func (s *seaquest) steer(act action) {
	if act == fire && s.shotIn == 0 {
		s.bullets.add(s.front(), s.way)
		s.shotIn = reload
	}
	s.x = clamp(s.x+across[act], 0, size-1)
	s.y = clamp(s.y+along[act], 0, size-2)
	s.way = clamp(s.way+2*across[act], -1, 1)
}

// front is the cell of the submarine's front.
func (s *seaquest) front() cells { return cell(int(s.y), int(s.x)) }

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
		s.reward += s.oxygen * bars / fullTank
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
	at := int(s.y)*size + int(s.x)
	dst[at] = 1
	if back := s.x - s.way; uint32(back) < size {
		dst[plane+at-int(s.way)] = 1
	}
	s.bullets.all().show(dst[2*plane:])
	s.fish.wake.or(s.subs.wake).or(s.divers.wake).show(dst[3*plane:])
	s.enemyBullets.all().show(dst[4*plane:])
	s.fish.where.all().show(dst[5*plane:])
	s.subs.where.all().show(dst[6*plane:])
	s.divers.where.all().show(dst[9*plane:])
	copy(dst[8*plane-size:], fullBar[:max(s.oxygen, 0)*bars/fullTank])
	last := dst[9*plane-size : 9*plane]
	for i := range s.crew {
		last[size-2-i] = 1
	}
}

// fullBar is the bar of a full tank.
var fullBar = [bars]float32{1, 1, 1, 1, 1, 1, 1, 1, 1, 1}

// CopyFrom makes the state equal to src.
func (s *seaquest) CopyFrom(src envs.State) { *s = *src.(*seaquest) }

// String draws the board.
func (s *seaquest) String() string { return s.draw(s.Observe) }
