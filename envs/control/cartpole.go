package control

import (
	"math"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// The cart and its pole (Barto, Sutton and Anderson, "Neuronlike adaptive
// elements that can solve difficult learning control problems", 1983): SI
// units.
const (
	gravity    = 9.8
	cartMass   = 1.0
	poleMass   = 0.1
	totalMass  = cartMass + poleMass
	poleLength = 0.5 // half of the pole, its centre of mass
	poleMoment = poleMass * poleLength
	push       = 10.0 // newtons
	poleTick   = 0.02 // seconds
	cartRange  = 2.4
	poleRange  = 12 * 2 * math.Pi / 360
)

// pushes are the accelerations by each action, metres a second squared.
var pushes = [2]float64{-push / totalMass, push / totalMass}

var cartPole = &facts{
	spec:     envs.Spec{Name: "cartpole", Players: 1, Actions: 2, Obs: [3]int{1, 1, 4}, MaxPlies: 500},
	obsLimit: 10, // pushed over the whole track, 4.8 m, at less than 10 m/s²
	moves:    []string{"left", "right"},
	values:   []string{"position", "velocity", "angle", "angular velocity"},
}

// CartPole is the rules of CartPole-v1: a pole stands on a cart that is pushed
// left or right. A step earns 1, the last one too; it ends when the cart is
// off by 2.4 m or the pole by 12 degrees, and is truncated after 500 steps.
type CartPole struct{ *facts }

// NewCartPole returns the rules.
func NewCartPole() CartPole { return CartPole{cartPole} }

// New returns the cart and pole at rest and upright, each of the four numbers
// off by up to 0.05.
func (g CartPole) New(gameSeed uint64) envs.State {
	s := &CartPoleState{clock: clock{facts: g.facts}}
	s.Restart(gameSeed)
	return s
}

// CartPoleState is where the cart and its pole are and how they move.
type CartPoleState struct {
	clock
	x, v         float64 // metres to the right of the middle, metres a second
	theta, omega float64 // radians to the right of upright, radians a second
}

// Restart begins the episode of the seed.
func (s *CartPoleState) Restart(gameSeed uint64) {
	d := dice(gameSeed)
	s.clock = clock{facts: s.facts}
	s.x, s.v = between(&d, -0.05, 0.05), between(&d, -0.05, 0.05)
	s.theta, s.omega = between(&d, -0.05, 0.05), between(&d, -0.05, 0.05)
}

// Play pushes the cart, 0 to the left and 1 to the right, and lets it move for
// 0.02 seconds (Euler's method). It panics if a is illegal.
//
// Divisions by constants are multiplications here, and the one that is left
// waits for the cosine only: they would take half of the time. The result is
// that of the equations as published to 14 digits, which a test sees to.
func (s *CartPoleState) Play(a envs.Action) {
	s.check(a)
	sin, cos := sinCosSmall(s.theta)
	resistance := 1 / (poleLength*4/3 - float64(poleLength*poleMass/totalMass*float64(cos*cos)))
	shove := pushes[a] + float64(float64(poleMoment/totalMass*float64(s.omega*s.omega))*sin)
	spin := (float64(gravity*sin) - float64(cos*shove)) * resistance
	thrust := shove - float64(poleMoment/totalMass*float64(spin*cos))
	s.x += float64(poleTick * s.v)
	s.v += float64(poleTick * thrust)
	s.theta += float64(poleTick * s.omega)
	s.omega += float64(poleTick * spin)
	s.tick(1, s.fallen())
}

// fallen tells whether the rules have ended the episode.
func (s *CartPoleState) fallen() bool {
	return math.Abs(s.x) > cartRange || math.Abs(s.theta) > poleRange
}

// Observe stores position, velocity, angle and angular velocity.
func (s *CartPoleState) Observe(dst []float32) {
	dst = dst[:4]
	dst[0], dst[1] = float32(s.x), float32(s.v)
	dst[2], dst[3] = float32(s.theta), float32(s.omega)
}

// CopyFrom makes the state equal to src.
func (s *CartPoleState) CopyFrom(src envs.State) { *s = *src.(*CartPoleState) }

// Hash mixes the four numbers and whether the episode is over.
func (s *CartPoleState) Hash() uint64 {
	return seed.Mix(math.Float64bits(s.x), math.Float64bits(s.v), math.Float64bits(s.theta),
		math.Float64bits(s.omega), uint64(uint8(s.toPlay)))
}
