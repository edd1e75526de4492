package autograd

import (
	"fmt"

	"github.com/tengen-rl/tengen/nets/internal/kernel"
)

// Dense returns x·Wᵀ + b for x [...,in], w [out,in] and b [out], which may be
// nil; the result is [...,out].
func (t *Tape) Dense(x, w, b *Var) *Var {
	wantRank("Dense weight", w, 2)
	outputs, inputs := w.Dim(0), w.Dim(1)
	if len(x.Shape()) == 0 || x.Dim(-1) != inputs || (b != nil && (len(b.Shape()) != 1 || b.Dim(0) != outputs)) {
		panic(fmt.Sprintf("autograd: Dense of input %v by weight %v, bias %v", x.value.Shape, w.value.Shape, shapeOf(b)))
	}
	out := t.newVar(x.Shape())
	out.value.Shape[len(out.value.Shape)-1] = outputs
	rows := 1
	for _, d := range out.value.Shape[:len(out.value.Shape)-1] {
		rows *= d
	}
	out.value.Data = t.floats.take(rows * outputs)
	kernel.Gemm(mat(out.Data(), rows, outputs), mat(x.Data(), rows, inputs), transposed(w.Data(), outputs, inputs), false)
	if b != nil {
		kernel.AddRow(out.Data(), b.Data())
	}
	if t.wants(x, w, b) {
		*push[denseOp](t, out) = denseOp{x, w, b, rows, inputs, outputs}
	}
	return out
}

type denseOp struct {
	x, w, b               *Var
	rows, inputs, outputs int
}

func (op *denseOp) backward(t *Tape, dy []float32) {
	dOut := mat(dy, op.rows, op.outputs)
	if dx, fresh := t.gradToFill(op.x); dx != nil {
		kernel.Gemm(mat(dx, op.rows, op.inputs), dOut, mat(op.w.Data(), op.outputs, op.inputs), !fresh)
	}
	if dw, fresh := t.gradToFill(op.w); dw != nil {
		kernel.Gemm(mat(dw, op.outputs, op.inputs), transposed(dy, op.rows, op.outputs), mat(op.x.Data(), op.rows, op.inputs), !fresh)
	}
	if db := t.gradOf(op.b); db != nil {
		kernel.AddColumns(db, dy)
	}
}

// shapeOf is for messages: the shape of v, or nil if there is no v.
func shapeOf(v *Var) []int {
	if v == nil {
		return nil
	}
	return v.value.Shape
}
