package nets

import (
	"slices"

	"github.com/tengen-rl/tengen/nets/internal/kernel"
)

// planLayer is a convolution of a plan, or a dense layer.
type planLayer interface {
	// relu writes max(layer(src) + bias + residual, 0) for n images to dst,
	// which may be the residual.
	relu(dst, src []float32, n int, residual []float32)
}

type planConv struct {
	*kernel.Conv
	bias []float32
}

func (c planConv) relu(dst, src []float32, n int, residual []float32) {
	c.Forward(dst, src, n, kernel.BoardEpilogue{Bias: c.bias, Residual: residual, Relu: true})
}

type planDense struct {
	weight *kernel.Packed // [in,out]
	bias   []float32
}

func (d planDense) relu(dst, src []float32, n int, residual []float32) {
	d.run(dst, src, n, kernel.Epilogue{Residual: d.rows(residual, n), Relu: true})
}

// apply writes x·W + b for n rows of x to dst.
func (d planDense) apply(dst, x []float32, n int, relu bool) {
	d.run(dst, x, n, kernel.Epilogue{Relu: relu})
}

func (d planDense) run(dst, x []float32, n int, e kernel.Epilogue) {
	in, _ := d.weight.Shape()
	e.Bias = d.bias
	kernel.GemmPacked(d.rows(dst, n), kernel.Mat{Data: x, Rows: n, Cols: in, Stride: in}, d.weight, e)
}

// rows is n rows of results; of no data, no matrix.
func (d planDense) rows(data []float32, n int) kernel.Mat {
	if data == nil {
		return kernel.Mat{}
	}
	_, out := d.weight.Shape()
	return kernel.Mat{Data: data, Rows: n, Cols: out, Stride: out}
}

// planBoard is the layout of a tower's activations, as its parts are compiled
// for it.
type planBoard struct {
	kernel.Board
	dense bool // one pixel, whose convolutions are dense layers
}

func newPlanBoard(cfg PolicyValueConfig) planBoard {
	if cfg.Tower == DenseTower {
		return planBoard{kernel.Board{Height: 1, Width: 1, Channels: cfg.Channels}, true}
	}
	return planBoard{kernel.NewBoard(cfg.Obs[1], cfg.Obs[2], cfg.Channels), false}
}

// pixels is how many the board has.
func (b planBoard) pixels() int { return b.Height * b.Width }

// compact is the layout of images without a halo.
func (b planBoard) compact(channels int) kernel.Board {
	return b.WithChannels(channels).Compact()
}

// stem compiles the layer before the first block.
func (b planBoard) stem(c *Conv2D, cfg PolicyValueConfig) planLayer {
	if b.dense {
		return compileOne(c)
	}
	return compileConv(c, b.WithChannels(cfg.Obs[0]), b.Board)
}

// layer compiles a convolution of the tower.
func (b planBoard) layer(c *Conv2D) planLayer {
	if b.dense {
		return compileOne(c)
	}
	return compileConv(c, b.Board, b.Board)
}

// narrow compiles the convolution of a head, whose images have no halo.
func (b planBoard) narrow(c *Conv2D) planConv {
	return compileConv(c, b.Board, b.compact(c.Weight.Value.Shape[0]))
}

func compileConv(c *Conv2D, in, out kernel.Board) planConv {
	cfg := kernel.ConvConfig{In: in, Out: out, Size: c.Weight.Value.Shape[2]}
	if in.Channels%16 != 0 || out.Channels%16 != 0 {
		cfg.Algorithm = kernel.Direct // the transforms work on 16 channels at a time
	}
	return planConv{kernel.NewConv(cfg, c.Weight.Value.Data), slices.Clone(c.Bias.Value.Data)}
}

// compileOne compiles a convolution of size 1 as a dense layer over the
// channels of a pixel.
func compileOne(c *Conv2D) planDense {
	shape := c.Weight.Value.Shape
	return packDense(c.Weight.Value.Data, c.Bias.Value.Data, shape[1])
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
	return packDense(reordered, d.Bias.Value.Data, ins)
}

// packDense packs weights [O, ins].
func packDense(weights, bias []float32, ins int) planDense {
	return planDense{
		kernel.Pack(kernel.Mat{Data: weights, Rows: len(bias), Cols: ins, Stride: ins, Trans: true}),
		slices.Clone(bias),
	}
}
