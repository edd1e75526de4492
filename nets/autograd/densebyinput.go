package autograd

import (
	"fmt"

	"github.com/tengen-rl/tengen/nets/internal/kernel"
)

// DenseByInput returns x·W + b for x [N,in], w [in,out] and b [out]; the result is
// [N,out]. It is Dense with the weight the other way round, in which the
// weights that meet one input are adjacent: a single row x, as an agent has
// that acts, reads the matrix from one end to the other.
func (t *Tape) DenseByInput(x, w, b *Var) *Var { return t.denseByInput(x, w, b, false) }

// DenseByInputReLU returns max(DenseByInput(x, w, b), 0) in one pass over memory.
func (t *Tape) DenseByInputReLU(x, w, b *Var) *Var { return t.denseByInput(x, w, b, true) }

func (t *Tape) denseByInput(x, w, b *Var, relu bool) *Var {
	wantRank("DenseByInput input", x, 2)
	wantRank("DenseByInput weight", w, 2)
	op := denseByInputOp{x: x, w: w, b: b, relu: relu, rows: x.Dim(0), inputs: w.Dim(0), outputs: w.Dim(1)}
	if x.Dim(1) != op.inputs || len(b.Shape()) != 1 || b.Dim(0) != op.outputs {
		panic(fmt.Sprintf("autograd: DenseByInput of input %v by weight %v, bias %v", x.value.Shape, w.value.Shape, b.value.Shape))
	}
	op.out = t.newOut(op.rows, op.outputs)
	kernel.GemmThen(mat(op.out.Data(), op.rows, op.outputs), mat(x.Data(), op.rows, op.inputs), mat(w.Data(), op.inputs, op.outputs),
		kernel.Epilogue{Bias: b.Data(), Relu: relu})
	if t.wants(x, w, b) {
		*push[denseByInputOp](t, op.out) = op
	}
	return op.out
}

type denseByInputOp struct {
	x, w, b, out          *Var
	relu                  bool
	rows, inputs, outputs int
}

func (op *denseByInputOp) backward(t *Tape, dy []float32) {
	if op.relu {
		before := t.buffer(scratchA, len(dy))
		kernel.ReluGrad(before, dy, op.out.Data())
		dy = before
	}
	dOut := mat(dy, op.rows, op.outputs)
	if dx, fresh := t.gradToFill(op.x); dx != nil {
		kernel.GemmAlive(mat(dx, op.rows, op.inputs), dOut, transposed(op.w.Data(), op.inputs, op.outputs), !fresh)
	}
	if dw, fresh := t.gradToFill(op.w); dw != nil {
		kernel.Gemm(mat(dw, op.inputs, op.outputs), transposed(op.x.Data(), op.rows, op.inputs), dOut, !fresh)
	}
	if db := t.gradOf(op.b); db != nil {
		kernel.AddColumns(db, dy)
	}
}
