package wrap_test

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/wrap"
	"github.com/tengen-rl/tengen/internal/seed"
)

// walk is a world of one seat with every power that wrappers pass on: a row of
// seven cells, the start in the middle, an end on either side. A step left or
// right slips one time in four and then goes nowhere; a leap of three
// to the right is legal in even cells. Each step costs half a point, and the right end
// pays 3. It shows two numbers, the cell and its parity.
type walk struct{ start int } // the middle if it is 0

const (
	walkCells = 7
	left      = envs.Action(0)
	right     = envs.Action(1)
	leap      = envs.Action(2)
)

func (walk) Spec() envs.Spec {
	return envs.Spec{Name: "walk", Players: 1, Actions: 3, Obs: [3]int{2, 1, 1}}
}

func (g walk) New(id uint64) envs.State {
	s := &walker{start: g.start}
	if g.start == 0 {
		s.start = walkCells / 2
	}
	s.Restart(id)
	return s
}

func (walk) FormatAction(_ envs.State, a envs.Action) string {
	return [...]string{"left", "right", "leap"}[a]
}

func (g walk) ParseAction(s envs.State, text string) (envs.Action, error) {
	for _, a := range s.Legal(nil) {
		if g.FormatAction(s, a) == text {
			return a, nil
		}
	}
	return 0, fmt.Errorf("walk: no step %q", text)
}

type walker struct {
	start, cell, steps int
	chance             rand.PCG
	// scripted, if it is not nil, is whether each step slips.
	scripted []bool
}

func (s *walker) Restart(id uint64) {
	*s = walker{start: s.start, cell: s.start}
	s.Reseed(id)
}
func (s *walker) Reseed(id uint64) { s.chance.Seed(seed.Mix(id), 1) }
func (s *walker) ToPlay() envs.Player {
	if s.cell == 0 || s.cell == walkCells-1 {
		return envs.Over
	}
	return 0
}

func (s *walker) Legal(dst []envs.Action) []envs.Action {
	if s.ToPlay() == envs.Over {
		return dst
	}
	dst = append(dst, left, right)
	if s.cell%2 == 0 {
		dst = append(dst, leap)
	}
	return dst
}

func (s *walker) Play(a envs.Action) {
	if !slices.Contains(s.Legal(nil), a) {
		panic(fmt.Sprintf("walk: action %d in cell %d", a, s.cell))
	}
	slips := s.chance.Uint64()%4 == 0
	if s.scripted != nil {
		slips = s.scripted[s.steps]
	}
	s.steps++
	switch {
	case a == leap:
		s.cell = min(s.cell+3, walkCells-1)
	case slips:
	case a == left:
		s.cell--
	default:
		s.cell++
	}
}

func (s *walker) Rewards(dst []float32) {
	switch {
	case s.steps == 0:
		dst[0] = 0
	case s.cell == walkCells-1:
		dst[0] = 2.5
	default:
		dst[0] = -0.5
	}
}

func (s *walker) Observe(dst []float32)   { dst[0], dst[1] = float32(s.cell), float32(s.cell%2) }
func (s *walker) CopyFrom(src envs.State) { *s = *src.(*walker) }
func (s *walker) Hash() uint64            { return uint64(s.cell) }
func (s *walker) String() string          { return fmt.Sprintf("cell %d\n", s.cell) }

// bare is a world with no power at all: the walk without them.
type bare struct{}

func (bare) Spec() envs.Spec          { return walk{}.Spec() }
func (bare) New(id uint64) envs.State { return &bareState{walk{}.New(id).(*walker)} }

type bareState struct{ s *walker }

func (b *bareState) ToPlay() envs.Player                   { return b.s.ToPlay() }
func (b *bareState) Legal(dst []envs.Action) []envs.Action { return b.s.Legal(dst) }
func (b *bareState) Play(a envs.Action)                    { b.s.Play(a) }
func (b *bareState) Rewards(dst []float32)                 { b.s.Rewards(dst) }
func (b *bareState) Observe(dst []float32)                 { b.s.Observe(dst) }
func (b *bareState) CopyFrom(src envs.State)               { b.s.CopyFrom(src.(*bareState).s) }

// sure makes the steps of a world over walk slip as told.
func sure(s envs.State, slips ...bool) envs.State {
	if len(slips) == 0 {
		slips = make([]bool, 100)
	}
	inner := s
	for {
		w, ok := inner.(*walker)
		if ok {
			w.scripted = slips
			return s
		}
		inner = wrap.Under(inner)
	}
}
