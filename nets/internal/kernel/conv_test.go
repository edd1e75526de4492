package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/race"
)

// randomImages is a batch with random pixels and a halo of zeros.
func randomImages(rng *rand.Rand, b Board, n int) []float32 {
	images := make([]float32, n*b.Len())
	b.SetPlanes(images, random(rng, n*b.Compact().Len()), n)
	return images
}

// wantPixel is the loop of Forward's doc comment in float64.
func wantPixel(c *Conv, weights, src []float32, e BoardEpilogue, image, y, x, o int) float64 {
	sum := 0.0
	for dy := range c.size {
		for dx := range c.size {
			if yy, xx := y*c.stride+dy-c.pad, x*c.stride+dx-c.pad; yy >= 0 && yy < c.in.Height && xx >= 0 && xx < c.in.Width {
				for i := range c.in.Channels {
					sum += float64(src[image*c.in.Len()+c.in.Offset(yy, xx)+i]) *
						float64(weights[((o*c.in.Channels+i)*c.size+dy)*c.size+dx])
				}
			}
		}
	}
	if e.Bias != nil {
		sum += float64(e.Bias[o])
	}
	if e.Residual != nil {
		sum += float64(e.Residual[image*c.out.Len()+c.out.Offset(y, x)+o])
	}
	if e.Relu {
		sum = max(sum, 0)
	}
	return sum
}

// convError runs a convolution of weights of variance 1/(inputs of a sum), so
// that outputs have variance one, and returns the largest error. It fails if
// the halo of the output is not zero any more.
func convError(t *testing.T, p path, config ConvConfig, n, epilogue int) float64 {
	rng := rand.New(rand.NewPCG(uint64(config.In.Channels), uint64(config.Out.Channels)))
	fan := config.In.Channels * config.Size * config.Size
	weights := random(rng, config.Out.Channels*fan)
	for i := range weights {
		weights[i] /= float32(math.Sqrt(float64(fan)))
	}
	c := p.newConv(config, weights)
	src, dst := randomImages(rng, c.in, n), make([]float32, n*c.out.Len())
	e := BoardEpilogue{Relu: epilogue&1 != 0}
	if epilogue&2 != 0 {
		e.Bias = random(rng, c.out.Channels)
	}
	if epilogue&4 != 0 {
		e.Residual = randomImages(rng, c.out, n)
	}
	c.Forward(dst, src, n, e)
	worst := 0.0
	for image := range n {
		for y := range c.out.Height {
			for x := range c.out.Width {
				pixel := dst[image*c.out.Len()+c.out.Offset(y, x):][:c.out.Channels]
				for o, got := range pixel {
					worst = max(worst, math.Abs(float64(got)-wantPixel(c, weights, src, e, image, y, x, o)))
				}
				clear(pixel)
			}
		}
	}
	for i, v := range dst {
		require.Zero(t, v, "%v %+v: the halo at %d was written", p, config, i)
	}
	return worst
}

func TestConvDirect(t *testing.T) {
	for _, p := range paths() {
		for _, board := range [][2]int{{1, 1}, {2, 3}, {6, 7}, {4, 15}, {3, 19}} {
			for i, channels := range [][2]int{{1, 1}, {3, 33}, {5, 7}, {17, 64}, {32, 40}} {
				for _, size := range []int{1, 3} {
					in := NewBoard(board[0], board[1], channels[0])
					config := ConvConfig{In: in, Out: in.WithChannels(channels[1]), Size: size, Algorithm: Direct}
					if i%2 == 0 {
						config.Out = config.Out.Compact()
					}
					got := convError(t, p, config, 2, i+board[0])
					assert.Less(t, got, 4e-6, "%v %+v", p, config)
				}
			}
		}
	}
}

// Filters of other sizes, strides and edges, as networks on images have them.
func TestConvOfAnyGeometry(t *testing.T) {
	for _, p := range paths() {
		for i, g := range anyGeometry() {
			assert.Less(t, convError(t, p, g, 2, i), 4e-6, "%v %+v", p, g)
		}
	}
}

func anyGeometry() []ConvConfig {
	compact := func(height, width, channels int) Board {
		return Board{Height: height, Width: width, Channels: channels}
	}
	return []ConvConfig{
		{In: compact(10, 10, 4), Out: compact(8, 8, 16), Size: 3, Valid: true},
		{In: compact(12, 20, 4), Out: NewBoard(2, 4, 9), Size: 8, Stride: 4, Valid: true},
		{In: compact(9, 9, 32), Out: compact(3, 3, 33), Size: 4, Stride: 2, Valid: true},
		{In: NewBoard(7, 5, 3), Out: compact(4, 3, 20), Size: 3, Stride: 2},
		{In: Board{6, 7, 5, 2, 2}, Out: compact(6, 7, 17), Size: 5},
	}
}

