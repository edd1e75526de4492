package optim_test

import (
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/optim"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// throughFile saves a state and loads it again.
func throughFile(t *testing.T, state []tensor.Named) []tensor.Named {
	path := filepath.Join(t.TempDir(), "state")
	require.NoError(t, nets.SaveTensors(path, state, nil))
	loaded, _, err := nets.LoadTensors(path)
	require.NoError(t, err)
	return loaded
}

func TestSavedAverageGoesOnExactly(t *testing.T) {
	for name, newAverage := range map[string]func(params []*autograd.Param) *optim.Average{
		"ema": func(p []*autograd.Param) *optim.Average { return optim.NewEMA(p, 0.9) },
		"swa": optim.NewSWA,
	} {
		t.Run(name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(1, 1))
			params := newParams()
			move := func() {
				for i := range params[0].Value.Data {
					params[0].Value.Data[i] += float32(rng.NormFloat64())
				}
			}
			a := newAverage(params)
			for range 5 {
				move()
				a.Update()
			}
			move()
			twin := newAverage(params) // starts elsewhere
			require.NoError(t, twin.SetState(throughFile(t, a.State())))
			for range 5 {
				move()
				a.Update()
				twin.Update()
			}
			want, got := newParams(), newParams()
			a.CopyTo(want)
			twin.CopyTo(got)
			assert.Equal(t, want[0].Value.Data, got[0].Value.Data)
			assert.ErrorContains(t, twin.SetState(a.State()[1:]), "state of 2 tensors, want 3")
		})
	}
}

func TestSavedPlateauGoesOnExactly(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	p := optim.Plateau{Rate: 0.1, Factor: 0.7, Patience: 2}
	twin := p
	for range 50 {
		loss := rng.Float64()
		require.NoError(t, twin.SetState(throughFile(t, p.State())))
		require.Equal(t, p, twin)
		require.Equal(t, p.Report(loss), twin.Report(loss))
	}
	assert.Less(t, p.Rate, 0.1)

	before := twin
	bad := p.State()
	bad[1].Tensor.Data[2] = 0.5
	assert.ErrorContains(t, twin.SetState(bad), "state best has part 0.5")
	bad[0].Name = "pace"
	assert.ErrorContains(t, twin.SetState(bad), "state without rate")
	assert.Equal(t, before, twin)
}
