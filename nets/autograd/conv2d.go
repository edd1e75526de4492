package autograd

import (
	"fmt"

	"github.com/tengen-rl/tengen/nets/internal/kernel"
)

// Conv2DConfig says how a kernel is moved over an image: [vertical,
// horizontal] each. Zero strides, dilations and groups mean 1.
type Conv2DConfig struct {
	Stride, Pad, Dilation [2]int
	Groups                int
}

// Same pads a kernel of odd size so that the output has the size of the input.
func Same(size int) Conv2DConfig {
	return Conv2DConfig{Pad: [2]int{size / 2, size / 2}}
}

// Conv2D returns the cross-correlation of images x [N,H,W,C] with kernels w
// [O,C/groups,KH,KW] plus bias b [O], which may be nil; the result is
// [N,OH,OW,O]. Padding is zero. Output channel o sees only the input channels
// of its group, o / (O/groups).
func (t *Tape) Conv2D(x, w, b *Var, cfg Conv2DConfig) *Var {
	return t.conv2d(x, w, b, nil, false, cfg)
}

// Conv2DReLU returns max(Conv2D(x, w, b) + residual, 0) in one pass over
// memory; residual has the shape of the result, or is nil.
func (t *Tape) Conv2DReLU(x, w, b, residual *Var, cfg Conv2DConfig) *Var {
	return t.conv2d(x, w, b, residual, true, cfg)
}

func (t *Tape) conv2d(x, w, b, residual *Var, relu bool, cfg Conv2DConfig) *Var {
	g := newConvGeometry(x, w, b, cfg)
	out := t.newOut(g.images, g.outH, g.outW, g.outC)
	if residual != nil {
		sameShape("Conv2DReLU residual", out, residual)
	}
	op := conv2dOp{x: x, w: w, b: b, residual: residual, out: out, relu: relu, convGeometry: g}
	if board := t.boardConv(&g); board != nil {
		board.run(&op)
	} else {
		op.run(t)
	}
	if t.wants(x, w, b, residual) {
		*push[conv2dOp](t, out) = op
	}
	return out
}

type conv2dOp struct {
	x, w, b, residual, out *Var
	relu                   bool
	convGeometry
}

// run computes any convolution, by gathering columns.
func (op *conv2dOp) run(t *Tape) {
	packed := t.buffer(scratchA, op.w.Len())
	op.pack(packed, op.w.Data())
	y := op.out.Data()
	for at := 0; at < op.images; at += op.chunk {
		rows := min(op.chunk, op.images-at) * op.outH * op.outW
		for group := range op.groups {
			cols := op.columns(t, op.x.Data(), at, rows, group)
			kernel.Gemm(op.outRows(y, at, rows, group), cols, op.packedKernel(packed, group), false)
		}
	}
	if op.b != nil {
		kernel.AddRow(y, op.b.Data())
	}
	if op.residual != nil {
		addTo(y, op.residual.Data())
	}
	if op.relu {
		kernel.Relu(y, y)
	}
}

// backward works on the same chunks as the forward pass and gathers the
// columns again: keeping them would cost kernel-size times the memory of the
// activations.
func (op *conv2dOp) backward(t *Tape, dy []float32) {
	if op.relu {
		before := t.buffer(scratchD, len(dy))
		kernel.ReluGrad(before, dy, op.out.Data())
		dy = before
	}
	if op.residual != nil {
		t.addGrad(op.residual, dy)
	}
	if db := t.gradOf(op.b); db != nil {
		kernel.AddColumns(db, dy)
	}
	if board := t.boardConv(&op.convGeometry); board != nil {
		board.addGradients(t, op, dy)
		return
	}
	dx, dw := t.gradOf(op.x), t.gradOf(op.w)
	packed := t.buffer(scratchA, op.w.Len())
	dPacked := t.buffer(scratchC, op.w.Len())
	op.pack(packed, op.w.Data())
	clear(dPacked)
	for at := 0; at < op.images; at += op.chunk {
		rows := min(op.chunk, op.images-at) * op.outH * op.outW
		for group := range op.groups {
			dOut := op.outRows(dy, at, rows, group)
			if dw != nil {
				cols := op.columns(t, op.x.Data(), at, rows, group)
				cols.Trans = true
				kernel.Gemm(op.packedKernel(dPacked, group), cols, dOut, true)
			}
			if dx != nil {
				op.addInputGrad(t, dx, dOut, packed, at, group)
			}
		}
	}
	if dw != nil {
		op.addUnpacked(dw, dPacked)
	}
}

