package autograd

import (
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/nets/tensor"
)

// Reshape returns x with other axes over the same elements. One axis may be
// -1 and is then what is left. Nothing is copied.
func (t *Tape) Reshape(x *Var, shape ...int) *Var {
	var dims [tensor.MaxRank]int
	rank := copy(dims[:], shape)
	known, open := 1, -1
	for i, d := range dims[:rank] {
		if d < 0 {
			open = i
		} else {
			known *= d
		}
	}
	if open >= 0 && known > 0 {
		dims[open] = x.Len() / known
	}
	if len(shape) > rank || tensor.Size(dims[:rank]) != x.Len() {
		panic(fmt.Sprintf("autograd: Reshape of shape %v to %v", x.value.Shape, slices.Clone(shape)))
	}
	return t.view(x, 0, dims[:rank])
}
