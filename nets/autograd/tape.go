package autograd

import (
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/nets/tensor"
)

// Tape computes operations and records them for Backward. It owns the memory
// of its Vars and is not safe for concurrent use.
type Tape struct {
	recording   bool
	records     []record
	count       int // records in use; those beyond wait to be used again
	vars        []*Var
	live        int // vars in use
	floats      arena[float32]
	ints        arena[int]
	lists       arena[*Var]
	scratch     [scratchBuffers][]float32
	boards      map[convShape]*boardConv
	weights     []*Weight
	liveWeights int    // weights in use
	grads       *Grads // receives parameter gradients during Backward
}

// record is one computed operation and the value it produced.
type record struct {
	op  operation
	out *Var
}

// operation is the typed record that an op leaves on the tape.
type operation interface {
	// backward adds to the gradients of the op's inputs, given that of its
	// output, which is never nil.
	backward(t *Tape, dOut []float32)
}

// Buffers that an op may use while it runs and that hold nothing afterwards.
const (
	scratchA = iota
	scratchB
	scratchC
	scratchD
	scratchBuffers
)

// NewTape returns a tape that records.
func NewTape() *Tape { return &Tape{recording: true} }

// NewInferenceTape returns a tape that computes values, records nothing and
// cannot Backward.
func NewInferenceTape() *Tape { return &Tape{} }

// Reset forgets all records and takes the memory of all Vars back.
func (t *Tape) Reset() {
	t.count, t.live, t.liveWeights = 0, 0, 0
	t.floats.reset()
	t.ints.reset()
	t.lists.reset()
}

// Recording reports whether operations are recorded.
func (t *Tape) Recording() bool { return t.recording }

// SetRecording switches recording and returns what it was. What is computed
// without it counts as constant.
func (t *Tape) SetRecording(on bool) (was bool) {
	was, t.recording = t.recording, on
	return was
}

// Const puts data on the tape without copying it; no gradient flows into it.
// The caller must leave data alone until the tape is reset.
func (t *Tape) Const(data []float32, shape ...int) *Var {
	if n := tensor.Size(shape); n != len(data) {
		panic(fmt.Sprintf("autograd: %d elements given for shape %v of %d", len(data), slices.Clone(shape), n))
	}
	v := t.newVar(shape)
	v.value.Data = data
	return v
}

// Zeros puts a constant of zeros on the tape, which the caller may fill in.
func (t *Tape) Zeros(shape ...int) *Var {
	v := t.newOut(shape...)
	clear(v.value.Data)
	return v
}

// List returns room for n Vars in the tape's memory, valid until Reset: for
// layers that gather Vars without allocating.
func (t *Tape) List(n int) []*Var { return t.lists.zeroed(n) }

// Input is Const, but gradients do flow into it: Var.Grad has them after
// Backward.
func (t *Tape) Input(data []float32, shape ...int) *Var {
	v := t.Const(data, shape...)
	v.wantsGrad = t.recording
	return v
}

// Param puts the value of p on the tape. Its gradient goes to the Grads given
// to Backward.
func (t *Tape) Param(p *Param) *Var {
	v := t.Const(p.Value.Data, p.Value.Shape...)
	v.param = p
	v.wantsGrad = t.recording
	return v
}

// Detach returns the value of x as a constant: no gradient flows back through
// it.
func (t *Tape) Detach(x *Var) *Var { return t.Const(x.value.Data, x.value.Shape...) }

// Backward computes the gradient of loss, a single element, and ADDS those of
// the parameters into grads; parameters that grads does not list are frozen.
// With nil grads only the gradients of Inputs are computed. It panics if loss
// has more than one element or depends on nothing that wants a gradient.
func (t *Tape) Backward(loss *Var, grads *Grads) {
	if loss.Len() != 1 {
		panic(fmt.Sprintf("autograd: Backward from shape %v, want a single element", loss.value.Shape))
	}
	if !loss.wantsGrad {
		panic("autograd: Backward from a value that depends on no parameter or input, or on a tape that does not record")
	}
	for _, v := range t.vars[:t.live] {
		v.grad = nil
	}
	t.grads = grads
	t.soleGrad(loss)[0] = 1
	for i := t.count - 1; i >= 0; i-- {
		if r := &t.records[i]; r.out.grad != nil {
			r.op.backward(t, r.out.grad)
		}
	}
	t.grads = nil
}

