package alphazero_test

import (
	"context"
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/envs/othello"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/race"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/search"
)

// diagonal is the game of tic-tac-toe in which x wins at ply 6, searched at
// all plies but the fourth.
func diagonal() *alphazero.Record {
	r := &alphazero.Record{Actions: []envs.Action{0, 1, 4, 2, 8}, Returns: []float32{1, -1}, Weights: []float32{1, 1, 1, 0, 1}}
	for ply := range r.Actions {
		weights := make([]float32, 9-ply)
		weights[0], weights[1] = 3, 1
		if ply == 3 {
			weights = nil
		}
		v := float32(ply) / 10
		r.Policy, r.Values = append(r.Policy, weights), append(r.Values, []float32{v, -v})
	}
	return r
}

func TestRepliesArePoliciesOfTheNextPly(t *testing.T) {
	samples, err := diagonal().Samples(tictactoe.New(), alphazero.Targets{Reply: true})
	require.NoError(t, err)
	require.Len(t, samples, 4)
	assert.Equal(t, samples[1].Policy, samples[0].Reply)
	played := make([]float32, 9)
	played[2] = 1
	assert.Equal(t, played, samples[2].Reply, "of a ply without a policy, what was played")
	assert.Nil(t, samples[3].Reply, "nothing follows the last ply")
}

// On 3 x 3 cells the horizons forget a ply by 1 - 1/(1+9·0.176) and so on.
func TestHorizonsWeighNearPliesMost(t *testing.T) {
	samples, err := diagonal().Samples(tictactoe.New(), alphazero.Targets{Horizons: true, Discount: 0.9})
	require.NoError(t, err)
	for h, rate := range []float64{0.176, 0.056, 0.016} {
		decay := 1 - 1/(1+9*rate)
		want := 1.0 // what x earned with the last ply
		for ply := 4; ply >= 0; ply-- {
			if ply < 4 {
				want *= 0.9
			}
			want = (1-decay)*float64(ply)/10 + decay*want
			at, sign := ply, float64(1-2*(ply%2)) // x moves at even plies
			if ply == 3 {
				continue // not learned
			} else if ply == 4 {
				at = 3
			}
			assert.InDelta(t, sign*want, samples[at].Horizons[2*h], 1e-6, "horizon %d, ply %d", h, ply)
			assert.InDelta(t, -sign*want, samples[at].Horizons[2*h+1], 1e-6)
		}
	}
}

func TestReturnsAreDiscounted(t *testing.T) {
	samples, err := diagonal().Samples(tictactoe.New(), alphazero.Targets{Discount: 0.5})
	require.NoError(t, err)
	assert.Equal(t, []float32{1. / 16, -1. / 16}, samples[0].Values)
	assert.Equal(t, []float32{-1. / 8, 1. / 8}, samples[1].Values)
	assert.Equal(t, []float32{1, -1}, samples[3].Values)
}

// A stone of Black in the middle of 3 x 3 points, and two passes: all is
// Black's, 9 points against a komi of 2.5.
func TestOwnersAndLeadAreThoseOfTheEnd(t *testing.T) {
	config, err := goban.ParseConfig("3,komi=2.5")
	require.NoError(t, err)
	game, err := goban.New(config)
	require.NoError(t, err)
	r := &alphazero.Record{Actions: []envs.Action{4, game.Pass(), game.Pass()}, Weights: []float32{1, 1, 1}}
	s := game.New(0)
	for _, a := range r.Actions {
		r.Policy, r.Values = append(r.Policy, make([]float32, len(s.Legal(nil)))), append(r.Values, []float32{0, 0})
		r.Policy[len(r.Policy)-1][0] = 1
		s.Play(a)
	}
	samples, err := r.Samples(game, alphazero.Targets{Owners: true})
	require.NoError(t, err)
	for ply, sample := range samples {
		sign := float32(1 - 2*(ply%2))
		for _, owner := range sample.Owners {
			assert.Equal(t, sign, owner)
		}
		assert.InDelta(t, sign*6.5/9, sample.Lead, 1e-6)
	}
	samples, err = diagonal().Samples(tictactoe.New(), alphazero.Targets{Owners: true})
	require.NoError(t, err)
	assert.Nil(t, samples[0].Owners, "tic-tac-toe counts no points")
}

