package nets_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/optim"
)

// mlpCase trains a small network and compares the loss of each step and the
// weights after the last.
func mlpCase(t *testing.T, c *truthCase) {
	var a struct {
		Act, Optimizer, Loss string
		Steps                int
	}
	c.attrs(t, &a)
	var data struct {
		Init, Final []truthArray
		X, Y        truthArray
		LossPerStep []float64 `json:"loss_per_step"`
	}
	c.decode(t, &data)
	require.Len(t, data.LossPerStep, a.Steps)
	require.NotEmpty(t, data.Final)
	require.Len(t, data.Final, len(data.Init))
	var params []*autograd.Param
	for i, w := range data.Init {
		p := autograd.NewParam(fmt.Sprint("p", i), w.Shape...)
		copy(p.Value.Data, w.float32())
		params = append(params, p)
	}
	o, rate := optimizerOf(t, a.Optimizer, params)
	activation := autograd.Activation(a.Act)
	require.NoError(t, activation.Check())
	tape, grads := autograd.NewTape(), autograd.NewGrads(params)
	for step := range a.Steps {
		tape.Reset()
		grads.Zero()
		x := tape.Const(data.X.float32(), data.X.Shape...)
		for i := 0; i < len(params); i += 2 {
			if i > 0 {
				x = tape.Activate(activation, x)
			}
			x = tape.Dense(x, tape.Param(params[i]), tape.Param(params[i+1]))
		}
		loss := mlpLoss(t, tape, a.Loss, x, data.Y)
		closeTo(t, fmt.Sprint("loss of step ", step), data.LossPerStep[step:step+1], loss.Data(), 1e-3, 1e-5)
		tape.Backward(loss, grads)
		require.NoError(t, o.Step(grads, rate))
	}
	for i, want := range data.Final {
		closeTo(t, fmt.Sprint("parameter ", i), want.Data, params[i].Value.Data, 1e-3, 1e-4)
	}
}

func mlpLoss(t *testing.T, tape *tape, name string, x *autograd.Var, y truthArray) *autograd.Var {
	switch name {
	case "mse":
		return tape.MSE(x, tape.Const(y.float32(), y.Shape...), autograd.LossConfig{})
	case "ce":
		return tape.CrossEntropyLabels(x, y.ints(), autograd.LabelConfig{})
	case "l1":
		return tape.MAE(x, tape.Const(y.float32(), y.Shape...), autograd.LossConfig{})
	case "huber":
		return tape.Huber(x, tape.Const(y.float32(), y.Shape...), 1, autograd.LossConfig{})
	case "bce":
		return tape.BCEWithLogits(x, tape.Const(y.float32(), y.Shape...), autograd.LossConfig{})
	}
	require.Fail(t, "unknown loss", name)
	return nil
}

// optimizerOf reads a text such as "adamw lr=0.02 wd=0.05".
func optimizerOf(t *testing.T, text string, params []*autograd.Param) (optimizer, float32) {
	words := strings.Fields(text)
	var rate, decay, momentum float32
	nesterov := false
	for _, w := range words[1:] {
		if w == "nesterov" {
			nesterov = true
			continue
		}
		key, value, _ := strings.Cut(w, "=")
		var x float32
		_, err := fmt.Sscan(value, &x)
		require.NoError(t, err, text)
		switch key {
		case "lr":
			rate = x
		case "wd":
			decay = x
		case "momentum":
			momentum = x
		default:
			require.Fail(t, "unknown setting", text)
		}
	}
	switch words[0] {
	case "sgd":
		return optim.NewSGD(params, optim.SGDConfig{Momentum: momentum, Nesterov: nesterov, WeightDecay: decay}), rate
	case "adam":
		return optim.NewAdam(params, optim.AdamConfig{WeightDecay: decay, Coupled: true}), rate
	case "adamw":
		return optim.NewAdam(params, optim.AdamConfig{WeightDecay: decay}), rate
	case "rmsprop":
		return optim.NewRMSProp(params, optim.RMSPropConfig{WeightDecay: decay}), rate
	case "nadam":
		return optim.NewNAdam(params, optim.AdamConfig{WeightDecay: decay, Coupled: true}), rate
	case "radam":
		return optim.NewRAdam(params, optim.AdamConfig{WeightDecay: decay, Coupled: true}), rate
	case "adamax":
		return optim.NewAdaMax(params, optim.AdaMaxConfig{WeightDecay: decay}), rate
	case "adadelta":
		return optim.NewAdaDelta(params, optim.AdaDeltaConfig{WeightDecay: decay}), rate
	case "adagrad":
		return optim.NewAdaGrad(params, optim.AdaGradConfig{WeightDecay: decay}), rate
	}
	require.Fail(t, "unknown optimiser", text)
	return nil, 0
}

