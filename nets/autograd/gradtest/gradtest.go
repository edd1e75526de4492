// Package gradtest examines derivatives: it holds the gradients that a tape
// computes against central differences.
package gradtest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// Config adjusts Check. The zero value suits smooth functions of inputs of
// order one.
type Config struct {
	Step      float64 // half the width of the difference; 0 means 1e-2
	Tolerance float64 // on |difference - gradient| / (1 + |gradient|); 0 means 2e-3
	Samples   int     // elements examined in each input; 0 means 24
	Seed      uint64
}

// Check examines f, which must be a pure function of its inputs, at the given
// point. The result of f may have any shape: it is weighted by random numbers
// and summed in float64, and the differences are of fourth order, so that
// float32 values leave three or four digits of the derivative.
func Check(t testing.TB, cfg Config, f func(t *autograd.Tape, in []*autograd.Var) *autograd.Var, inputs ...*tensor.Tensor) {
	t.Helper()
	e := examiner{f: f, inputs: inputs}
	e.examine(t, cfg)
}

// CheckParams is Check by the parameters that f puts on the tape. f must be a
// pure function of them: a network with dropout draws from a new source each
// time.
func CheckParams(t testing.TB, cfg Config, f func(t *autograd.Tape) *autograd.Var, params ...*autograd.Param) {
	t.Helper()
	e := examiner{params: params, f: func(t *autograd.Tape, _ []*autograd.Var) *autograd.Var { return f(t) }}
	for _, p := range params {
		e.inputs = append(e.inputs, p.Value)
	}
	e.examine(t, cfg)
}

func (e *examiner) examine(t testing.TB, cfg Config) {
	t.Helper()
	if cfg.Step == 0 {
		cfg.Step = 1e-2
	}
	if cfg.Tolerance == 0 {
		cfg.Tolerance = 2e-3
	}
	if cfg.Samples == 0 {
		cfg.Samples = 24
	}
	rng := rand.New(rand.NewPCG(cfg.Seed, 0x9e3779b97f4a7c15))
	grads := e.gradients(rng)
	for i, in := range e.inputs {
		for _, at := range sample(rng, in.Len(), cfg.Samples) {
			got := 0.0
			if grads[i] != nil {
				got = float64(grads[i][at])
			}
			want := e.difference(in, at, cfg.Step)
			if nearly(got, want, cfg.Tolerance) {
				continue
			}
			// A kink nearer than the steps spoils the difference. Shorter ones
			// pass it by, and cost digits.
			want = e.difference(in, at, cfg.Step/16)
			if !nearly(got, want, 4*cfg.Tolerance) {
				t.Errorf("%s, element %d: gradient %.6g, difference %.6g", e.describe(i), at, got, want)
			}
		}
	}
}

// nearly is false for NaN.
func nearly(got, want, tolerance float64) bool {
	return math.Abs(got-want) <= tolerance*(1+math.Abs(want))
}

func (e *examiner) describe(i int) string {
	if e.params != nil {
		return fmt.Sprintf("parameter %s %v", e.params[i].Name, e.inputs[i].Shape)
	}
	return fmt.Sprintf("input %d %v", i, e.inputs[i].Shape)
}

// Rand returns a tensor of standard normal numbers.
func Rand(rng *rand.Rand, shape ...int) *tensor.Tensor {
	t := tensor.New(shape...)
	for i := range t.Data {
		t.Data[i] = float32(rng.NormFloat64())
	}
	return t
}

// Apart returns a tensor of distinct numbers at least gap away from zero and
// from each other, for functions with kinks or ties.
func Apart(rng *rand.Rand, gap float32, shape ...int) *tensor.Tensor {
	t := tensor.New(shape...)
	for i, rank := range rng.Perm(t.Len()) {
		t.Data[i] = (float32(rank-t.Len()/2) + 0.5) * 2 * gap
	}
	return t
}

type examiner struct {
	f         func(t *autograd.Tape, in []*autograd.Var) *autograd.Var
	inputs    []*tensor.Tensor  // or the values of params
	params    []*autograd.Param // nil if the inputs are examined
	cotangent []float32
}

// gradients draws the cotangent and returns the gradient of each input.
func (e *examiner) gradients(rng *rand.Rand) [][]float32 {
	tape := autograd.NewTape()
	in := make([]*autograd.Var, len(e.inputs))
	for i, x := range e.inputs {
		in[i] = tape.Input(x.Data, x.Shape...)
	}
	out := e.f(tape, in)
	e.cotangent = make([]float32, out.Len())
	for i := range e.cotangent {
		e.cotangent[i] = float32(rng.NormFloat64())
	}
	loss := tape.Sum(tape.Mul(out, tape.Const(e.cotangent, out.Shape()...)))
	grads := make([][]float32, len(in))
	paramGrads := autograd.NewGrads(e.params)
	tape.Backward(loss, paramGrads)
	for i, v := range in {
		if grads[i] = v.Grad(); e.params != nil {
			grads[i] = paramGrads.At(i)
		}
	}
	return grads
}

// difference returns the derivative by one element from five points.
func (e *examiner) difference(in *tensor.Tensor, at int, step float64) float64 {
	x := in.Data[at]
	defer func() { in.Data[at] = x }()
	value := func(steps float64) float64 {
		in.Data[at] = x + float32(steps*step)
		return e.value()
	}
	// The steps as float32 has them.
	width := float64(x+float32(step)) - float64(x-float32(step))
	return (8*(value(1)-value(-1)) - (value(2) - value(-2))) / (6 * width)
}

func (e *examiner) value() float64 {
	tape := autograd.NewInferenceTape()
	in := make([]*autograd.Var, len(e.inputs))
	for i, x := range e.inputs {
		in[i] = tape.Const(x.Data, x.Shape...)
	}
	out := e.f(tape, in)
	if out.Len() != len(e.cotangent) {
		panic(fmt.Sprintf("gradtest: the function gave %d elements, then %d", len(e.cotangent), out.Len()))
	}
	var sum float64
	for i, y := range out.Data() {
		sum += float64(y) * float64(e.cotangent[i])
	}
	return sum
}

// sample returns min(n, count) distinct indices below n.
func sample(rng *rand.Rand, n, count int) []int { return rng.Perm(n)[:min(n, count)] }
