package autograd_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/autograd/gradtest"
)

// permutations returns all orders of n axes.
func permutations(n int) (all [][]int) {
	if n == 0 {
		return [][]int{nil}
	}
	for _, p := range permutations(n - 1) {
		for at := range n {
			q := append(append(append([]int{}, p[:at]...), n-1), p[at:]...)
			all = append(all, q)
		}
	}
	return all
}

// transposedBy is the definition, element by element.
func transposedBy(x []float32, shape, perm []int) []float32 {
	strides, stride := make([]int, len(shape)), 1
	for axis := len(shape) - 1; axis >= 0; axis-- {
		strides[axis] = stride
		stride *= shape[axis]
	}
	out := make([]float32, 0, len(x))
	var walk func(axis, from int)
	walk = func(axis, from int) {
		if axis == len(perm) {
			out = append(out, x[from])
			return
		}
		for i := range shape[perm[axis]] {
			walk(axis+1, from+i*strides[perm[axis]])
		}
	}
	walk(0, 0)
	return out
}

// Every order of axes, those that are transpositions of matrices among them.
func TestTransposeByAnyPermutation(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	for rank := range 6 {
		for i, perm := range permutations(rank) {
			var shape []int
			for axis := range rank {
				shape = append(shape, [...]int{3, 1, 9, 2, 4}[(axis+i)%5])
			}
			x := gradtest.Rand(rng, shape...)
			tp := autograd.NewTape()
			in := tp.Input(x.Data, shape...)
			out := tp.Transpose(in, perm...)
			require.Equal(t, transposedBy(x.Data, shape, perm), out.Data(), "%v by %v", shape, perm)

			weights := gradtest.Rand(rng, out.Shape()...)
			tp.Backward(tp.Sum(tp.Mul(out, put(tp, weights))), nil)
			back := make([]int, rank)
			for to, from := range perm {
				back[from] = to
			}
			require.Equal(t, transposedBy(weights.Data, weights.Shape, back), in.Grad(), "gradient of %v by %v", shape, perm)
		}
	}
}
