package nets_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/autograd/gradtest"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// Every kind of layer passes on the gradients of its parameters and of its
// input, when the network is applied twice. Networks have kinks in many places:
// steps are short.
func TestLayerGradients(t *testing.T) {
	cfg := gradtest.Config{Step: 2e-3, Tolerance: 1e-2, Samples: 6}
	for name, c := range layerKinds() {
		t.Run(name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(41, 41))
			net, err := nets.NewSequential(c, rng)
			require.NoError(t, err)
			perturb(net.Params(), rng)
			x := inputsOf(c, 3, rng)
			forward := func(t *autograd.Tape, x *autograd.Var) *autograd.Var {
				noise := rand.New(rand.NewPCG(42, 42))
				return t.Add(net.Forward(t, x, noise), net.Forward(t, x, noise))
			}
			gradtest.CheckParams(t, cfg, func(t *autograd.Tape) *autograd.Var {
				return forward(t, t.Const(x.Data, x.Shape...))
			}, net.Params()...)
			if c.Layers[0].Kind != "embedding" { // which takes numbers of symbols
				gradtest.Check(t, cfg, func(t *autograd.Tape, in []*autograd.Var) *autograd.Var { return forward(t, in[0]) }, x)
			}
		})
	}
}

// perturb moves all parameters, so that no zero hides a gradient.
func perturb(params []*autograd.Param, rng *rand.Rand) {
	for _, p := range params {
		for i := range p.Value.Data {
			p.Value.Data[i] += 0.1 * float32(rng.NormFloat64())
		}
	}
}

// The layers and heads that no Sequential has.
func TestHeadGradients(t *testing.T) {
	cfg := gradtest.Config{Step: 2e-3, Tolerance: 1e-2, Samples: 6}
	for name, c := range map[string]struct {
		input  []int
		module nets.Module
		apply  func(m nets.Module, t *autograd.Tape, x *autograd.Var) *autograd.Var
	}{
		"policy": {[]int{2, 3, 3, 4}, nets.NewPolicyHead("p", 4, 2, 9, 5, rand.New(rand.NewPCG(1, 1))),
			func(m nets.Module, t *autograd.Tape, x *autograd.Var) *autograd.Var {
				return m.(*nets.PolicyHead).Forward(t, x)
			}},
		"value": {[]int{2, 3, 3, 4}, nets.NewValueHead("v", 4, 2, 9, 6, 2, rand.New(rand.NewPCG(1, 1))),
			func(m nets.Module, t *autograd.Tape, x *autograd.Var) *autograd.Var {
				return m.(*nets.ValueHead).Forward(t, x)
			}},
		"cells": {[]int{2, 3, 3, 4}, nets.NewCellHead("c", 4, 2, rand.New(rand.NewPCG(1, 1))),
			func(m nets.Module, t *autograd.Tape, x *autograd.Var) *autograd.Var {
				return m.(*nets.CellHead).Forward(t, x)
			}},
		"masked attention": {[]int{2, 3, 4}, nets.NewAttention("a", 4, 2, rand.New(rand.NewPCG(1, 1))), attend},
		"packed lstm":      {[]int{4, 3, 2}, nets.NewRecurrent("r", nets.RecurrentConfig{Kind: nets.LSTM, In: 2, Hidden: 3, Layers: 2}, rand.New(rand.NewPCG(1, 1))), runPacked},
		"packed gru":       {[]int{4, 3, 2}, nets.NewRecurrent("r", nets.RecurrentConfig{Kind: nets.GRU, In: 2, Hidden: 3}, rand.New(rand.NewPCG(1, 1))), runPacked},
		"policy and value": {[]int{2, 2, 3, 3}, nets.NewPolicyValue(nets.PolicyValueConfig{
			Obs: [3]int{2, 3, 3}, Actions: 4, Players: 2, Blocks: 1, Channels: 4}, rand.New(rand.NewPCG(1, 1))), both},
	} {
		t.Run(name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(43, 43))
			perturb(c.module.Params(), rng)
			x := gradtest.Rand(rng, c.input...)
			gradtest.CheckParams(t, cfg, func(t *autograd.Tape) *autograd.Var {
				return c.apply(c.module, t, t.Const(x.Data, x.Shape...))
			}, c.module.Params()...)
			gradtest.Check(t, cfg, func(t *autograd.Tape, in []*autograd.Var) *autograd.Var { return c.apply(c.module, t, in[0]) }, x)
		})
	}
}

// attend masks the future of each of three steps.
func attend(m nets.Module, t *autograd.Tape, x *autograd.Var) *autograd.Var {
	mask := tensor.New(2, 2, 3, 3)
	for i := range mask.Data {
		if i%3 <= i/3%3 {
			mask.Data[i] = 1
		}
	}
	return m.(*nets.Attention).Forward(t, x, t.Const(mask.Data, mask.Shape...))
}

// runPacked runs sequences of three lengths and joins outputs and last state.
func runPacked(m nets.Module, t *autograd.Tape, x *autograd.Var) *autograd.Var {
	r := m.(*nets.Recurrent)
	y, last := r.Forward(t, x, r.ZeroState(t, 3), []int{4, 0, 2})
	return t.Concat(0, t.Reshape(y, -1), t.Reshape(t.Stack(last.H...), -1))
}

// both joins the outputs of a network with two heads.
func both(m nets.Module, t *autograd.Tape, x *autograd.Var) *autograd.Var {
	logits, values := m.(*nets.PolicyValue).Forward(t, x)
	return t.Concat(1, logits, values)
}
