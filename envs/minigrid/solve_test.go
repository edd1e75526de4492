package minigrid

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
)

// A level must be possible: breadth-first search finds the shortest way to
// succeed in it. Levels with moving balls are no puzzles.
func TestEveryLevelCanBeSolved(t *testing.T) {
	for i := range levels {
		l := &levels[i]
		if l.task == dodge {
			continue
		}
		t.Run(l.name, func(t *testing.T) {
			for seed := range uint64(2) {
				s := New(l.name, View).New(seed).(*state)
				steps, reward := shortest(s)
				require.Positive(t, steps, "%v", s)
				if int32(steps) <= l.limit {
					assert.InDelta(t, 1-0.9*float64(steps)/float64(l.limit), reward, 1e-6)
				}
			}
		})
	}
}

// The shortest way through an empty room of a size takes 2(size-3)+1 steps.
func TestEmptyRoomsAreWorthTheirOptimum(t *testing.T) {
	for name, want := range map[string]float64{"empty-5x5": 0.955, "empty-6x6": 0.95625, "empty-8x8": 0.961328, "empty-16x16": 0.976270} {
		_, reward := shortest(New(name, View).New(0).(*state))
		assert.InDelta(t, want, reward, 1e-6, name)
	}
}

// situation is what matters of a state but the time.
type situation struct {
	at      pos
	dir     direction
	carried cell
	grid    uint64 // the hash of the grid
}

func situationOf(s *state) situation {
	timeless := *s
	timeless.at, timeless.dir, timeless.carried, timeless.steps = nowhere, 0, nothing, 0
	return situation{s.at, s.dir, s.carried, timeless.Hash()}
}

// shortest returns the fewest steps to succeed and the reward then, 0 if there
// is no way.
func shortest(start *state) (steps int, reward float64) {
	known := map[situation]bool{situationOf(start): true}
	frontier := []*state{start}
	for len(frontier) > 0 {
		steps++
		var next []*state
		for _, s := range frontier {
			for _, a := range sensible(s) {
				c := *s
				c.end = open // the limit is not part of the puzzle
				c.Play(a)
				if c.reward > 0 {
					return steps, float64(c.reward)
				}
				if here := situationOf(&c); c.end != byRules && !known[here] {
					known[here] = true
					next = append(next, &c)
				}
			}
		}
		frontier = next
	}
	return 0, 0
}

// sensible are the actions that may be of use: no door is closed, no box is
// opened, and nothing but what has done its work is dropped.
func sensible(s *state) []envs.Action {
	all := []envs.Action{turnLeft, turnRight, forward}
	front := s.grid[s.at+ahead[s.dir]]
	switch {
	case front.kind() == closedDoor || front.kind() == lockedDoor:
		all = append(all, toggle)
	case front.portable() && s.carried == nothing:
		all = append(all, pickUp)
	case s.carried.kind() == ball || s.carried.kind() == key && !s.locked():
		all = append(all, drop)
	}
	return all
}

func (s *state) locked() bool {
	for _, c := range s.grid {
		if c.kind() == lockedDoor {
			return true
		}
	}
	return false
}
