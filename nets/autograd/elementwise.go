package autograd

import "math"

// Elementwise functions that are no activations, value and derivative side by
// side.
var (
	expCurve = curve{
		value: func(x, _ float64) float64 { return math.Exp(x) },
		slope: func(_, y, _ float64) float64 { return y },
	}
	logCurve = curve{
		value: func(x, _ float64) float64 { return math.Log(x) },
		slope: func(x, _, _ float64) float64 { return 1 / x },
	}
	sqrtCurve = curve{
		value: func(x, _ float64) float64 { return math.Sqrt(x) },
		slope: func(_, y, _ float64) float64 { return 0.5 / y },
	}
	absCurve = curve{
		value: func(x, _ float64) float64 { return math.Abs(x) },
		slope: func(x, _, _ float64) float64 { return indicator(x > 0) - indicator(x < 0) },
	}
	sinCurve = curve{
		value: func(x, _ float64) float64 { return math.Sin(x) },
		slope: func(x, _, _ float64) float64 { return math.Cos(x) },
	}
	powCurve = curve{
		value: func(x, a float64) float64 { return math.Pow(x, a) },
		slope: func(x, _, a float64) float64 { return a * math.Pow(x, a-1) },
	}
)

// Exp returns eˣ.
func (t *Tape) Exp(x *Var) *Var { return t.curve(&expCurve, x, 0) }

// Log returns the natural logarithm of x.
func (t *Tape) Log(x *Var) *Var { return t.curve(&logCurve, x, 0) }

// Sqrt returns the square root of x.
func (t *Tape) Sqrt(x *Var) *Var { return t.curve(&sqrtCurve, x, 0) }

// Abs returns |x|; its derivative at 0 is 0.
func (t *Tape) Abs(x *Var) *Var { return t.curve(&absCurve, x, 0) }

// Sin returns the sine of x.
func (t *Tape) Sin(x *Var) *Var { return t.curve(&sinCurve, x, 0) }

// Pow returns x to a constant power.
func (t *Tape) Pow(x *Var, power float32) *Var { return t.curve(&powCurve, x, float64(power)) }

// Clamp returns x held between low and high; the derivative is 1 from low to
// high and 0 outside.
func (t *Tape) Clamp(x *Var, low, high float32) *Var {
	out := t.newOut(x.Shape()...)
	y := out.Data()
	for i, v := range x.Data() {
		y[i] = min(max(v, low), high)
	}
	if t.wants(x) {
		*push[clampOp](t, out) = clampOp{x, low, high}
	}
	return out
}

type clampOp struct {
	x         *Var
	low, high float32
}

func (op *clampOp) backward(t *Tape, dy []float32) {
	dx := t.soleGrad(op.x)
	for i, v := range op.x.Data() {
		if v >= op.low && v <= op.high {
			dx[i] += dy[i]
		}
	}
}

// Maximum returns the larger of a and b, broadcast against each other. Where
// they are equal, each gets half of the gradient.
func (t *Tape) Maximum(a, b *Var) *Var { return t.extremum(a, b, 1) }

// Minimum returns the smaller of a and b, as Maximum does the larger.
func (t *Tape) Minimum(a, b *Var) *Var { return t.extremum(a, b, -1) }

func (t *Tape) extremum(a, b *Var, sign float32) *Var {
	out := t.newBroadcast(a, b)
	y, x1, x2 := out.Data(), a.Data(), b.Data()
	for w := newWalk(a, b); w.more(); w.next() {
		for j := range w.n {
			y[w.out+j] = sign * max(sign*x1[w.a+j*w.stepA], sign*x2[w.b+j*w.stepB])
		}
	}
	if t.wants(a, b) {
		*push[extremumOp](t, out) = extremumOp{a, b, sign}
	}
	return out
}

type extremumOp struct {
	a, b *Var
	sign float32
}

func (op *extremumOp) backward(t *Tape, dy []float32) {
	da, db := t.gradOf(op.a), t.gradOf(op.b)
	x1, x2 := op.a.Data(), op.b.Data()
	for w := newWalk(op.a, op.b); w.more(); w.next() {
		for j := range w.n {
			i, k, share := w.a+j*w.stepA, w.b+j*w.stepB, float32(0.5)
			if x1[i] != x2[k] {
				share = float32(indicator(op.sign*x1[i] > op.sign*x2[k]))
			}
			if da != nil {
				da[i] += share * dy[w.out+j]
			}
			if db != nil {
				db[k] += (1 - share) * dy[w.out+j]
			}
		}
	}
}
