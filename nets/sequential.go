package nets

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// LayerConfig is a layer of a Sequential network. Kind decides which of the
// other fields count:
//
//	dense        Out, Activation
//	conv         Out channels, Size (3), Stride (1), Activation; padded by
//	             Size/2 unless Valid
//	residual     a ResidualBlock
//	squeeze      a SqueezeExcite of ratio 4
//	globalpool   a GlobalPooling that pools Out channels
//	maxpool      Size (2), Stride (Size)
//	avgpool      Size (2), Stride (Size)
//	globalavg    the mean of each channel
//	noisy        a NoisyDense of Out units, Rate its sigma (0.5)
//	dueling      a Dueling head of Out actions
//	flatten      an image becomes a row, channel-major
//	embedding    Out numbers for each of Symbols; only first, and a row of whole
//	             numbers below Symbols becomes a sequence
//	batchnorm    over channels
//	groupnorm    over Groups of channels
//	layernorm    over the last axis
//	dropout      Rate
//	attention    a block with Heads
//	rnn_tanh, rnn_relu, lstm, gru
//	             Out hidden units, Layers (1); a sequence becomes its last output
type LayerConfig struct {
	Kind       string              `json:"kind"`
	Out        int                 `json:"out,omitempty"`
	Size       int                 `json:"size,omitempty"`
	Stride     int                 `json:"stride,omitempty"`
	Valid      bool                `json:"valid,omitempty"`
	Activation autograd.Activation `json:"activation,omitempty"` // "" means linear
	Rate       float32             `json:"rate,omitempty"`
	Heads      int                 `json:"heads,omitempty"`
	Layers     int                 `json:"layers,omitempty"`
	Symbols    int                 `json:"symbols,omitempty"`
	Groups     int                 `json:"groups,omitempty"` // 0 means 1
}

// SequentialConfig is the architecture of a Sequential network. Input is the
// shape of one example: [features], [C,H,W] for images or [T,features] for
// sequences.
type SequentialConfig struct {
	Input  []int         `json:"input"`
	Layers []LayerConfig `json:"layers"`
}

// Sequential is a network of layers, each of which takes what the one before it
// gives.
type Sequential struct {
	cfg    SequentialConfig
	layers []sequentialLayer
}

// sequentialLayer is a layer with its name and the shapes of its input and output for
// one example; images are [H,W,C].
type sequentialLayer struct {
	name   string
	cfg    LayerConfig
	input  []int
	output []int
	module Module // nil if it has no parameters
	apply  func(t *autograd.Tape, x *autograd.Var, rng *rand.Rand) *autograd.Var
}

// NewSequential returns a network with weights drawn from rng; a nil rng leaves
// them zero. It reports the first layer that makes no sense where it stands.
func NewSequential(cfg SequentialConfig, rng *rand.Rand) (*Sequential, error) {
	return newSequential(cfg, rng, math.Inf(1))
}

// maxInput bounds the numbers of one example, so that no product of its shape
// overflows.
const maxInput = 1 << 31

// newSequential makes no layer that takes the network beyond limit weights.
func newSequential(cfg SequentialConfig, rng *rand.Rand, limit float64) (*Sequential, error) {
	if len(cfg.Input) < 1 || len(cfg.Input) > 3 || slices.Min(cfg.Input) < 1 {
		return nil, fmt.Errorf("network with input %v, want [features], [C,H,W] or [T,features]", cfg.Input)
	}
	size := 1.0
	for _, d := range cfg.Input {
		size *= float64(d)
	}
	if size > maxInput {
		return nil, fmt.Errorf("network with input %v of %.0f numbers, want at most %d", cfg.Input, size, int64(maxInput))
	}
	net := &Sequential{cfg: SequentialConfig{slices.Clone(cfg.Input), slices.Clone(cfg.Layers)}}
	shape := slices.Clone(cfg.Input)
	if len(shape) == 3 {
		shape = []int{shape[1], shape[2], shape[0]}
	}
	for i, l := range cfg.Layers {
		if l.Kind == "embedding" && i > 0 {
			return nil, fmt.Errorf("layer %d (embedding) after others, want it first: it takes the numbers of symbols", i)
		}
		if limit -= l.weights(shape); limit < 0 {
			return nil, fmt.Errorf("layer %d (%s) after shape %v has more weights than there are", i, l.Kind, shape)
		}
		layer, err := newLayer(fmt.Sprintf("%d.%s", i, l.Kind), l, shape, rng)
		if err != nil {
			return nil, fmt.Errorf("layer %d (%s) after shape %v: %w", i, l.Kind, shape, err)
		}
		net.layers = append(net.layers, layer)
		shape = layer.output
	}
	return net, nil
}

