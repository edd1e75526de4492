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

// standardEpsilon is added to a variance unless the layer says otherwise.
const standardEpsilon = 1e-5

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
		cfg.Epsilon = standardEpsilon
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
