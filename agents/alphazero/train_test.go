package alphazero_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/nets"
)

func smallest() alphazero.Training {
	t := alphazero.SmallTraining()
	t.Generations, t.Games, t.Slots, t.SelfPlay.Simulations = 2, 12, 4, 4
	t.Network.Channels = 8
	return t
}

func TestTrainIsTheSameOnAnyNumberOfThreads(t *testing.T) {
	var trained []*nets.PolicyValue
	for _, threads := range []int{1, 3} {
		training := smallest()
		training.Learning.Threads = threads
		var rounds []alphazero.Round
		training.Report = func(r alphazero.Round) { rounds = append(rounds, r) }
		net, err := alphazero.Train(context.Background(), tictactoe.New(), training)
		require.NoError(t, err)
		require.Len(t, rounds, 2)
		assert.Equal(t, 2, rounds[1].Generation)
		assert.Greater(t, rounds[1].Positions, 12)
		assert.Positive(t, rounds[1].Loss.Policy)
		trained = append(trained, net)
	}
	for i, p := range trained[0].Params() {
		assert.Equal(t, p.Value.Data, trained[1].Params()[i].Value.Data, p.Name)
	}
}

func TestTrainEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	training := smallest()
	training.Report = func(alphazero.Round) { cancel() }
	_, err := alphazero.Train(ctx, tictactoe.New(), training)
	assert.ErrorIs(t, err, context.Canceled)
}
