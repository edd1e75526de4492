package nets_test

import (
	"encoding/json"
	"maps"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// truthChecks examines the cases that are not inputs to outputs.
var truthChecks = map[string]func(t *testing.T, c *truthCase){
	"sgd":                   optimCase(newSGD),
	"adam":                  optimCase(newAdam(true)),
	"adamw":                 optimCase(newAdam(false)),
	"adagrad":               optimCase(newAdaGrad),
	"rmsprop":               optimCase(newRMSProp),
	"adadelta":              optimCase(newAdaDelta),
	"adamax":                optimCase(newAdaMax),
	"nadam":                 optimCase(newNAdam),
	"radam":                 optimCase(newRAdam),
	"clip_grad_norm":        clipCase,
	"clip_grad_value":       clipCase,
	"multistep":             scheduleCase,
	"exponential":           scheduleCase,
	"cosine":                scheduleCase,
	"cosine_restarts":       scheduleCase,
	"linear_warmup":         scheduleCase,
	"lambda_warmup_invsqrt": scheduleCase,
	"onecycle":              scheduleCase,
	"polynomial":            scheduleCase,
	"mlp_train":             mlpCase,
	"alphazero_net_train":   alphaZeroCase,
	"returns":               returnsCase,
	"ppo_clip_loss":         ppoCase,
	"dqn_loss":              dqnCase(false),
	"double_dqn_loss":       dqnCase(true),
	"diag_gaussian":         gaussianCase,
	"categorical":           categoricalCase,
}

// truthOps computes the cases that are.
var truthOps = joined(map[string]opFunc{
	"dense": func(_ *testing.T, _ *truthCase, tape *autograd.Tape, v map[string]*autograd.Var) map[string]*autograd.Var {
		return out(tape.Dense(v["x"], v["weight"], v["bias"]))
	},
	"conv2d": conv2dCase,
}, activationOps(), lossOps(), imageOps(), tensorOps(), recurrentOps())

func joined(families ...map[string]opFunc) map[string]opFunc {
	all := map[string]opFunc{}
	for _, family := range families {
		maps.Copy(all, family)
	}
	return all
}

func out(v *autograd.Var) map[string]*autograd.Var { return map[string]*autograd.Var{"out": v} }

// pair is a number for both axes, or one for each.
type pair [2]int

func (p *pair) UnmarshalJSON(text []byte) error {
	var n int
	if json.Unmarshal(text, &n) == nil {
		*p = pair{n, n}
		return nil
	}
	return json.Unmarshal(text, (*[2]int)(p))
}

func conv2dCase(t *testing.T, c *truthCase, tape *autograd.Tape, v map[string]*autograd.Var) map[string]*autograd.Var {
	var a struct {
		Stride, Padding, Dilation pair
		Groups                    int
	}
	c.attrs(t, &a)
	require.NotZero(t, a.Groups)
	y := tape.Conv2D(tape.ChannelsLast(v["x"]), v["weight"], v["bias"], autograd.Conv2DConfig{
		Stride: a.Stride, Pad: a.Padding, Dilation: a.Dilation, Groups: a.Groups,
	})
	return out(tape.ChannelsFirst(y))
}
