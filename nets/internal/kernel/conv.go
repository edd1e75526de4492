package kernel

import (
	"fmt"
	"math"
	"slices"
	"unsafe"
)

// Conv is a convolution over boards with its weights packed. It is safe for
// concurrent use while nobody sets its weights.
type Conv struct {
	in, out   Board
	size      int // of the filter
	stride    int
	pad       int // how far the filter sticks out above and to the left
	algorithm Algorithm
	backward  bool
	path      path
	last      []float32 // the weights that were set, as they came
	weights   *Packed   // direct: [size·size·Cin, Cout]
	segments  []segment // direct: the rows of the filter
	sparse    *sparse   // direct: for images that are mostly zeros; nil if there is no such way
	spectra   []float32 // Winograd: the packed [Cin, Cout] matrix of each frequency
	spectrum  int       // Winograd: elements of one of them
}

// Algorithm is a way to compute a 3x3 convolution.
type Algorithm int

const (
	// Auto takes Winograd's algorithm where there are channels enough to pay
	// for its transforms, with the tile that fits the board.
	Auto Algorithm = 0
	// Direct sums the products that the definition names.
	Direct Algorithm = 1
	// Winograd2, Winograd3 and Winograd4 compute tiles of 2x2, 3x3 and 4x4
	// outputs by 16, 25 and 36 products a channel in place of 36, 81 and 144.
	// The larger the tile, the larger the rounding error.
	Winograd2 Algorithm = 2
	Winograd3 Algorithm = 3
	Winograd4 Algorithm = 4
)

// winogradLeast is how many input and output channels there must be for Auto
// to take Winograd's algorithm.
const winogradLeast = 16

// ConvConfig describes a convolution.
type ConvConfig struct {
	In        Board     // layout of the input; its halo must hold what the filter sees beyond the edge
	Out       Board     // layout of the output
	Size      int       // of the filter, which is square
	Stride    int       // 0 is 1
	Valid     bool      // the filter stays on the board; else an odd filter goes to the edge with its centre
	Algorithm Algorithm // for 3x3 filters with stride 1 that are not Valid; zero is Auto
	Backward  bool      // this is the gradient, to its input, of a convolution of stride 1 from Out to In
}

// pad is how many pixels the filter sticks out above and to the left.
func (c *ConvConfig) pad() int {
	pad := c.Size / 2
	if c.Valid {
		pad = 0
	}
	if c.Backward {
		pad = c.Size - 1 - pad
	}
	return pad
}

// check panics if the shapes do not fit.
func (c *ConvConfig) check() {
	pad := c.pad()
	fits := func(in, out int) bool {
		last := (out-1)*c.Stride + c.Size - 1 - pad // the last pixel that the filter sees
		return out == (in+2*pad-c.Size)/c.Stride+1 && (out < 1 || last < in+c.In.After)
	}
	if c.Size < 1 || c.Stride < 1 || c.Size%2 == 0 && !c.Valid || c.Backward && c.Stride > 1 || c.In.Before < pad ||
		!fits(c.In.Height, c.Out.Height) || !fits(c.In.Width, c.Out.Width) {
		panic(fmt.Sprintf("kernel: no convolution %+v, with %d pixels beyond the edge", *c, pad))
	}
}

// NewConv packs weights [Cout, Cin, Size, Size]; for a backward convolution
// they are the weights of the forward one, [In.Channels, Out.Channels, Size,
// Size], which work transposed and turned by half a circle. It panics if the
// shapes do not fit one another, or if the halo is too narrow for the
// algorithm that was asked for; Auto takes what the halo allows.
func NewConv(config ConvConfig, weights []float32) *Conv {
	return best().newConv(config, weights)
}

func (p path) newConv(config ConvConfig, weights []float32) *Conv {
	config.Stride = max(config.Stride, 1)
	config.check()
	c := &Conv{
		in: config.In, out: config.Out, size: config.Size, stride: config.Stride, pad: config.pad(),
		path: p, algorithm: config.Algorithm, backward: config.Backward,
	}
	tiled := c.size == 3 && c.stride == 1 && c.pad == 1
	if !tiled && c.algorithm > Direct {
		panic(fmt.Sprintf("kernel: Winograd's algorithm is not for %+v", config))
	}
	if c.algorithm == Auto {
		c.algorithm = Direct
		m := winogradFor(c.in.Height, c.in.Width)
		if tiled && min(c.in.Channels, c.out.Channels) >= winogradLeast && m.fits(c.in) && c.out.Channels%16 == 0 {
			c.algorithm = m
		}
	}
	c.allocate()
	c.sparse = newSparse(c)
	c.Set(weights)
	return c
}

// allocate makes room for the weights in the layout of the algorithm.
func (c *Conv) allocate() {
	width := c.path.width()
	if c.algorithm != Direct {
		c.allocateSpectra()
		return
	}
	c.weights = &Packed{path: c.path, inner: c.size * c.size * c.in.Channels, cols: c.out.Channels}
	_, c.weights.data = aligned(c.weights.inner * c.path.whole(c.out.Channels))
	depth := c.size * c.in.Channels
	for i := range c.size {
		c.segments = append(c.segments, segment{
			a:      4 * c.in.Channels * ((i-c.pad)*c.in.rowPixels() - c.pad),
			b:      4 * i * depth * width,
			length: depth,
		})
	}
}

func sameBits(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) }

