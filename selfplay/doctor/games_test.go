package doctor_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/selfplay"
	"github.com/tengen-rl/tengen/selfplay/doctor"
)

// randomGames are records of random tic-tac-toe whose search expected trust
// times what the game came to.
func randomGames(t *testing.T, n int, trust float32) []*alphazero.Record {
	t.Helper()
	game, err := catalog.Game("tictactoe")
	require.NoError(t, err)
	var all []*alphazero.Record
	for i := range n {
		r, s, rng := &alphazero.Record{Returns: make([]float32, 2)}, game.New(0), seed.Stream(uint64(i))
		for s.ToPlay() != envs.Over {
			legal := s.Legal(nil)
			policy := make([]float32, len(legal))
			k := rng.IntN(len(legal))
			policy[k] = 1
			r.Policy, r.Actions = append(r.Policy, policy), append(r.Actions, legal[k])
			s.Play(legal[k])
		}
		s.Rewards(r.Returns)
		for range r.Actions {
			r.Values = append(r.Values, []float32{trust * r.Returns[0], trust * r.Returns[1]})
		}
		all = append(all, r)
	}
	return all
}

func names(findings []doctor.Finding) []string {
	var all []string
	for _, f := range findings {
		all = append(all, f.Name)
	}
	return all
}

func TestGames(t *testing.T) {
	c, err := selfplay.Preset("tictactoe", "")
	require.NoError(t, err)
	sound := randomGames(t, 40, 0.5)
	assert.Empty(t, doctor.Games(&c, sound))
	assert.Equal(t, []string{"value sign"}, names(doctor.Games(&c, randomGames(t, 40, -0.5))))
	assert.Empty(t, doctor.Games(&c, randomGames(t, 5, -0.5)), "too few to judge")

	repeated := append(sound[:5:5], sound[:5]...)
	repeated = append(repeated, repeated...)
	assert.Equal(t, []string{"games repeat"}, names(doctor.Games(&c, repeated)))

	drawn := randomGames(t, 40, 0.5)
	for _, r := range drawn {
		r.Returns = []float32{0, 0}
	}
	assert.Equal(t, []string{"all drawn"}, names(doctor.Games(&c, drawn)))
}

func TestWindowTooOld(t *testing.T) {
	c, err := selfplay.Preset("tictactoe", "")
	require.NoError(t, err)
	reports := make([]selfplay.Report, 60)
	for i := range reports {
		reports[i] = selfplay.Report{Generation: i + 1, Games: 100 * (i + 1), Positions: 1000 * (i + 1), Steps: 100 * (i + 1), PolicyLoss: 1, ValueLoss: 1, Entropy: 1}
	}
	c.Train.Window = 20_000
	assert.Empty(t, doctor.Generations(&c, reports))
	c.Train.Window = 50_000
	assert.Equal(t, []string{"window too old"}, names(doctor.Generations(&c, reports)))
}

func TestOverfit(t *testing.T) {
	game, err := catalog.Game("tictactoe")
	require.NoError(t, err)
	c, err := selfplay.Preset("tictactoe", "")
	require.NoError(t, err)
	games := randomGames(t, 40, 0.5)
	f, err := doctor.Overfit(&c, game, games)
	require.NoError(t, err)
	assert.Nil(t, f)
	c.Network.Blocks, c.Network.Channels, c.Network.PolicyChannels, c.Network.ValueChannels, c.Network.ValueHidden = 0, 1, 1, 1, 1
	f, err = doctor.Overfit(&c, game, games)
	require.NoError(t, err)
	require.NotNil(t, f)
	assert.Equal(t, "cannot overfit", f.Name)
}