// Config returns the architecture.
func (net *Sequential) Config() SequentialConfig { return net.cfg }

// Output returns the shape of the result for one example: [features], [C,H,W]
// or [T,features].
func (net *Sequential) Output() []int {
	if len(net.layers) == 0 {
		return net.cfg.Input
	}
	return channelsFirst(net.layers[len(net.layers)-1].output)
}

// channelsFirst returns the shape of an image inside as callers see it; other
// shapes are the same in both places.
func channelsFirst(shape []int) []int {
	if len(shape) == 3 {
		return []int{shape[2], shape[0], shape[1]}
	}
	return shape
}

// Params returns all parameters, layer by layer.
func (net *Sequential) Params() []*autograd.Param {
	var all []*autograd.Param
	for _, l := range net.layers {
		if l.module != nil {
			all = append(all, l.module.Params()...)
		}
	}
	return all
}

// Buffers returns the running statistics of all layers that have some.
func (net *Sequential) Buffers() []tensor.Named {
	var all []tensor.Named
	for _, l := range net.layers {
		if b, ok := l.module.(Buffered); ok {
			all = append(all, b.Buffers()...)
		}
	}
	return all
}

// Forward maps examples x [N,Input...] to [N,Output...], images as [N,C,H,W] on
// both sides. A rng means training: dropout draws from it and batch norms use
// the batch; nil means evaluation.
func (net *Sequential) Forward(t *autograd.Tape, x *autograd.Var, rng *rand.Rand) *autograd.Var {
	if len(net.cfg.Input) == 3 {
		x = t.ChannelsLast(x)
	}
	for i := range net.layers {
		l := &net.layers[i]
		x = l.apply(t, x, rng)
		if l.cfg.Activation != "" {
			x = t.Activate(l.cfg.Activation, x)
		}
	}
	if len(x.Shape()) == 4 {
		x = t.ChannelsFirst(x)
	}
	return x
}

// checkSymbols reports the first of inputs that an embedding has no vector for.
func (net *Sequential) checkSymbols(inputs *tensor.Tensor) error {
	if len(net.layers) == 0 || net.cfg.Layers[0].Kind != "embedding" {
		return nil
	}
	symbols, width := net.cfg.Layers[0].Symbols, net.cfg.Input[0]
	for i, x := range inputs.Data {
		if !(x >= 0 && x < float32(symbols)) || x != float32(int(x)) {
			return fmt.Errorf("input %d of example %d is %g, the embedding wants whole numbers from 0 to %d", i%width, i/width, x, symbols-1)
		}
	}
	return nil
}

// Summary describes the layers of the network.
func (net *Sequential) Summary() []SummaryRow {
	rows := make([]SummaryRow, len(net.layers))
	for i, l := range net.layers {
		rows[i] = l.summary()
	}
	return rows
}

func (l sequentialLayer) summary() SummaryRow {
	row := SummaryRow{Name: l.name, Kind: l.cfg.Kind, Output: channelsFirst(l.output)}
	pixels, steps := 1, 1
	if len(l.output) == 3 {
		pixels = l.output[0] * l.output[1]
	}
	if len(l.input) == 2 {
		steps = l.input[0]
	}
	if l.module == nil {
		return row
	}
	row.Params = Count(l.module.Params())
	for _, p := range l.multiplied() {
		switch len(p.Value.Shape) {
		case 4:
			row.MulAdds += p.Value.Len() * pixels
		case 2:
			row.MulAdds += p.Value.Len() * steps
		}
	}
	if l.cfg.Kind == "attention" { // of each step with each other, for the scores and for the values
		row.MulAdds += 2 * steps * steps * l.input[1]
	}
	return row
}

// multiplied returns the parameters that an evaluation multiplies with its
// input: not a table, of which it picks rows, nor the deviations of noise.
func (l sequentialLayer) multiplied() []*autograd.Param {
	switch m := l.module.(type) {
	case *Embedding:
		return nil
	case *NoisyDense:
		return m.Mean.Params()
	}
	return l.module.Params()
}
