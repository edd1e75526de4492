package autograd

import (
	"fmt"

	"github.com/tengen-rl/tengen/nets/tensor"
)

// Embedding returns the rows of table [num,dim] at the given indices: shape
// [len(index),dim].
func (t *Tape) Embedding(table *Var, index []int) *Var {
	wantRank("Embedding table", table, 2)
	return t.IndexSelect(table, 0, index)
}

// EmbeddingOf is Embedding of indices that are the elements of a constant of
// any shape, whole numbers below num; the result has one axis more, of dim.
func (t *Tape) EmbeddingOf(table, symbols *Var) *Var {
	index := t.ints.take(symbols.Len())
	for i, x := range symbols.Data() {
		if index[i] = int(x); float32(index[i]) != x {
			panic(fmt.Sprintf("autograd: EmbeddingOf of element %d, %v, want a whole number below %d", i, x, table.Dim(0)))
		}
	}
	var dims [tensor.MaxRank]int
	n := copy(dims[:], symbols.Shape())
	dims[n] = table.Dim(1)
	return t.Reshape(t.Embedding(table, index), dims[:n+1]...)
}
