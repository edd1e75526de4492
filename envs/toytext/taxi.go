package toytext

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/options"
)

// Cab says which taxi it is.
type Cab struct {
	// Rainy makes one move in five go astray: where the way is free it leads
	// there with probability 0.8, and to either side with 0.1.
	Rainy bool

	// Mask leaves only those actions legal that change something: moves that
	// are not blocked, picking up the passenger where he waits, and setting
	// him down at a stand.
	Mask bool

	// Limit is the step after which an episode is truncated; 200 if zero.
	Limit int
}

const (
	cabSide  = 5
	cabLimit = 200
	aboard   = 4 // where the passenger is, beside the four stands
)

// The actions.
const (
	south = iota
	north
	east
	west
	pickUp
	dropOff
)

// stands are where the passenger waits and wants to go, cells numbered row by
// row: red, green, yellow, blue.
var stands = [4]int{0, 4, 20, 23}

// cabWalls has, for each row, a bit for each column with a wall at its east.
var cabWalls = [cabSide]uint{1 << 1, 1 << 1, 0, 1<<0 | 1<<2, 1<<0 | 1<<2}

// cabSteps are how the four moves change row and column.
var cabSteps = [4]struct{ dy, dx int }{{1, 0}, {-1, 0}, {0, 1}, {0, -1}}

// cabSides are the moves to either side of each.
var cabSides = [4][2]int{{east, west}, {east, west}, {south, north}, {south, north}}

// fare is a state in its parts: the taxi's cell, where the passenger is
// (0 to 3 a stand, 4 aboard) and which stand he wants to go to.
type fare struct{ taxi, passenger, destination int }

func (f fare) state() int { return (f.taxi*5+f.passenger)*4 + f.destination }

func fareOf(state int) fare { return fare{state / 20, state / 4 % 5, state % 4} }

// Taxi returns the world of a taxi (Dietterich, "Hierarchical reinforcement
// learning with the MAXQ value function decomposition", 2000): fetch the
// passenger from one stand and bring him to another. A step costs 1, picking
// up or setting down in a wrong place 10; bringing him there earns 20 and
// ends the episode. Every one of the 300 states with a way to go is as likely
// at the start.
//
// The observation has four planes of 5 × 5: the taxi; the passenger where he
// waits; the passenger where he rides, with the taxi; where he wants to go.
// The error names what is wrong with the taxi.
func Taxi(cab Cab) (*Game, error) {
	if cab.Limit == 0 {
		cab.Limit = cabLimit
	}
	if cab.Limit < 0 || cab.Limit > mostSteps {
		return nil, fmt.Errorf("limit %d: want 1 to %d", cab.Limit, mostSteps)
	}
	r := rules{
		spec:    envs.Spec{Name: cab.name(), Players: 1, Obs: [3]int{4, cabSide, cabSide}, MaxPlies: cab.Limit},
		moves:   []string{"south", "north", "east", "west", "pickup", "dropoff"},
		seen:    fareSeen,
		picture: func(state int) string { return fareOf(state).draw() },
	}
	if cab.Mask {
		r.legal = func(state, a int) bool { return fareOf(state).changes(a) }
	}
	for state := range cabSide * cabSide * 5 * 4 {
		f := fareOf(state)
		if f.passenger != aboard && f.passenger != f.destination {
			r.starts = append(r.starts, state)
		}
		for a := range 6 {
			r.step = append(r.step, f.outcomes(a, cab.Rainy))
		}
	}
	return compile(r), nil
}

// drive returns the cell that a move leads to.
func drive(cell, move int) int {
	y, x := cell/cabSide, cell%cabSide
	switch {
	case move == east && cabWalls[y]>>x&1 == 1, move == west && x > 0 && cabWalls[y]>>(x-1)&1 == 1:
		return cell
	}
	y, x = y+cabSteps[move].dy, x+cabSteps[move].dx
	if y < 0 || y >= cabSide || x < 0 || x >= cabSide {
		return cell
	}
	return y*cabSide + x
}

// standAt returns the stand at a cell, -1 if there is none.
func standAt(cell int) int {
	for i, c := range stands {
		if c == cell {
			return i
		}
	}
	return -1
}

