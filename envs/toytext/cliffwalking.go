package toytext

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/options"
)

// Cliff says which cliff it is.
type Cliff struct {
	// Success is the probability that a step goes where one means to; else
	// it goes one of the two directions across, equally likely. 1 if zero;
	// Gymnasium's slippery cliff has 1/3.
	Success float64

	// Limit is the step after which an episode is truncated; 500 if zero.
	// Gymnasium has none, and a walk at random may not end there.
	Limit int
}

const (
	cliffLimit = 500
	cliffSlip  = 1. / 3
)

// cliffRing is the order of the actions.
var cliffRing = ring{{-1, 0}, {0, 1}, {1, 0}, {0, -1}}

// cliffMap is the board: S the start, C the cliff, G the goal.
var cliffMap = []string{"............", "............", "............", "SCCCCCCCCCCG"}

// CliffWalking returns the world of a walk along a cliff (Sutton and Barto,
// "Reinforcement learning", example 6.6): each step costs 1, one off the
// cliff costs 100 and begins again at the start, and the goal ends the
// episode. The observation is one plane, a 1 where one stands. The error
// names what is wrong with the cliff.
func CliffWalking(cliff Cliff) (*Game, error) {
	cliff = cliff.withDefaults()
	if !(cliff.Success > 0 && cliff.Success <= 1) {
		return nil, fmt.Errorf("success %v: want more than 0, at most 1", cliff.Success)
	}
	if cliff.Limit < 0 || cliff.Limit > mostSteps {
		return nil, fmt.Errorf("limit %d: want 1 to %d", cliff.Limit, mostSteps)
	}
	board, tiles := grid{4, 12}, strings.Join(cliffMap, "")
	r := rules{
		spec: envs.Spec{
			Name: cliff.name(), Players: 1, Obs: [3]int{1, board.rows, board.cols}, MaxPlies: cliff.Limit,
		},
		moves:   []string{"up", "right", "down", "left"},
		starts:  []int{strings.Index(tiles, "S")},
		seen:    func(state int) []int32 { return []int32{int32(state)} },
		picture: func(state int) string { return drawMap(cliffMap, state) },
	}
	for cell := range len(tiles) {
		for a := range 4 {
			directions, chances := slips(a, cliff.Success)
			outcomes := make([]envs.Outcome, len(directions))
			for i, d := range directions {
				outcomes[i] = walk(tiles, board.to(cell, d, cliffRing))
				outcomes[i].Probability = chances[i]
			}
			r.step = append(r.step, outcomes)
		}
	}
	return compile(r), nil
}

// walk is what comes of a step onto a cell.
func walk(tiles string, cell int) envs.Outcome {
	switch tiles[cell] {
	case 'C':
		return envs.Outcome{Next: strings.Index(tiles, "S"), Reward: -100}
	case 'G':
		return envs.Outcome{Next: cell, Reward: -1, Terminated: true}
	}
	return envs.Outcome{Next: cell, Reward: -1}
}

func (c Cliff) withDefaults() Cliff {
	if c.Success == 0 {
		c.Success = 1
	}
	if c.Limit == 0 {
		c.Limit = cliffLimit
	}
	return c
}

// name is what the catalog calls the cliff.
func (c Cliff) name() string {
	var words []string
	switch c.Success {
	case 1:
	case cliffSlip:
		words = append(words, "slippery=on")
	default:
		words = append(words, "success="+strconv.FormatFloat(c.Success, 'g', -1, 64))
	}
	if c.Limit != cliffLimit {
		words = append(words, "limit="+strconv.Itoa(c.Limit))
	}
	return options.Join("cliffwalking", words)
}

// ParseCliffWalking makes the cliff that follows the colon of a name such as
// "cliffwalking:slippery=on": options with commas between them,
//
//	slippery=off   or on
//	success=0.8    the probability to go where one means to
//	limit=500      the step after which an episode is truncated
//
// The error names what was not understood and what would be.
func ParseCliffWalking(text string) (*Game, error) {
	const want = "slippery=, success=, limit="
	kind, o, err := options.Parse(text)
	if err != nil {
		return nil, err
	}
	if kind != "" {
		return nil, fmt.Errorf("kind %q: want %s", kind, want)
	}
	var cliff Cliff
	if cliff.Success, err = takeSuccess(o, cliffSlip); err != nil {
		return nil, err
	}
	if cliff.Limit, err = takeLimit(o); err != nil {
		return nil, err
	}
	if err := o.Rest(want); err != nil {
		return nil, err
	}
	return CliffWalking(cliff)
}