// smallAlphaZero is the network of the truth case: unlike PolicyValue, it has
// batch normalisation.
type smallAlphaZero struct {
	stem, c1, c2, policyConv, valueConv     *nets.Conv2D
	stemNorm, b1, b2, policyNorm, valueNorm *nets.BatchNorm
	policyOut, valueHidden, valueOut        *nets.Dense
}

func newSmallAlphaZero(planes, channels, actions, pixels, hidden int) *smallAlphaZero {
	conv := func(name string, in, out, size int, bias bool) *nets.Conv2D {
		c := nets.NewConv2D(name, in, out, size, nets.Zeros, nil)
		if !bias {
			c.Bias = nil
		}
		return c
	}
	return &smallAlphaZero{
		stem: conv("stem", planes, channels, 3, false), stemNorm: nets.NewBatchNorm("bn", channels),
		c1: conv("res.c1", channels, channels, 3, false), b1: nets.NewBatchNorm("res.b1", channels),
		c2: conv("res.c2", channels, channels, 3, false), b2: nets.NewBatchNorm("res.b2", channels),
		policyConv: conv("pc", channels, 2, 1, true), policyNorm: nets.NewBatchNorm("pb", 2),
		policyOut: nets.NewDense("pf", 2*pixels, actions, nets.Zeros, nil),
		valueConv: conv("vc", channels, 1, 1, true), valueNorm: nets.NewBatchNorm("vb", 1),
		valueHidden: nets.NewDense("v1", pixels, hidden, nets.Zeros, nil), valueOut: nets.NewDense("v2", hidden, 1, nets.Zeros, nil),
	}
}

func (net *smallAlphaZero) norms() []*nets.BatchNorm {
	return []*nets.BatchNorm{net.stemNorm, net.b1, net.b2, net.policyNorm, net.valueNorm}
}

func (net *smallAlphaZero) Params() []*autograd.Param {
	all := nets.ParamsOf(net.stem, net.c1, net.c2, net.policyConv, net.valueConv, net.policyOut, net.valueHidden, net.valueOut)
	for _, n := range net.norms() {
		all = append(all, n.Params()...)
	}
	return all
}

// state lists all numbers of the network by name.
func (net *smallAlphaZero) state() map[string][]float32 {
	all := map[string][]float32{}
	for _, p := range net.Params() {
		all[p.Name] = p.Value.Data
	}
	for _, n := range net.norms() {
		for _, b := range n.Buffers() {
			all[b.Name] = b.Data
		}
	}
	return all
}

func (net *smallAlphaZero) forward(t *tape, x *autograd.Var, training bool) (logits, value *autograd.Var) {
	x = t.ReLU(net.stemNorm.Forward(t, net.stem.Forward(t, t.ChannelsLast(x)), training))
	h := t.ReLU(net.b1.Forward(t, net.c1.Forward(t, x), training))
	x = t.ReLU(t.Add(x, net.b2.Forward(t, net.c2.Forward(t, h), training)))
	policy := t.ReLU(net.policyNorm.Forward(t, net.policyConv.Forward(t, x), training))
	logits = net.policyOut.Forward(t, t.Reshape(t.ChannelsFirst(policy), x.Dim(0), -1))
	v := t.ReLU(net.valueNorm.Forward(t, net.valueConv.Forward(t, x), training))
	v = t.ReLU(net.valueHidden.Forward(t, t.Reshape(t.ChannelsFirst(v), x.Dim(0), -1)))
	return logits, t.Tanh(net.valueOut.Forward(t, v))
}

