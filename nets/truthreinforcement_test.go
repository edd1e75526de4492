package nets_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/optim"
)

func returnsCase(t *testing.T, c *truthCase) {
	var d struct {
		Gamma, Lam                   float64
		N                            int
		Rewards, Values, Dones, Rhos []float64
		GAE                          []float64
		Lambda                       []float64 `json:"lambda_returns"`
		Discounted                   []float64 `json:"discounted_returns_bootstrapped"`
		Targets                      []float64 `json:"vtrace_vs"`
		Advantages                   []float64 `json:"vtrace_pg_adv"`
		NStep                        []float64 `json:"nstep_returns"`
	}
	c.decode(t, &d)
	tr := nets.Trajectory{Rewards: d.Rewards, Values: d.Values}
	for _, done := range d.Dones {
		tr.Discounts = append(tr.Discounts, d.Gamma*(1-done))
	}
	targets, advantages := tr.VTrace(d.Rhos)
	for name, pair := range map[string][2][]float64{
		"advantages":         {d.GAE, tr.Advantages(d.Lam)},
		"lambda returns":     {d.Lambda, tr.LambdaReturns(d.Lam)},
		"discounted returns": {d.Discounted, tr.LambdaReturns(1)},
		"n-step returns":     {d.NStep, tr.NStepReturns(d.N)},
		"v-trace targets":    {d.Targets, targets},
		"v-trace advantages": {d.Advantages, advantages},
	} {
		require.Len(t, pair[1], len(pair[0]), name)
		for i, want := range pair[0] {
			require.InDelta(t, want, pair[1][i], 1e-9+1e-9*math.Abs(want), "%s of step %d", name, i)
		}
	}
}

// constant puts an array of a case on a tape.
func constant(tape *tape, a truthArray) *autograd.Var { return tape.Const(a.float32(), a.Shape...) }

func chosen(tape *tape, x *autograd.Var, actions truthArray) *autograd.Var {
	n := len(actions.Data)
	return tape.Reshape(tape.Gather(x, 1, actions.ints(), n, 1), n)
}

func ppoCase(t *testing.T, c *truthCase) {
	var d struct {
		Clip                               float32
		Logits, Actions, Advantages, Ratio truthArray
		Old                                truthArray `json:"old_logits"`
		Loss                               float64
		Grad                               truthArray `json:"grad_logits"`
	}
	c.decode(t, &d)
	tape := autograd.NewTape()
	logits := tape.Input(d.Logits.float32(), d.Logits.Shape...)
	old := chosen(tape, tape.LogSoftmax(constant(tape, d.Old)), d.Actions)
	ratio := tape.Exp(tape.Sub(chosen(tape, tape.LogSoftmax(logits), d.Actions), old))
	advantages := constant(tape, d.Advantages)
	clipped := tape.Mul(tape.Clamp(ratio, 1-d.Clip, 1+d.Clip), advantages)
	loss := tape.Scale(tape.Mean(tape.Minimum(tape.Mul(ratio, advantages), clipped)), -1)
	tape.Backward(loss, nil)
	closeTo(t, "ratio", d.Ratio.Data, ratio.Data(), 1e-4, 1e-5)
	closeTo(t, "loss", []float64{d.Loss}, loss.Data(), 1e-4, 1e-5)
	closeTo(t, "gradient", d.Grad.Data, logits.Grad(), 1e-4, 1e-5)
}

// dqnCase is the loss of deep Q-learning; with double, the online network
// chooses the next action that the target network values.
func dqnCase(double bool) func(t *testing.T, c *truthCase) {
	return func(t *testing.T, c *truthCase) {
		var d struct {
			Gamma                      float32
			Delta                      float32 `json:"huber_delta"`
			Q, Actions, Rewards, Dones truthArray
			Next                       truthArray `json:"target_net_q_next"`
			Online                     truthArray `json:"online_net_q_next"`
			Target                     truthArray `json:"td_target"`
			Loss                       float64
			Grad                       truthArray `json:"grad_q"`
		}
		c.decode(t, &d)
		tape := autograd.NewTape()
		q, next := tape.Input(d.Q.float32(), d.Q.Shape...), constant(tape, d.Next)
		best := tape.MaxAxes(next, false, 1)
		if double {
			best = chosen(tape, next, truthArray{Data: argmaxRows(d.Online)})
		}
		running := tape.Affine(constant(tape, d.Dones), -d.Gamma, d.Gamma)
		target := tape.Add(constant(tape, d.Rewards), tape.Mul(running, best))
		loss := tape.Huber(chosen(tape, q, d.Actions), target, d.Delta, autograd.LossConfig{})
		tape.Backward(loss, nil)
		closeTo(t, "target", d.Target.Data, target.Data(), 1e-4, 1e-5)
		closeTo(t, "loss", []float64{d.Loss}, loss.Data(), 1e-4, 1e-5)
		closeTo(t, "gradient", d.Grad.Data, q.Grad(), 1e-4, 1e-5)
	}
}

