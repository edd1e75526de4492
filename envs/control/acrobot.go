package control

import (
	"math"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// The two links of the acrobot, equal in mass, length and moment of inertia:
// SI units.
const (
	linkMass   = 1.0
	linkLength = 1.0
	linkCentre = 0.5 // of mass, from the joint above
	linkMoment = 1.0
	torque     = 1.0
	swingTick  = 0.2
	mostOmega1 = 4 * math.Pi
	mostOmega2 = 9 * math.Pi
)

var acrobot = &facts{
	spec:     envs.Spec{Name: "acrobot", Players: 1, Actions: 3, Obs: [3]int{1, 1, 6}, MaxPlies: 500},
	obsLimit: float32(mostOmega2),
	moves:    []string{"left", "rest", "right"},
	values:   []string{"first angle", "second angle", "first angular velocity", "second angular velocity"},
}

// Acrobot is the rules of Acrobot-v1: two links hang from a joint, and a
// motor at the elbow is to swing the tip up by more than a link's length
// above the joint. A step earns -1, the one that gets there 0; after 500 steps
// the episode is truncated. The equations are those of Sutton and Barto's
// book.
type Acrobot struct{ *facts }

// NewAcrobot returns the rules.
func NewAcrobot() Acrobot { return Acrobot{acrobot} }

// New returns the links hanging down and at rest, each of the four numbers off
// by up to 0.1. As in Gymnasium they are rounded to float32 at first.
func (g Acrobot) New(gameSeed uint64) envs.State {
	s := &AcrobotState{clock: clock{facts: g.facts}}
	s.Restart(gameSeed)
	return s
}

// AcrobotState is where the links are and how they turn.
type AcrobotState struct {
	clock
	links
}

// links are the angles, radians, and how they change, radians a second. The
// first is from hanging down, the second is that of the lower link from the
// upper one's line.
type links struct{ theta1, theta2, omega1, omega2 float64 }

// Restart begins the episode of the seed.
func (s *AcrobotState) Restart(gameSeed uint64) {
	d := dice(gameSeed)
	s.clock = clock{facts: s.facts}
	for _, v := range [...]*float64{&s.theta1, &s.theta2, &s.omega1, &s.omega2} {
		*v = float64(float32(between(&d, -0.1, 0.1)))
	}
}

// Play turns the motor, 0 one way, 2 the other, 1 not at all, for 0.2 seconds
// (one step of the classical Runge-Kutta method). It panics if a is illegal.
func (s *AcrobotState) Play(a envs.Action) {
	s.check(a)
	motor := torque * float64(a-1)
	start := s.links
	k1 := start.change(motor)
	k2 := start.after(swingTick/2, k1).change(motor)
	k3 := start.after(swingTick/2, k2).change(motor)
	k4 := start.after(swingTick, k3).change(motor)
	s.theta1 = wrap(rungeKutta(start.theta1, k1.theta1, k2.theta1, k3.theta1, k4.theta1))
	s.theta2 = wrap(rungeKutta(start.theta2, k1.theta2, k2.theta2, k3.theta2, k4.theta2))
	s.omega1 = bound(rungeKutta(start.omega1, k1.omega1, k2.omega1, k3.omega1, k4.omega1), mostOmega1)
	s.omega2 = bound(rungeKutta(start.omega2, k1.omega2, k2.omega2, k3.omega2, k4.omega2), mostOmega2)
	if s.swungUp() {
		s.tick(0, true)
	} else {
		s.tick(-1, false)
	}
}

// rungeKutta adds the weighted mean of four changes to a value.
func rungeKutta(y, k1, k2, k3, k4 float64) float64 {
	return y + float64(swingTick/6.0*(k1+float64(2*k2)+float64(2*k3)+k4))
}

// after is where the links are after the time, changing at a constant rate.
func (l links) after(time float64, rate links) links {
	return links{
		l.theta1 + float64(time*rate.theta1), l.theta2 + float64(time*rate.theta2),
		l.omega1 + float64(time*rate.omega1), l.omega2 + float64(time*rate.omega2),
	}
}

// change is the rate at which the links' four numbers change under the
// motor's torque. Gymnasium writes the sines of angles as cosines of what is
// left to a right angle.
func (l links) change(motor float64) links {
	const (
		lever   = linkMass * linkLength * linkCentre
		inertia = linkMass*linkCentre*linkCentre + linkMoment // of a link about its joint
		shared  = linkMass*linkLength*linkLength + inertia + inertia
		weight1 = (linkMass*linkCentre + linkMass*linkLength) * gravity
		weight2 = linkMass * linkCentre * gravity
	)
	sin2, cos2 := math.Sincos(l.theta2)
	d1 := shared + float64(2*lever*cos2)
	d2 := inertia + float64(lever*cos2)
	phi2 := weight2 * math.Sin(l.theta1+l.theta2)
	phi1 := float64(-lever*float64(l.omega2*l.omega2)*sin2) -
		float64(2*lever*float64(l.omega2*l.omega1)*sin2) +
		float64(weight1*math.Sin(l.theta1)) + phi2
	turn2 := (motor + float64(d2/d1*phi1) - float64(lever*float64(l.omega1*l.omega1)*sin2) - phi2) /
		(inertia - float64(d2*d2)/d1)
	turn1 := -(float64(d2*turn2) + phi1) / d1
	return links{l.omega1, l.omega2, turn1, turn2}
}

// wrap brings an angle into -π to π.
func wrap(x float64) float64 {
	for x > math.Pi {
		x -= 2 * math.Pi
	}
	for x < -math.Pi {
		x += 2 * math.Pi
	}
	return x
}

func bound(x, most float64) float64 { return min(max(x, -most), most) }

// swungUp tells whether the tip is higher than a link's length above the
// joint.
func (s *AcrobotState) swungUp() bool {
	return -math.Cos(s.theta1)-math.Cos(s.theta2+s.theta1) > 1
}

// Observe stores the cosine and sine of the first angle, then of the second,
// and the two angular velocities.
func (s *AcrobotState) Observe(dst []float32) {
	dst = dst[:6]
	sin1, cos1 := math.Sincos(s.theta1)
	sin2, cos2 := math.Sincos(s.theta2)
	dst[0], dst[1], dst[2], dst[3] = float32(cos1), float32(sin1), float32(cos2), float32(sin2)
	dst[4], dst[5] = float32(s.omega1), float32(s.omega2)
}

// CopyFrom makes the state equal to src.
func (s *AcrobotState) CopyFrom(src envs.State) { *s = *src.(*AcrobotState) }

// Hash mixes the four numbers and whether the episode is over.
func (s *AcrobotState) Hash() uint64 {
	return seed.Mix(math.Float64bits(s.theta1), math.Float64bits(s.theta2), math.Float64bits(s.omega1),
		math.Float64bits(s.omega2), uint64(uint8(s.toPlay)))
}
