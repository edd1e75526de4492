package alphazero_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/internal/race"
	"github.com/tengen-rl/tengen/internal/seed"
)

// Games in which Black takes all of 3 x 3 points and White has nothing teach
// that they are Black's, whoever is to move, on the board alone, too.
func TestSurvey(t *testing.T) {
	race.SkipLearning(t)
	game, err := goban.ParseSizes("3/5")
	require.NoError(t, err)
	config := learning(1)
	config.Auxiliary = alphazero.Auxiliary{Owners: 1}
	shape := alphazero.Network{Blocks: 1, Channels: 8, PooledHeads: true, Heads: config.Auxiliary.Heads()}
	net := alphazero.NewNet(game, shape, seed.Stream(1))
	l := alphazero.NewLearner(game, net, config)
	for number := range uint64(8) {
		s := game.New(number).(*goban.SizedState)
		r := &alphazero.Record{Seed: number}
		for _, move := range []string{"B2", "pass", "pass"} {
			a, err := game.ParseAction(s, move)
			require.NoError(t, err)
			policy := make([]float32, len(s.Legal(nil)))
			policy[0] = 1
			r.Actions, r.Policy, r.Values = append(r.Actions, a), append(r.Policy, policy), append(r.Values, []float32{0, 0})
			s.Play(a)
		}
		_, err := l.Add(r)
		require.NoError(t, err)
	}
	rng := seed.Stream(2)
	for range 200 {
		_, err := l.Step(0.01, rng)
		require.NoError(t, err)
	}
	rules, err := goban.ParseConfig("3")
	require.NoError(t, err)
	alone, err := goban.New(rules)
	require.NoError(t, err)
	player := alphazero.NewPlayer(alone, net.Compile(1), alphazero.DefaultPlay(), seed.Stream(3))
	surveyor := alphazero.NewSurveyor(alone, net, player)
	s := alone.New(0)
	owners := make([]float32, 9)
	for _, move := range []envs.Action{4, alone.Pass()} {
		surveyor.Survey(s, owners)
		for _, x := range owners {
			assert.Greater(t, x, float32(0.5), "seat %d to move", s.ToPlay())
		}
		s.Play(move)
	}
}
