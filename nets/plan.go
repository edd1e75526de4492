package nets

import (
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/nets/internal/kernel"
)

// Plan is a PolicyValue network compiled for inference: the weights as they
// were at Compile, packed, and all buffers allocated. A row's result is the
// same bit for bit whatever rows share its batch. A Plan belongs to one
// goroutine; Clone gives another goroutine one over the same weights.
type Plan struct {
	*planWeights
	maxBatch int
	chunk    int // images that go through the tower together

	input, x, branch      []float32 // of a chunk; their halos stay zero
	policy, value, hidden []float32 // inputs of the dense layers, of a whole batch
}

// planWeights is what all clones of a plan share and nobody writes.
type planWeights struct {
	cfg                   PolicyValueConfig
	board                 kernel.Board // layout of the tower's activations
	stem                  planConv
	blocks                [][2]planConv
	policyConv, valueConv planConv
	policyOut             planDense
	valueHidden, valueOut planDense
}

type planConv struct {
	*kernel.Conv
	bias []float32
}

type planDense struct {
	weight *kernel.Packed // [in,out]
	bias   []float32
}

// towerBudget bounds the activations of a chunk, in elements, so that they
// stay in the second-level cache from layer to layer.
const towerBudget = 96 << 10

// Compile returns a plan for batches of up to maxBatch observations. Later
// changes of the network's parameters do not reach it.
func (net *PolicyValue) Compile(maxBatch int) *Plan {
	if maxBatch < 1 {
		panic(fmt.Sprintf("nets: plan for batches of %d", maxBatch))
	}
	cfg := net.cfg
	board := kernel.NewBoard(cfg.Obs[1], cfg.Obs[2], cfg.Channels)
	pixels := cfg.Obs[1] * cfg.Obs[2]
	w := &planWeights{
		cfg:         cfg,
		board:       board,
		stem:        compileConv(net.stem, board.WithChannels(cfg.Obs[0]), board),
		policyConv:  compileConv(net.policy.Conv, board, board.WithChannels(cfg.PolicyChannels).Compact()),
		valueConv:   compileConv(net.value.Conv, board, board.WithChannels(cfg.ValueChannels).Compact()),
		policyOut:   compileDense(net.policy.Out, cfg.PolicyChannels, pixels),
		valueHidden: compileDense(net.value.Hidden, cfg.ValueChannels, pixels),
		valueOut:    compileDense(net.value.Out, cfg.ValueHidden, 1),
	}
	for _, b := range net.blocks {
		w.blocks = append(w.blocks, [2]planConv{compileConv(b.Conv1, board, board), compileConv(b.Conv2, board, board)})
	}
	return newPlan(w, maxBatch)
}

// Clone returns a plan over the same weights for another goroutine.
func (p *Plan) Clone() *Plan { return newPlan(p.planWeights, p.maxBatch) }

// Config returns the architecture of the network.
func (p *Plan) Config() PolicyValueConfig { return p.cfg }

// MaxBatch returns the largest n that Run takes.
func (p *Plan) MaxBatch() int { return p.maxBatch }

func newPlan(w *planWeights, maxBatch int) *Plan {
	cfg := w.cfg
	chunk := min(maxBatch, max(1, towerBudget/(2*w.board.Len())))
	return &Plan{
		planWeights: w,
		maxBatch:    maxBatch,
		chunk:       chunk,
		input:       make([]float32, chunk*w.board.WithChannels(cfg.Obs[0]).Len()),
		x:           make([]float32, chunk*w.board.Len()),
		branch:      make([]float32, chunk*w.board.Len()),
		policy:      make([]float32, maxBatch*w.policyConv.Out().Len()),
		value:       make([]float32, maxBatch*w.valueConv.Out().Len()),
		hidden:      make([]float32, maxBatch*cfg.ValueHidden),
	}
}

