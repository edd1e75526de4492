package autograd

import (
	"fmt"
	"math"
)

// Activation names an elementwise function, as a configuration would.
type Activation string

// The activations by name. ReLU and Tanh have faster methods of their own,
// which Activate uses.
const (
	Linear     Activation = "linear"
	Sigmoid    Activation = "sigmoid"
	Tanh       Activation = "tanh"
	ReLU       Activation = "relu"
	ReLU6      Activation = "relu6"
	LeakyReLU  Activation = "leaky_relu" // slope 0.01 below zero
	ELU        Activation = "elu"        // α = 1
	SELU       Activation = "selu"
	GELU       Activation = "gelu"
	GELUTanh   Activation = "gelu_tanh"
	SiLU       Activation = "silu"
	Mish       Activation = "mish"
	Softplus   Activation = "softplus"
	Softsign   Activation = "softsign"
	HardSwish  Activation = "hardswish"
	HardTanh   Activation = "hardtanh"
	LogSigmoid Activation = "logsigmoid"
	Step       Activation = "step"
)

// curve is an elementwise function of x with a constant a: its value, and its
// derivative given x and the value y.
type curve struct {
	value func(x, a float64) float64
	slope func(x, y, a float64) float64
	a     float64 // the constant unless the caller gives one
}

// activations has the value of each function and its derivative side by side.
var activations = map[Activation]*curve{
	Linear: {
		value: func(x, _ float64) float64 { return x },
		slope: func(_, _, _ float64) float64 { return 1 },
	},
	Sigmoid: {
		value: func(x, _ float64) float64 { return sigmoid(x) },
		slope: func(_, y, _ float64) float64 { return y * (1 - y) },
	},
	ReLU6: {
		value: func(x, _ float64) float64 { return min(max(x, 0), 6) },
		slope: func(x, _, _ float64) float64 { return indicator(x > 0 && x < 6) },
	},
	LeakyReLU: { // Maas, Hannun and Ng 2013
		value: func(x, a float64) float64 { return max(x, 0) + a*min(x, 0) },
		slope: func(x, _, a float64) float64 { return a + (1-a)*indicator(x > 0) },
		a:     0.01,
	},
	ELU: { // Clevert, Unterthiner and Hochreiter 2016
		value: func(x, a float64) float64 { return max(x, 0) + a*math.Expm1(min(x, 0)) },
		slope: func(x, y, a float64) float64 {
			if x > 0 {
				return 1
			}
			return y + a
		},
		a: 1,
	},
	SELU: { // Klambauer et al. 2017
		value: func(x, _ float64) float64 { return seluScale * (max(x, 0) + seluAlpha*math.Expm1(min(x, 0))) },
		slope: func(x, y, _ float64) float64 {
			if x > 0 {
				return seluScale
			}
			return y + seluScale*seluAlpha
		},
	},
	GELU: { // Hendrycks and Gimpel 2016: x·Φ(x)
		value: func(x, _ float64) float64 { return x * normalCDF(x) },
		slope: func(x, _, _ float64) float64 {
			return normalCDF(x) + x*math.Exp(-x*x/2)/math.Sqrt(2*math.Pi)
		},
	},
	GELUTanh: { // the same paper's approximation by tanh
		value: func(x, _ float64) float64 { return x * (1 + math.Tanh(geluInner(x))) / 2 },
		slope: func(x, _, _ float64) float64 {
			t := math.Tanh(geluInner(x))
			return (1+t)/2 + x*(1-t*t)/2*math.Sqrt(2/math.Pi)*(1+3*0.044715*x*x)
		},
	},
	SiLU: { // Elfwing, Uchibe and Doya 2017; swish with β = 1
		value: func(x, _ float64) float64 { return x * sigmoid(x) },
		slope: func(x, _, _ float64) float64 {
			if math.Abs(x) > 100 { // below, nothing is lost; far above, x·0 would be of infinity
				return indicator(x > 0)
			}
			return sigmoid(x) + x*sigmoid(x)*sigmoid(-x)
		},
	},
	Mish: { // Misra 2019: x·tanh(softplus(x))
		value: func(x, _ float64) float64 { return x * math.Tanh(softplus(x)) },
		slope: func(x, _, _ float64) float64 {
			t := math.Tanh(softplus(x))
			return t + x*(1-t*t)*sigmoid(x)
		},
	},
	Softplus: {
		value: func(x, _ float64) float64 { return softplus(x) },
		slope: func(x, _, _ float64) float64 { return sigmoid(x) },
	},
	Softsign: {
		value: func(x, _ float64) float64 { return x / (1 + math.Abs(x)) },
		slope: func(x, _, _ float64) float64 { return 1 / ((1 + math.Abs(x)) * (1 + math.Abs(x))) },
	},
	HardSwish: { // Howard et al., "MobileNetV3", 2019
		value: func(x, _ float64) float64 { return x * min(max(x+3, 0), 6) / 6 },
		slope: func(x, _, _ float64) float64 {
			if x < -3 {
				return 0
			}
			if x >= 3 {
				return 1
			}
			return (2*x + 3) / 6
		},
	},
	HardTanh: {
		value: func(x, _ float64) float64 { return min(max(x, -1), 1) },
		slope: func(x, _, _ float64) float64 { return indicator(x > -1 && x < 1) },
	},
	LogSigmoid: {
		value: func(x, _ float64) float64 { return -softplus(-x) },
		slope: func(x, _, _ float64) float64 { return sigmoid(-x) },
	},
	// The derivative passes straight through, as if the step were the identity:
	// Bengio, Léonard and Courville, "Estimating or Propagating Gradients
	// Through Stochastic Neurons", 2013.
	Step: {
		value: func(x, a float64) float64 {
			if x == 0 {
				return a
			}
			return indicator(x > 0)
		},
		slope: func(_, _, _ float64) float64 { return 1 },
	},
}