// Every auxiliary head learns, and what is learned does not depend on threads.
func TestAuxiliaryTargetsAreLearned(t *testing.T) {
	race.SkipLearning(t)
	game := othello.New(4)
	shape := small
	all := alphazero.Auxiliary{Reply: 1, Soft: 1, ShortValue: 1, Owners: 1, Lead: 1}
	shape.Heads = all.Heads()
	records := play(t, game, alphazero.NewNet(game, shape, seed.Stream(1)), 6, 6, false)
	for name, weights := range map[string]alphazero.Auxiliary{
		"all": all, "reply": {Reply: 1}, "soft": {Soft: 1}, "short": {ShortValue: 1}, "owners": {Owners: 1}, "lead": {Lead: 1},
	} {
		t.Run(name, func(t *testing.T) {
			var last []float64
			for _, threads := range []int{1, 3} {
				config := learning(threads)
				config.Auxiliary = weights
				shape.Heads = weights.Heads()
				l := alphazero.NewLearner(game, alphazero.NewNet(game, shape, seed.Stream(6)), config)
				for _, r := range records {
					_, err := l.Add(r)
					require.NoError(t, err)
				}
				rng := seed.Stream(9)
				var first, loss alphazero.Loss
				for i := range 60 {
					var err error
					loss, err = l.Step(0.01, rng)
					require.NoError(t, err)
					if i == 0 {
						first = loss
					}
				}
				assert.Less(t, loss.Auxiliary, 0.97*first.Auxiliary)
				last = append(last, loss.Auxiliary)
			}
			assert.Equal(t, last[0], last[1])
		})
	}
	config := learning(1)
	config.Auxiliary = alphazero.Auxiliary{Reply: 1}
	assert.PanicsWithValue(t, "alphazero: a network with the auxiliary heads {Reply:false Soft:false Horizons:0 Owners:false Lead:false}, "+
		"the targets need {Reply:true Soft:false Horizons:0 Owners:false Lead:false}", func() {
		alphazero.NewLearner(game, alphazero.NewNet(game, small, seed.Stream(1)), config)
	})
}

// A network that learned boards of several sizes plays each of them alone, and
// judges it as it did among the others.
func TestANetworkOfSeveralSizesPlaysEachOfThem(t *testing.T) {
	game, err := goban.ParseSizes("3/5")
	require.NoError(t, err)
	shape := alphazero.Network{Blocks: 2, Channels: 8, Pooled: 4, PooledHeads: true}
	net := alphazero.NewNet(game, shape, seed.Stream(1))
	run := t.TempDir()
	require.NoError(t, os.Mkdir(run+"/weights", 0o755))
	require.NoError(t, alphazero.Save(net, game, run, 0, search.DefaultConfig()))
	judge := func(e *alphazero.Evaluator, s envs.State, actions int) ([]float32, []float32) {
		leaf := search.Leaf{State: s, Logits: make([]float32, actions), Values: make([]float32, 2)}
		require.NoError(t, e.Evaluate(context.Background(), []search.Leaf{leaf}))
		return leaf.Logits, leaf.Values
	}
	for number := range uint64(6) {
		s := game.New(number).(*goban.SizedState)
		own := s.Board().Game()
		loaded, err := alphazero.Load(own, run, alphazero.Newest)
		require.NoError(t, err)
		among, values := judge(alphazero.NewEvaluator(net.Compile(1)), s, 26)
		alone, same := judge(alphazero.NewEvaluatorOf(own, loaded.Compile(1), alphazero.View{}), s.Board(), own.Spec().Actions)
		assert.Equal(t, values, same)
		for i, a := range s.Legal(nil) { // all of them at the start
			assert.Equal(t, among[a], alone[i])
		}
	}
	for text, want := range map[string]string{
		"4": "cannot play go:4: a board of 4 × 4 has no place in the middle of 5 × 5 cells",
		"7": "cannot play go:7",
	} {
		config, err := goban.ParseConfig(text)
		require.NoError(t, err)
		other, err := goban.New(config)
		require.NoError(t, err)
		_, err = alphazero.Load(other, run, alphazero.Newest)
		assert.ErrorContains(t, err, want)
	}
	_, err = alphazero.Load(connectfour.New(), run, alphazero.Newest)
	assert.ErrorContains(t, err, `plays "go:3/5", not "connect4"`)
}
