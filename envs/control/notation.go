package control

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/envs"
)

// FormatAction returns the name of a.
func (f *facts) FormatAction(_ envs.State, a envs.Action) string { return f.moves[a] }

// ParseAction reads the name of an action.
func (f *facts) ParseAction(s envs.State, text string) (envs.Action, error) {
	if s.ToPlay() == envs.Over {
		return 0, fmt.Errorf("%s: move %q after the end of the episode", f.spec.Name, text)
	}
	if a := slices.Index(f.moves, text); a >= 0 {
		return envs.Action(a), nil
	}
	return 0, fmt.Errorf("%s: unknown move %q: want one of %s", f.spec.Name, text, strings.Join(f.moves, ", "))
}

// format writes the numbers of a state, to the last bit, and its steps.
func (f *facts) format(steps int32, values ...float64) string {
	var b strings.Builder
	for _, v := range values {
		b.WriteString(strconv.FormatFloat(v, 'g', -1, 64) + " ")
	}
	return b.String() + strconv.Itoa(int(steps))
}

// parse reads what format writes into the values, which are finite and each
// of magnitude at most its limit.
func (f *facts) parse(text string, values []*float64, limits []float64) (clock, error) {
	fail := func(err error) (clock, error) {
		return clock{}, fmt.Errorf("%s: position %q: %w", f.spec.Name, text, err)
	}
	words := strings.Split(text, " ")
	if len(words) != len(values)+1 {
		return fail(fmt.Errorf("%d words, want the %s and the steps so far", len(words), strings.Join(f.values, ", ")))
	}
	for i, v := range values {
		x, err := strconv.ParseFloat(words[i], 64)
		if err != nil || !(math.Abs(x) <= limits[i]) {
			return fail(fmt.Errorf("%s %q: want a number of at most %v either way", f.values[i], words[i], limits[i]))
		}
		*v = x
	}
	steps, err := strconv.ParseInt(words[len(values)], 10, 32)
	if last := f.spec.MaxPlies; err != nil || steps < 0 || steps > int64(last) {
		return fail(fmt.Errorf("steps %q: want 0 to %d", words[len(values)], last))
	}
	return clock{facts: f, steps: int32(steps)}, nil
}

// FormatPosition writes position, velocity, angle, angular velocity and the
// steps so far.
func (g CartPole) FormatPosition(s envs.State) string {
	c := s.(*CartPoleState)
	return g.format(c.steps, c.x, c.v, c.theta, c.omega)
}

// ParsePosition reads what FormatPosition writes.
func (g CartPole) ParsePosition(text string) (envs.State, error) {
	s := &CartPoleState{}
	var err error
	s.clock, err = g.parse(text, []*float64{&s.x, &s.v, &s.theta, &s.omega}, cartPoleLimits)
	if err != nil {
		return nil, err
	}
	s.settle(s.fallen())
	return s, nil
}

// cartPoleLimits is more than an episode comes to.
var cartPoleLimits = []float64{10, 100, math.Pi, 100}

// FormatPosition writes both angles, both angular velocities and the steps so
// far.
func (g Acrobot) FormatPosition(s envs.State) string {
	c := s.(*AcrobotState)
	return g.format(c.steps, c.theta1, c.theta2, c.omega1, c.omega2)
}

// ParsePosition reads what FormatPosition writes.
func (g Acrobot) ParsePosition(text string) (envs.State, error) {
	s := &AcrobotState{}
	var err error
	s.clock, err = g.parse(text, []*float64{&s.theta1, &s.theta2, &s.omega1, &s.omega2},
		[]float64{math.Pi, math.Pi, mostOmega1, mostOmega2})
	if err != nil {
		return nil, err
	}
	s.settle(s.swungUp())
	return s, nil
}

// FormatPosition writes position, velocity and the steps so far.
func (g MountainCar) FormatPosition(s envs.State) string {
	c := s.(*MountainCarState)
	return g.format(c.steps, c.x, c.v)
}

// ParsePosition reads what FormatPosition writes.
func (g MountainCar) ParsePosition(text string) (envs.State, error) {
	s := &MountainCarState{}
	var err error
	s.clock, err = g.parse(text, []*float64{&s.x, &s.v}, []float64{-leftWall, mostSpeed})
	if err != nil {
		return nil, err
	}
	s.settle(s.arrived())
	return s, nil
}
