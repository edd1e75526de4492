package nets

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// newLayer makes a layer for inputs of a shape.
func newLayer(name string, cfg LayerConfig, in []int, rng *rand.Rand) (sequentialLayer, error) {
	l := sequentialLayer{name: name, cfg: cfg, input: in, output: in}
	if cfg.Activation != "" {
		if err := cfg.Activation.Check(); err != nil {
			return l, err
		}
	}
	if min(cfg.Out, cfg.Size, cfg.Stride, cfg.Layers, cfg.Heads, cfg.Symbols, cfg.Groups) < 0 {
		return l, fmt.Errorf("has a negative setting: out %d, size %d, stride %d, layers %d, heads %d, symbols %d, groups %d; want 0 or more of each",
			cfg.Out, cfg.Size, cfg.Stride, cfg.Layers, cfg.Heads, cfg.Symbols, cfg.Groups)
	}
	if !(cfg.Rate >= 0 && cfg.Rate <= math.MaxFloat32) { // nor NaN
		return l, fmt.Errorf("has rate %g, want a finite rate of 0 or more", cfg.Rate)
	}
	switch cfg.Kind {
	case "dense", "layernorm", "dropout", "batchnorm", "flatten":
		return l, l.makePlain(rng)
	case "groupnorm":
		return l, l.makeGroupNorm()
	case "embedding":
		return l, l.makeEmbedding(rng)
	case "noisy", "dueling":
		if len(in) != 1 || cfg.Out < 1 {
			return l, errors.New("wants a row of features and out, at least 1")
		}
		return l, l.makeHead(rng)
	case "conv", "residual", "squeeze", "globalpool", "maxpool", "avgpool", "globalavg":
		if len(in) != 3 {
			return l, errors.New("wants an image")
		}
		return l, l.makeImage(rng)
	case "attention", string(RNNTanh), string(RNNReLU), string(LSTM), string(GRU):
		if len(in) != 2 {
			return l, errors.New("wants a sequence")
		}
		return l, l.makeSequence(rng)
	}
	return l, errors.New("is of no known kind")
}

// makePlain completes a layer that takes any shape.
func (l *sequentialLayer) makePlain(rng *rand.Rand) error {
	in, last := l.output, l.output[len(l.output)-1]
	switch l.cfg.Kind {
	case "dense":
		if len(in) == 3 {
			return errors.New("wants a row of features: flatten first")
		}
		if l.cfg.Out < 1 {
			return errors.New("wants out, at least 1")
		}
		d := NewDense(l.name, last, l.cfg.Out, initFor(l.cfg.Activation), rng)
		l.module, l.output = d, append(append([]int{}, in[:len(in)-1]...), l.cfg.Out)
		l.apply = func(t *autograd.Tape, x *autograd.Var, _ *rand.Rand) *autograd.Var { return d.Forward(t, x) }
	case "layernorm":
		n := NewLayerNorm(l.name, last)
		l.module = n
		l.apply = func(t *autograd.Tape, x *autograd.Var, _ *rand.Rand) *autograd.Var { return n.Forward(t, x) }
	case "batchnorm":
		n := NewBatchNorm(l.name, last)
		l.module = n
		l.apply = func(t *autograd.Tape, x *autograd.Var, rng *rand.Rand) *autograd.Var {
			return n.Forward(t, x, rng != nil)
		}
	case "dropout":
		if l.cfg.Rate >= 1 {
			return fmt.Errorf("has rate %g, want 0 ≤ rate < 1", l.cfg.Rate)
		}
		rate := l.cfg.Rate
		l.apply = func(t *autograd.Tape, x *autograd.Var, rng *rand.Rand) *autograd.Var { return t.Dropout(x, rate, rng) }
	case "flatten":
		size := 1
		for _, d := range in {
			size *= d
		}
		l.output = []int{size}
		l.apply = func(t *autograd.Tape, x *autograd.Var, _ *rand.Rand) *autograd.Var {
			if len(x.Shape()) == 4 {
				return flatten(t, x)
			}
			return t.Reshape(x, x.Dim(0), -1)
		}
	}
	return nil
}

