package optim_test

import (
	"fmt"
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

func ExampleSGD() {
	w := autograd.NewParam("w", 2)
	copy(w.Value.Data, []float32{3, -4})
	params := []*autograd.Param{w}
	grads, tape := autograd.NewGrads(params), autograd.NewTape()
	sgd := optim.NewSGD(params, optim.SGDConfig{Momentum: 0.5})
	for range 100 {
		tape.Reset()
		grads.Zero()
		x := tape.Param(w)
		tape.Backward(tape.Sum(tape.Mul(x, x)), grads)
		if err := sgd.Step(grads, 0.1); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Printf("%.3f\n", w.Value.Data[0]+w.Value.Data[1]+1)
	// Output: 1.000
}

// stepper is what all optimisers have.
type stepper interface {
	Step(grads *autograd.Grads, rate float32) error
	State() []tensor.Named
	SetState(tensors []tensor.Named) error
}

var optimizers = map[string]func(params []*autograd.Param) stepper{
	"sgd":      func(p []*autograd.Param) stepper { return optim.NewSGD(p, optim.SGDConfig{}) },
	"momentum": func(p []*autograd.Param) stepper { return optim.NewSGD(p, optim.SGDConfig{Momentum: 0.9}) },
	"adam":     func(p []*autograd.Param) stepper { return optim.NewAdam(p, optim.AdamConfig{}) },
	"amsgrad": func(p []*autograd.Param) stepper {
		return optim.NewAdam(p, optim.AdamConfig{AMSGrad: true, WeightDecay: 0.1})
	},
}

func newParams() []*autograd.Param {
	a, b := autograd.NewParam("a", 3, 2), autograd.NewParam("b", 2)
	for i := range a.Value.Data {
		a.Value.Data[i] = float32(i) - 2
	}
	b.NoDecay = true
	return []*autograd.Param{a, b}
}

func backward(tape *autograd.Tape, grads *autograd.Grads, rng *rand.Rand) {
	tape.Reset()
	grads.Zero()
	x := tape.Const([]float32{float32(rng.NormFloat64()), 1}, 1, 2)
	y := tape.Dense(x, tape.Param(grads.Params()[0]), nil)
	loss := tape.Add(tape.Sum(tape.Mul(y, y)), tape.Sum(tape.Tanh(tape.Param(grads.Params()[1]))))
	tape.Backward(loss, grads)
}

// An optimiser that was saved and loaded goes on bit for bit as one that never
// was.
func TestSavedStateGoesOnExactly(t *testing.T) {
	for name, newOptimizer := range optimizers {
		t.Run(name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(1, 1))
			params := newParams()
			o, tape, grads := newOptimizer(params), autograd.NewTape(), autograd.NewGrads(params)
			for range 5 {
				backward(tape, grads, rng)
				require.NoError(t, o.Step(grads, 0.01))
			}
			path := filepath.Join(t.TempDir(), "state")
			require.NoError(t, nets.SaveTensors(path, append(o.State(), nets.NamedParams(params)...), nil))

			saved, _, err := nets.LoadTensors(path)
			require.NoError(t, err)
			twins := newParams()
			n := len(o.State())
			require.NoError(t, nets.SetParams(twins, saved[n:]))
			twin := newOptimizer(twins)
			require.NoError(t, twin.SetState(saved[:n]))
			twinGrads := autograd.NewGrads(twins)
			for range 5 {
				seed := rng.Uint64()
				backward(tape, grads, rand.New(rand.NewPCG(seed, 0)))
				require.NoError(t, o.Step(grads, 0.01))
				backward(tape, twinGrads, rand.New(rand.NewPCG(seed, 0)))
				require.NoError(t, twin.Step(twinGrads, 0.01))
			}
			for i := range params {
				assert.Equal(t, params[i].Value.Data, twins[i].Value.Data)
			}
			assert.ErrorContains(t, twin.SetState(saved), "state of")
			bad := append([]tensor.Named(nil), saved[:n]...)
			bad[0].Tensor = tensor.New(3)
			assert.ErrorContains(t, twin.SetState(bad), "step has shape [3]")
			bad[0].Name = "stop"
			assert.ErrorContains(t, twin.SetState(bad), "without step")
		})
	}
}

func TestStepAllocatesNothingAndReportsMissing(t *testing.T) {
	for name, newOptimizer := range optimizers {
		t.Run(name, func(t *testing.T) {
			params := newParams()
			o, tape, grads := newOptimizer(params), autograd.NewTape(), autograd.NewGrads(params)
			backward(tape, grads, rand.New(rand.NewPCG(1, 1)))
			assert.Zero(t, testing.AllocsPerRun(10, func() { _ = o.Step(grads, 0.01) }))

			grads.Zero()
			before := params[0].Value.Clone()
			assert.ErrorContains(t, o.Step(grads, 0.01), "no gradient reached a, b")
			assert.Equal(t, before, params[0].Value)
			assert.Panics(t, func() { _ = o.Step(autograd.NewGrads(newParams()), 0.01) })
		})
	}
}

func TestDecaySkipsBiases(t *testing.T) {
	for _, coupled := range []bool{false, true} {
		params := newParams()
		params[1].Value.Data[0] = 5
		o := optim.NewAdam(params, optim.AdamConfig{WeightDecay: 0.5, Coupled: coupled})
		tape, grads := autograd.NewTape(), autograd.NewGrads(params)
		zero := tape.Const([]float32{0}, 1)
		tape.Backward(tape.Add(tape.Sum(tape.Mul(tape.Param(params[0]), zero)), tape.Sum(tape.Mul(tape.Param(params[1]), zero))), grads)
		require.NoError(t, o.Step(grads, 0.1))
		assert.Equal(t, float32(5), params[1].Value.Data[0])
		assert.NotEqual(t, float32(-2), params[0].Value.Data[0])
	}
}

func TestClipNorm(t *testing.T) {
	p := autograd.NewParam("p", 2)
	grads := autograd.NewGrads([]*autograd.Param{p})
	copy(grads.At(0), []float32{3, 4})
	assert.InDelta(t, 5, optim.ClipNorm(grads, 10), 1e-9)
	assert.Equal(t, []float32{3, 4}, grads.At(0))
	assert.InDelta(t, 5, optim.ClipNorm(grads, 1), 1e-9)
	assert.InDeltaSlice(t, []float32{0.6, 0.8}, grads.At(0), 1e-6)
}
