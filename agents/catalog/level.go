package catalog

import (
	"errors"
	"slices"

	"github.com/tengen-rl/tengen/agents/alphazero"
)

// Level returns the agent so many steps stronger, weaker if by is negative: a
// step doubles the simulations, positions or time of a move, or looks a ply
// further. It is an error if the agent has nothing of that, or would leave
// what its options may be.
func (s Spec) Level(by int) (Spec, error) {
	leveled := s
	leveled.numbers = slices.Clone(s.numbers)
	changed := false
	for i, o := range s.kind.options {
		n := s.numbers[i]
		if s.kind.name == "az" && o.name == "sims" && n == 0 && s.number("time") == 0 {
			n = alphazero.DefaultPlay().Simulations
		}
		if n == 0 {
			continue
		}
		switch o.name {
		case "depth":
			n += by
		case "sims", "nodes", "time":
			n = double(n, by)
		default:
			continue
		}
		if n < 1 || n > o.most {
			return s, errors.New(s.String() + " has come to the end of its options")
		}
		leveled.numbers[i], changed = n, true
	}
	if !changed {
		return s, errors.New(s.String() + " has one strength only")
	}
	return leveled, nil
}

// double doubles n so many times, or halves it.
func double(n, times int) int {
	for ; times > 0 && n < 1<<40; times-- {
		n *= 2
	}
	for ; times < 0; times++ {
		n /= 2
	}
	return n
}