// addInputGrad adds to dx the gradient of the images of a chunk from that of
// their output, dOut.
func (op *conv2dOp) addInputGrad(t *Tape, dx []float32, dOut kernel.Mat, packed []float32, at, group int) {
	w := op.packedKernel(packed, group)
	w.Trans = true
	if op.pointwise() {
		kernel.Gemm(mat(dx[at*op.inH*op.inW*op.inC:], dOut.Rows, op.inC), dOut, w, true)
		return
	}
	cols := t.buffer(scratchB, dOut.Rows*op.depth)
	kernel.Gemm(mat(cols, dOut.Rows, op.depth), dOut, w, false)
	op.scatter(dx, cols, at, dOut.Rows/(op.outH*op.outW), group)
}

// convGeometry is a convolution with all its sizes worked out.
type convGeometry struct {
	images, inH, inW, inC int
	outH, outW, outC      int
	kerH, kerW            int
	cfg                   Conv2DConfig
	groups                int
	groupIn, groupOut     int // channels of a group
	depth                 int // kerH*kerW*groupIn: the inner dimension of the product
	chunk                 int // images whose columns are gathered at a time
}

// columnBudget bounds the gathered columns of a chunk, in elements, so that
// they are still in the second-level cache when the product reads them.
const columnBudget = 128 << 10

func newConvGeometry(x, w, b *Var, cfg Conv2DConfig) convGeometry {
	wantRank("Conv2D input", x, 4)
	wantRank("Conv2D weight", w, 4)
	for i := range 2 {
		cfg.Stride[i], cfg.Dilation[i] = max(cfg.Stride[i], 1), max(cfg.Dilation[i], 1)
	}
	cfg.Groups = max(cfg.Groups, 1)
	g := convGeometry{
		images: x.Dim(0), inH: x.Dim(1), inW: x.Dim(2), inC: x.Dim(3),
		outC: w.Dim(0), groupIn: w.Dim(1), kerH: w.Dim(2), kerW: w.Dim(3),
		cfg: cfg, groups: cfg.Groups,
	}
	g.outH = outSize(g.inH, g.kerH, cfg.Stride[0], cfg.Pad[0], cfg.Dilation[0])
	g.outW = outSize(g.inW, g.kerW, cfg.Stride[1], cfg.Pad[1], cfg.Dilation[1])
	g.groupOut = g.outC / g.groups
	if g.groupIn*g.groups != g.inC || g.groupOut*g.groups != g.outC || g.outH < 1 || g.outW < 1 ||
		(b != nil && (len(b.Shape()) != 1 || b.Dim(0) != g.outC)) {
		panic(fmt.Sprintf("autograd: Conv2D of images %v by weight %v, bias %v, %+v",
			x.value.Shape, w.value.Shape, shapeOf(b), cfg))
	}
	g.depth = g.kerH * g.kerW * g.groupIn
	g.chunk = max(1, columnBudget/(g.outH*g.outW*max(1, g.depth)))
	return g
}

func outSize(in, kernel, stride, pad, dilation int) int {
	span := in + 2*pad - dilation*(kernel-1) - 1
	if span < 0 {
		return 0
	}
	return span/stride + 1
}

// pointwise reports whether the columns are the images themselves.
func (g *convGeometry) pointwise() bool {
	return g.kerH == 1 && g.kerW == 1 && g.groups == 1 && g.cfg.Stride == [2]int{1, 1} && g.cfg.Pad == [2]int{}
}

// outRows views the output of a group in the given rows (pixels), of the
// images from at on.
func (g *convGeometry) outRows(y []float32, at, rows, group int) kernel.Mat {
	offset := at*g.outH*g.outW*g.outC + group*g.groupOut
	return kernel.Mat{Data: y[offset:], Rows: rows, Cols: g.groupOut, Stride: g.outC}
}

// packedKernel views the packed kernel of a group, [depth, groupOut].
func (g *convGeometry) packedKernel(packed []float32, group int) kernel.Mat {
	size := g.depth * g.groupOut
	return mat(packed[group*size:(group+1)*size], g.depth, g.groupOut)
}

// pack turns kernels [O,C,KH,KW] to [groups,KH,KW,C,O/groups], the order in
// which columns are gathered.
func (g *convGeometry) pack(packed, w []float32) {
	g.eachWeight(func(p, i int) { packed[p] = w[i] })
}

// addUnpacked adds a packed gradient to dw.
func (g *convGeometry) addUnpacked(dw, packed []float32) {
	g.eachWeight(func(p, i int) { dw[i] += packed[p] })
}

// eachWeight visits the positions of each weight, packed and as stored.
func (g *convGeometry) eachWeight(visit func(packed, stored int)) {
	taps := g.kerH * g.kerW
	stored := 0
	for o := range g.outC {
		group, within := o/g.groupOut, o%g.groupOut
		for c := range g.groupIn {
			for tap := range taps {
				visit((group*g.depth+tap*g.groupIn+c)*g.groupOut+within, stored)
				stored++
			}
		}
	}
}
