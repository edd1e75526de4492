package main

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/nets"
)

func TestLaws(t *testing.T) {
	for _, game := range []Chomp{{1, 1}, {2, 3}, {4, 5}} {
		envtest.Test(t, game)
	}
}

func TestASquareTakesAllBelowAndToTheRight(t *testing.T) {
	bar := Chomp{Rows: 3, Cols: 4}.New(0)
	bar.Play(6) // row 1, column 2
	assert.Equal(t, "  0  1  2  3\n  4  5\n  8  9\n", bar.(*Bar).String())
	assert.Equal(t, envs.Player(1), bar.ToPlay())
}

func TestTheLastSquareLoses(t *testing.T) {
	bar, rewards := Chomp{Rows: 2, Cols: 2}.New(0), make([]float32, 2)
	bar.Play(1)
	bar.Play(2)
	bar.Rewards(rewards)
	assert.Equal(t, []float32{0, 0}, rewards)
	bar.Play(0)
	bar.Rewards(rewards)
	assert.Equal(t, envs.Over, bar.ToPlay())
	assert.Equal(t, []float32{-1, 1}, rewards)
}

// Without any search, the network learns in a few seconds to win 90 games of
// 100 against random play, and makes the winning move in most positions that
// have one, where it mostly fails untrained.
func TestItLearns(t *testing.T) {
	ctx, game := context.Background(), Chomp{Rows: 4, Cols: 5}
	untrained := alphazero.SmallTraining()
	untrained.Generations = 0
	net, err := alphazero.Train(ctx, game, untrained)
	require.NoError(t, err)
	before, positions := mistakes(t, game, net)

	var out strings.Builder
	net, err = learn(ctx, game, &out)
	require.NoError(t, err)
	after, _ := mistakes(t, game, net)
	result, err := measure(ctx, game, net)
	require.NoError(t, err)
	t.Logf("%d wins of 100; mistakes in %d positions: %d untrained, %d trained\n%s",
		result.Wins, positions, before, after, out.String())
	assert.GreaterOrEqual(t, result.Wins, 90)
	assert.Less(t, 3*after, before)

	out.Reset()
	require.NoError(t, challenge(ctx, game, net, strings.NewReader("0\n"), &out))
	assert.Contains(t, out.String(), "you lose")
	assert.Error(t, challenge(ctx, game, net, strings.NewReader(""), io.Discard), "nobody is there")
}

// mistakes counts the positions that the mover could win, and those of them in
// which the network does not.
func mistakes(t *testing.T, game Chomp, net *nets.PolicyValue) (wrong, positions int) {
	t.Helper()
	player := bare(game, net, 1)
	wins := map[string]bool{} // whether the mover wins
	var solve func(s envs.State) bool
	solve = func(s envs.State) bool {
		if s.ToPlay() == envs.Over {
			return true // the other took the last square
		}
		key := s.(*Bar).String()
		if won, known := wins[key]; known {
			return won
		}
		winning := map[envs.Action]bool{}
		for _, a := range s.Legal(nil) {
			next := game.New(0)
			next.CopyFrom(s)
			next.Play(a)
			if !solve(next) {
				winning[a] = true
			}
		}
		wins[key] = len(winning) > 0
		if len(winning) > 0 {
			player.Reset()
			a, err := player.Act(context.Background(), s)
			require.NoError(t, err)
			positions++
			if !winning[a] {
				wrong++
			}
		}
		return wins[key]
	}
	solve(game.New(0))
	return wrong, positions
}
