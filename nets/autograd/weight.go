package autograd

import (
	"fmt"

	"github.com/tengen-rl/tengen/nets/internal/kernel"
)

// Weight is a matrix w [out,in] prepared for many products on one tape: the
// steps of a recurrent layer. It is valid until the tape is reset.
type Weight struct {
	v                 *Var
	forward, backward *kernel.Packed // wᵀ, and w once a gradient needs it
	ready             bool           // backward holds w
}

// Weight prepares w.
func (t *Tape) Weight(w *Var) *Weight {
	wantRank("Weight", w, 2)
	out, in := w.Dim(0), w.Dim(1)
	if t.liveWeights == len(t.weights) {
		t.weights = append(t.weights, new(Weight))
	}
	p := t.weights[t.liveWeights]
	t.liveWeights++
	if p.forward == nil || !hasShape(p.forward, in, out) {
		p.forward, p.backward = kernel.Pack(transposed(w.Data(), out, in)), nil
	} else {
		p.forward.Set(transposed(w.Data(), out, in))
	}
	p.v, p.ready = w, false
	return p
}

func hasShape(p *kernel.Packed, rows, cols int) bool {
	r, c := p.Shape()
	return r == rows && c == cols
}

// forGradient is w, packed.
func (p *Weight) forGradient() *kernel.Packed {
	w := mat(p.v.Data(), p.v.Dim(0), p.v.Dim(1))
	switch {
	case p.backward == nil:
		p.backward = kernel.Pack(w)
	case !p.ready:
		p.backward.Set(w)
	}
	p.ready = true
	return p.backward
}

// DenseStep returns x·Wᵀ + b + plus for x [B,in], b [out] and plus [B,out];
// both of these may be nil.
func (t *Tape) DenseStep(x *Var, w *Weight, b, plus *Var) *Var {
	outputs, inputs := w.v.Dim(0), w.v.Dim(1)
	if len(x.Shape()) != 2 || x.Dim(1) != inputs || b != nil && (len(b.Shape()) != 1 || b.Dim(0) != outputs) {
		panic(fmt.Sprintf("autograd: DenseStep of input %v by weight %v, bias %v", x.value.Shape, w.v.value.Shape, shapeOf(b)))
	}
	rows := x.Dim(0)
	out := t.newOut(rows, outputs)
	e := kernel.Epilogue{Bias: dataOf(b)}
	if plus != nil {
		sameShape("DenseStep", out, plus)
		e.Residual = mat(plus.Data(), rows, outputs)
	}
	kernel.GemmPacked(mat(out.Data(), rows, outputs), mat(x.Data(), rows, inputs), w.forward, e)
	if t.wants(x, w.v, b, plus) {
		*push[denseStepOp](t, out) = denseStepOp{x, b, plus, w}
	}
	return out
}

type denseStepOp struct {
	x, b, plus *Var
	w          *Weight
}

func (op *denseStepOp) backward(t *Tape, dy []float32) {
	outputs, inputs, rows := op.w.v.Dim(0), op.w.v.Dim(1), op.x.Dim(0)
	if dx, fresh := t.gradToFill(op.x); dx != nil {
		kernel.GemmPacked(mat(dx, rows, inputs), mat(dy, rows, outputs), op.w.forGradient(), kernel.Epilogue{Accumulate: !fresh})
	}
	if dw, fresh := t.gradToFill(op.w.v); dw != nil {
		kernel.Gemm(mat(dw, outputs, inputs), transposed(dy, rows, outputs), mat(op.x.Data(), rows, inputs), !fresh)
	}
	if db := t.gradOf(op.b); db != nil {
		kernel.AddColumns(db, dy)
	}
	t.addGrad(op.plus, dy)
}
