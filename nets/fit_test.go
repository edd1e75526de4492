package nets_test

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/optim"
	"github.com/tengen-rl/tengen/nets/tensor"
)

func TestFitRefusesExamplesThatDoNotFit(t *testing.T) {
	rows := tensor.New(4, 2)
	labelled := func(labels ...int) nets.Examples { return nets.Examples{Inputs: rows, Labels: labels} }
	targets := func(shape ...int) nets.Examples { return nets.Examples{Inputs: rows, Targets: tensor.New(shape...)} }
	beyond := targets(4, 3)
	beyond.Targets.Data[7] = 1.5
	for want, c := range map[string]struct {
		examples nets.Examples
		loss     nets.Loss
	}{
		"inputs of shape [3] for each example, the network takes [2]":    {nets.Examples{Inputs: tensor.New(4, 3), Labels: make([]int, 4)}, nets.LabelLoss{}},
		"inputs of shape [] for each example, the network takes [2]":     {nets.Examples{Inputs: tensor.New(4), Labels: make([]int, 4)}, nets.LabelLoss{}},
		"label 3 of example 2, the network has outputs 0 to 2":           {labelled(0, 1, 3, 0), nets.LabelLoss{}},
		"label -1 of example 3, the network has outputs 0 to 2":          {labelled(0, 1, 2, -1), nets.LabelLoss{}},
		"examples without labels, LabelLoss wants":                       {targets(4, 3), nets.LabelLoss{}},
		"examples without targets, SquaredLoss":                          {labelled(0, 1, 2, 0), nets.SquaredLoss{}},
		"examples without targets, SquaredLoss and BinaryLoss want":      {labelled(0, 1, 2, 0), nets.BinaryLoss{}},
		"targets of shape [2] for each example, the network gives [3]":   {targets(4, 2), nets.SquaredLoss{}},
		"targets of shape [3 1] for each example, the network gives [3]": {targets(4, 3, 1), nets.BinaryLoss{}},
		"examples with neither targets nor labels, want either":          {nets.Examples{Inputs: rows}, nets.SquaredLoss{}},
		"targets of shape [3 3] for 4 examples":                          {targets(3, 3), nets.SquaredLoss{}},
		"target 1.5 of example 2, BinaryLoss wants 0 to 1":               {beyond, nets.BinaryLoss{}},
	} {
		rng := rand.New(rand.NewPCG(1, 1))
		net := mlp(t, 2, 4, 3, 0, rng)
		o := optim.NewAdam(net.Params(), optim.AdamConfig{})
		cfg := fitConfig(1, 4, 0.01)
		cfg.Loss, cfg.Optimizer, cfg.Rand = c.loss, o, rng
		_, err := nets.Fit(context.Background(), net, c.examples, cfg)
		assert.ErrorContains(t, err, "fit: training: "+want)

		good := nets.Examples{Inputs: rows, Labels: make([]int, 4), Targets: tensor.New(4, 3)}
		cfg.Validation = c.examples
		_, err = nets.Fit(context.Background(), net, good, cfg)
		assert.ErrorContains(t, err, "fit: validation: "+want)
		assert.Zero(t, o.Steps())
		_, err = nets.Evaluate(context.Background(), net, c.examples, c.loss)
		assert.ErrorContains(t, err, "evaluate: "+want)
	}
}

// A loss of the caller's may want labels that are no classes of the network.
func TestFitLeavesLabelsToOtherLosses(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	net := mlp(t, 2, 4, 3, 0, rng)
	cfg := fitConfig(1, 4, 0.01)
	cfg.Optimizer, cfg.Rand = optim.NewAdam(net.Params(), optim.AdamConfig{}), rng
	cfg.Loss = nets.LossFunc(func(tp *autograd.Tape, out *autograd.Var, _ nets.Examples) *autograd.Var { return tp.Mean(out) })
	_, err := nets.Fit(context.Background(), net, nets.Examples{Inputs: tensor.New(4, 2), Labels: []int{99, 0, -1, 7}}, cfg)
	require.NoError(t, err)
}

