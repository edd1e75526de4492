package nets

import (
	"math/rand/v2"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// Module is anything with parameters: a layer, or a network of them. Params
// returns them in a fixed order under distinct names, their path in the tree
// joined by dots.
type Module interface {
	Params() []*autograd.Param
}

// ParamsOf returns the parameters of modules, one after the other.
func ParamsOf(modules ...Module) []*autograd.Param {
	var all []*autograd.Param
	for _, m := range modules {
		all = append(all, m.Params()...)
	}
	return all
}

// Count returns the number of elements of all parameters.
func Count(params []*autograd.Param) int {
	n := 0
	for _, p := range params {
		n += p.Value.Len()
	}
	return n
}

// Dense is a fully connected layer, x·Wᵀ + b.
type Dense struct {
	Weight *autograd.Param // [out,in]
	Bias   *autograd.Param // [out]; nil for none
}

// NewDense returns a layer with zero bias whose weights init draws from rng;
// with a nil rng they are zero, for a layer about to be loaded.
func NewDense(name string, in, out int, init Init, rng *rand.Rand) *Dense {
	d := &Dense{Weight: autograd.NewParam(name+".weight", out, in), Bias: newBias(name+".bias", out)}
	initialize(d.Weight, init, rng)
	return d
}

// Forward maps x [...,in] to [...,out].
func (d *Dense) Forward(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	return t.Dense(x, t.Param(d.Weight), optional(t, d.Bias))
}

// Params returns the weight and the bias.
func (d *Dense) Params() []*autograd.Param { return present(d.Weight, d.Bias) }

// Conv2D is a convolution over channels-last images.
type Conv2D struct {
	Weight *autograd.Param // [out,in/groups,KH,KW]
	Bias   *autograd.Param // [out]; nil for none
	Config autograd.Conv2DConfig
}

// NewConv2D returns a convolution of size x size pixels, padded so that an
// image keeps its size, with zero bias; init draws the weights from rng, and
// with a nil rng they are zero.
func NewConv2D(name string, in, out, size int, init Init, rng *rand.Rand) *Conv2D {
	c := &Conv2D{
		Weight: autograd.NewParam(name+".weight", out, in, size, size),
		Bias:   newBias(name+".bias", out),
		Config: autograd.Same(size),
	}
	initialize(c.Weight, init, rng)
	return c
}

// Forward maps images [N,H,W,in] to [N,OH,OW,out].
func (c *Conv2D) Forward(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	return t.Conv2D(x, t.Param(c.Weight), optional(t, c.Bias), c.Config)
}

// ForwardReLU is max(Forward(x) + residual, 0) in one pass; residual may be
// nil.
func (c *Conv2D) ForwardReLU(t *autograd.Tape, x, residual *autograd.Var) *autograd.Var {
	return t.Conv2DReLU(x, t.Param(c.Weight), optional(t, c.Bias), residual, c.Config)
}

// Params returns the weight and the bias.
func (c *Conv2D) Params() []*autograd.Param { return present(c.Weight, c.Bias) }

func initialize(p *autograd.Param, init Init, rng *rand.Rand) {
	if rng != nil {
		init(rng, p.Value)
	}
}

func newBias(name string, n int) *autograd.Param {
	p := autograd.NewParam(name, n)
	p.NoDecay = true
	return p
}

// newGain returns ones, which weight decay leaves alone.
func newGain(name string, n int) *autograd.Param {
	p := newBias(name, n)
	Constant(1)(nil, p.Value)
	return p
}

// optional puts p on the tape, or nothing if there is no p.
func optional(t *autograd.Tape, p *autograd.Param) *autograd.Var {
	if p == nil {
		return nil
	}
	return t.Param(p)
}

func present(params ...*autograd.Param) []*autograd.Param {
	var all []*autograd.Param
	for _, p := range params {
		if p != nil {
			all = append(all, p)
		}
	}
	return all
}