// alphaZeroCase trains such a network and compares all that the case records.
func alphaZeroCase(t *testing.T, c *truthCase) {
	var a struct {
		Board, Channels, Actions, Steps int
		Planes                          int `json:"in_planes"`
		LR, Momentum                    float32
		Decay                           float32 `json:"weight_decay"`
	}
	c.attrs(t, &a)
	type evaluation map[string]truthArray
	var data struct {
		Init, FinalState map[string]truthArray
		X                truthArray
		Policy           truthArray            `json:"policy_target"`
		Value            truthArray            `json:"value_target"`
		Before           evaluation            `json:"eval_before"`
		After            evaluation            `json:"eval_after"`
		Grads            map[string]truthArray `json:"first_step_grads"`
		Losses           [][]float64           `json:"loss_per_step"`
		Final            map[string]truthArray `json:"final_state"`
	}
	c.decode(t, &data)
	net := newSmallAlphaZero(a.Planes, a.Channels, a.Actions, a.Board*a.Board, data.Init["v1.bias"].Shape[0])
	for name, dst := range net.state() {
		require.Contains(t, data.Init, name)
		copy(dst, data.Init[name].float32())
	}
	params := net.Params()
	for _, p := range params {
		p.NoDecay = false // the case decays all
	}
	tape, grads := autograd.NewTape(), autograd.NewGrads(params)
	evaluate := func(what string, want evaluation) {
		tape.Reset()
		logits, value := net.forward(tape, tape.Const(data.X.float32(), data.X.Shape...), false)
		for name, w := range want {
			got := logits
			if strings.HasPrefix(name, "value") {
				got = value
			}
			closeTo(t, what+" "+name, w.Data, got.Data(), 1e-3, 1e-4)
		}
	}
	evaluate("before", data.Before)
	sgd := optim.NewSGD(params, optim.SGDConfig{Momentum: a.Momentum, WeightDecay: a.Decay})
	for step := range a.Steps {
		tape.Reset()
		grads.Zero()
		logits, value := net.forward(tape, tape.Const(data.X.float32(), data.X.Shape...), true)
		policyLoss := tape.SoftmaxCrossEntropy(logits, tape.Const(data.Policy.float32(), data.Policy.Shape...), autograd.CrossEntropyConfig{})
		valueLoss := tape.MSE(value, tape.Const(data.Value.float32(), len(data.Value.Data), 1), autograd.LossConfig{})
		closeTo(t, fmt.Sprint("losses of step ", step), data.Losses[step], []float32{policyLoss.Scalar(), valueLoss.Scalar()}, 1e-3, 1e-4)
		tape.Backward(tape.Add(policyLoss, valueLoss), grads)
		if step == 0 {
			for _, p := range params {
				closeTo(t, "first gradient of "+p.Name, data.Grads[p.Name].Data, grads.Of(p), 1e-3, 1e-5)
			}
		}
		require.NoError(t, sgd.Step(grads, a.LR))
	}
	for name, got := range net.state() {
		closeTo(t, "final "+name, data.Final[name].Data, got, 1e-3, 1e-4)
	}
	evaluate("after", data.After)
}

// scheduleCase compares the rates of a schedule.
func scheduleCase(t *testing.T, c *truthCase) {
	var a struct {
		Base        float64 `json:"base_lr"`
		StepSize    int     `json:"step_size"`
		Gamma       float64
		Milestones  []int
		TMax        int     `json:"T_max"`
		Least       float64 `json:"eta_min"`
		T0          int     `json:"T_0"`
		TMult       int     `json:"T_mult"`
		StartFactor float64 `json:"start_factor"`
		EndFactor   float64 `json:"end_factor"`
		TotalIters  int     `json:"total_iters"`
		Warmup      int
		MaxLR       float64 `json:"max_lr"`
		TotalSteps  int     `json:"total_steps"`
		PctStart    float64 `json:"pct_start"`
		Anneal      string
		DivFactor   float64 `json:"div_factor"`
		FinalDiv    float64 `json:"final_div_factor"`
		Power       float64
		Total       int
		End         float64 `json:"end_lr"`
	}
	c.attrs(t, &a)
	var data struct{ LR []float64 }
	c.decode(t, &data)
	var s optim.Schedule
	switch c.Op {
	case "step":
		s = optim.StepRate(a.Base, a.StepSize, a.Gamma)
	case "multistep":
		s = optim.MultiStepRate(a.Base, a.Milestones, a.Gamma)
	case "exponential":
		s = optim.ExponentialRate(a.Base, a.Gamma)
	case "cosine":
		s = optim.CosineRate(a.Base, a.Least, a.TMax)
	case "cosine_restarts":
		s = optim.CosineRestarts(a.Base, a.Least, a.T0, a.TMult)
	case "linear_warmup":
		s = optim.LinearRate(a.Base, a.StartFactor, a.EndFactor, a.TotalIters)
	case "lambda_warmup_invsqrt":
		s = optim.InverseRootRate(a.Base, a.Warmup)
	case "onecycle":
		require.Equal(t, "cos", a.Anneal)
		s = optim.OneCycleRate(a.MaxLR, a.TotalSteps, optim.OneCycleConfig{Rise: a.PctStart, Start: a.DivFactor, End: a.FinalDiv})
	case "polynomial":
		s = optim.PolynomialRate(a.Base, a.End, a.Power, a.Total)
	}
	require.NotEmpty(t, data.LR)
	for step, want := range data.LR {
		require.InDelta(t, want, s(step), 1e-9+1e-6*math.Abs(want), "step %d", step)
	}
}
