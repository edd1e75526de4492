package nets

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// CellKind is the kind of cell of a Recurrent network.
type CellKind string

// The kinds of cells.
const (
	RNNTanh CellKind = "rnn_tanh" // Elman 1990
	RNNReLU CellKind = "rnn_relu"
	LSTM    CellKind = "lstm"
	GRU     CellKind = "gru"
)

// gates returns how many numbers a unit of the cell takes in.
func (k CellKind) gates() int {
	switch k {
	case RNNTanh, RNNReLU:
		return 1
	case LSTM:
		return 4
	case GRU:
		return 3
	}
	panic(fmt.Sprintf("nets: unknown cell %q", string(k)))
}

// Recurrent is a stack of recurrent layers.
type Recurrent struct {
	Kind   CellKind
	Hidden int
	Layers []RecurrentLayer
}

// RecurrentLayer has the weights of one layer; G is the number of gates, in
// the order of autograd.LSTMCell and GRUCell.
type RecurrentLayer struct {
	Input *Dense // [G·hidden,in]
	State *Dense // [G·hidden,hidden]
}

// RecurrentState is the state of all layers, each [B,hidden]. C is nil but for
// LSTM.
type RecurrentState struct {
	H, C []*autograd.Var
}

// NewRecurrent returns layers of the given kind whose weights are uniform
// within ±1/√hidden.
func NewRecurrent(name string, kind CellKind, in, hidden, layers int, rng *rand.Rand) *Recurrent {
	r := &Recurrent{Kind: kind, Hidden: hidden}
	init := Uniform(float32(1 / math.Sqrt(float64(hidden))))
	for i := range layers {
		layer := RecurrentLayer{
			Input: NewDense(fmt.Sprintf("%s.layer%d.input", name, i), in, kind.gates()*hidden, init, rng),
			State: NewDense(fmt.Sprintf("%s.layer%d.state", name, i), hidden, kind.gates()*hidden, init, rng),
		}
		r.Layers = append(r.Layers, layer)
		in = hidden
	}
	return r
}

// Params returns the parameters, layer by layer.
func (r *Recurrent) Params() []*autograd.Param {
	var all []*autograd.Param
	for _, l := range r.Layers {
		all = append(all, ParamsOf(l.Input, l.State)...)
	}
	return all
}

// ZeroState returns the state before a sequence for a batch.
func (r *Recurrent) ZeroState(t *autograd.Tape, batch int) RecurrentState {
	zero := t.Zeros(batch, r.Hidden)
	state := RecurrentState{H: t.List(len(r.Layers))}
	if r.Kind == LSTM {
		state.C = t.List(len(r.Layers))
	}
	for i := range state.H {
		state.H[i] = zero
	}
	for i := range state.C {
		state.C[i] = zero
	}
	return state
}

// Detach returns the state without its history, on the same tape. Between the
// pieces of truncated backpropagation through time, copy the elements of a
// state, reset the tape and put them back by Tape.Const.
func (s RecurrentState) Detach(t *autograd.Tape) RecurrentState {
	out := s.copied(t)
	for i, h := range out.H {
		out.H[i] = t.Detach(h)
	}
	for i, c := range out.C {
		out.C[i] = t.Detach(c)
	}
	return out
}

// copied returns a state of the same Vars in lists of its own.
func (s RecurrentState) copied(t *autograd.Tape) RecurrentState {
	out := RecurrentState{H: t.List(len(s.H)), C: t.List(len(s.C))}
	copy(out.H, s.H)
	copy(out.C, s.C)
	return out
}

// Forward runs a batch of sequences x [T,B,in] from a state and returns the
// outputs of the last layer [T,B,hidden] and the state after them. lengths, if
// not nil, are the steps of each of the B sequences: beyond its end a
// sequence's outputs are zero and its state stays as it was. Forward panics if
// there are not B of them, or one is not within 0..T.
func (r *Recurrent) Forward(t *autograd.Tape, x *autograd.Var, state RecurrentState, lengths []int) (*autograd.Var, RecurrentState) {
	if len(x.Shape()) != 3 || lengths != nil && len(lengths) != x.Dim(1) {
		panic(fmt.Sprintf("nets: Recurrent over shape %v with %d lengths", x.Shape(), len(lengths)))
	}
	for b, n := range lengths {
		if n < 0 || n > x.Dim(0) {
			panic(fmt.Sprintf("nets: Recurrent over shape %v with length %d of sequence %d, want 0..%d", x.Shape(), n, b, x.Dim(0)))
		}
	}
	state = state.copied(t) // the caller's stays as it is
	for i := range r.Layers {
		x = r.forwardLayer(t, i, x, state, lengths)
	}
	return x, state
}

// forwardLayer runs layer i over all steps and replaces its part of state.
func (r *Recurrent) forwardLayer(t *autograd.Tape, i int, x *autograd.Var, state RecurrentState, lengths []int) *autograd.Var {
	layer := r.Layers[i]
	steps, batch := x.Dim(0), x.Dim(1)
	input := layer.Input.Forward(t, x) // of all steps in one product
	cell := cell{r.Kind, t.Weight(t.Param(layer.State.Weight)), optional(t, layer.State.Bias)}
	h, c := state.H[i], (*autograd.Var)(nil)
	if r.Kind == LSTM {
		c = state.C[i]
	}
	var zero *autograd.Var
	if lengths != nil {
		zero = t.Zeros(batch, r.Hidden)
	}
	outputs := t.List(steps)
	for step := range steps {
		h2, c2 := cell.step(t, t.Row(input, step), h, c)
		outputs[step] = h2
		if lengths != nil {
			running := t.Zeros(batch)
			for b, n := range lengths {
				if step < n {
					running.Data()[b] = 1
				}
			}
			outputs[step] = t.Where(running, h2, zero)
			h2 = t.Where(running, h2, h)
			if c2 != nil {
				c2 = t.Where(running, c2, c)
			}
		}
		h, c = h2, c2
	}
	state.H[i] = h
	if r.Kind == LSTM {
		state.C[i] = c
	}
	return t.Stack(outputs...)
}

// cell is a recurrent layer at work on a tape.
type cell struct {
	kind   CellKind
	weight *autograd.Weight // of the state
	bias   *autograd.Var
}

// step computes the state of a layer after one more input, which has gone
// through the input weights already.
func (s cell) step(t *autograd.Tape, input, h, c *autograd.Var) (*autograd.Var, *autograd.Var) {
	switch s.kind {
	case RNNTanh:
		return t.Tanh(t.DenseStep(h, s.weight, s.bias, input)), nil
	case RNNReLU:
		return t.ReLU(t.DenseStep(h, s.weight, s.bias, input)), nil
	case GRU:
		return t.GRUCell(input, t.DenseStep(h, s.weight, s.bias, nil), h), nil
	}
	both := t.LSTMCell(t.DenseStep(h, s.weight, s.bias, input), c)
	return t.Row(both, 0), t.Row(both, 1)
}