const (
	seluAlpha = 1.6732632423543772848170429916717
	seluScale = 1.0507009873554804934193349852946
)

// Activate applies a named activation. It panics if there is none of the name;
// Check tells beforehand.
func (t *Tape) Activate(a Activation, x *Var) *Var {
	switch a {
	case ReLU:
		return t.ReLU(x)
	case Tanh:
		return t.Tanh(x)
	case Linear:
		return x
	}
	c, ok := activations[a]
	if !ok {
		panic(fmt.Sprintf("autograd: unknown activation %q", a))
	}
	return t.curve(c, x, c.a)
}

// Check reports a name that is no activation's.
func (a Activation) Check() error {
	if _, ok := activations[a]; !ok && a != ReLU && a != Tanh {
		return fmt.Errorf("unknown activation %q", string(a))
	}
	return nil
}

// Sigmoid returns 1/(1+e⁻ˣ).
func (t *Tape) Sigmoid(x *Var) *Var { return t.Activate(Sigmoid, x) }

// SiLU returns x·sigmoid(x).
func (t *Tape) SiLU(x *Var) *Var { return t.Activate(SiLU, x) }

// GELU returns x·Φ(x), Φ being the normal distribution function.
func (t *Tape) GELU(x *Var) *Var { return t.Activate(GELU, x) }

// Softplus returns log(1+eˣ).
func (t *Tape) Softplus(x *Var) *Var { return t.Activate(Softplus, x) }

// LeakyReLU returns x above zero and slope·x below.
func (t *Tape) LeakyReLU(x *Var, slope float32) *Var {
	return t.curve(activations[LeakyReLU], x, float64(slope))
}

// ELU returns x above zero and alpha·(eˣ-1) below.
func (t *Tape) ELU(x *Var, alpha float32) *Var { return t.curve(activations[ELU], x, float64(alpha)) }

// Step returns 1 above zero, 0 below and atZero at zero. Its derivative is
// taken to be 1 (straight-through).
func (t *Tape) Step(x *Var, atZero float32) *Var {
	return t.curve(activations[Step], x, float64(atZero))
}

func (t *Tape) curve(c *curve, x *Var, a float64) *Var {
	out := t.newOut(x.Shape()...)
	y := out.Data()
	for i, v := range x.Data() {
		y[i] = float32(c.value(float64(v), a))
	}
	if t.wants(x) {
		*push[curveOp](t, out) = curveOp{x, out, c, a}
	}
	return out
}

type curveOp struct {
	x, out *Var
	curve  *curve
	a      float64
}

func (op *curveOp) backward(t *Tape, dy []float32) {
	dx, x, y := t.soleGrad(op.x), op.x.Data(), op.out.Data()
	for i, g := range dy {
		dx[i] += float32(float64(g) * op.curve.slope(float64(x[i]), float64(y[i]), op.a))
	}
}

// sigmoid never computes an exponential that overflows.
func sigmoid(x float64) float64 {
	if x < 0 {
		e := math.Exp(x)
		return e / (1 + e)
	}
	return 1 / (1 + math.Exp(-x))
}

func softplus(x float64) float64 { return max(x, 0) + math.Log1p(math.Exp(-math.Abs(x))) }

func normalCDF(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

func geluInner(x float64) float64 { return math.Sqrt(2/math.Pi) * (x + 0.044715*x*x*x) }

func indicator(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