// changes tells whether action a is of any use.
func (f fare) changes(a int) bool {
	switch a {
	case pickUp:
		return f.passenger != aboard && f.taxi == stands[f.passenger]
	case dropOff:
		return f.passenger == aboard && standAt(f.taxi) >= 0
	}
	return drive(f.taxi, a) != f.taxi
}

func (f fare) outcomes(a int, rainy bool) []envs.Outcome {
	o := envs.Outcome{Probability: 1, Reward: -1}
	switch {
	case a < pickUp:
		return f.moves(a, rainy)
	case !f.changes(a):
		o.Reward = -10
	case a == pickUp:
		f.passenger = aboard
	default:
		f.passenger = standAt(f.taxi)
		if f.passenger == f.destination {
			o.Reward, o.Terminated = 20, true
		}
	}
	o.Next = f.state()
	return []envs.Outcome{o}
}

func (f fare) moves(a int, rainy bool) []envs.Outcome {
	to := func(move int, p float64) envs.Outcome {
		next := f
		next.taxi = drive(f.taxi, move)
		return envs.Outcome{Probability: p, Next: next.state(), Reward: -1}
	}
	if !rainy || drive(f.taxi, a) == f.taxi {
		return []envs.Outcome{to(a, 1)}
	}
	return []envs.Outcome{to(a, 0.8), to(cabSides[a][0], 0.1), to(cabSides[a][1], 0.1)}
}

// fareSeen returns where the planes of an observation hold a 1.
func fareSeen(state int) []int32 {
	f := fareOf(state)
	passenger := 2*cabSide*cabSide + f.taxi
	if f.passenger != aboard {
		passenger = cabSide*cabSide + stands[f.passenger]
	}
	return []int32{int32(f.taxi), int32(passenger), int32(3*cabSide*cabSide + stands[f.destination])}
}

// draw shows the town: the stands R, G, Y and B, the taxi in brackets, in
// braces with the passenger aboard.
func (f fare) draw() string {
	var b strings.Builder
	names := "RGYB"
	for cell := range cabSide * cabSide {
		place := "."
		if stand := standAt(cell); stand >= 0 {
			place = names[stand : stand+1]
		}
		switch {
		case cell == f.taxi && f.passenger == aboard:
			b.WriteString("{" + place + "}")
		case cell == f.taxi:
			b.WriteString("[" + place + "]")
		default:
			b.WriteString(" " + place + " ")
		}
		switch x := cell % cabSide; {
		case x == cabSide-1:
			b.WriteString("\n")
		case cabWalls[cell/cabSide]>>x&1 == 1:
			b.WriteString("|")
		default:
			b.WriteString(" ")
		}
	}
	where := "aboard"
	if f.passenger != aboard {
		where = "at " + names[f.passenger:f.passenger+1]
	}
	return b.String() + "passenger " + where + ", to " + names[f.destination:f.destination+1] + "\n"
}

// name is what the catalog calls the taxi.
func (c Cab) name() string {
	var words []string
	if c.Rainy {
		words = append(words, "rainy=on")
	}
	if c.Mask {
		words = append(words, "mask=on")
	}
	if c.Limit != cabLimit {
		words = append(words, "limit="+strconv.Itoa(c.Limit))
	}
	return options.Join("taxi", words)
}

// ParseTaxi makes the taxi that follows the colon of a name such as
// "taxi:rainy=on": options with commas between them,
//
//	rainy=off   or on: one move in five goes astray
//	mask=off    or on: only actions that change something are legal
//	limit=200   the step after which an episode is truncated
//
// The error names what was not understood and what would be.
func ParseTaxi(text string) (*Game, error) {
	const want = "rainy=, mask=, limit="
	kind, o, err := options.Parse(text)
	if err != nil {
		return nil, err
	}
	if kind != "" {
		return nil, fmt.Errorf("kind %q: want %s", kind, want)
	}
	var cab Cab
	if cab.Rainy, err = o.OnOff("rainy", false); err != nil {
		return nil, err
	}
	if cab.Mask, err = o.OnOff("mask", false); err != nil {
		return nil, err
	}
	if cab.Limit, err = takeLimit(o); err != nil {
		return nil, err
	}
	if err := o.Rest(want); err != nil {
		return nil, err
	}
	return Taxi(cab)
}
