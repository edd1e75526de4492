package tensor

import (
	"fmt"
	"slices"
)

// MaxRank is the largest number of axes that a tensor may have.
const MaxRank = 6

// Tensor is a dense row-major array of float32: the last axis is contiguous
// and there are no gaps. A shape without axes is a scalar, one element.
// Copying the struct shares the elements.
type Tensor struct {
	Shape []int
	Data  []float32 // length Size(Shape)
}

// Named is a tensor with the name under which it is stored.
type Named struct {
	Name string
	*Tensor
}

// New returns a tensor of zeros.
func New(shape ...int) *Tensor {
	return &Tensor{Shape: slices.Clone(shape), Data: make([]float32, Size(shape))}
}

// FromSlice returns a tensor over data, which it keeps and does not copy. It
// panics if the length of data is not the size of the shape.
func FromSlice(data []float32, shape ...int) *Tensor {
	if n := Size(shape); n != len(data) {
		panic(fmt.Sprintf("tensor: %d elements given for shape %v of %d", len(data), slices.Clone(shape), n))
	}
	return &Tensor{Shape: slices.Clone(shape), Data: data}
}

// Size returns the number of elements of a shape. It panics if an axis is
// negative or there are more than MaxRank.
func Size(shape []int) int {
	if len(shape) > MaxRank {
		panic(fmt.Sprintf("tensor: shape %v has more than %d axes", slices.Clone(shape), MaxRank))
	}
	n := 1
	for _, d := range shape {
		if d < 0 {
			panic(fmt.Sprintf("tensor: negative axis in shape %v", slices.Clone(shape)))
		}
		n *= d
	}
	return n
}

// Len returns the number of elements.
func (t *Tensor) Len() int { return len(t.Data) }

// Rank returns the number of axes.
func (t *Tensor) Rank() int { return len(t.Shape) }

// At returns the element at index, one number an axis.
func (t *Tensor) At(index ...int) float32 { return t.Data[t.offset(index)] }

// Set replaces the element at index, one number an axis.
func (t *Tensor) Set(x float32, index ...int) { t.Data[t.offset(index)] = x }

// Clone returns a copy that shares no memory with t.
func (t *Tensor) Clone() *Tensor {
	return &Tensor{Shape: slices.Clone(t.Shape), Data: slices.Clone(t.Data)}
}

// CopyFrom overwrites the elements of t by those of src. It panics if the
// shapes differ.
func (t *Tensor) CopyFrom(src *Tensor) {
	if !slices.Equal(t.Shape, src.Shape) {
		panic(fmt.Sprintf("tensor: copy of shape %v into shape %v", src.Shape, t.Shape))
	}
	copy(t.Data, src.Data)
}

func (t *Tensor) offset(index []int) int {
	if len(index) != len(t.Shape) {
		panic(fmt.Sprintf("tensor: index %v into shape %v", slices.Clone(index), t.Shape))
	}
	at := 0
	for axis, i := range index {
		if uint(i) >= uint(t.Shape[axis]) {
			panic(fmt.Sprintf("tensor: index %v into shape %v", slices.Clone(index), t.Shape))
		}
		at = at*t.Shape[axis] + i
	}
	return at
}
