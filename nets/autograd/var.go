package autograd

import (
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/nets/tensor"
)

// Var is a value on a tape. It is valid until the tape is reset.
type Var struct {
	value     tensor.Tensor
	dims      [tensor.MaxRank]int // backs value.Shape
	grad      []float32           // nil until something flows into it
	param     *Param              // not nil if the value is a parameter's
	of        *Var                // not nil if this is a view: its elements, and their gradients, are those of of from at on
	at        int
	wantsGrad bool
}

// Shape returns the axes of the value; the caller must not write to it.
func (v *Var) Shape() []int { return v.value.Shape }

// Data returns the elements, row-major. They belong to the tape (or, for a
// constant, to who made it) and are valid until the tape is reset.
func (v *Var) Data() []float32 { return v.value.Data }

// Len returns the number of elements.
func (v *Var) Len() int { return len(v.value.Data) }

// Dim returns the length of an axis; negative axes count from the end.
func (v *Var) Dim(axis int) int {
	if axis < 0 {
		axis += len(v.value.Shape)
	}
	return v.value.Shape[axis]
}

// Scalar returns the only element; it panics if there is not exactly one.
func (v *Var) Scalar() float32 {
	if len(v.value.Data) != 1 {
		panic(fmt.Sprintf("autograd: Scalar of shape %v", v.value.Shape))
	}
	return v.value.Data[0]
}

// Grad returns the gradient that the last Backward left in v, or nil if none
// reached it. A view, which Rows, Row and Reshape return, has the gradient of
// the elements that it shows, whatever way it came. For parameters ask Grads.
func (v *Var) Grad() []float32 { return v.grad }

func (v *Var) setShape(shape []int) {
	tensor.Size(shape) // checks the rank
	v.value.Shape = v.dims[:copy(v.dims[:], shape)]
}

func sameShape(op string, a, b *Var) {
	if !slices.Equal(a.value.Shape, b.value.Shape) {
		panic(fmt.Sprintf("autograd: %s of shapes %v and %v", op, a.value.Shape, b.value.Shape))
	}
}

// dataOf returns the elements of v, or nil if there is no v.
func dataOf(v *Var) []float32 {
	if v == nil {
		return nil
	}
	return v.value.Data
}

func wantRank(op string, v *Var, rank int) {
	if len(v.value.Shape) != rank {
		panic(fmt.Sprintf("autograd: %s wants %d axes, got shape %v", op, rank, v.value.Shape))
	}
}
