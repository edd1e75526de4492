package kernel

import (
	"fmt"
	"unsafe"
)

// Winograd's algorithm computes a tile of m x m outputs of a 3x3 filter from
// n x n inputs, n = m+2, by n² products a channel:
//
//	Y = Aᵀ [ (G g Gᵀ) ⊙ (Bᵀ d B) ] A
//
// (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks", 2016,
// equation 8). The products of one frequency of all tiles and channels are a
// matrix product [tiles, Cin]·[Cin, Cout]. In between, a group of tiles is
//
//	frequency 0:     [ tile 0: channels | tile 1: channels | … | gap ]
//	frequency 1:     [ tile 0: channels | tile 1: channels | … | gap ]
//	…
//	frequency n²-1:  [ tile 0: channels | tile 1: channels | … | gap ]
//
// where the gap keeps the frequencies of a tile from falling on the same
// lines of the cache.
const tileGap = 16

// side is the size of the input of a tile, n.
func (a Algorithm) side() int { return int(a) + 2 }

// frequencies is the number of products a channel of a tile costs.
func (a Algorithm) frequencies() int { return a.side() * a.side() }

// winogradFor returns the tile with the fewest products for a board. The tile
// of 4x4, which rounds worst, must save a tenth.
func winogradFor(height, width int) Algorithm {
	best, least := Winograd2, 0.0
	for _, a := range []Algorithm{Winograd2, Winograd3, Winograd4} {
		cost := float64(a.across(height) * a.across(width) * a.frequencies())
		if a == Winograd4 {
			cost *= 1.1
		}
		if a == Winograd2 || cost < least {
			best, least = a, cost
		}
	}
	return best
}

// across is how many tiles cover a length.
func (a Algorithm) across(length int) int { return (length + int(a) - 1) / int(a) }

// fits reports whether tiles that stick out of an input board stay in its
// halo, and whether its channels fill vectors.
func (a Algorithm) fits(b Board) bool {
	over := max(a.across(b.Height)*int(a)-b.Height, a.across(b.Width)*int(a)-b.Width)
	return b.Before >= 1 && b.After >= 1+over && b.Channels%16 == 0
}

// allocateSpectra makes room for the transformed weights: for each frequency
// a packed matrix [Cin, Cout].
func (c *Conv) allocateSpectra() {
	if a := c.algorithm; a < Winograd2 || a > Winograd4 || !a.fits(c.in) || c.out.Channels%16 != 0 {
		panic(fmt.Sprintf("kernel: Winograd's algorithm with tiles of %d does not fit %+v and %+v", a, c.in, c.out))
	}
	c.spectrum = c.in.Channels * c.path.whole(c.out.Channels)
	_, c.spectra = aligned(c.algorithm.frequencies() * c.spectrum)
}

// setSpectra packs each tap of the weights [Cout, Cin, 3, 3] and transforms
// them: a packed matrix is as good as a vector of channels.
func (c *Conv) setSpectra(weights []float32) {
	cin, cout := c.in.Channels, c.out.Channels
	buffer := borrow(9*cin*cout + 9*c.spectrum + scratch)
	defer buffer.giveBack()
	tmp, taps := buffer.data[:scratch], buffer.data[scratch:][:9*c.spectrum]
	c.tapMatrices(buffer.data[scratch+9*c.spectrum:], weights, func(tap int, m Mat) {
		c.path.packPanels(taps[tap*c.spectrum:], m, 0, cin, 0, cout)
	})
	c.path.transform(&transform{
		dst: pointer(c.spectra, 0), src: pointer(taps, 0), tmp: pointer(tmp, 0),
		dstRow: 4 * c.spectrum * c.algorithm.side(), dstStep: 4 * c.spectrum,
		srcRow: 4 * c.spectrum * 3, srcStep: 4 * c.spectrum,
		channels: c.spectrum,
	}, mapFilter, int(c.algorithm))
}

// scratch is the size in elements of the scratch of a transform.
const scratch = 36 * 16

