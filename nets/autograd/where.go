package autograd

import "fmt"

// Where returns a where cond is not 0 and b elsewhere, for a and b of one
// shape. cond is constant and has their shape, or is one number for each row
// (first axis).
func (t *Tape) Where(cond, a, b *Var) *Var {
	sameShape("Where", a, b)
	rows := len(cond.Shape()) == 1 && len(a.Shape()) > 0 && cond.Dim(0) == a.Dim(0)
	if !rows {
		sameShape("Where", cond, a)
	}
	out := t.newOut(a.Shape()...)
	width := a.Len() / max(1, cond.Len())
	if cond.Len()*width != a.Len() {
		panic(fmt.Sprintf("autograd: Where of condition %v for shape %v", cond.value.Shape, a.value.Shape))
	}
	for i, c := range cond.Data() {
		from := b
		if c != 0 {
			from = a
		}
		copy(out.Data()[i*width:(i+1)*width], from.Data()[i*width:])
	}
	if t.wants(a, b) {
		*push[whereOp](t, out) = whereOp{cond, a, b, width}
	}
	return out
}

type whereOp struct {
	cond, a, b *Var
	width      int // elements that a condition decides
}

func (op *whereOp) backward(t *Tape, dy []float32) {
	da, db := t.gradOf(op.a), t.gradOf(op.b)
	for i, c := range op.cond.Data() {
		into := db
		if c != 0 {
			into = da
		}
		if into != nil {
			at := i * op.width
			addTo(into[at:at+op.width], dy[at:at+op.width])
		}
	}
}