// gradOf returns the buffer into which the gradient of v is added, or nil if
// nobody wants it. Only ops call it, during Backward.
func (t *Tape) gradOf(v *Var) []float32 {
	switch {
	case v == nil || !v.wantsGrad:
		return nil
	case v.grad != nil:
	case v.of != nil:
		if whole := t.gradOf(v.of); whole != nil {
			v.grad = whole[v.at:][:len(v.value.Data)]
		}
	case v.param == nil:
		v.grad = t.floats.zeroed(len(v.value.Data))
	case t.grads != nil:
		v.grad = t.grads.receive(v.param)
	}
	return v.grad
}

// soleGrad is gradOf for the only input of an op, which would not have left a
// record if nobody wanted its gradient: only that of a frozen parameter is
// nobody's, and goes to a buffer that nobody reads.
func (t *Tape) soleGrad(v *Var) []float32 {
	if grad := t.gradOf(v); grad != nil {
		return grad
	}
	return t.floats.zeroed(v.Len())
}

// gradToFill is gradOf for ops that can write as well as add: while the buffer
// is fresh, its content is unknown and all of it must be written.
func (t *Tape) gradToFill(v *Var) (grad []float32, fresh bool) {
	if v != nil && v.wantsGrad && v.grad == nil && v.of != nil && v.Len() == v.of.Len() {
		v.grad, fresh = t.gradToFill(v.of)
		return v.grad, fresh
	}
	if v == nil || !v.wantsGrad || v.grad != nil || v.of != nil || v.param != nil && t.grads == nil {
		return t.gradOf(v), false
	}
	if v.param != nil {
		v.grad, fresh = t.grads.receiveToFill(v.param)
		return v.grad, fresh
	}
	v.grad = t.floats.take(len(v.value.Data))
	return v.grad, true
}

// addGrad adds dy to the gradient of v, if anybody wants it.
func (t *Tape) addGrad(v *Var, dy []float32) {
	grad, fresh := t.gradToFill(v)
	switch {
	case fresh:
		copy(grad, dy)
	case grad != nil:
		addTo(grad, dy)
	}
}

// newVar returns a constant Var of a shape without elements.
func (t *Tape) newVar(shape []int) *Var {
	if t.live == len(t.vars) {
		t.vars = append(t.vars, new(Var))
	}
	v := t.vars[t.live]
	t.live++
	*v = Var{}
	v.setShape(shape)
	return v
}

// view returns a Var of the given shape for the elements of x from at on: the
// same memory, and the same memory for the gradient.
func (t *Tape) view(x *Var, at int, shape []int) *Var {
	v := t.newVar(shape)
	n := tensor.Size(shape)
	v.value.Data = x.value.Data[at : at+n : at+n]
	v.of, v.at = x, at
	v.wantsGrad = t.wants(x)
	return v
}

// newOut returns a Var for the result of an op; its elements are not cleared.
func (t *Tape) newOut(shape ...int) *Var {
	v := t.newVar(shape)
	v.value.Data = t.floats.take(tensor.Size(shape))
	return v
}

// wants reports whether an op on these inputs must leave a record.
func (t *Tape) wants(inputs ...*Var) bool {
	if !t.recording {
		return false
	}
	for _, v := range inputs {
		if v != nil && v.wantsGrad {
			return true
		}
	}
	return false
}

// push appends a record for out and returns its typed part to be filled. A
// step of the same kind as the last finds its records already there.
func push[T any, P interface {
	*T
	operation
}](t *Tape, out *Var) P {
	out.wantsGrad = true
	if t.count == len(t.records) {
		t.records = append(t.records, record{op: P(new(T))})
	}
	r := &t.records[t.count]
	t.count++
	r.out = out
	op, same := r.op.(P)
	if !same {
		op = P(new(T))
		r.op = op
	}
	return op
}

// buffer returns the i-th scratch buffer with n elements of unknown content.
func (t *Tape) buffer(i, n int) []float32 {
	if cap(t.scratch[i]) < n {
		t.scratch[i] = make([]float32, n)
	}
	return t.scratch[i][:n]
}