// winogradTiles is about how many tiles are under way at a time: enough rows
// for the micro-kernels, few enough that their frequencies stay in the cache.
const winogradTiles = 28

// tiling is a convolution under way, in groups of tiles. Its buffers hold the
// frequencies of the inputs and of the outputs of a group.
type tiling struct {
	*Conv
	dst, src        []float32
	epilogue        BoardEpilogue
	down, across    int // tiles of an image
	tiles           int // of all images
	groups, most    int // groups, and tiles in the largest
	inStep, outStep int // elements from frequency to frequency
	in, out         []float32
	tmp, overhang   []float32 // of a transform; a tile that sticks out of the board
}

// newTiling divides the tiles of n images into groups of about the given size.
func (c *Conv) newTiling(n, size int) tiling {
	t := tiling{Conv: c, down: c.algorithm.across(c.in.Height), across: c.algorithm.across(c.in.Width)}
	t.tiles = n * t.down * t.across
	t.groups = (t.tiles + size - 1) / size
	t.most = (t.tiles + t.groups - 1) / t.groups
	t.inStep = t.most*c.in.Channels + tileGap
	t.outStep = t.most*c.out.Channels + tileGap
	return t
}

// room is how many elements the buffers of the tiling take.
func (t *tiling) room() int {
	return t.algorithm.frequencies()*(t.inStep+t.outStep) + scratch + t.tile()
}

// tile is the number of elements of a tile of the output.
func (t *tiling) tile() int { return int(t.algorithm) * int(t.algorithm) * t.Conv.out.Channels }

// divide takes the buffers of the tiling from data and returns the rest.
func (t *tiling) divide(data []float32) (rest []float32) {
	t.tmp, data = data[:scratch], data[scratch:]
	t.overhang, data = data[:t.tile()], data[t.tile():]
	in, out := t.algorithm.frequencies()*t.inStep, t.algorithm.frequencies()*t.outStep
	t.in, t.out = data[:in], data[in:][:out]
	return data[in+out:]
}

// group is the range of tiles of a group; groups are as even as they can be.
func (t *tiling) group(g int) (first, last int) {
	return g * t.tiles / t.groups, (g + 1) * t.tiles / t.groups
}

// winograd computes tiles of all images in groups: transform, multiply,
// transform back.
func (c *Conv) winograd(dst, src []float32, n int, e BoardEpilogue) {
	t := c.newTiling(n, winogradTiles)
	t.dst, t.src, t.epilogue = dst, src, e
	buffer := borrow(t.room())
	defer buffer.giveBack()
	t.divide(buffer.data)
	for g := range t.groups {
		first, last := t.group(g)
		t.forward(first, last)
		t.multiply(last - first)
		t.outputs(first, last)
	}
}

// place is where a tile lies: its image and its first pixel.
type place struct{ image, y, x int }

func (t *tiling) place(tile int) place {
	m := int(t.algorithm)
	return place{tile / (t.down * t.across), tile / t.across % t.down * m, tile % t.across * m}
}

// advance moves on to the next tile, without a division.
func (t *tiling) advance(p *place) {
	m := int(t.algorithm)
	if p.x += m; p.x < t.across*m {
		return
	}
	p.x = 0
	if p.y += m; p.y == t.down*m {
		p.y = 0
		p.image++
	}
}

// forward transforms the inputs of the tiles [first, last).
func (t *tiling) forward(first, last int) {
	pixel := 4 * t.Conv.in.Channels
	x := transform{
		tmp: pointer(t.tmp, 0), dstRow: 4 * t.algorithm.side() * t.inStep, dstStep: 4 * t.inStep,
		srcRow: t.Conv.in.rowPixels() * pixel, srcStep: pixel, channels: t.Conv.in.Channels,
	}
	at := t.place(first)
	for tile := range last - first {
		x.src = pointer(t.src, at.image*t.Conv.in.Len()+t.Conv.in.Offset(at.y-1, at.x-1))
		x.dst = pointer(t.in, tile*t.Conv.in.Channels)
		t.path.transform(&x, mapInput, int(t.algorithm))
		t.advance(&at)
	}
}

