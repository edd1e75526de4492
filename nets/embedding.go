package nets

import (
	"math/rand/v2"

	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// Embedding is a table of vectors, one for each of a number of symbols.
type Embedding struct {
	Table *autograd.Param // [symbols,dim]
}

// NewEmbedding returns a table of standard normal numbers drawn from rng; with a
// nil rng they are zero, for a layer about to be loaded.
func NewEmbedding(name string, symbols, dim int, rng *rand.Rand) *Embedding {
	e := &Embedding{autograd.NewParam(name+".table", symbols, dim)}
	initialize(e.Table, func(rng *rand.Rand, w *tensor.Tensor) { normal(rng, w, 1) }, rng)
	return e
}

// Forward returns the vectors of the symbols: [len(index),dim].
func (e *Embedding) Forward(t *autograd.Tape, index []int) *autograd.Var {
	return t.Embedding(t.Param(e.Table), index)
}

// ForwardNumbers returns the vectors of the symbols whose numbers are the
// elements of x [...]: [...,dim].
func (e *Embedding) ForwardNumbers(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	return t.EmbeddingOf(t.Param(e.Table), x)
}

// Params returns the table.
func (e *Embedding) Params() []*autograd.Param { return present(e.Table) }
