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
	for want, c := range map[string]struct {
		examples nets.Examples
		loss     nets.Loss
	}{
		"inputs of shape [3] for each example, the network takes [2]":    {nets.Examples{Inputs: tensor.New(4, 3), Labels: make([]int, 4)}, nets.LabelLoss},
		"inputs of shape [] for each example, the network takes [2]":     {nets.Examples{Inputs: tensor.New(4), Labels: make([]int, 4)}, nets.LabelLoss},
		"label 3 of example 2, the network has outputs 0 to 2":           {labelled(0, 1, 3, 0), nets.LabelLoss},
		"label -1 of example 3, the network has outputs 0 to 2":          {labelled(0, 1, 2, -1), nets.LabelLoss},
		"examples without labels, LabelLoss wants":                       {targets(4, 3), nets.LabelLoss},
		"examples without targets, SquaredLoss":                          {labelled(0, 1, 2, 0), nets.SquaredLoss},
		"examples without targets, SquaredLoss and BinaryLoss want":      {labelled(0, 1, 2, 0), nets.BinaryLoss},
		"targets of shape [2] for each example, the network gives [3]":   {targets(4, 2), nets.SquaredLoss},
		"targets of shape [3 1] for each example, the network gives [3]": {targets(4, 3, 1), nets.BinaryLoss},
		"examples with neither targets nor labels, want either":          {nets.Examples{Inputs: rows}, nets.SquaredLoss},
		"targets of shape [3 3] for 4 examples":                          {targets(3, 3), nets.SquaredLoss},
	} {
		rng := rand.New(rand.NewPCG(1, 1))
		net := mlp(t, 2, 4, 3, 0, rng)
		o := optim.NewAdam(net.Params(), optim.AdamConfig{})
		cfg := fitConfig(1, 4, 0.01)
		cfg.Loss = c.loss
		_, err := nets.Fit(context.Background(), net, o, c.examples, nets.Examples{}, cfg, rng)
		assert.ErrorContains(t, err, "fit: training: "+want)

		good := nets.Examples{Inputs: rows, Labels: make([]int, 4), Targets: tensor.New(4, 3)}
		_, err = nets.Fit(context.Background(), net, o, good, c.examples, cfg, rng)
		assert.ErrorContains(t, err, "fit: validation: "+want)
		assert.Zero(t, o.Steps())
	}
}

// A loss of the caller's may want labels that are no classes of the network.
func TestFitLeavesLabelsToOtherLosses(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	net := mlp(t, 2, 4, 3, 0, rng)
	cfg := fitConfig(1, 4, 0.01)
	cfg.Loss = func(tp *autograd.Tape, out *autograd.Var, _ nets.Examples) *autograd.Var { return tp.Mean(out) }
	_, err := nets.Fit(context.Background(), net, optim.NewAdam(net.Params(), optim.AdamConfig{}),
		nets.Examples{Inputs: tensor.New(4, 2), Labels: []int{99, 0, -1, 7}}, nets.Examples{}, cfg, rng)
	require.NoError(t, err)
}

// A first epoch whose validation loss is NaN must not stay the best because
// nothing is less than NaN.
func TestFitNeverKeepsNaN(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	net := mlp(t, 2, 4, 2, 0, rng)
	evaluations := 0
	cfg := fitConfig(4, 4, 0.05)
	cfg.Loss = func(tp *autograd.Tape, out *autograd.Var, b nets.Examples) *autograd.Var {
		loss := nets.LabelLoss(tp, out, b)
		if len(b.Labels) == 3 { // validation
			if evaluations++; evaluations != 2 {
				return tp.Scale(loss, float32(math.NaN()))
			}
		}
		return loss
	}
	history, err := nets.Fit(context.Background(), net, optim.NewAdam(net.Params(), optim.AdamConfig{}),
		xor(), xor().Rows([]int{0, 1, 2}), cfg, rng)
	require.NoError(t, err)
	var best []bool
	for _, e := range history {
		best = append(best, e.Best)
	}
	assert.Equal(t, []bool{false, true, false, false}, best)
	assert.InDelta(t, history[1].Validation, nets.Evaluate(net, xor().Rows([]int{0, 1, 2}), nets.LabelLoss, 4), 1e-6)
}