// multiply multiplies each frequency of the tiles by that of the weights.
func (t *tiling) multiply(tiles int) {
	cin, cout, width := t.Conv.in.Channels, t.Conv.out.Channels, t.path.width()
	w := work{path: t.path, aRow: 4 * cin, aStep: 4, cRow: 4 * cout, bStep: 4 * width, panelBytes: 4 * width * cin, whole: true}
	w.one[0].length = cin
	tile := w.tile()
	for f := range t.algorithm.frequencies() {
		w.a, w.b, w.c = pointer(t.in, f*t.inStep), pointer(t.spectra, f*t.spectrum), pointer(t.out, f*t.outStep)
		w.cover(&tile, 0, tiles, 0, cout)
	}
}

// outputs transforms the products of the tiles [first, last) to outputs.
func (t *tiling) outputs(first, last int) {
	m, pixel := int(t.algorithm), 4*t.Conv.out.Channels
	x := transform{
		tmp: pointer(t.tmp, 0), dstRow: t.Conv.out.rowPixels() * pixel, dstStep: pixel,
		srcRow: 4 * t.algorithm.side() * t.outStep, srcStep: 4 * t.outStep, channels: t.Conv.out.Channels, relu: t.epilogue.Relu,
	}
	if t.epilogue.Bias != nil {
		x.bias = pointer(t.epilogue.Bias, 0)
	}
	at := t.place(first)
	for tile := range last - first {
		to := at.image*t.Conv.out.Len() + t.Conv.out.Offset(at.y, at.x)
		x.src, x.dst = pointer(t.out, tile*t.Conv.out.Channels), pointer(t.dst, to)
		if t.epilogue.Residual != nil {
			x.residual = pointer(t.epilogue.Residual, to)
		}
		if at.y+m <= t.Conv.out.Height && at.x+m <= t.Conv.out.Width {
			t.path.transform(&x, mapOutput, m)
		} else {
			edge := x // what sticks out has neither a place nor a residual
			edge.dst, edge.residual, edge.relu = pointer(t.overhang, 0), nil, false
			edge.dstRow = m * pixel
			t.path.transform(&edge, mapOutput, m)
			t.clip(to, min(m, t.Conv.out.Height-at.y), min(m, t.Conv.out.Width-at.x))
		}
		t.advance(&at)
	}
}

// clip takes that part of a tile over which lies on the board and ends its
// computation.
func (t *tiling) clip(to, rows, cols int) {
	stride, n := t.Conv.out.rowPixels()*t.Conv.out.Channels, cols*t.Conv.out.Channels
	for y := range rows {
		row := t.overhang[y*int(t.algorithm)*t.Conv.out.Channels:][:n]
		if t.epilogue.Residual != nil {
			t.path.add(row, t.epilogue.Residual[to+y*stride:][:n])
		}
		dst := t.dst[to+y*stride:][:n]
		if t.epilogue.Relu {
			t.path.relu(dst, row)
		} else {
			copy(dst, row)
		}
	}
}

// linear is a map of a Winograd transform.
type linear int

const (
	mapInput  linear = iota // inputs to frequencies, Bᵀ
	mapOutput               // frequencies to outputs, Aᵀ
	mapFilter               // filters to frequencies, G
	mapSpread               // gradients of outputs to frequencies, A
	mapGather               // frequencies to gradients of filters, Gᵀ
)

func noTransform(l linear, m int) string {
	return fmt.Sprintf("kernel: no transform %d for tiles of %d", l, m)
}