// What the algorithms are allowed to be wrong by on outputs of variance one.
var winogradError = map[Algorithm]float64{Winograd2: 4e-6, Winograd3: 2e-5, Winograd4: 6e-5}

func TestConvWinograd(t *testing.T) {
	for _, p := range paths() {
		for algorithm, bound := range winogradError {
			for i, board := range [][2]int{{1, 1}, {6, 7}, {9, 9}, {3, 5}, {4, 19}} {
				channels := [][2]int{{16, 16}, {32, 16}, {16, 48}}[i%3]
				in := NewBoard(board[0], board[1], channels[0])
				in.After = 4
				config := ConvConfig{In: in, Out: in.WithChannels(channels[1]), Size: 3, Algorithm: algorithm}
				for _, out := range []Board{config.Out, config.Out.Compact()} {
					config.Out = out
					assert.Less(t, convError(t, p, config, 1+i%3, i+3), bound, "%v %+v", p, config)
				}
			}
		}
	}
}

// The sums of Winograd's algorithm are longest where channels are many.
func TestConvWinogradErrorAtManyChannels(t *testing.T) {
	for algorithm, bound := range winogradError {
		in := NewBoard(9, 9, 128)
		in.After = 4
		got := convError(t, best(), ConvConfig{In: in, Out: in, Size: 3, Algorithm: algorithm}, 1, 0)
		t.Logf("tile of %d: %.1e", algorithm, got)
		assert.Less(t, got, bound)
	}
}

func TestConvChoosesTheTileThatFits(t *testing.T) {
	for _, want := range []struct {
		height, width, channels int
		algorithm               Algorithm
	}{{9, 9, 64, Winograd3}, {19, 19, 96, Winograd4}, {8, 8, 64, Winograd4}, {6, 7, 64, Winograd3}, {13, 13, 64, Winograd3}, {2, 2, 16, Winograd2}, {9, 9, 17, Direct}} {
		in := NewBoard(want.height, want.width, want.channels)
		got := NewConv(ConvConfig{In: in, Out: in, Size: 3}, make([]float32, 9*want.channels*want.channels)).algorithm
		assert.Equal(t, want.algorithm, got, "%+v", want)
	}
}

// An image must not feel the other images of its batch.
func TestConvImagesAreIndependent(t *testing.T) {
	for _, p := range paths() {
		for _, algorithm := range []Algorithm{Direct, Winograd2, Winograd3, Winograd4} {
			in := NewBoard(6, 7, 32)
			in.After = 4
			rng := rand.New(rand.NewPCG(11, 11))
			c := p.newConv(ConvConfig{In: in, Out: in, Size: 3, Algorithm: algorithm}, random(rng, 9*32*32))
			one := randomImages(rng, in, 1)
			want := make([]float32, in.Len())
			c.Forward(want, one, 1, BoardEpilogue{Residual: one, Relu: true})
			for _, n := range []int{2, 5, 17} {
				src, dst := randomImages(rng, in, n), make([]float32, n*in.Len())
				place := rng.IntN(n)
				copy(src[place*in.Len():], one)
				c.Forward(dst, src, n, BoardEpilogue{Residual: src, Relu: true})
				require.Equal(t, want, dst[place*in.Len():][:in.Len()], "%v algorithm %d, image %d of %d", p, algorithm, place, n)
			}
		}
	}
}

// A convolution that is given other weights is the one that was made with them,
// whatever it had, and however little they differ.
func TestConvSet(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	in := NewBoard(9, 9, 32)
	src := randomImages(rng, in, 1)
	for _, p := range paths() {
		for _, algorithm := range []Algorithm{Direct, Winograd3} {
			config := ConvConfig{In: in, Out: in, Size: 3, Algorithm: algorithm}
			first := random(rng, 9*32*32)
			second := slices.Clone(first)
			second[len(second)-1] = -second[len(second)-1]
			c := p.newConv(config, first)
			for _, weights := range [][]float32{second, first, first, second} {
				c.Set(weights)
				got, want := make([]float32, in.Len()), make([]float32, in.Len())
				c.Forward(got, src, 1, BoardEpilogue{})
				p.newConv(config, weights).Forward(want, src, 1, BoardEpilogue{})
				require.Equal(t, want, got, "%v algorithm %d", p, algorithm)
			}
		}
	}
}