// A first epoch whose validation loss is NaN must not stay the best because
// nothing is less than NaN.
func TestFitNeverKeepsNaN(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	net := mlp(t, 2, 4, 2, 0, rng)
	evaluations := 0
	cfg := fitConfig(4, 4, 0.05)
	validation := xor().Rows([]int{0, 1, 2})
	cfg.Optimizer, cfg.Rand, cfg.Validation = optim.NewAdam(net.Params(), optim.AdamConfig{}), rng, validation
	cfg.Loss = nets.LossFunc(func(tp *autograd.Tape, out *autograd.Var, b nets.Examples) *autograd.Var {
		loss := nets.LabelLoss{}.Of(tp, out, b)
		if len(b.Labels) == 3 { // validation
			if evaluations++; evaluations != 2 {
				return tp.Scale(loss, float32(math.NaN()))
			}
		}
		return loss
	})
	history, err := nets.Fit(context.Background(), net, xor(), cfg)
	require.NoError(t, err)
	var best []bool
	for _, e := range history {
		best = append(best, e.Best)
	}
	assert.Equal(t, []bool{false, true, false, false}, best)
	loss, err := nets.Evaluate(context.Background(), net, validation, nets.LabelLoss{})
	require.NoError(t, err)
	assert.InDelta(t, history[1].Validation, loss, 1e-6)
}

func TestEvaluateEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	batches := 0
	loss := nets.LossFunc(func(tp *autograd.Tape, out *autograd.Var, b nets.Examples) *autograd.Var {
		if batches++; batches == 2 {
			cancel()
		}
		return nets.LabelLoss{}.Of(tp, out, b)
	})
	many := nets.Examples{Inputs: tensor.New(2000, 2), Labels: make([]int, 2000)}
	_, err := nets.Evaluate(ctx, mlp(t, 2, 4, 2, 0, rand.New(rand.NewPCG(1, 1))), many, loss)
	assert.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, 2, batches)
}

func TestLabelLossRefusesItsOwnSettings(t *testing.T) {
	net := mlp(t, 2, 4, 2, 0, rand.New(rand.NewPCG(1, 1)))
	for want, loss := range map[string]nets.LabelLoss{
		"LabelLoss with 3 class weights, the network has 2 outputs": {ClassWeights: []float32{1, 2, 3}},
		"LabelLoss with smoothing 2, want 0 to 1":                   {Smoothing: 2},
		"LabelLoss with smoothing NaN":                              {Smoothing: float32(math.NaN())},
	} {
		_, err := nets.Evaluate(context.Background(), net, xor(), loss)
		assert.ErrorContains(t, err, want)
	}
}

// Weights by class are what repeating the examples of a class would be.
func TestLabelLossWeighsClasses(t *testing.T) {
	net := mlp(t, 2, 4, 2, 0, rand.New(rand.NewPCG(3, 3)))
	weighted, err := nets.Evaluate(context.Background(), net, xor().Rows([]int{0, 1, 2}), nets.LabelLoss{ClassWeights: []float32{1, 3}})
	require.NoError(t, err)
	repeated, err := nets.Evaluate(context.Background(), net, xor().Rows([]int{0, 1, 2, 1, 2, 1, 2}), nets.LabelLoss{})
	require.NoError(t, err)
	assert.InDelta(t, repeated, weighted, 1e-6)
}

// Symbols that an embedding has no vector for are found before it is asked.
func TestFitRefusesUnknownSymbols(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	net, err := nets.NewSequential(nets.SequentialConfig{Input: []int{2}, Layers: []nets.LayerConfig{
		{Kind: "embedding", Symbols: 5, Out: 3}, {Kind: "gru", Out: 2},
	}}, rng)
	require.NoError(t, err)
	cfg := fitConfig(1, 4, 0.01)
	cfg.Optimizer, cfg.Rand = optim.NewAdam(net.Params(), optim.AdamConfig{}), rng
	for _, symbol := range []float32{5, -1, 0.5, float32(math.NaN()), float32(math.Inf(1))} {
		e := nets.Examples{Inputs: tensor.FromSlice([]float32{0, 1, 4, symbol}, 2, 2), Labels: []int{0, 1}}
		_, err := nets.Fit(context.Background(), net, e, cfg)
		assert.ErrorContains(t, err, "input 1 of example 1 is")
		assert.ErrorContains(t, err, "whole numbers from 0 to 4")
	}
}
