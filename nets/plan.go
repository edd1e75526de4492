package nets

import (
	"fmt"
	"math"

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

	// Buffers: activations of a chunk, padded windows of a chunk, inputs of the
	// dense layers for a whole batch.
	input, x, branch, columns []float32
	policy, value, hidden     []float32
}

// planWeights is what all clones of a plan share and nobody writes.
type planWeights struct {
	cfg                   PolicyValueConfig
	pixels                int
	stem                  packedLayer
	blocks                [][2]packedLayer
	policyConv, valueConv packedLayer
	policyOut             packedLayer
	valueHidden, valueOut packedLayer
}

// packedLayer is a layer as a product x·W + b.
type packedLayer struct {
	weight kernel.Mat // [in,out]; for convolutions in = kernel rows, kernel columns, channels
	bias   []float32
}

// towerBudget bounds the buffers of a chunk, in elements, so that the
// activations stay in the second-level cache from layer to layer.
const towerBudget = 192 << 10

// Compile returns a plan for batches of up to maxBatch observations. Later
// changes of the network's parameters do not reach it.
func (net *PolicyValue) Compile(maxBatch int) *Plan {
	if maxBatch < 1 {
		panic(fmt.Sprintf("nets: plan for batches of %d", maxBatch))
	}
	cfg := net.cfg
	pixels := cfg.Obs[1] * cfg.Obs[2]
	w := &planWeights{
		cfg:         cfg,
		pixels:      pixels,
		stem:        packConv(net.stem),
		policyConv:  packConv(net.policyConv),
		valueConv:   packConv(net.valueConv),
		policyOut:   packDense(net.policyOut, cfg.PolicyChannels, pixels),
		valueHidden: packDense(net.valueHidden, cfg.ValueChannels, pixels),
		valueOut:    packDense(net.valueOut, cfg.ValueHidden, 1),
	}
	for _, b := range net.blocks {
		w.blocks = append(w.blocks, [2]packedLayer{packConv(b.Conv1), packConv(b.Conv2)})
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
	depth := 9 * max(cfg.Channels, cfg.Obs[0])
	image := w.pixels * (depth + 2*cfg.Channels)
	chunk := min(maxBatch, max(1, towerBudget/image))
	return &Plan{
		planWeights: w,
		maxBatch:    maxBatch,
		chunk:       chunk,
		input:       make([]float32, chunk*w.pixels*cfg.Obs[0]),
		x:           make([]float32, chunk*w.pixels*cfg.Channels),
		branch:      make([]float32, chunk*w.pixels*cfg.Channels),
		columns:     make([]float32, chunk*w.pixels*depth),
		policy:      make([]float32, maxBatch*w.pixels*cfg.PolicyChannels),
		value:       make([]float32, maxBatch*w.pixels*cfg.ValueChannels),
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
	size := cfg.Obs[0] * p.pixels
	obs, logits, values = obs[:n*size], logits[:n*cfg.Actions], values[:n*cfg.Players]
	for at := 0; at < n; at += p.chunk {
		p.runTower(obs[at*size:], at, min(p.chunk, n-at))
	}
	p.policyOut.apply(logits, p.policy, n)
	hidden := p.hidden[:n*cfg.ValueHidden]
	p.valueHidden.apply(hidden, p.value, n)
	rectify(hidden)
	p.valueOut.apply(values, hidden, n)
	for i, v := range values {
		values[i] = float32(math.Tanh(float64(v)))
	}
}

// runTower takes n images depth-first from the observation to the inputs of
// the dense layers, which it leaves at image at on.
func (p *Plan) runTower(obs []float32, at, n int) {
	cfg, rows := p.cfg, n*p.pixels
	interleave(p.input, obs, n, cfg.Obs[0], p.pixels)
	x, branch := p.x[:rows*cfg.Channels], p.branch[:rows*cfg.Channels]
	p.conv3(x, p.input, n, cfg.Obs[0], p.stem)
	rectify(x)
	for _, block := range p.blocks {
		p.conv3(branch, x, n, cfg.Channels, block[0])
		rectify(branch)
		p.conv3Add(x, branch, n, cfg.Channels, block[1])
		rectify(x)
	}
	policy := p.policy[at*p.pixels*cfg.PolicyChannels:][:rows*cfg.PolicyChannels]
	p.policyConv.apply(policy, x, rows)
	rectify(policy)
	value := p.value[at*p.pixels*cfg.ValueChannels:][:rows*cfg.ValueChannels]
	p.valueConv.apply(value, x, rows)
	rectify(value)
}

// conv3 writes the 3x3 convolution of n images to dst.
func (p *Plan) conv3(dst, src []float32, n, channels int, layer packedLayer) {
	windows3(p.columns, src, n, p.cfg.Obs[1], p.cfg.Obs[2], channels)
	layer.apply(dst, p.columns, n*p.pixels)
}

// conv3Add adds the 3x3 convolution of n images to dst.
func (p *Plan) conv3Add(dst, src []float32, n, channels int, layer packedLayer) {
	windows3(p.columns, src, n, p.cfg.Obs[1], p.cfg.Obs[2], channels)
	layer.applyAdd(dst, p.columns, n*p.pixels)
}

// apply writes x·W + b for rows of x to dst.
func (l packedLayer) apply(dst, x []float32, rows int) {
	l.product(dst, x, rows, false)
}

// applyAdd adds x·W + b for rows of x to dst.
func (l packedLayer) applyAdd(dst, x []float32, rows int) {
	l.product(dst, x, rows, true)
}

func (l packedLayer) product(dst, x []float32, rows int, accumulate bool) {
	in, out := l.weight.Rows, l.weight.Cols
	kernel.Gemm(kernel.Mat{Data: dst, Rows: rows, Cols: out, Stride: out},
		kernel.Mat{Data: x, Rows: rows, Cols: in, Stride: in}, l.weight, accumulate)
	for ; rows > 0; rows-- {
		for i, b := range l.bias {
			dst[i] += b
		}
		dst = dst[out:]
	}
}

// packConv packs kernels [O,C,KH,KW] to [KH*KW*C, O].
func packConv(c *Conv2D) packedLayer {
	shape := c.Weight.Value.Shape
	outs, ins, taps := shape[0], shape[1], shape[2]*shape[3]
	packed := make([]float32, outs*ins*taps)
	for o := range outs {
		for i := range ins {
			for tap := range taps {
				packed[(tap*ins+i)*outs+o] = c.Weight.Value.Data[(o*ins+i)*taps+tap]
			}
		}
	}
	return newPacked(packed, ins*taps, outs, c.Bias.Value.Data)
}

// packDense packs weights [O, channels*pixels] for inputs in the order
// [pixels, channels], which spares the plan a transposition.
func packDense(d *Dense, channels, pixels int) packedLayer {
	outs, ins := d.Weight.Value.Shape[0], channels*pixels
	packed := make([]float32, outs*ins)
	for o := range outs {
		for c := range channels {
			for pixel := range pixels {
				packed[(pixel*channels+c)*outs+o] = d.Weight.Value.Data[o*ins+c*pixels+pixel]
			}
		}
	}
	return newPacked(packed, ins, outs, d.Bias.Value.Data)
}

func newPacked(packed []float32, in, out int, bias []float32) packedLayer {
	return packedLayer{
		weight: kernel.Mat{Data: packed, Rows: in, Cols: out, Stride: out},
		bias:   append([]float32(nil), bias...),
	}
}

// interleave turns n images [C,pixels] to [pixels,C].
func interleave(dst, src []float32, n, channels, pixels int) {
	for range n {
		for c := range channels {
			for i, v := range src[c*pixels : (c+1)*pixels] {
				dst[i*channels+c] = v
			}
		}
		dst, src = dst[channels*pixels:], src[channels*pixels:]
	}
}

// windows3 writes the 3x3 window around each pixel of n images [H,W,C], zeros
// beyond the edge: rows of 9*C.
func windows3(columns, x []float32, n, height, width, channels int) {
	line := 3 * channels
	for range n {
		for row := range height {
			for col := range width {
				for ky := range 3 {
					dst := columns[ky*line : (ky+1)*line]
					iy := row + ky - 1
					if uint(iy) >= uint(height) {
						clear(dst)
						continue
					}
					first, last := max(col-1, 0), min(col+1, width-1)
					skip := (first - col + 1) * channels
					clear(dst[:skip])
					copied := copy(dst[skip:], x[(iy*width+first)*channels:(iy*width+last+1)*channels])
					clear(dst[skip+copied:])
				}
				columns = columns[3*line:]
			}
		}
		x = x[height*width*channels:]
	}
}

func rectify(x []float32) {
	for i, v := range x {
		x[i] = max(v, 0)
	}
}