func (l *sequentialLayer) makeGroupNorm() error {
	channels, groups := l.output[len(l.output)-1], orInt(l.cfg.Groups, 1)
	if channels%groups != 0 {
		return fmt.Errorf("has %d groups, which do not divide the %d channels", groups, channels)
	}
	n := NewGroupNorm(l.name, channels, groups)
	l.module = n
	l.apply = func(t *autograd.Tape, x *autograd.Var, _ *rand.Rand) *autograd.Var { return n.Forward(t, x) }
	return nil
}

func (l *sequentialLayer) makeEmbedding(rng *rand.Rand) error {
	if len(l.input) != 1 || l.cfg.Symbols < 1 || l.cfg.Out < 1 {
		return errors.New("wants a row of symbols, and symbols and out, at least 1")
	}
	e := NewEmbedding(l.name, l.cfg.Symbols, l.cfg.Out, rng)
	l.module, l.output = e, []int{l.input[0], l.cfg.Out}
	l.apply = func(t *autograd.Tape, x *autograd.Var, _ *rand.Rand) *autograd.Var { return e.ForwardNumbers(t, x) }
	return nil
}

// makeHead completes a layer that agents of deep Q-learning use.
func (l *sequentialLayer) makeHead(rng *rand.Rand) error {
	width := l.output[0]
	l.output = []int{l.cfg.Out}
	if l.cfg.Kind == "dueling" {
		d := NewDueling(l.name, width, l.cfg.Out, rng)
		l.module = d
		l.apply = func(t *autograd.Tape, x *autograd.Var, _ *rand.Rand) *autograd.Var { return d.Forward(t, x) }
		return nil
	}
	n := NewNoisyDense(l.name, width, l.cfg.Out, rng)
	if l.cfg.Rate != 0 {
		n.SetSigma(l.cfg.Rate)
	}
	l.module = n
	l.apply = func(t *autograd.Tape, x *autograd.Var, rng *rand.Rand) *autograd.Var { return n.Forward(t, x, rng) }
	return nil
}

// makeImage completes a layer over images [H,W,C].
func (l *sequentialLayer) makeImage(rng *rand.Rand) error {
	channels := l.output[2]
	switch l.cfg.Kind {
	case "conv":
		return l.makeConv(rng)
	case "maxpool", "avgpool":
		return l.makePool()
	case "residual":
		b := NewResidualBlock(l.name, channels, 1, rng)
		l.module = b
		l.apply = func(t *autograd.Tape, x *autograd.Var, _ *rand.Rand) *autograd.Var { return b.Forward(t, x) }
	case "squeeze":
		s := NewSqueezeExcite(l.name, channels, 4, rng)
		l.module = s
		l.apply = func(t *autograd.Tape, x *autograd.Var, _ *rand.Rand) *autograd.Var { return s.Forward(t, x) }
	case "globalpool":
		if l.cfg.Out < 1 {
			return errors.New("wants out, at least 1")
		}
		g := NewGlobalPooling(l.name, channels, l.cfg.Out, rng)
		l.module = g
		l.apply = func(t *autograd.Tape, x *autograd.Var, _ *rand.Rand) *autograd.Var { return g.Forward(t, x) }
	case "globalavg":
		l.output = []int{channels}
		l.apply = func(t *autograd.Tape, x *autograd.Var, _ *rand.Rand) *autograd.Var { return t.GlobalAvgPool(x) }
	}
	return nil
}

func (l *sequentialLayer) makeConv(rng *rand.Rand) error {
	size, stride := orInt(l.cfg.Size, 3), orInt(l.cfg.Stride, 1)
	if l.cfg.Out < 1 || size%2 == 0 {
		return errors.New("wants out, at least 1, and an odd size")
	}
	c := NewConv2D(l.name, l.output[2], l.cfg.Out, size, initFor(l.cfg.Activation), rng)
	c.Config.Stride = [2]int{stride, stride}
	l.module = c
	height, width := l.output[0], l.output[1]
	if l.cfg.Valid {
		c.Config.Pad = [2]int{}
		height, width = height-size+1, width-size+1
	}
	if height < 1 || width < 1 {
		return fmt.Errorf("an image of %dx%d is smaller than its filter", l.output[0], l.output[1])
	}
	l.output = []int{(height-1)/stride + 1, (width-1)/stride + 1, l.cfg.Out}
	l.apply = func(t *autograd.Tape, x *autograd.Var, _ *rand.Rand) *autograd.Var { return c.Forward(t, x) }
	return nil
}

