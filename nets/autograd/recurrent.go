package autograd

import (
	"fmt"

	"github.com/tengen-rl/tengen/nets/internal/kernel"
)

// LSTMCell returns the next state of long short-term memory (Hochreiter and
// Schmidhuber 1997, with the forget gate of Gers et al. 2000) as [2,B,H]: row 0
// is the output h, row 1 the cell c. pre [B,4H] holds the summed inputs of the
// gates in the order input, forget, candidate, output; c [B,H] is the cell
// before.
func (t *Tape) LSTMCell(pre, c *Var) *Var {
	wantRank("LSTMCell", c, 2)
	batch, hidden := c.Dim(0), c.Dim(1)
	if len(pre.Shape()) != 2 || pre.Dim(0) != batch || pre.Dim(1) != 4*hidden {
		panic(fmt.Sprintf("autograd: LSTMCell of gates %v and cell %v", pre.value.Shape, c.value.Shape))
	}
	out := t.newOut(2, batch, hidden)
	gates := t.floats.take(batch * 4 * hidden)
	squashed := t.floats.take(batch * hidden) // tanh of the next cell
	h, next := out.Data()[:batch*hidden], out.Data()[batch*hidden:]
	for n := range batch {
		row, g := pre.Data()[n*4*hidden:][:4*hidden], gates[n*4*hidden:][:4*hidden]
		kernel.Sigmoid(g[:2*hidden], row[:2*hidden])
		kernel.Tanh(g[2*hidden:3*hidden], row[2*hidden:3*hidden])
		kernel.Sigmoid(g[3*hidden:], row[3*hidden:])
		to := next[n*hidden:][:hidden]
		kernel.Mul(to, g[hidden:2*hidden], c.Data()[n*hidden:][:hidden])
		kernel.AddMul(to, g[:hidden], g[2*hidden:3*hidden])
	}
	kernel.Tanh(squashed, next)
	for n := range batch {
		kernel.Mul(h[n*hidden:][:hidden], squashed[n*hidden:][:hidden], gates[n*4*hidden+3*hidden:][:hidden])
	}
	if t.wants(pre, c) {
		*push[lstmOp](t, out) = lstmOp{pre, c, gates, squashed}
	}
	return out
}

type lstmOp struct {
	pre, c          *Var
	gates, squashed []float32
}

func (op *lstmOp) backward(t *Tape, dy []float32) {
	dPre, dC := t.gradOf(op.pre), t.gradOf(op.c)
	batch, hidden := op.c.Dim(0), op.c.Dim(1)
	d, part := t.buffer(scratchA, hidden), t.buffer(scratchB, hidden)
	for n := range batch {
		of := func(m []float32) []float32 { return m[n*hidden:][:hidden] }
		gate := func(m []float32, i int) []float32 { return m[(4*n+i)*hidden:][:hidden] }
		in, forget, candidate, output := gate(op.gates, 0), gate(op.gates, 1), gate(op.gates, 2), gate(op.gates, 3)
		dH := of(dy)
		copy(d, of(dy[batch*hidden:])) // of the next cell: directly, and by way of h
		kernel.Mul(part, dH, output)
		kernel.AddTanhGrad(d, part, of(op.squashed))
		if dC != nil {
			kernel.AddMul(of(dC), d, forget)
		}
		if dPre == nil {
			continue
		}
		kernel.Mul(part, d, candidate)
		kernel.AddSigmoidGrad(gate(dPre, 0), part, in)
		kernel.Mul(part, d, of(op.c.Data()))
		kernel.AddSigmoidGrad(gate(dPre, 1), part, forget)
		kernel.Mul(part, d, in)
		kernel.AddTanhGrad(gate(dPre, 2), part, candidate)
		kernel.Mul(part, dH, of(op.squashed))
		kernel.AddSigmoidGrad(gate(dPre, 3), part, output)
	}
}

// GRUCell returns the next state h' [B,H] of a gated recurrent unit (Cho et al.
// 2014, with the reset gate after the product): z·h + (1-z)·n for
// n = tanh(inₙ + r·stateₙ). in and state [B,3H] are what the input and the
// state h [B,H] feed into the gates reset, update, candidate.
func (t *Tape) GRUCell(in, state, h *Var) *Var {
	wantRank("GRUCell", h, 2)
	sameShape("GRUCell", in, state)
	batch, hidden := h.Dim(0), h.Dim(1)
	if len(in.Shape()) != 2 || in.Dim(0) != batch || in.Dim(1) != 3*hidden {
		panic(fmt.Sprintf("autograd: GRUCell of gates %v and state %v", in.value.Shape, h.value.Shape))
	}
	out := t.newOut(batch, hidden)
	gates := t.floats.take(batch * 3 * hidden)
	for n := range batch {
		a, b, g := in.Data()[n*3*hidden:][:3*hidden], state.Data()[n*3*hidden:][:3*hidden], gates[n*3*hidden:][:3*hidden]
		for j := range 2 * hidden {
			g[j] = a[j] + b[j]
		}
		kernel.Sigmoid(g[:2*hidden], g[:2*hidden])
		for j := 2 * hidden; j < 3*hidden; j++ {
			g[j] = a[j] + float32(g[j-2*hidden]*b[j])
		}
		kernel.Tanh(g[2*hidden:], g[2*hidden:])
		for j := range hidden {
			update, candidate := g[hidden+j], g[2*hidden+j]
			k := n*hidden + j
			out.Data()[k] = float32((1-update)*candidate) + float32(update*h.Data()[k])
		}
	}
	if t.wants(in, state, h) {
		*push[gruOp](t, out) = gruOp{in, state, h, gates}
	}
	return out
}

type gruOp struct {
	in, state, h *Var
	gates        []float32
}

func (op *gruOp) backward(t *Tape, dy []float32) {
	dIn, dState, dH := t.gradOf(op.in), t.gradOf(op.state), t.gradOf(op.h)
	batch, hidden := op.h.Dim(0), op.h.Dim(1)
	for n := range batch {
		g, row := op.gates[n*3*hidden:], n*3*hidden
		for j := range hidden {
			k := n*hidden + j
			reset, update, candidate := g[j], g[hidden+j], g[2*hidden+j]
			dCandidate := dy[k] * (1 - update) * (1 - float32(candidate*candidate))
			dUpdate := dy[k] * (op.h.Data()[k] - candidate) * update * (1 - update)
			dReset := dCandidate * op.state.Data()[row+2*hidden+j] * reset * (1 - reset)
			if dH != nil {
				dH[k] += float32(dy[k] * update)
			}
			addGates(dIn, row+j, hidden, dReset, dUpdate, dCandidate)
			addGates(dState, row+j, hidden, dReset, dUpdate, float32(dCandidate*reset))
		}
	}
}

// addGates adds to three gradients that lie stride apart; dst may be nil.
func addGates(dst []float32, at, stride int, a, b, c float32) {
	if dst != nil {
		dst[at] += a
		dst[at+stride] += b
		dst[at+2*stride] += c
	}
}