func argmaxRows(a truthArray) []float64 {
	width := a.Shape[1]
	best := make([]float64, a.Shape[0])
	for i := range best {
		row := a.Data[i*width : (i+1)*width]
		for j, x := range row {
			if x > row[int(best[i])] {
				best[i] = float64(j)
			}
		}
	}
	return best
}

func gaussianCase(t *testing.T, c *truthCase) {
	var d struct {
		Mean, X, Entropy truthArray
		LogStd           truthArray `json:"log_std"`
		LogProb          truthArray `json:"log_prob"`
	}
	c.decode(t, &d)
	tape := autograd.NewTape()
	logStd := constant(tape, d.LogStd)
	z := tape.Div(tape.Sub(constant(tape, d.X), constant(tape, d.Mean)), tape.Exp(logStd))
	half := float32(math.Log(2*math.Pi) / 2)
	logProb := tape.SumAxes(tape.Sub(tape.Affine(tape.Mul(z, z), -0.5, -half), logStd), false, 1)
	entropy := tape.SumAxes(tape.Affine(logStd, 1, half+0.5), false, 1)
	closeTo(t, "log-probability", d.LogProb.Data, logProb.Data(), 1e-4, 1e-5)
	closeTo(t, "entropy", d.Entropy.Data, entropy.Data(), 1e-4, 1e-5)
}

func categoricalCase(t *testing.T, c *truthCase) {
	var d struct {
		P       truthArray `json:"p_logits"`
		Q       truthArray `json:"q_logits"`
		Entropy truthArray `json:"p_entropy"`
		KL      truthArray `json:"kl_pq"`
	}
	c.decode(t, &d)
	tape := autograd.NewTape()
	p := constant(tape, d.P)
	closeTo(t, "entropy", d.Entropy.Data, tape.Entropy(p).Data(), 1e-4, 1e-5)
	kl := tape.KLDiv(tape.LogSoftmax(constant(tape, d.Q)), tape.Softmax(p), autograd.LossConfig{Reduction: autograd.ReduceNone})
	closeTo(t, "divergence", d.KL.Data, kl.Data(), 1e-4, 1e-5)
}

// clipCase clips gradients by norm or by value.
func clipCase(t *testing.T, c *truthCase) {
	var a struct {
		MaxNorm  float64 `json:"max_norm"`
		NormType string  `json:"norm_type"`
		Clip     float32
	}
	c.attrs(t, &a)
	var d struct {
		Grads, Clipped [][]float64
		Norm           float64 `json:"total_norm"`
	}
	c.decode(t, &d)
	require.NotEmpty(t, d.Grads)
	require.Len(t, d.Clipped, len(d.Grads))
	var params []*autograd.Param
	for _, g := range d.Grads {
		params = append(params, autograd.NewParam("p", len(g)))
	}
	grads := autograd.NewGrads(params)
	for i, g := range d.Grads {
		copy(grads.At(i), truthArray{Data: g}.float32())
	}
	switch {
	case c.Op == "clip_grad_value":
		optim.ClipValue(grads, a.Clip)
	case a.NormType == "inf":
		require.InDelta(t, d.Norm, optim.ClipLargest(grads, a.MaxNorm), 1e-5)
	default:
		require.Equal(t, "2", a.NormType)
		require.InDelta(t, d.Norm, optim.ClipNorm(grads, a.MaxNorm), 1e-5)
	}
	for i, want := range d.Clipped {
		closeTo(t, "clipped", want, grads.At(i), 1e-4, 1e-6)
	}
}