func (l *sequentialLayer) makePool() error {
	size := orInt(l.cfg.Size, 2)
	stride := orInt(l.cfg.Stride, size)
	if size > l.output[0] || size > l.output[1] {
		return fmt.Errorf("pools %dx%d pixels", size, size)
	}
	cfg := autograd.PoolConfig{Size: [2]int{size, size}, Stride: [2]int{stride, stride}}
	l.output = []int{(l.output[0]-size)/stride + 1, (l.output[1]-size)/stride + 1, l.output[2]}
	largest := l.cfg.Kind == "maxpool"
	l.apply = func(t *autograd.Tape, x *autograd.Var, _ *rand.Rand) *autograd.Var {
		if largest {
			return t.MaxPool2D(x, cfg)
		}
		return t.AvgPool2D(x, cfg)
	}
	return nil
}

// makeSequence completes a layer over sequences [T,features].
func (l *sequentialLayer) makeSequence(rng *rand.Rand) error {
	width := l.output[1]
	if l.cfg.Kind == "attention" {
		heads := orInt(l.cfg.Heads, 1)
		if width%heads != 0 {
			return fmt.Errorf("has %d heads, which do not divide the width %d", heads, width)
		}
		a := NewAttention(l.name, width, heads, rng)
		l.module = a
		l.apply = func(t *autograd.Tape, x *autograd.Var, _ *rand.Rand) *autograd.Var { return a.Forward(t, x, nil) }
		return nil
	}
	if l.cfg.Out < 1 {
		return errors.New("wants out, at least 1")
	}
	r := NewRecurrent(l.name, RecurrentConfig{CellKind(l.cfg.Kind), width, l.cfg.Out, l.cfg.Layers}, rng)
	l.module, l.output = r, []int{l.cfg.Out}
	l.apply = func(t *autograd.Tape, x *autograd.Var, _ *rand.Rand) *autograd.Var {
		y, _ := r.Forward(t, t.Transpose(x, 1, 0, 2), r.ZeroState(t, x.Dim(0)), nil)
		return t.Row(y, y.Dim(0)-1)
	}
	return nil
}

// initFor returns the initialiser that suits the activation after a layer.
func initFor(a autograd.Activation) Init {
	switch a {
	case autograd.ReLU, autograd.ReLU6, autograd.LeakyReLU, autograd.ELU, autograd.GELU, autograd.GELUTanh,
		autograd.SiLU, autograd.Mish, autograd.Softplus, autograd.HardSwish:
		return HeNormal
	case autograd.SELU, autograd.Linear, "":
		return LeCunNormal
	}
	return XavierUniform
}

func orInt(x, standard int) int {
	if x == 0 {
		return standard
	}
	return x
}

// weights is at most the number of weights and running statistics of the layer
// after a shape, and at least a quarter of them less its biases; a float64,
// because a configuration from a file may name any numbers.
func (l LayerConfig) weights(in []int) float64 {
	width, out := float64(in[len(in)-1]), float64(l.Out)
	switch l.Kind {
	case "dense":
		return width * out
	case "noisy":
		return 2 * width * out
	case "dueling":
		return width * (out + 1)
	case "conv":
		size := float64(orInt(l.Size, 3))
		return width * out * size * size
	case "residual":
		return 18 * width * width
	case "squeeze":
		hidden := math.Floor(max(1, width/4))
		return 2*width*hidden + hidden + width
	case "layernorm", "groupnorm":
		return 2 * width
	case "embedding":
		return float64(l.Symbols) * out
	case "batchnorm": // gain, bias and the running mean and variance
		return 4 * width
	case "globalpool":
		return 4 * width * out
	case "attention":
		return 12 * width * width
	case string(RNNTanh), string(RNNReLU), string(GRU), string(LSTM):
		return out * (width + (2*float64(orInt(l.Layers, 1))-1)*out)
	}
	return 0
}