// Run evaluates n observations, obs [n,C,H,W], into logits [n,Actions] and
// values [n,Players]; values[0] of a row is the seat to move. It panics if n
// exceeds MaxBatch or a slice is too short, and allocates nothing.
func (p *Plan) Run(obs []float32, n int, logits, values []float32) {
	cfg := p.cfg
	if n < 0 || n > p.maxBatch {
		panic(fmt.Sprintf("nets: batch of %d given to a plan for %d", n, p.maxBatch))
	}
	size := cfg.Obs[0] * cfg.Obs[1] * cfg.Obs[2]
	obs, logits, values = first(obs, n*size), first(logits, n*cfg.Actions), first(values, n*cfg.Players)
	for at := 0; at < n; at += p.chunk {
		p.runTower(obs[at*size:], at, min(p.chunk, n-at))
	}
	p.policyOut.apply(logits, p.policy, n, false)
	p.valueHidden.apply(p.hidden, p.value, n, true)
	p.valueOut.apply(values, p.hidden, n, false)
	kernel.Tanh(values, values)
}

// first returns the first n of s, which must have as many.
func first(s []float32, n int) []float32 {
	if len(s) < n {
		panic(fmt.Sprintf("nets: %d numbers given to a plan where there should be %d", len(s), n))
	}
	return s[:n]
}

// runTower takes n images depth-first from the observation to the inputs of
// the dense layers, which it leaves at image at on.
func (p *Plan) runTower(obs []float32, at, n int) {
	p.board.WithChannels(p.cfg.Obs[0]).SetPlanes(p.input, obs, n)
	p.stem.relu(p.x, p.input, n, nil)
	for _, block := range p.blocks {
		block[0].relu(p.branch, p.x, n, nil)
		block[1].relu(p.x, p.branch, n, p.x)
	}
	p.policyConv.relu(p.policy[at*p.policyConv.Out().Len():], p.x, n, nil)
	p.valueConv.relu(p.value[at*p.valueConv.Out().Len():], p.x, n, nil)
}

// relu writes max(conv(src) + bias + residual, 0) to dst, which may be the
// residual.
func (c planConv) relu(dst, src []float32, n int, residual []float32) {
	c.Forward(dst, src, n, kernel.BoardEpilogue{Bias: c.bias, Residual: residual, Relu: true})
}

// apply writes x·W + b for n rows of x to dst.
func (d planDense) apply(dst, x []float32, n int, relu bool) {
	in, out := d.weight.Shape()
	kernel.GemmPacked(kernel.Mat{Data: dst, Rows: n, Cols: out, Stride: out},
		kernel.Mat{Data: x, Rows: n, Cols: in, Stride: in}, d.weight, kernel.Epilogue{Bias: d.bias, Relu: relu})
}

func compileConv(c *Conv2D, in, out kernel.Board) planConv {
	cfg := kernel.ConvConfig{In: in, Out: out, Size: c.Weight.Value.Shape[2]}
	if in.Channels%16 != 0 || out.Channels%16 != 0 {
		cfg.Algorithm = kernel.Direct // the transforms work on 16 channels at a time
	}
	return planConv{kernel.NewConv(cfg, c.Weight.Value.Data), slices.Clone(c.Bias.Value.Data)}
}

// compileDense packs weights [O, channels*pixels] for inputs in the order
// [pixels, channels], which spares the plan a transposition.
func compileDense(d *Dense, channels, pixels int) planDense {
	outs, ins := d.Weight.Value.Shape[0], channels*pixels
	reordered := make([]float32, outs*ins)
	for o := range outs {
		for c := range channels {
			for pixel := range pixels {
				reordered[(o*pixels+pixel)*channels+c] = d.Weight.Value.Data[(o*channels+c)*pixels+pixel]
			}
		}
	}
	return planDense{
		kernel.Pack(kernel.Mat{Data: reordered, Rows: outs, Cols: ins, Stride: ins, Trans: true}),
		slices.Clone(d.Bias.Value.Data),
	}
}
