package alphazero_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/search"
)

// A network plays by the discount and the exploration that it learned by,
// whoever reads its weights; those that tell of none play as all do.
func TestWeightsTellHowToPlay(t *testing.T) {
	game, run := tictactoe.New(), t.TempDir()
	require.NoError(t, os.Mkdir(run+"/weights", 0o755))
	net := alphazero.NewNet(game, small, seed.Stream(1))
	by := search.DefaultConfig()
	by.Discount, by.CPUCT, by.DirichletFraction, by.Gumbel = 0.98, 0.5, 0.25, 4
	require.NoError(t, alphazero.Save(net, game, run, 1, by))
	want := alphazero.DefaultPlay()
	want.Search.Discount, want.Search.CPUCT = 0.98, 0.5
	_, config, err := alphazero.LoadPlay(game, run, 1)
	require.NoError(t, err)
	assert.Equal(t, want, config)
	file, err := os.ReadFile(alphazero.WeightsFile(run, 1))
	require.NoError(t, err)
	_, config, err = alphazero.ReadPlay(game, file)
	require.NoError(t, err)
	assert.Equal(t, want, config)

	save := func(more map[string]string) {
		metadata := map[string]string{"game": game.Spec().Name}
		for key, text := range more {
			metadata[key] = text
		}
		require.NoError(t, net.Save(alphazero.WeightsFile(run, 2), metadata))
	}
	save(nil)
	_, config, err = alphazero.LoadPlay(game, run, 2)
	require.NoError(t, err)
	assert.Equal(t, alphazero.DefaultPlay(), config)
	for _, key := range []string{"discount", "c_puct"} {
		for _, text := range []string{"", "much", "0", "-1", "NaN", "1000001"} {
			save(map[string]string{key: text})
			_, _, err := alphazero.LoadPlay(game, run, 2)
			assert.ErrorContains(t, err, key+` "`+text+`": want a number above 0`)
		}
	}
}
