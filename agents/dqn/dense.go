package dqn

import (
	"math/rand/v2"
	"strings"

	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// dense is a dense layer with or without noise. One without keeps its weight
// as [in,out], which suits acting (see autograd.Tape.DenseByInput); files have it as
// [out,in], like all weights.
type dense struct {
	weight, bias *autograd.Param
	noisy        *nets.NoisyDense // instead, if not nil
}

func newDense(name string, in, out int, sigma float32, rng *rand.Rand) dense {
	if sigma > 0 {
		n := nets.NewNoisyDense(name, in, out, rng)
		n.SetSigma(sigma)
		return dense{noisy: n}
	}
	d := nets.NewDense(name, in, out, uniform(in), rng)
	draw(d.Bias, in, rng)
	weight := autograd.NewParam(d.Weight.Name, in, out)
	turn(weight.Value, d.Weight.Value)
	return dense{weight: weight, bias: d.Bias}
}

func (d dense) forward(p pass, x *autograd.Var) *autograd.Var {
	if d.noisy != nil {
		return d.noisy.Forward(p.tape, x, p.noise)
	}
	return p.tape.DenseByInput(x, p.tape.Param(d.weight), p.tape.Param(d.bias))
}

// forwardReLU is forward and a ReLU after it.
func (d dense) forwardReLU(p pass, x *autograd.Var) *autograd.Var {
	if d.noisy != nil {
		return p.tape.ReLU(d.forward(p, x))
	}
	return p.tape.DenseByInputReLU(x, p.tape.Param(d.weight), p.tape.Param(d.bias))
}

// Params returns the parameters of the layer.
func (d dense) Params() []*autograd.Param {
	if d.noisy != nil {
		return d.noisy.Params()
	}
	return []*autograd.Param{d.weight, d.bias}
}

// turn copies the transpose of a matrix.
func turn(dst, src *tensor.Tensor) {
	rows, cols := src.Shape[0], src.Shape[1]
	for i := range rows {
		for j := range cols {
			dst.Data[j*rows+i] = src.Data[i*cols+j]
		}
	}
}

// filed returns tensors of the network's parameters, or of the slots of an
// optimiser for them, as files have them: copies of those that stand the other
// way round, and the others themselves.
func (n *qnet) filed(tensors []tensor.Named) []tensor.Named {
	filed := make([]tensor.Named, len(tensors))
	for i, t := range tensors {
		filed[i] = t
		if n.turns(t.Name) {
			filed[i].Tensor = tensor.New(t.Shape[1], t.Shape[0])
			turn(filed[i].Tensor, t.Tensor)
		}
	}
	return filed
}

// unfile copies to tensors what has come from a file into their filed form.
func (n *qnet) unfile(tensors, filed []tensor.Named) {
	for i, t := range tensors {
		if n.turns(t.Name) {
			turn(t.Tensor, filed[i].Tensor)
		}
	}
}

// turns reports whether files have a parameter, or a slot named after it, the
// other way round.
func (n *qnet) turns(name string) bool {
	_, slotless, _ := strings.Cut(name, ".")
	return n.turned[name] || n.turned[slotless]
}

// gatherTurned lists the weights of layers without noise.
func (n *qnet) gatherTurned() map[string]bool {
	turned := map[string]bool{}
	for _, d := range append([]dense{n.head.advantage, n.head.value}, n.hidden...) {
		if d.weight != nil {
			turned[d.weight.Name] = true
		}
	}
	return turned
}
