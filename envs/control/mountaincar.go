package control

import (
	"math"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// The valley of the mountain car, in the units of Moore ("Efficient
// memory-based learning for robot control", 1990).
const (
	leftWall  = -1.2
	rightWall = 0.6
	flag      = 0.5
	mostSpeed = 0.07
	engine    = 0.001
	slope     = 0.0025
)

var mountainCar = &facts{
	spec:     envs.Spec{Name: "mountaincar", Players: 1, Actions: 3, Obs: [3]int{1, 1, 2}, MaxPlies: 200},
	obsLimit: -leftWall,
	moves:    []string{"left", "coast", "right"},
	values:   []string{"position", "velocity"},
}

// MountainCar is the rules of MountainCar-v0: a car too weak for the right
// hill must first gain speed on the left one. Each step earns -1; reaching the
// flag ends the episode, and it is truncated after 200 steps.
type MountainCar struct{ *facts }

// NewMountainCar returns the rules.
func NewMountainCar() MountainCar { return MountainCar{mountainCar} }

// New returns the car at rest between -0.6 and -0.4.
func (g MountainCar) New(gameSeed uint64) envs.State {
	s := &MountainCarState{clock: clock{facts: g.facts}}
	s.Restart(gameSeed)
	return s
}

// MountainCarState is where the car is and how fast it drives to the right.
type MountainCarState struct {
	clock
	x, v float64
}

// Restart begins the episode of the seed.
func (s *MountainCarState) Restart(gameSeed uint64) {
	d := dice(gameSeed)
	s.clock = clock{facts: s.facts}
	s.x, s.v = between(&d, -0.6, -0.4), 0
}

// Play drives to the left by 0, to the right by 2, and coasts by 1. The left
// wall stops the car. It panics if a is illegal.
func (s *MountainCarState) Play(a envs.Action) {
	s.check(a)
	s.v += float64(float64(a-1)*engine) - float64(math.Cos(3*s.x)*slope)
	s.v = bound(s.v, mostSpeed)
	s.x = min(max(s.x+s.v, leftWall), rightWall)
	if s.x == leftWall && s.v < 0 {
		s.v = 0
	}
	s.tick(-1, s.arrived())
}

// arrived tells whether the car is at the flag and does not roll back.
func (s *MountainCarState) arrived() bool { return s.x >= flag && s.v >= 0 }

// Observe stores position and velocity.
func (s *MountainCarState) Observe(dst []float32) {
	dst = dst[:2]
	dst[0], dst[1] = float32(s.x), float32(s.v)
}

// CopyFrom makes the state equal to src.
func (s *MountainCarState) CopyFrom(src envs.State) { *s = *src.(*MountainCarState) }

// Hash mixes position, velocity and whether the episode is over.
func (s *MountainCarState) Hash() uint64 {
	return seed.Mix(math.Float64bits(s.x), math.Float64bits(s.v), uint64(uint8(s.toPlay)))
}
