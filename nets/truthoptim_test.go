package nets_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/optim"
)

// optimizer is what all optimisers have.
type optimizer interface {
	Step(grads *autograd.Grads, rate float32) error
}

// optimAttrs are the attributes of all optimiser cases.
type optimAttrs struct {
	LR           float32
	Momentum     float32
	Dampening    float32
	Nesterov     bool
	WeightDecay  float32 `json:"weight_decay"`
	Betas        [2]float64
	Eps          float64
	AMSGrad      bool
	Alpha, Rho   float64
	Centered     bool
	LRDecay      float64 `json:"lr_decay"`
	InitialValue float64 `json:"initial_accumulator_value"`
	Decoupled    bool    `json:"decoupled_weight_decay"`
}

// optimCase runs an optimiser over recorded gradients and compares the
// parameters after each step.
func optimCase(make func(params []*autograd.Param, a optimAttrs) optimizer) func(t *testing.T, c *truthCase) {
	return func(t *testing.T, c *truthCase) {
		var a optimAttrs
		c.attrs(t, &a)
		var data struct {
			Shapes      [][]int
			Init        [][]float64
			Grads       [][][]float64
			ParamsAfter [][][]float64 `json:"params_after"`
		}
		c.decode(t, &data)
		require.NotEmpty(t, data.Grads)
		var params []*autograd.Param
		for i, shape := range data.Shapes {
			p := autograd.NewParam(fmt.Sprint("p", i), shape...)
			copy(p.Value.Data, truthArray{Data: data.Init[i]}.float32())
			params = append(params, p)
		}
		o, tape := make(params, a), autograd.NewTape()
		grads := autograd.NewGrads(params)
		for step, g := range data.Grads {
			tape.Reset()
			grads.Zero()
			setGrads(tape, grads, g)
			require.NoError(t, o.Step(grads, a.LR))
			for i, p := range params {
				closeTo(t, fmt.Sprintf("parameter %d after step %d", i, step), data.ParamsAfter[step][i], p.Value.Data, 1e-4, 1e-5)
			}
		}
	}
}

// setGrads makes the given numbers the gradients of all parameters, by a loss
// that is linear in them.
func setGrads(tape *autograd.Tape, grads *autograd.Grads, values [][]float64) {
	for i, p := range grads.Params() {
		g := tape.Const(truthArray{Data: values[i]}.float32(), p.Value.Shape...)
		tape.Backward(tape.Sum(tape.Mul(tape.Param(p), g)), grads)
	}
}

func newSGD(params []*autograd.Param, a optimAttrs) optimizer {
	return optim.NewSGD(params, optim.SGDConfig{
		Momentum: a.Momentum, Dampening: a.Dampening, Nesterov: a.Nesterov, WeightDecay: a.WeightDecay,
	})
}

func newAdam(coupled bool) func(params []*autograd.Param, a optimAttrs) optimizer {
	return func(params []*autograd.Param, a optimAttrs) optimizer {
		return optim.NewAdam(params, optim.AdamConfig{
			Beta1: a.Betas[0], Beta2: a.Betas[1], Epsilon: a.Eps,
			WeightDecay: a.WeightDecay, Coupled: coupled, AMSGrad: a.AMSGrad,
		})
	}
}

func newAdaGrad(params []*autograd.Param, a optimAttrs) optimizer {
	return optim.NewAdaGrad(params, optim.AdaGradConfig{
		Epsilon: a.Eps, RateDecay: a.LRDecay, Initial: float32(a.InitialValue), WeightDecay: a.WeightDecay,
	})
}

func newRMSProp(params []*autograd.Param, a optimAttrs) optimizer {
	return optim.NewRMSProp(params, optim.RMSPropConfig{
		Alpha: a.Alpha, Epsilon: a.Eps, Centered: a.Centered, Momentum: a.Momentum, WeightDecay: a.WeightDecay,
	})
}

func newAdaDelta(params []*autograd.Param, a optimAttrs) optimizer {
	return optim.NewAdaDelta(params, optim.AdaDeltaConfig{Rho: a.Rho, Epsilon: a.Eps, WeightDecay: a.WeightDecay})
}

func newAdaMax(params []*autograd.Param, a optimAttrs) optimizer {
	return optim.NewAdaMax(params, optim.AdaMaxConfig{
		Beta1: a.Betas[0], Beta2: a.Betas[1], Epsilon: a.Eps, WeightDecay: a.WeightDecay,
	})
}

func newNAdam(params []*autograd.Param, a optimAttrs) optimizer {
	return optim.NewNAdam(params, a.adam())
}

func newRAdam(params []*autograd.Param, a optimAttrs) optimizer {
	return optim.NewRAdam(params, a.adam())
}

// adam is the configuration of the variants of Adam whose weight decay is L2
// unless it is said to be decoupled.
func (a optimAttrs) adam() optim.AdamConfig {
	return optim.AdamConfig{
		Beta1: a.Betas[0], Beta2: a.Betas[1], Epsilon: a.Eps, WeightDecay: a.WeightDecay, Coupled: !a.Decoupled,
	}
}
