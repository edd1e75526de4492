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

// RecurrentConfig says what NewRecurrent makes.
type RecurrentConfig struct {
	Kind       CellKind
	In, Hidden int // numbers of a step's input, and units of a layer
	Layers     int // 0 means 1
}

// NewRecurrent returns layers whose weights are uniform within ±1/√hidden.
func NewRecurrent(name string, cfg RecurrentConfig, rng *rand.Rand) *Recurrent {
	r := &Recurrent{Kind: cfg.Kind, Hidden: cfg.Hidden}
	init := Uniform(float32(1 / math.Sqrt(float64(cfg.Hidden))))
	gates, in := cfg.Kind.gates()*cfg.Hidden, cfg.In
	for i := range max(1, cfg.Layers) {
		r.Layers = append(r.Layers, RecurrentLayer{
			Input: NewDense(fmt.Sprintf("%s.layer%d.input", name, i), in, gates, init, rng),
			State: NewDense(fmt.Sprintf("%s.layer%d.state", name, i), cfg.Hidden, gates, init, rng),
		})
		in = cfg.Hidden
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
	running := runningAt(t, lengths, x.Dim(0))
	for i := range r.Layers {
		x = r.forwardLayer(t, i, recurrentInput{x, running}, state)
	}
	return x, state
}

// recurrentInput is a batch of sequences on the way into a layer.
type recurrentInput struct {
	x       *autograd.Var   // [T,B,in]
	running []*autograd.Var // of each step [B], 1 where a sequence still goes on; nil where all do to the end
}

// runningAt returns the masks of all steps; nil lengths have none.
func runningAt(t *autograd.Tape, lengths []int, steps int) []*autograd.Var {
	if lengths == nil {
		return nil
	}
	masks := t.List(steps)
	for step := range masks {
		masks[step] = t.Zeros(len(lengths))
		for b, n := range lengths {
			if step < n {
				masks[step].Data()[b] = 1
			}
		}
	}
	return masks
}

// forwardLayer runs layer i over all steps and replaces its part of state.
func (r *Recurrent) forwardLayer(t *autograd.Tape, i int, in recurrentInput, state RecurrentState) *autograd.Var {
	layer := r.Layers[i]
	steps, batch := in.x.Dim(0), in.x.Dim(1)
	input := layer.Input.Forward(t, in.x) // of all steps in one product
	cell := cell{r.Kind, t.Weight(t.Param(layer.State.Weight)), optional(t, layer.State.Bias)}
	now := cellState{h: state.H[i]}
	if r.Kind == LSTM {
		now.c = state.C[i]
	}
	var zero *autograd.Var
	if in.running != nil {
		zero = t.Zeros(batch, r.Hidden)
	}
	outputs := t.List(steps)
	for step := range steps {
		next := cell.step(t, t.Row(input, step), now)
		outputs[step] = next.h
		if in.running != nil {
			outputs[step] = t.Where(in.running[step], next.h, zero)
			next = now.unless(t, in.running[step], next)
		}
		now = next
	}
	state.H[i] = now.h
	if r.Kind == LSTM {
		state.C[i] = now.c
	}
	return t.Stack(outputs...)
}

// cellState is the state of a layer, each [B,hidden]; c is nil but for LSTM.
type cellState struct{ h, c *autograd.Var }

// unless returns s, but next where a sequence is running.
func (s cellState) unless(t *autograd.Tape, running *autograd.Var, next cellState) cellState {
	next.h = t.Where(running, next.h, s.h)
	if s.c != nil {
		next.c = t.Where(running, next.c, s.c)
	}
	return next
}

// cell is a recurrent layer at work on a tape.
type cell struct {
	kind   CellKind
	weight *autograd.Weight // of the state
	bias   *autograd.Var
}

// step computes the state of a layer after one more input, which has gone
// through the input weights already.
func (c cell) step(t *autograd.Tape, input *autograd.Var, now cellState) cellState {
	switch c.kind {
	case RNNTanh:
		return cellState{h: t.Tanh(t.DenseStep(now.h, c.weight, c.bias, input))}
	case RNNReLU:
		return cellState{h: t.ReLU(t.DenseStep(now.h, c.weight, c.bias, input))}
	case GRU:
		return cellState{h: t.GRUCell(input, t.DenseStep(now.h, c.weight, c.bias, nil), now.h)}
	}
	both := t.LSTMCell(t.DenseStep(now.h, c.weight, c.bias, input), now.c)
	return cellState{t.Row(both, 0), t.Row(both, 1)}
}
