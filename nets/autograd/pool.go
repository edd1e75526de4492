package autograd

import (
	"fmt"
	"math"
)

// PoolConfig says which windows of an image are pooled: [vertical, horizontal]
// each. A zero stride means the size of the window. Windows that reach beyond
// the padding do not count.
type PoolConfig struct {
	Size, Stride, Pad [2]int
	CountPad          bool // average pooling divides by the whole window, padding included
}

// MaxPool2D returns the largest element of each window of images [N,H,W,C].
// Padding never wins; of equal elements the first gets the gradient.
func (t *Tape) MaxPool2D(x *Var, cfg PoolConfig) *Var {
	p := newPooling("MaxPool2D", x, cfg)
	from := t.ints.take(p.images * p.outH * p.outW * p.channels)
	data := x.Data()
	at := 0
	p.eachWindow(func(image, y0, y1, x0, x1 int) {
		for c := range p.channels {
			best, found := float32(math.Inf(-1)), -1
			for y := y0; y < y1; y++ {
				for col := x0; col < x1; col++ {
					i := ((image*p.inH+y)*p.inW+col)*p.channels + c
					if v := data[i]; found < 0 || v > best || v != v {
						best, found = v, i
					}
				}
			}
			from[at] = found
			at++
		}
	})
	return t.pickFrom(x, from, []int{p.images, p.outH, p.outW, p.channels})
}

// AvgPool2D returns the mean of each window of images [N,H,W,C].
func (t *Tape) AvgPool2D(x *Var, cfg PoolConfig) *Var {
	p := newPooling("AvgPool2D", x, cfg)
	out := t.newOut(p.images, p.outH, p.outW, p.channels)
	clear(out.Data())
	p.average(x.Data(), out.Data(), false)
	if t.wants(x) {
		*push[avgPoolOp](t, out) = avgPoolOp{x, p}
	}
	return out
}

type avgPoolOp struct {
	x *Var
	pooling
}

func (op *avgPoolOp) backward(t *Tape, dy []float32) { op.average(t.soleGrad(op.x), dy, true) }

// GlobalAvgPool returns the mean of each channel of images [N,H,W,C]: [N,C].
func (t *Tape) GlobalAvgPool(x *Var) *Var { return t.MeanAxes(x, false, 1, 2) }

// GlobalMaxPool returns the largest element of each channel of images
// [N,H,W,C]: [N,C].
func (t *Tape) GlobalMaxPool(x *Var) *Var { return t.MaxAxes(x, false, 1, 2) }

// pooling is a PoolConfig over images with all sizes worked out.
type pooling struct {
	images, inH, inW, channels int
	outH, outW                 int
	cfg                        PoolConfig
}

func newPooling(op string, x *Var, cfg PoolConfig) pooling {
	wantRank(op, x, 4)
	p := pooling{images: x.Dim(0), inH: x.Dim(1), inW: x.Dim(2), channels: x.Dim(3)}
	for i := range 2 {
		if cfg.Stride[i] == 0 {
			cfg.Stride[i] = cfg.Size[i]
		}
		if cfg.Size[i] < 1 || cfg.Stride[i] < 1 || cfg.Pad[i] < 0 || 2*cfg.Pad[i] > cfg.Size[i] {
			panic(fmt.Sprintf("autograd: %s of images %v by %+v: padding is at most half the window", op, x.value.Shape, cfg))
		}
	}
	p.cfg = cfg
	p.outH = outSize(p.inH, cfg.Size[0], cfg.Stride[0], cfg.Pad[0], 1)
	p.outW = outSize(p.inW, cfg.Size[1], cfg.Stride[1], cfg.Pad[1], 1)
	if p.outH < 1 || p.outW < 1 {
		panic(fmt.Sprintf("autograd: %s of images %v by %+v: the window does not fit", op, x.value.Shape, cfg))
	}
	return p
}

// eachWindow visits the windows in the order of the output, cut to the image.
func (p *pooling) eachWindow(visit func(image, y0, y1, x0, x1 int)) {
	for image := range p.images {
		for oy := range p.outH {
			y := oy*p.cfg.Stride[0] - p.cfg.Pad[0]
			for ox := range p.outW {
				x := ox*p.cfg.Stride[1] - p.cfg.Pad[1]
				visit(image, max(y, 0), min(y+p.cfg.Size[0], p.inH), max(x, 0), min(x+p.cfg.Size[1], p.inW))
			}
		}
	}
}

// average adds the mean of each window of in to out, or, backwards, spreads
// out over the windows of in.
func (p *pooling) average(in, out []float32, backwards bool) {
	p.eachWindow(func(image, y0, y1, x0, x1 int) {
		count := (y1 - y0) * (x1 - x0)
		if p.cfg.CountPad {
			count = p.cfg.Size[0] * p.cfg.Size[1]
		}
		share := 1 / float32(count)
		for y := y0; y < y1; y++ {
			for x := x0; x < x1; x++ {
				pixel := in[((image*p.inH+y)*p.inW+x)*p.channels:][:p.channels]
				if backwards {
					for c := range pixel {
						pixel[c] += float32(share * out[c])
					}
					continue
				}
				for c, v := range pixel {
					out[c] += float32(share * v)
				}
			}
		}
		out = out[p.channels:]
	})
}