// matrices are the maps for tiles of 2, 3 and 4. The points are 0, 1, -1, 2,
// -2 and infinity, as many as there are frequencies in a row.
var matrices = [...][3][][]float32{
	mapInput: {
		{{1, 0, -1, 0}, {0, 1, 1, 0}, {0, -1, 1, 0}, {0, -1, 0, 1}},
		{{2, -1, -2, 1, 0}, {0, -2, -1, 1, 0}, {0, 2, -3, 1, 0}, {0, -1, 0, 1, 0}, {0, 2, -1, -2, 1}},
		{{4, 0, -5, 0, 1, 0}, {0, -4, -4, 1, 1, 0}, {0, 4, -4, -1, 1, 0}, {0, -2, -1, 2, 1, 0}, {0, 2, -1, -2, 1, 0}, {0, 4, 0, -5, 0, 1}},
	},
	mapOutput: {
		{{1, 1, 1, 0}, {0, 1, -1, 1}},
		{{1, 1, 1, 1, 0}, {0, 1, -1, 2, 0}, {0, 1, 1, 4, 1}},
		{{1, 1, 1, 1, 1, 0}, {0, 1, -1, 2, -2, 0}, {0, 1, 1, 4, 4, 0}, {0, 1, -1, 8, -8, 1}},
	},
	mapFilter: {
		{{1, 0, 0}, {1. / 2, 1. / 2, 1. / 2}, {1. / 2, -1. / 2, 1. / 2}, {0, 0, 1}},
		{{1. / 2, 0, 0}, {-1. / 2, -1. / 2, -1. / 2}, {-1. / 6, 1. / 6, -1. / 6}, {1. / 6, 1. / 3, 2. / 3}, {0, 0, 1}},
		{{1. / 4, 0, 0}, {-1. / 6, -1. / 6, -1. / 6}, {-1. / 6, 1. / 6, -1. / 6}, {1. / 24, 1. / 12, 1. / 6}, {1. / 24, -1. / 12, 1. / 6}, {0, 0, 1}},
	},
	mapSpread: {
		{{1, 0}, {1, 1}, {1, -1}, {0, 1}},
		{{1, 0, 0}, {1, 1, 1}, {1, -1, 1}, {1, 2, 4}, {0, 0, 1}},
		{{1, 0, 0, 0}, {1, 1, 1, 1}, {1, -1, 1, -1}, {1, 2, 4, 8}, {1, -2, 4, -8}, {0, 0, 0, 1}},
	},
	mapGather: {
		{{1, 1. / 2, 1. / 2, 0}, {0, 1. / 2, -1. / 2, 0}, {0, 1. / 2, 1. / 2, 1}},
		{{1. / 2, -1. / 2, -1. / 6, 1. / 6, 0}, {0, -1. / 2, 1. / 6, 1. / 3, 0}, {0, -1. / 2, -1. / 6, 2. / 3, 1}},
		{{1. / 4, -1. / 6, -1. / 6, 1. / 24, 1. / 24, 0}, {0, -1. / 6, 1. / 6, 1. / 12, -1. / 12, 0}, {0, -1. / 6, -1. / 6, 1. / 6, 1. / 6, 1}},
	},
}

// transformPortable is the loop that transform documents.
func transformPortable(t *transform, l linear, m int) {
	matrix := matrices[l][m-2]
	n := len(matrix[0])
	for c := range t.channels {
		var half, whole [6][6]float32
		for i, row := range matrix {
			for k := range n {
				for j, v := range row {
					half[i][k] += float32(v * *at(t.src, j*t.srcRow+k*t.srcStep+4*c))
				}
			}
		}
		for i := range matrix {
			for j, row := range matrix {
				for k, v := range row {
					whole[i][j] += float32(v * half[i][k])
				}
				t.store(whole[i][j], i*t.dstRow+j*t.dstStep+4*c, c)
			}
		}
	}
}

// store ends the computation of an element.
func (t *transform) store(v float32, to, c int) {
	if t.bias != nil {
		v += *at(t.bias, 4*c)
	}
	if t.residual != nil {
		v += *at(t.residual, to)
	}
	if t.relu && v < 0 {
		v = 0
	}
	*(*float32)(unsafe.Add(t.dst, to)) = v
}