// Set packs other weights of the same shape [Cout, Cin, Size, Size], without
// allocation; if they are those that it has, to the bit, it only looks at them.
func (c *Conv) Set(weights []float32) {
	cin, cout, taps := c.in.Channels, c.out.Channels, c.size*c.size
	if len(weights) != cout*cin*taps {
		panic(fmt.Sprintf("kernel: %d weights for [%d,%d,%d,%d]", len(weights), cout, cin, c.size, c.size))
	}
	if len(weights) == 0 {
		return
	}
	if slices.EqualFunc(c.last, weights, sameBits) {
		return
	}
	c.last = append(c.last[:0], weights...)
	if c.algorithm != Direct {
		c.setSpectra(weights)
		return
	}
	if c.sparse != nil {
		c.sparse.set(c, weights)
	}
	width := c.path.width()
	buffer := borrow(len(weights))
	defer buffer.giveBack()
	c.tapMatrices(buffer.data, weights, func(tap int, m Mat) {
		for col := 0; col < cout; col += width {
			from := (col*taps + tap*width) * cin
			c.path.packPanels(c.weights.data[from:], m, 0, cin, col, min(width, cout-col))
		}
	})
}

// tapMatrices calls do with the matrix [Cin, Cout] of each tap of the filter.
// rows is room for as many elements as there are weights.
func (c *Conv) tapMatrices(rows, weights []float32, do func(tap int, m Mat)) {
	outer, inner, taps := c.out.Channels, c.in.Channels, c.size*c.size
	if c.backward {
		outer, inner = inner, outer
	}
	for o := range outer { // [outer, inner, taps] becomes [outer, taps, inner]
		c.path.transpose(rows[o*taps*inner:], inner, weights[o*inner*taps:], taps, inner, taps)
	}
	for tap := range taps {
		m := Mat{Data: rows[tap*inner:], Rows: outer, Cols: inner, Stride: taps * inner, Trans: !c.backward}
		if c.backward {
			do(taps-1-tap, m)
		} else {
			do(tap, m)
		}
	}
}

// In and Out are the layouts of the input and of the output.
func (c *Conv) In() Board { return c.in }

// Out is the layout of the output.
func (c *Conv) Out() Board { return c.out }

// BoardEpilogue is what happens to an element of a convolution before it is
// stored. The zero value does nothing.
type BoardEpilogue struct {
	Bias     []float32 // [Cout]; nil for none
	Residual []float32 // images in the layout of the output, added after the bias; may be the output itself; nil for none
	Relu     bool      // negative results become zero, NaN stays
}

// Forward convolves n images from src to dst:
//
//	for y, x and o of the output {
//		sum := 0
//		for dy, dx and i of the filter {
//			sum += src[y·stride+dy-pad][x·stride+dx-pad][i] * weights[o][i][dy][dx]
//		}
//		dst[y][x][o] = relu(sum + bias[o] + residual[y][x][o])
//	}
//
// where pixels beyond the edge are zero: the halo of src must be, that of dst
// stays as it is. An image has the same bits whatever the other images are. src
// and dst do not overlap. Forward runs on the calling goroutine and allocates
// nothing in the steady state; it panics if a slice is too short.
func (c *Conv) Forward(dst, src []float32, n int, e BoardEpilogue) {
	c.in.check("the input", src, n)
	c.out.check("the output", dst, n)
	if e.Bias != nil && len(e.Bias) != c.out.Channels {
		panic(fmt.Sprintf("kernel: %d biases for %d channels", len(e.Bias), c.out.Channels))
	}
	if e.Residual != nil {
		c.out.check("the residual", e.Residual, n)
	}
	if n*c.out.Height*c.out.Width*c.out.Channels == 0 {
		return
	}
	if c.algorithm == Direct {
		c.direct(dst, src, n, e)
	} else {
		c.winograd(dst, src, n, e)
	}
}

// direct multiplies, for each row of the board, the pixels under the filter by
// the packed weights. Rows of the filter that lie in the halo are left out.
func (c *Conv) direct(dst, src []float32, n int, e BoardEpilogue) {
	pixel := 4 * c.out.Channels
	w := work{path: c.path, aRow: 4 * c.stride * c.in.Channels, aStep: 4, cRow: pixel, rRow: pixel, relu: e.Relu, rowsOuter: true}
	if c.in.Channels > 0 {
		w.setPacked(c.weights)
	}
	if e.Bias != nil {
		w.bias = unsafe.Pointer(unsafe.SliceData(e.Bias))
	}
	if w.segments = c.segments; c.in.Channels == 0 {
		w.segments = nil
	}
	t := w.tile()
	for image := range n {
		if c.sparse != nil && e.Residual == nil && c.sparse.forward(c, &w, &t, dst[image*c.out.Len():], src[image*c.in.Len():]) {
			continue
		}
		for y := range c.out.Height {
			top := y*c.stride - c.pad // the first row under the filter
			first, last := max(0, -top), min(c.size, c.in.Height-top)
			t.segments, t.count = unsafe.SliceData(c.segments[first:last]), last-first
			if c.in.Channels > 0 {
				w.a = pointer(src, image*c.in.Len()+c.in.Offset(y*c.stride, 0))
			}
			to := image*c.out.Len() + c.out.Offset(y, 0)
			w.c = pointer(dst, to)
			if e.Residual != nil {
				w.residual = pointer(e.Residual, to)
			}
			w.cover(&t, 0, c.out.Width, 0, c.out.Channels)
		}
	}
}