func TestConvAllocatesNothing(t *testing.T) {
	race.SkipAllocations(t)
	in := NewBoard(9, 9, 32)
	weights := make([]float32, 9*32*32)
	for _, algorithm := range []Algorithm{Direct, Winograd3} {
		c := NewConv(ConvConfig{In: in, Out: in, Size: 3, Algorithm: algorithm}, weights)
		dst, src := make([]float32, 3*in.Len()), make([]float32, 3*in.Len())
		assert.Zero(t, testing.AllocsPerRun(20, func() { c.Forward(dst, src, 3, BoardEpilogue{Relu: true}) }))
		assert.Zero(t, testing.AllocsPerRun(20, func() {
			weights[len(weights)-1]++ // others, or there is nothing to do
			c.Set(weights)
		}))
	}
}

func TestConvPanics(t *testing.T) {
	in := NewBoard(9, 9, 16)
	weights := make([]float32, 9*16*16)
	narrow := in // tiles of 4 stick out by three pixels and see a fourth
	narrow.After = 3
	for name, config := range map[string]ConvConfig{
		"no halo":     {In: in.Compact(), Out: in, Size: 3},
		"half a halo": {In: Board{9, 9, 16, 1, 0}, Out: in, Size: 3},
		"other size":  {In: in, Out: NewBoard(9, 8, 16), Size: 3},
		"even filter": {In: in, Out: in, Size: 2},
		"small halo":  {In: narrow, Out: narrow, Size: 3, Algorithm: Winograd4},
		"backward":    {In: in, Out: NewBoard(5, 5, 16), Size: 3, Stride: 2, Backward: true},
		"tiles":       {In: in, Out: NewBoard(7, 7, 16), Size: 3, Valid: true, Algorithm: Winograd3},
		"channels":    {In: in, Out: in.WithChannels(20), Size: 3, Algorithm: Winograd3},
	} {
		weights := make([]float32, config.Out.Channels*16*config.Size*config.Size)
		assert.Panics(t, func() { NewConv(config, weights) }, name)
	}
	c := NewConv(ConvConfig{In: in, Out: in, Size: 3}, weights)
	image := make([]float32, in.Len())
	assert.NotPanics(t, func() { c.Forward(image, make([]float32, in.Len()), 1, BoardEpilogue{}) })
	assert.Panics(t, func() { c.Forward(image, image, 2, BoardEpilogue{}) }, "short")
	assert.Panics(t, func() { c.Forward(image, image, 1, BoardEpilogue{Bias: make([]float32, 3)}) }, "bias")
	assert.Panics(t, func() { c.Set(weights[1:]) }, "weights")
}

func TestBoardCopy(t *testing.T) {
	rng := rand.New(rand.NewPCG(18, 18))
	b := NewBoard(3, 4, 5)
	compact := random(rng, 2*b.Compact().Len())
	padded, back := make([]float32, 2*b.Len()), make([]float32, len(compact))
	b.Copy(padded, compact, b.Compact(), 2)
	assert.Equal(t, compact[(3*4+2*4+3)*5:][:5], padded[b.Len()+b.Offset(2, 3):][:5])
	assert.Zero(t, padded[b.Len()-1])
	b.Compact().Copy(back, padded, b, 2)
	assert.Equal(t, compact, back)
	assert.Panics(t, func() { b.Copy(padded, compact, NewBoard(4, 3, 5).Compact(), 2) })
}

func TestBoardPlanesRoundTrip(t *testing.T) {
	rng := rand.New(rand.NewPCG(12, 12))
	for _, size := range [][3]int{{1, 1, 1}, {6, 7, 3}, {9, 9, 17}, {19, 19, 32}} {
		b := NewBoard(size[0], size[1], size[2])
		planes := random(rng, 2*b.Compact().Len())
		images, back := make([]float32, 2*b.Len()), make([]float32, len(planes))
		b.SetPlanes(images, planes, 2)
		b.Planes(back, images, 2)
		assert.Equal(t, planes, back)
		y, x, ch := size[0]-1, size[1]/2, size[2]-1
		assert.Equal(t, planes[(ch*size[0]+y)*size[1]+x], images[b.Offset(y, x)+ch], fmt.Sprint(b))
	}
}
