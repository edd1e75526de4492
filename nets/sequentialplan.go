package nets

import (
	"fmt"
	"math"
	"slices"

	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/internal/kernel"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// SequentialPlan is a Sequential network compiled for inference: the weights
// as they were at Compile, those of dense layers and of convolutions of stride 1
// packed with the batch norms behind them folded in, and all memory allocated;
// layers of other kinds run as they do on a tape. A row's result is the same bit
// for bit whatever rows share its batch. A plan belongs to one goroutine; Clone
// gives another goroutine one over the same weights.
type SequentialPlan struct {
	input, output []int // shapes of an example
	maxBatch      int
	stages        []stage // shared by all clones, which only read them
	boards        [][]float32
	tape          *autograd.Tape
}

// stage is a layer of a plan, with what was folded into it.
type stage struct {
	layer      sequentialLayer
	dense      *planDense // if the layer is dense
	conv       *planConv  // if it is a convolution that the kernels do
	activation autograd.Activation
	flat       bool // the input is taken as a row of [H,W,C]
}

// Compile returns a plan for batches of up to maxBatch examples. Later changes
// of the network's parameters do not reach it.
func (net *Sequential) Compile(maxBatch int) *SequentialPlan {
	if maxBatch < 1 {
		panic(fmt.Sprintf("nets: plan for batches of %d", maxBatch))
	}
	p := &SequentialPlan{input: slices.Clone(net.cfg.Input), output: slices.Clone(net.Output()), maxBatch: maxBatch}
	layers := net.snapshot().layers
	for len(layers) > 0 {
		var s stage
		s, layers = compileStage(layers)
		p.stages = append(p.stages, s)
	}
	return p.Clone()
}

// snapshot returns a network with the present weights that nobody else has.
func (net *Sequential) snapshot() *Sequential {
	clone, err := NewSequential(net.cfg, nil)
	if err != nil {
		panic("nets: " + err.Error()) // it was made from this very configuration
	}
	for i, p := range clone.Params() {
		copy(p.Value.Data, net.Params()[i].Value.Data)
	}
	for i, b := range clone.Buffers() {
		copy(b.Tensor.Data, net.Buffers()[i].Tensor.Data)
	}
	return clone
}

// compileStage makes a stage of the first layer, or of the first few.
func compileStage(layers []sequentialLayer) (stage, []sequentialLayer) {
	channels, pixels, flat := 0, 0, false
	if l := layers[0]; l.cfg.Kind == "flatten" && len(l.input) == 3 && l.cfg.Activation == "" &&
		len(layers) > 1 && layers[1].cfg.Kind == "dense" {
		flat = true
		pixels, channels = l.input[0]*l.input[1], l.input[2]
		layers = layers[1:]
	}
	s := stage{layer: layers[0], activation: layers[0].cfg.Activation, flat: flat}
	layers = layers[1:]
	fold := func(weight, bias *autograd.Param) {
		if s.activation == "" && len(layers) > 0 && layers[0].cfg.Kind == "batchnorm" {
			layers[0].module.(*BatchNorm).foldInto(weight, bias)
			s.activation, layers = layers[0].cfg.Activation, layers[1:]
		}
	}
	switch m := s.layer.module.(type) {
	case *Dense:
		fold(m.Weight, m.Bias)
		if !flat {
			channels, pixels = m.Weight.Value.Shape[1], 1
		}
		d := compileDense(m, channels, pixels)
		s.dense = &d
	case *Conv2D:
		fold(m.Weight, m.Bias)
		s.conv = s.layer.compileConv(m)
	}
	return s, layers
}

// compileConv returns the kernels for a convolution, or nil if it has a stride.
func (l sequentialLayer) compileConv(c *Conv2D) *planConv {
	if c.Config.Stride != [2]int{1, 1} {
		return nil
	}
	size, valid := c.Weight.Value.Shape[2], c.Config.Pad == [2]int{}
	in := kernel.Board{Height: l.input[0], Width: l.input[1], Channels: l.input[2]}
	switch {
	case valid:
	case size == 3:
		in = kernel.NewBoard(in.Height, in.Width, in.Channels)
	default:
		in.Before, in.After = size/2, size/2
	}
	out := kernel.Board{Height: l.output[0], Width: l.output[1], Channels: l.output[2]}
	cfg := kernel.ConvConfig{In: in, Out: out, Size: size, Valid: valid}
	if in.Channels%16 != 0 || out.Channels%16 != 0 {
		cfg.Algorithm = kernel.Direct // the transforms work on 16 channels at a time
	}
	return &planConv{kernel.NewConv(cfg, c.Weight.Value.Data), c.Bias.Value.Data}
}

// foldInto changes the weight [O,...] and bias [O] of the layer before, so that
// it does what both do with running statistics.
func (b *BatchNorm) foldInto(weight, bias *autograd.Param) {
	epsilon := b.Epsilon
	if epsilon == 0 {
		epsilon = standardEpsilon
	}
	size := weight.Value.Len() / max(1, bias.Value.Len())
	for o, mean := range b.Mean.Data {
		gain := b.Weight.Value.Data[o] / float32(math.Sqrt(float64(b.Var.Data[o]+epsilon)))
		kernel.Scale(weight.Value.Data[o*size:][:size], gain)
		bias.Value.Data[o] = float32((bias.Value.Data[o]-mean)*gain) + b.Bias.Value.Data[o]
	}
}

// Clone returns a plan over the same weights for another goroutine.
func (p *SequentialPlan) Clone() *SequentialPlan {
	c := *p
	c.tape = autograd.NewInferenceTape()
	c.boards = make([][]float32, len(p.stages))
	for i, s := range p.stages {
		if s.conv != nil && s.conv.In() != s.conv.In().Compact() {
			c.boards[i] = make([]float32, p.maxBatch*s.conv.In().Len())
		}
	}
	for range 2 { // finds out how much memory the largest batch takes
		c.run(make([]float32, p.maxBatch*tensor.Size(p.input)), p.maxBatch)
	}
	return &c
}

// MaxBatch returns the largest n that Run takes.
func (p *SequentialPlan) MaxBatch() int { return p.maxBatch }

// Run evaluates n examples x [n,Input...] into out [n,Output...], images as
// [n,C,H,W] on both sides. It panics if n exceeds MaxBatch, a slice is too
// short or an embedding meets a number that is no symbol, and allocates nothing.
func (p *SequentialPlan) Run(x []float32, n int, out []float32) {
	if n < 0 || n > p.maxBatch {
		panic(fmt.Sprintf("nets: batch of %d given to a plan for %d", n, p.maxBatch))
	}
	x, out = first(x, n*tensor.Size(p.input)), first(out, n*tensor.Size(p.output))
	if n > 0 {
		copy(out, p.run(x, n).Data())
	}
}

func (p *SequentialPlan) run(data []float32, n int) *autograd.Var {
	t := p.tape
	t.Reset()
	var dims [tensor.MaxRank]int
	dims[0] = n
	x := t.Const(data, dims[:1+copy(dims[1:], p.input)]...)
	if len(p.input) == 3 {
		x = t.ChannelsLast(x)
	}
	for i := range p.stages {
		x = p.stages[i].run(t, x, p.boards[i])
	}
	if len(x.Shape()) == 4 {
		x = t.ChannelsFirst(x)
	}
	return x
}

// run applies a stage to x; board is room for the input of a convolution.
func (s *stage) run(t *autograd.Tape, x *autograd.Var, board []float32) *autograd.Var {
	relu := s.activation == autograd.ReLU
	var y *autograd.Var
	switch {
	case s.dense != nil:
		in, out := s.dense.weight.Shape()
		rows := x.Len() / in
		var dims [tensor.MaxRank]int
		rank := copy(dims[:], x.Shape())
		if s.flat {
			rank = 2
		}
		dims[rank-1] = out
		y = t.Zeros(dims[:rank]...)
		s.dense.apply(y.Data(), x.Data(), rows, relu)
	case s.conv != nil:
		n, to := x.Dim(0), s.conv.Out()
		y = t.Zeros(n, to.Height, to.Width, to.Channels)
		from := x.Data()
		if in := s.conv.In(); in != in.Compact() {
			in.Copy(board, from, in.Compact(), n)
			from = board
		}
		s.conv.Forward(y.Data(), from, n, kernel.BoardEpilogue{Bias: s.conv.bias, Relu: relu})
	default:
		y, relu = s.layer.apply(t, x, nil), false
	}
	if s.activation != "" && !relu {
		y = t.Activate(s.activation, y)
	}
	return y
}
