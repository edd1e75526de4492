package autograd

import (
	"fmt"

	"github.com/tengen-rl/tengen/nets/internal/kernel"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// MatMul returns the matrix products of a [...,M,K] and b [...,K,N]; the
// leading axes are broadcast against each other.
func (t *Tape) MatMul(a, b *Var) *Var {
	ra, rb := len(a.Shape()), len(b.Shape())
	if ra < 2 || rb < 2 || a.Dim(-1) != b.Dim(-2) {
		panic(fmt.Sprintf("autograd: MatMul of shapes %v and %v", a.value.Shape, b.value.Shape))
	}
	op := matMulOp{a: a, b: b, m: a.Dim(-2), k: a.Dim(-1), n: b.Dim(-1)}
	var dims [tensor.MaxRank]int
	rank := broadcastShape(&dims, a.value.Shape[:ra-2], b.value.Shape[:rb-2])
	dims[rank], dims[rank+1] = op.m, op.n
	if rb == 2 { // one b for all: the rows of a are one long matrix
		op.m = a.Len() / max(1, op.k)
	}
	out := t.newOut(dims[:rank+2]...)
	for w := op.batches(); w.more(); w.next() {
		for j := range w.n {
			kernel.Gemm(op.matY(out.Data(), w.out+j), op.matA(a.Data(), w.a+j*w.stepA), op.matB(b.Data(), w.b+j*w.stepB), false)
		}
	}
	if t.wants(a, b) {
		*push[matMulOp](t, out) = op
	}
	return out
}

type matMulOp struct {
	a, b    *Var
	m, k, n int
}

func (op *matMulOp) backward(t *Tape, dy []float32) {
	da, db := t.gradOf(op.a), t.gradOf(op.b)
	for w := op.batches(); w.more(); w.next() {
		for j := range w.n {
			ia, ib, dOut := w.a+j*w.stepA, w.b+j*w.stepB, op.matY(dy, w.out+j)
			if da != nil {
				b := op.matB(op.b.Data(), ib)
				b.Trans = true
				kernel.Gemm(op.matA(da, ia), dOut, b, true)
			}
			if db != nil {
				a := op.matA(op.a.Data(), ia)
				a.Trans = true
				kernel.Gemm(op.matB(db, ib), a, dOut, true)
			}
		}
	}
}

// batches walks the leading axes.
func (op *matMulOp) batches() walk {
	a, b := op.a.value.Shape, op.b.value.Shape
	if len(b) == 2 {
		return walk{n: 1, rows: 1}
	}
	return walkShapes(a[:len(a)-2], b[:len(b)-2])
}

func (op *matMulOp) matA(data []float32, i int) kernel.Mat {
	return mat(data[i*op.m*op.k:], op.m, op.k)
}
func (op *matMulOp) matB(data []float32, i int) kernel.Mat {
	return mat(data[i*op.k*op.n:], op.k, op.n)
}
func (op *matMulOp) matY(data []float32, i int) kernel.Mat {
	return mat(data[i*op.m*op.n:], op.m, op.n)
}

// Attention returns softmax(q·kᵀ/√d)·v for queries [...,T,d], keys [...,S,d]
// and values [...,S,e] (Vaswani et al. 2017, eq. 1). mask, if not nil, has the
// shape [...,T,S] of the scores; where it is 0, a query does not see a key.
func (t *Tape) Attention(q, k, v, mask *Var) *Var {
	rank := len(k.Shape())
	if rank < 2 {
		panic(fmt.Sprintf("autograd: Attention over keys of shape %v", k.value.Shape))
	}
	var perm [tensor.MaxRank]int
	for axis := range rank {
		perm[axis] = axis
	}
	perm[rank-2], perm[rank-1] = rank-1, rank-2
	scores := t.MatMul(t.Scale(q, 1/sqrt(float32(q.Dim(-1)))), t.Transpose(k, perm[:rank]...))
	return t.MatMul(t.MaskedSoftmax(scores, mask), v)
}
