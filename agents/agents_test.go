package agents_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
)

// position returns the position of Connect Four after the moves.
func position(t *testing.T, moves string) envs.State {
	t.Helper()
	s, err := connectfour.FromMoves(moves)
	require.NoError(t, err)
	return s
}

// ask returns how often each action is the agent's answer to s.
func ask(t *testing.T, a agents.Agent, s envs.State, times int) map[envs.Action]int {
	t.Helper()
	answers := map[envs.Action]int{}
	for range times {
		got, err := a.Act(context.Background(), s)
		require.NoError(t, err)
		answers[got]++
	}
	return answers
}

func TestRandomPlaysEveryLegalMove(t *testing.T) {
	s := position(t, "444444") // the middle column is full
	answers := ask(t, agents.Random(seed.Stream(1)), s, 6000)
	assert.Len(t, answers, 6)
	assert.NotContains(t, answers, envs.Action(3))
	for a, n := range answers {
		assert.InDelta(t, 1000, n, 150, "action %d: five standard deviations off", a)
	}
}

func TestGreedyTakesTheWin(t *testing.T) {
	game := connectfour.New()
	for _, c := range []struct {
		name, moves string
		want        []envs.Action
	}{
		{"a win", "112233", []envs.Action{3}},
		{"either of two wins", "223344", []envs.Action{0, 4}},
		{"no win: anything", "444444", []envs.Action{0, 1, 2, 4, 5, 6}},
		{"a loss to come is not seen", "12131", []envs.Action{0, 1, 2, 3, 4, 5, 6}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := position(t, c.moves)
			answers := ask(t, agents.Greedy(game, seed.Stream(2)), s, 500)
			got := []envs.Action{}
			for a := range envs.Action(7) {
				if answers[a] > 0 {
					got = append(got, a)
				}
			}
			assert.Equal(t, c.want, got)
		})
	}
}

func TestSeedsFixTheMoves(t *testing.T) {
	game := tictactoe.New()
	s := game.New(0)
	for name, make := range map[string]func(n uint64) agents.Agent{
		"random": func(n uint64) agents.Agent { return agents.Random(seed.Stream(n)) },
		"greedy": func(n uint64) agents.Agent { return agents.Greedy(game, seed.Stream(n)) },
	} {
		t.Run(name, func(t *testing.T) {
			sequence := func(n uint64) (all []envs.Action) {
				a := make(n)
				for range 20 {
					got, err := a.Act(context.Background(), s)
					require.NoError(t, err)
					all = append(all, got)
				}
				return all
			}
			assert.Equal(t, sequence(5), sequence(5))
			assert.NotEqual(t, sequence(5), sequence(6))
		})
	}
}

func TestActAllocatesNothing(t *testing.T) {
	game := connectfour.New()
	s := position(t, "44")
	for name, a := range map[string]agents.Agent{
		"random": agents.Random(seed.Stream(1)),
		"greedy": agents.Greedy(game, seed.Stream(1)),
	} {
		allocs := testing.AllocsPerRun(100, func() {
			if _, err := a.Act(context.Background(), s); err != nil {
				t.Fatal(err)
			}
		})
		assert.Zero(t, allocs, name)
	}
}

func TestActEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for name, a := range map[string]agents.Agent{
		"random": agents.Random(seed.Stream(1)),
		"greedy": agents.Greedy(tictactoe.New(), seed.Stream(1)),
	} {
		_, err := a.Act(ctx, tictactoe.New().New(0))
		assert.ErrorIs(t, err, context.Canceled, name)
	}
}

// plain hides every power of a world beyond the contract.
type plain struct{ envs.Game }

func (p plain) New(seed uint64) envs.State { return plainState{p.Game.New(seed)} }

type plainState struct{ envs.State }

func TestNotation(t *testing.T) {
	named, bare := agents.Notation(connectfour.New()), agents.Notation(plain{connectfour.New()})
	s := position(t, "444444")
	assert.Equal(t, []string{"1", "2", "3", "5", "6", "7"}, agents.Moves(named, s))
	assert.Equal(t, []string{"0", "1", "2", "4", "5", "6"}, agents.Moves(bare, s))

	a, err := bare.ParseAction(s, "6")
	require.NoError(t, err)
	assert.EqualValues(t, 6, a)
	for _, text := range []string{"3", "7", "-1", "x", "", "4294967296"} {
		_, err := bare.ParseAction(s, text)
		assert.ErrorContains(t, err, "is no legal move: want one of 0 1 2 4 5 6", "%q", text)
	}
}
