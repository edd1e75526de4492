package agents_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
)

// lowest plays the lowest legal action, or another one if told to.
type lowest struct {
	err    error
	action envs.Action // if above 0
}

func (lowest) Reset() {}
func (l lowest) Act(_ context.Context, s envs.State) (envs.Action, error) {
	if l.action > 0 {
		return l.action, l.err
	}
	return s.Legal(nil)[0], l.err
}

func against(a agents.Agent) envs.Game {
	return agents.Versus(tictactoe.New(), func(uint64) (agents.Agent, error) { return a, nil })
}

// o|x|.  The learner plays x on the cells 1, 4 and 7 against the lowest cells:
// .|x|.  at seat 0 it wins with its third move; at seat 1 the opponent was first.
func TestVersusIsAWorldOfOneSeat(t *testing.T) {
	game := against(lowest{})
	assert.Equal(t, 1, game.Spec().Players)
	e := envs.NewEpisode(game)
	for _, c := range []struct {
		seed   uint64
		moves  []envs.Action
		reward float32
	}{
		{0, []envs.Action{1, 4, 7}, 1},
		{1, []envs.Action{4, 5, 8}, -1}, // 0, then 1, then 2: the top row is the opponent's
	} {
		e.Reset(c.seed)
		assert.Equal(t, envs.Player(c.seed), e.State().(*agents.VersusState).Seat())
		assert.Len(t, e.Legal(nil), 9-int(c.seed))
		for i, a := range c.moves {
			if e.State().ToPlay() == envs.Over {
				break
			}
			reward, discount, last := e.Step(a)
			if !last {
				assert.Equal(t, []float32{0, 1}, []float32{reward, discount}, "move %d", i)
				continue
			}
			assert.Equal(t, []float32{c.reward, 0}, []float32{reward, discount}, "what the reply earned, too")
		}
		assert.Equal(t, envs.Over, e.State().ToPlay())
	}
}

func TestVersusIsAFunctionOfTheSeed(t *testing.T) {
	game := agents.Versus(tictactoe.New(), func(key uint64) (agents.Agent, error) { return agents.Random(seed.Stream(key)), nil })
	play := func(key uint64) (legal [][]envs.Action) {
		e := envs.NewEpisode(game)
		e.Reset(key)
		for e.State().ToPlay() != envs.Over {
			all := e.Legal(nil)
			legal = append(legal, all)
			e.Step(all[0])
		}
		return legal
	}
	assert.Equal(t, play(5), play(5))
	assert.NotEqual(t, play(5), play(7))
}

// An opponent that fails, or moves against the rules, ends the game, and the
// state tells why.
func TestVersusTellsOfFailures(t *testing.T) {
	failure := errors.New("out of thought")
	for name, c := range map[string]struct {
		game envs.Game
		want string
	}{
		"an error":        {against(lowest{err: failure}), "the opponent at seat 1: out of thought"},
		"an illegal move": {against(lowest{action: 44}), "the opponent at seat 1: action 44, which is not legal"},
		"no opponent": {agents.Versus(tictactoe.New(), func(uint64) (agents.Agent, error) { return nil, failure }),
			"out of thought"},
	} {
		t.Run(name, func(t *testing.T) {
			s := c.game.New(0).(*agents.VersusState)
			if s.ToPlay() != envs.Over {
				s.Play(3)
			}
			assert.Equal(t, envs.Over, s.ToPlay())
			assert.Empty(t, s.Legal(nil))
			assert.EqualError(t, s.Err(), c.want)
		})
	}
	assert.PanicsWithValue(t, "agents: an opponent for one seat, which has one seat", func() { agents.Versus(oneSeat{}, nil) })
}

type oneSeat struct{ envs.Game }

func (oneSeat) Spec() envs.Spec { return envs.Spec{Name: "one seat", Players: 1} }
