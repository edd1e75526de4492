package optim_test

import (
	"fmt"
	"math"
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
	"adagrad":  func(p []*autograd.Param) stepper { return optim.NewAdaGrad(p, optim.AdaGradConfig{}) },
	"rmsprop":  func(p []*autograd.Param) stepper { return optim.NewRMSProp(p, optim.RMSPropConfig{InsideRoot: true}) },
	"adadelta": func(p []*autograd.Param) stepper { return optim.NewAdaDelta(p, optim.AdaDeltaConfig{}) },
	"adamax":   func(p []*autograd.Param) stepper { return optim.NewAdaMax(p, optim.AdaMaxConfig{}) },
	"nadam":    func(p []*autograd.Param) stepper { return optim.NewNAdam(p, optim.AdamConfig{WeightDecay: 0.1}) },
	"radam": func(p []*autograd.Param) stepper {
		return optim.NewRAdam(p, optim.AdamConfig{WeightDecay: 0.1, Coupled: true})
	},
	"adam": func(p []*autograd.Param) stepper { return optim.NewAdam(p, optim.AdamConfig{}) },
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

// L2 is the same as a gradient that holds decay times the weight already.
func TestDecayIsPartOfTheGradient(t *testing.T) {
	for name, pair := range map[string][2]func(p []*autograd.Param) stepper{
		"adamax": {
			func(p []*autograd.Param) stepper { return optim.NewAdaMax(p, optim.AdaMaxConfig{WeightDecay: 0.5}) },
			func(p []*autograd.Param) stepper { return optim.NewAdaMax(p, optim.AdaMaxConfig{}) },
		},
		"adadelta": {
			func(p []*autograd.Param) stepper { return optim.NewAdaDelta(p, optim.AdaDeltaConfig{WeightDecay: 0.5}) },
			func(p []*autograd.Param) stepper { return optim.NewAdaDelta(p, optim.AdaDeltaConfig{}) },
		},
	} {
		var ends [2]float32
		for i, make := range pair {
			p := autograd.NewParam("p", 1)
			p.Value.Data[0] = 2
			params := []*autograd.Param{p}
			o, grads := make(params), autograd.NewGrads(params)
			for range 5 {
				grads.Zero()
				tape := autograd.NewTape()
				w := tape.Param(p)
				loss := tape.Sum(w)
				if i == 1 {
					loss = tape.Add(loss, tape.Scale(tape.Sum(tape.Mul(w, w)), 0.25))
				}
				tape.Backward(loss, grads)
				require.NoError(t, o.Step(grads, 0.1))
			}
			ends[i] = p.Value.Data[0]
		}
		assert.InDelta(t, ends[1], ends[0], 1e-6, name)
		assert.NotEqual(t, float32(2), ends[0], name)
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

// minimize runs an optimiser on a simple bowl and returns the loss that is left.
func minimize(t *testing.T, o stepper, params []*autograd.Param, rate float32, steps int) float32 {
	tape, grads := autograd.NewTape(), autograd.NewGrads(params)
	for range steps {
		tape.Reset()
		grads.Zero()
		a, b := tape.Param(params[0]), tape.Affine(tape.Param(params[1]), 1, -3)
		loss := tape.Add(tape.Sum(tape.Mul(a, a)), tape.Scale(tape.Sum(tape.Mul(b, b)), 5))
		tape.Backward(loss, grads)
		require.NoError(t, o.Step(grads, rate))
	}
	var sum float32
	for _, x := range params[0].Value.Data {
		sum += x * x
	}
	for _, x := range params[1].Value.Data {
		sum += (x - 3) * (x - 3)
	}
	return sum
}

func TestAllOptimizersDescend(t *testing.T) {
	rates := map[string]float32{"adadelta": 1, "adagrad": 0.5}
	for name, newOptimizer := range optimizers {
		if name == "amsgrad" || name == "nadam" || name == "radam" { // they decay
			continue
		}
		params := newParams()
		rate := rates[name]
		if rate == 0 {
			rate = 0.02
		}
		assert.Less(t, minimize(t, newOptimizer(params), params, rate, 3000), float32(0.01), name)
	}
	for name, o := range map[string]func(p []*autograd.Param) stepper{
		"nadam": func(p []*autograd.Param) stepper { return optim.NewNAdam(p, optim.AdamConfig{}) },
		"radam": func(p []*autograd.Param) stepper { return optim.NewRAdam(p, optim.AdamConfig{}) },
	} {
		params := newParams()
		assert.Less(t, minimize(t, o(params), params, 0.02, 3000), float32(0.01), name)
	}
}

// The first steps of NAdam and RAdam worked out by hand from the papers for a
// gradient of 2 and a rate of 0.1.
func TestFirstStepsByHand(t *testing.T) {
	step := func(newOptimizer func(p []*autograd.Param) stepper) float32 {
		p := autograd.NewParam("p")
		params := []*autograd.Param{p}
		tape, grads := autograd.NewTape(), autograd.NewGrads(params)
		tape.Backward(tape.Scale(tape.Param(p), 2), grads)
		require.NoError(t, newOptimizer(params).Step(grads, 0.1))
		return p.Value.Data[0]
	}
	// RAdam: the length 1 of the first step is below 5, so the step is rate·mean/(1-β₁) = 0.1·2.
	assert.InDelta(t, -0.2, step(func(p []*autograd.Param) stepper { return optim.NewRAdam(p, optim.AdamConfig{}) }), 1e-6)
	// NAdam: μ₁ = 0.9(1-0.96^0.004/2), μ₂ likewise; (1-μ₁)/(1-μ₁) of g/|g| and μ₂·0.1/(1-μ₁μ₂) more.
	mu1, mu2 := 0.9*(1-0.5*math.Pow(0.96, 0.004)), 0.9*(1-0.5*math.Pow(0.96, 0.008))
	want := -0.1 * (1 + mu2*0.1/(1-mu1*mu2))
	assert.InDelta(t, want, step(func(p []*autograd.Param) stepper { return optim.NewNAdam(p, optim.AdamConfig{}) }), 1e-6)
}

// Of a constant gradient the variance is zero, and rounding must not make it
// less.
func TestCenteredRMSPropStaysFinite(t *testing.T) {
	for _, insideRoot := range []bool{false, true} {
		p := autograd.NewParam("p", 1)
		params := []*autograd.Param{p}
		o := optim.NewRMSProp(params, optim.RMSPropConfig{Centered: true, InsideRoot: insideRoot})
		tape, grads := autograd.NewTape(), autograd.NewGrads(params)
		for step := range 3000 {
			tape.Reset()
			grads.Zero()
			tape.Backward(tape.Sum(tape.Scale(tape.Param(p), 0.1)), grads)
			require.NoError(t, o.Step(grads, 1e-6))
			require.False(t, math.IsNaN(float64(p.Value.Data[0])), "step %d", step)
		}
	}
}

func TestAverages(t *testing.T) {
	p := autograd.NewParam("p", 1)
	params := []*autograd.Param{p}
	ema, swa := optim.NewEMA(params, 0.5), optim.NewSWA(params)
	for _, x := range []float32{4, 8, 12} {
		p.Value.Data[0] = x
		ema.Update()
		swa.Update()
	}
	swa.Swap()
	assert.Equal(t, float32(8), p.Value.Data[0])
	swa.Swap()
	assert.Equal(t, float32(12), p.Value.Data[0])
	other := autograd.NewParam("other", 1)
	ema.CopyTo([]*autograd.Param{other})
	assert.Equal(t, float32(8.5), other.Value.Data[0]) // 0→2→5→8.5
	assert.Panics(t, func() { ema.CopyTo([]*autograd.Param{autograd.NewParam("x", 2)}) })
	assert.Panics(t, func() { ema.CopyTo(nil) })

	follows := optim.NewEMA(params, 0)
	for _, x := range []float32{1, 7} {
		p.Value.Data[0] = x
		follows.Update()
	}
	follows.CopyTo([]*autograd.Param{other})
	assert.Equal(t, float32(7), other.Value.Data[0])
}

func TestPlateau(t *testing.T) {
	p := optim.Plateau{Rate: 1, Factor: 0.5, Patience: 1, Least: 0.3}
	var rates []float64
	for _, loss := range []float64{5, 4, 4, 4, 3.9999, 3.9999, 2, 2, 2} {
		rates = append(rates, p.Report(loss))
	}
	assert.Equal(t, []float64{1, 1, 1, 0.5, 0.5, 0.3, 0.3, 0.3, 0.3}, rates)
}

func TestWarmup(t *testing.T) {
	s := optim.Warmup(optim.ConstantRate(2), 4)
	assert.Equal(t, []float64{0.5, 1, 1.5, 2, 2}, []float64{s(0), s(1), s(2), s(3), s(9)})
}
