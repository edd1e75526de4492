package alphazero_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/internal/seed"
)

// playBy makes n games of Connect Four by the given rules of self-play and
// returns them with the simulations that they took.
func playBy(t *testing.T, config alphazero.SelfPlay, n int, fork func(*rand.Rand) (uint64, []envs.Action)) (records []*alphazero.Record, simulations int) {
	t.Helper()
	game := connectfour.New()
	net := alphazero.NewNet(game, small, seed.Stream(1))
	records = make([]*alphazero.Record, n)
	next := 0
	worker := alphazero.Worker{
		Game: game, Config: config, Evaluator: alphazero.NewEvaluator(net.Compile(8)), Seed: 5, Slots: 8, Fork: fork,
		Next: func() (int, bool) { next++; return next - 1, next <= n },
		Done: func(r *alphazero.Record, s int) error {
			records[r.Game] = r
			simulations += s
			decoded, err := alphazero.DecodeRecord(r.Encode())
			assert.NoError(t, err)
			assert.Equal(t, r, decoded)
			return nil
		},
	}
	require.NoError(t, worker.Run(context.Background()))
	return records, simulations
}

func plies(records []*alphazero.Record) (n int) {
	for _, r := range records {
		n += len(r.Policy)
	}
	return n
}

func learned(t *testing.T, records []*alphazero.Record) (n int) {
	for _, r := range records {
		samples, err := r.Samples(connectfour.New(), alphazero.Targets{SearchValue: 0.5})
		require.NoError(t, err)
		n += len(samples)
	}
	return n
}

// A quarter of the moves is searched in full and learned, the rest is quick.
func TestPlayoutCapRandomisation(t *testing.T) {
	config := selfPlay()
	config.RandomShare = 0
	_, all := playBy(t, config, 30, nil)
	config.FullShare, config.CheapSimulations = 0.25, 5
	records, quick := playBy(t, config, 30, nil)
	assert.InDelta(t, 0.25, float64(learned(t, records))/float64(plies(records)), 0.08)
	assert.Less(t, quick, all*7/10)
	for _, r := range records {
		require.Len(t, r.Weights, len(r.Policy))
		for i, w := range r.Weights {
			assert.Equal(t, w > 0, len(r.Policy[i]) > 0, "a policy stands where it is learned")
		}
	}
}

// Where the visits that are kept count, a move takes as many simulations fewer,
// and the search of each move stands on as many visits as it should.
func TestKeptVisitsCount(t *testing.T) {
	config := selfPlay()
	config.RandomShare, config.Simulations, config.Search.Solve = 0, 60, false
	records, all := playBy(t, config, 10, nil)
	assert.Equal(t, 60*plies(records), all)
	config.CountKept = true
	records, fewer := playBy(t, config, 10, nil)
	assert.Less(t, fewer, 50*plies(records))
	for _, r := range records {
		for _, policy := range r.Policy {
			var visits float32
			for _, n := range policy {
				visits += n
			}
			assert.GreaterOrEqual(t, visits, float32(58))
		}
	}
}

// A surprising ply counts more, and the game as much as before.
func TestSurpriseWeights(t *testing.T) {
	config := selfPlay()
	config.SurpriseWeight = 0.5
	records, _ := playBy(t, config, 20, nil)
	for _, r := range records {
		var total, most float32
		least := float32(1e9)
		for _, w := range r.Weights {
			total, most, least = total+w, max(most, w), min(least, w)
		}
		assert.InDelta(t, len(r.Policy), total, 1e-2)
		assert.GreaterOrEqual(t, least, float32(0.5), "half of it is dealt out evenly")
		assert.Greater(t, most, float32(1.1))
	}
	assert.InDelta(t, plies(records), learned(t, records), 0.15*float64(plies(records)), "samples on the average")
}

func TestPolicyOpenings(t *testing.T) {
	config := selfPlay()
	config.RandomShare, config.PolicyPlies = 0, 3
	records, _ := playBy(t, config, 60, nil)
	total := 0
	for _, r := range records {
		total += r.Opening
		assert.Len(t, r.Policy, len(r.Actions)-r.Opening)
	}
	assert.InDelta(t, 2.5, float64(total)/60, 0.9, "whole plies of an exponential draw of mean 3")
}

// A fork follows an earlier game and then leaves it at random.
func TestForks(t *testing.T) {
	config := selfPlay()
	config.RandomShare, config.ForkShare = 0, 1
	line := []envs.Action{3, 3, 3, 3, 2, 4}
	records, _ := playBy(t, config, 20, func(rng *rand.Rand) (uint64, []envs.Action) { return 77, line[:rng.IntN(len(line))] })
	lengths := map[int]bool{}
	for _, r := range records {
		require.Positive(t, r.Opening)
		assert.Equal(t, line[:r.Opening-1], r.Actions[:r.Opening-1])
		assert.EqualValues(t, 77, r.Seed)
		lengths[r.Opening] = true
	}
	assert.Greater(t, len(lengths), 3)
	config.ForkShare = 0
	records, _ = playBy(t, config, 5, func(*rand.Rand) (uint64, []envs.Action) { panic("no game is to fork") })
	assert.Zero(t, records[0].Opening)
	assert.NotEqual(t, records[0].Seed, records[1].Seed)
}

// Once a game is decided its plies count little and cost little.
func TestDecidedGames(t *testing.T) {
	config := selfPlay()
	config.RandomShare = 0
	_, all := playBy(t, config, 20, nil)
	config.DecidedValue, config.DecidedTurns, config.DecidedWeight = 1e-9, 2, 0.25
	config.FullShare, config.CheapSimulations = 1, 4
	records, quick := playBy(t, config, 20, nil)
	assert.Less(t, quick, all/2)
	for _, r := range records {
		for i, w := range r.Weights {
			if i < 2 {
				assert.Equal(t, float32(1), w, "ply %d", i)
			} else {
				assert.Contains(t, []float32{0.25, 1}, w)
			}
		}
		require.Greater(t, len(r.Actions), 6, "no game is resigned")
	}
	assert.Less(t, learned(t, records), plies(records)/2)
}

// Gumbel's target is a policy over all legal actions, and games are whole.
func TestGumbelSelfPlay(t *testing.T) {
	config := selfPlay()
	config.Search.Gumbel, config.Search.RescaleValues, config.Search.DirichletFraction = 4, true, 0
	config.Simulations = 12
	records, _ := playBy(t, config, 10, nil)
	assert.Equal(t, plies(records), learned(t, records))
}

func TestRefusedWeights(t *testing.T) {
	for text, want := range map[string]string{
		`{"game":4,"actions":[1],"policy":[[1]],"values":[[1,-1]],"weights":[1,1]}`:  "record of game 4: 2 weights for 1 plies after the opening",
		`{"game":4,"actions":[1],"policy":[[1]],"values":[[1,-1]],"weights":[-0.5]}`: "a ply of weight -0.5, want 0 to 1000000",
		`{"game":4,"actions":[1],"policy":[[1]],"values":[[1,-1]],"weights":[1e30]}`: "a ply of weight 1e+30, want 0 to 1000000",
	} {
		_, err := alphazero.DecodeRecord([]byte(text))
		assert.ErrorContains(t, err, want)
	}
}
