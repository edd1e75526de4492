package autograd

import (
	"fmt"

	"github.com/tengen-rl/tengen/nets/tensor"
)

// Param is a named value that training changes. Tapes only read it: whoever
// changes Value must not do so between a forward pass and its Backward.
type Param struct {
	Name    string
	Value   *tensor.Tensor
	NoDecay bool // weight decay leaves it alone: biases, gains of norms
}

// NewParam returns a parameter of zeros.
func NewParam(name string, shape ...int) *Param {
	return &Param{Name: name, Value: tensor.New(shape...)}
}

// Grads is a set of gradient buffers, one for each of an ordered list of
// parameters. It is not safe for concurrent use: give each goroutine its own
// and join them by Add in a fixed order.
type Grads struct {
	params  []*Param
	index   map[*Param]int
	buffers [][]float32
	reached []bool
	stale   []bool // what the buffer holds was given up by Zero
}

// NewGrads returns zero gradients for params. It panics if one is listed
// twice.
func NewGrads(params []*Param) *Grads {
	g := &Grads{
		params:  params,
		index:   make(map[*Param]int, len(params)),
		buffers: make([][]float32, len(params)),
		reached: make([]bool, len(params)),
		stale:   make([]bool, len(params)),
	}
	total := 0
	for i, p := range params {
		if _, twice := g.index[p]; twice {
			panic(fmt.Sprintf("autograd: parameter %s listed twice", p.Name))
		}
		g.index[p] = i
		total += p.Value.Len()
	}
	// One block, so that Zero, Add and the norm run over contiguous memory.
	block := make([]float32, total)
	for i, p := range params {
		n := p.Value.Len()
		g.buffers[i], block = block[:n:n], block[n:]
	}
	return g
}

// Params returns the parameters in their order.
func (g *Grads) Params() []*Param { return g.params }

// At returns the gradient of the i-th parameter, in the layout of its value.
func (g *Grads) At(i int) []float32 {
	if g.stale[i] {
		clear(g.buffers[i])
		g.stale[i] = false
	}
	return g.buffers[i]
}

// Of returns the gradient of p, or nil if p is not in the list.
func (g *Grads) Of(p *Param) []float32 {
	if i, ok := g.index[p]; ok {
		return g.At(i)
	}
	return nil
}

// Zero clears all gradients and forgets which parameters were reached. Memory
// is touched at the first use of a gradient alone: one that is then written as
// a whole need not be cleared before.
func (g *Grads) Zero() {
	for i := range g.stale {
		g.stale[i] = true
	}
	clear(g.reached)
}

// Add adds the gradients of other, a set over the same list of parameters.
func (g *Grads) Add(other *Grads) {
	if len(g.params) != len(other.params) {
		panic(fmt.Sprintf("autograd: adding gradients of %d parameters to those of %d", len(other.params), len(g.params)))
	}
	for i := range g.buffers {
		if g.params[i] != other.params[i] {
			panic(fmt.Sprintf("autograd: adding gradients of parameter %s to those of %s", other.params[i].Name, g.params[i].Name))
		}
		addTo(g.At(i), other.At(i))
		g.reached[i] = g.reached[i] || other.reached[i]
	}
}

// Scale multiplies all gradients by factor.
func (g *Grads) Scale(factor float32) {
	for i := range g.buffers {
		b := g.At(i)
		for j := range b {
			b[j] *= factor
		}
	}
}

// Missing returns the names of the parameters that no Backward has reached
// since the last Zero; it is nil when there are none. A parameter that lies
// off the path to the loss is nearly always a mistake.
func (g *Grads) Missing() []string {
	var names []string
	for i, ok := range g.reached {
		if !ok {
			names = append(names, g.params[i].Name)
		}
	}
	return names
}

// receive returns the buffer of p for a Backward to add into, or nil if the
// set does not hold p.
func (g *Grads) receive(p *Param) []float32 {
	i, ok := g.index[p]
	if !ok {
		return nil
	}
	g.reached[i] = true
	return g.At(i)
}

// receiveToFill is receive for a Backward that can write as well as add: while
// the buffer is fresh, its content is unknown and all of it must be written.
func (g *Grads) receiveToFill(p *Param) (buffer []float32, fresh bool) {
	i, ok := g.index[p]
	if !ok {
		return nil, false
	}
	fresh, g.stale[i], g.reached[i] = g.stale[i], false, true
	return g.buffers[i], fresh
}
