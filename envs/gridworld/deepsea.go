package gridworld

import (
	"fmt"
	"math"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/options"
	"github.com/tengen-rl/tengen/internal/seed"
)

// The sizes of a deep sea.
const (
	LeastDeepSea = 2
	MostDeepSea  = 100
	usualDeepSea = 10
)

// DeepSea is the rules of a dive from the upper left corner of a square: each
// step goes a row down, and a column to the left or to the right. Going right
// costs 0.01/N, but only the one who always does so comes to the last column,
// where going right earns 1; all of it earns 0.99. Which of the two actions
// goes right is different from cell to cell, and the same in every episode.
type DeepSea struct {
	*facts
	size  int
	right []bool // by cell, whether action 1 goes right; action 0 then goes left
}

// NewDeepSea returns the rules of a square of the size, whose actions are
// those of the mapping's number. The error says what sizes there are.
func NewDeepSea(size int, mapping uint64) (*DeepSea, error) {
	if size < LeastDeepSea || size > MostDeepSea {
		return nil, fmt.Errorf("size %d: want %d to %d", size, LeastDeepSea, MostDeepSea)
	}
	var words []string
	if size != usualDeepSea {
		words = append(words, fmt.Sprint(size))
	}
	if mapping != 0 {
		words = append(words, fmt.Sprintf("mapping=%d", mapping))
	}
	g := &DeepSea{size: size, facts: &facts{
		spec: envs.Spec{
			Name: options.Join("deepsea", words), Players: 1, Actions: 2, Obs: [3]int{1, size, size}, MaxPlies: size,
		},
		moves: []string{"zero", "one"},
	}}
	rng := seed.Stream(uint64(size), mapping)
	for range size * size {
		g.right = append(g.right, rng.IntN(2) == 1)
	}
	return g, nil
}

// ParseDeepSea makes the sea that follows the colon of a name such as
// "deepsea:20,mapping=3": the size, 10 if it is left out, and the number of
// its mapping. The error names what was not understood and what would be.
func ParseDeepSea(text string) (*DeepSea, error) {
	kind, o, err := options.Parse(text)
	if err != nil {
		return nil, err
	}
	size := usualDeepSea
	if kind != "" {
		if size, err = options.Int("size", kind, LeastDeepSea, MostDeepSea); err != nil {
			return nil, err
		}
	}
	mapping, err := o.Int("mapping", 0, math.MaxInt32, 0)
	if err != nil {
		return nil, err
	}
	if err := o.Rest("mapping="); err != nil {
		return nil, err
	}
	return NewDeepSea(size, uint64(mapping))
}

// New returns the diver in the upper left corner; the seed plays no part.
func (g *DeepSea) New(uint64) envs.State {
	s := &DeepSeaState{sea: g, clock: clock{facts: g.facts}}
	return s
}

// States returns the number of cells, and one for the end.
func (g *DeepSea) States() int { return g.size*g.size + 1 }

// Starts returns 1 for the upper left corner.
func (g *DeepSea) Starts() []float64 {
	starts := make([]float64, g.States())
	starts[0] = 1
	return starts
}

// Transitions returns the one outcome of the action. States are numbered row
// by row, and the last one is the end.
func (g *DeepSea) Transitions(state int, a envs.Action) []envs.Outcome {
	end := g.size * g.size
	if state == end {
		return []envs.Outcome{{Probability: 1, Next: end, Terminated: true}}
	}
	row, col, reward := state/g.size, state%g.size, 0.0
	col, reward = g.dive(row, col, a)
	next, last := (row+1)*g.size+col, row == g.size-1
	if last {
		next = end
	}
	return []envs.Outcome{{Probability: 1, Next: next, Reward: reward, Terminated: last}}
}

// dive returns the column that an action leads to, and what it earns.
func (g *DeepSea) dive(row, col int, a envs.Action) (int, float64) {
	if (a == 1) != g.right[row*g.size+col] {
		return max(col-1, 0), 0
	}
	reward := -0.01 / float64(g.size)
	if col == g.size-1 {
		reward++
	}
	return min(col+1, g.size-1), reward
}

// DeepSeaState is where the diver is; the row is the number of steps.
type DeepSeaState struct {
	clock
	sea *DeepSea
	col int32
}

// Restart begins anew; the seed plays no part.
func (s *DeepSeaState) Restart(uint64) {
	s.clock, s.col = clock{facts: s.facts}, 0
}

// Play dives a row. It panics if a is illegal.
func (s *DeepSeaState) Play(a envs.Action) {
	s.check(a)
	col, reward := s.sea.dive(int(s.steps), int(s.col), a)
	s.col, s.reward = int32(col), float32(reward)
	if s.steps++; int(s.steps) == s.sea.size {
		s.toPlay = envs.Over
	}
}

// Index returns the number of the state, that of the cell row by row.
func (s *DeepSeaState) Index() int {
	if s.toPlay == envs.Over {
		return s.sea.size * s.sea.size
	}
	return int(s.steps)*s.sea.size + int(s.col)
}

// Observe stores one plane, a 1 where the diver is, none at the bottom.
func (s *DeepSeaState) Observe(dst []float32) {
	cells := s.sea.size * s.sea.size
	clear(dst[:cells])
	if i := s.Index(); i < cells {
		dst[i] = 1
	}
}

// CopyFrom makes the state equal to src.
func (s *DeepSeaState) CopyFrom(src envs.State) { *s = *src.(*DeepSeaState) }

// Hash mixes the number of the state.
func (s *DeepSeaState) Hash() uint64 { return seed.Mix(uint64(s.Index())) }

// String draws the square, the diver as @.
func (s *DeepSeaState) String() string {
	n := s.sea.size
	row := strings.Repeat(".", n) + "\n"
	text := []byte(strings.Repeat(row, n))
	if i := s.Index(); i < n*n {
		text[i/n*(n+1)+i%n] = '@'
	}
	return string(text)
}
