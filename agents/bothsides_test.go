package agents_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/othello"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/envs/vector"
)

// One player makes all moves. It earns what the seat that moved earns, and what
// comes later is the other's.
func TestBothSidesOfAGame(t *testing.T) {
	e := envs.NewEpisode(agents.BothSides(tictactoe.New()))
	for range 2 { // and the same again after a new start
		e.Reset(0)
		var zero [1]float32
		e.State().Rewards(zero[:])
		assert.Zero(t, zero[0], "nothing is earned before the first move")
		for i, a := range []envs.Action{0, 3, 1, 4, 2} {
			seen, want := make([]float32, 18), make([]float32, 18)
			e.Observe(seen)
			twin := tictactoe.New().New(0)
			for _, b := range []envs.Action{0, 3, 1, 4, 2}[:i] {
				twin.Play(b)
			}
			twin.Observe(want)
			assert.Equal(t, want, seen, "what the seat to move sees")
			reward, discount, last := e.Step(a)
			if i < 4 {
				assert.Equal(t, []float32{0, -1}, []float32{reward, discount}, "move %d", i)
				assert.False(t, last)
				continue
			}
			assert.Equal(t, []float32{1, 0}, []float32{reward, discount}, "the first player has its row")
			assert.True(t, last)
		}
	}
}

// A lane of a driver tells the return of the side that began, also of a game
// that goes on after it was put away.
func TestTheReturnIsThatOfTheSideThatBegan(t *testing.T) {
	for name, c := range map[string]struct {
		moves []envs.Action
		want  float64
	}{
		"the first wins":  {[]envs.Action{0, 3, 1, 4, 2}, 1},
		"the second wins": {[]envs.Action{0, 3, 1, 4, 8, 5}, -1},
		"a draw":          {[]envs.Action{0, 1, 2, 4, 3, 5, 7, 6, 8}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			d := vector.New(agents.BothSides(tictactoe.New()), vector.Config{Lanes: 1, Seed: 1})
			for i, a := range c.moves {
				if i == 3 {
					data, err := d.MarshalBinary()
					require.NoError(t, err)
					d = vector.New(agents.BothSides(tictactoe.New()), vector.Config{Lanes: 1, Seed: 1})
					require.NoError(t, d.UnmarshalBinary(data))
				}
				b := d.Step([]envs.Action{a})
				require.Equal(t, i == len(c.moves)-1, b.Last[0])
			}
			assert.Equal(t, c.want, d.Batch().Returns[0])
		})
	}
}

// Where a seat moves twice running, as after a pass that a game leaves out, what
// comes is its own.
func TestBothSidesOfASeatThatMovesAgain(t *testing.T) {
	e := envs.NewEpisode(agents.BothSides(again{}))
	reward, discount, _ := e.Step(0)
	assert.Equal(t, []float32{0, 1}, []float32{reward, discount})
	reward, discount, _ = e.Step(0)
	assert.Equal(t, []float32{0, -1}, []float32{reward, discount})
	reward, discount, last := e.Step(0)
	assert.Equal(t, []float32{-2, 0}, []float32{reward, discount}, "half of what the mover, seat 1, has less than the other")
	assert.True(t, last)
}

// again is a game of three moves: by seats 0, 0 and 1, of which the last loses
// 3 and gives the other 1.
type again struct{}

func (again) Spec() envs.Spec {
	return envs.Spec{Name: "again", Players: 2, Actions: 1, Obs: [3]int{1, 1, 1}, MaxPlies: 3}
}
func (again) New(uint64) envs.State { return new(moves) }

type moves int

func (m *moves) ToPlay() envs.Player                   { return []envs.Player{0, 0, 1, envs.Over}[*m] }
func (m *moves) Legal(dst []envs.Action) []envs.Action { return append(dst, 0) }
func (m *moves) Play(envs.Action)                      { *m++ }
func (m *moves) Observe(dst []float32)                 { dst[0] = float32(*m) }
func (m *moves) CopyFrom(src envs.State)               { *m = *src.(*moves) }
func (m *moves) Rewards(dst []float32) {
	clear(dst)
	if *m == 3 {
		dst[0], dst[1] = 1, -3
	}
}

// A move costs no allocation; a new game that of its first position, in a world
// that is no envs.Restarter.
func TestMovesOfBothSidesAllocateNothing(t *testing.T) {
	e := envs.NewEpisode(agents.BothSides(othello.New(6)))
	legal := make([]envs.Action, 0, 37)
	assert.LessOrEqual(t, testing.AllocsPerRun(100, func() {
		e.Reset(0)
		for last := false; !last; {
			legal = e.Legal(legal[:0])
			_, _, last = e.Step(legal[0])
		}
	}), 1.0)
}

func TestBothSidesAreTwo(t *testing.T) {
	assert.PanicsWithValue(t, "agents: both sides of othello:6, which has 1 seats and not two", func() {
		agents.BothSides(agents.BothSides(othello.New(6)))
	})
}
