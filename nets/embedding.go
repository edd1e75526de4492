package nets

import (
	"github.com/tengen-rl/tengen/nets/autograd"
)

// Embedding is a table of vectors, one for each of a number of symbols.
type Embedding struct {
	Table *autograd.Param // [symbols,dim]
}

// Forward returns the vectors of the symbols: [len(index),dim].
func (e *Embedding) Forward(t *autograd.Tape, index []int) *autograd.Var {
	return t.Embedding(t.Param(e.Table), index)
}

// Params returns the table.
func (e *Embedding) Params() []*autograd.Param { return present(e.Table) }
