package nets

import (
	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// Buffered is a Module that keeps numbers which no gradient trains but which
// belong to it, such as running statistics. A checkpoint needs them too.
type Buffered interface {
	Buffers() []tensor.Named
}

// BatchNorm normalises channels by the batch in training and by running
// statistics afterwards. The statistics start at mean 0 and variance 1.
type BatchNorm struct {
	Weight, Bias *autograd.Param // [C]
	Mean, Var    *tensor.Tensor  // [C]: running statistics
	Epsilon      float32         // 0 means 1e-5
	Momentum     float32         // share of a batch in the running statistics; 0 means 0.1

	name string
}

// NewBatchNorm returns a layer that normalises and changes nothing else.
func NewBatchNorm(name string, channels int) *BatchNorm {
	b := &BatchNorm{
		Weight: newGain(name+".weight", channels), Bias: newBias(name+".bias", channels),
		Mean: tensor.New(channels), Var: tensor.New(channels), name: name,
	}
	Constant(1)(nil, b.Var)
	return b
}

// Forward normalises x [...,C]. With training it uses the batch and updates the
// running statistics: no other goroutine may then use the layer.
func (b *BatchNorm) Forward(t *autograd.Tape, x *autograd.Var, training bool) *autograd.Var {
	cfg := autograd.BatchNormConfig{Epsilon: b.Epsilon, Momentum: b.Momentum, Training: training}
	if cfg.Epsilon == 0 {
		cfg.Epsilon = 1e-5
	}
	if cfg.Momentum == 0 {
		cfg.Momentum = 0.1
	}
	stats := autograd.RunningStats{Mean: b.Mean.Data, Var: b.Var.Data}
	return t.BatchNorm(x, t.Param(b.Weight), t.Param(b.Bias), stats, cfg)
}

// Params returns the gain and the bias.
func (b *BatchNorm) Params() []*autograd.Param { return present(b.Weight, b.Bias) }

// Buffers returns the running statistics; they share memory.
func (b *BatchNorm) Buffers() []tensor.Named {
	return []tensor.Named{{Name: b.name + ".running_mean", Tensor: b.Mean}, {Name: b.name + ".running_var", Tensor: b.Var}}
}

// LayerNorm normalises each run of the last axis.
type LayerNorm struct {
	Weight, Bias *autograd.Param // [C]
	Epsilon      float32
}

// NewLayerNorm returns a layer over a last axis of the given length, with
// epsilon 1e-5.
func NewLayerNorm(name string, n int) *LayerNorm {
	return &LayerNorm{newGain(name+".weight", n), newBias(name+".bias", n), 1e-5}
}

// Forward normalises x [...,C].
func (l *LayerNorm) Forward(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	return t.LayerNorm(x, t.Param(l.Weight), t.Param(l.Bias), l.Epsilon)
}

// Params returns the gain and the bias.
func (l *LayerNorm) Params() []*autograd.Param { return present(l.Weight, l.Bias) }

// GroupNorm normalises each image over groups of channels.
type GroupNorm struct {
	Weight, Bias *autograd.Param // [C]
	Groups       int
	Epsilon      float32
}

// NewGroupNorm returns a layer for images of the given channels, with epsilon
// 1e-5.
func NewGroupNorm(name string, channels, groups int) *GroupNorm {
	return &GroupNorm{newGain(name+".weight", channels), newBias(name+".bias", channels), groups, 1e-5}
}

// Forward normalises x [N,...,C].
func (g *GroupNorm) Forward(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	return t.GroupNorm(x, t.Param(g.Weight), t.Param(g.Bias), g.Groups, g.Epsilon)
}

// Params returns the gain and the bias.
func (g *GroupNorm) Params() []*autograd.Param { return present(g.Weight, g.Bias) }

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

// newGain returns ones, which weight decay leaves alone.
func newGain(name string, n int) *autograd.Param {
	p := newBias(name, n)
	Constant(1)(nil, p.Value)
	return p
}
