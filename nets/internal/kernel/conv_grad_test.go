package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/internal/race"
)

// layouts are pairs of boards that a convolution of size 3 goes between, with
// the algorithms that can do it.
func gradientConfigs() []ConvConfig {
	var all []ConvConfig
	for i, size := range [][2]int{{1, 1}, {6, 7}, {4, 19}} {
		for _, channels := range [][2]int{{1, 2}, {3, 33}, {17, 16}} {
			in := NewBoard(size[0], size[1], channels[0])
			all = append(all,
				ConvConfig{In: in, Out: in.WithChannels(channels[1]), Size: 3, Algorithm: Direct},
				ConvConfig{In: in, Out: in.WithChannels(channels[1]), Size: 1})
		}
		in := NewBoard(size[0], size[1], 16)
		in.After = 4
		for _, a := range []Algorithm{Winograd2, Winograd3, Winograd4} {
			out := in.WithChannels(16 << (i % 2))
			all = append(all,
				ConvConfig{In: in, Out: out, Size: 3, Algorithm: a},
				ConvConfig{In: in, Out: out.Compact(), Size: 3, Algorithm: a})
		}
	}
	return append(all, anyGeometry()...)
}

// wantGradient is the loop of WeightGradient's doc comment in float64, and
// the sum of the absolute terms.
func wantGradient(c *Conv, dy, x []float32, n, o, i, row, col int) (sum, size float64) {
	for image := range n {
		for yy := range c.out.Height {
			for xx := range c.out.Width {
				v := float64(dy[image*c.out.Len()+c.out.Offset(yy, xx)+o]) *
					float64(x[image*c.in.Len()+c.in.Offset(yy*c.stride+row-c.pad, xx*c.stride+col-c.pad)+i])
				sum += v
				size += math.Abs(v)
			}
		}
	}
	return sum, size
}

func TestConvWeightGradient(t *testing.T) {
	for _, p := range paths() {
		for _, config := range gradientConfigs() {
			testWeightGradient(t, p, config, 3)
		}
	}
}

// A batch that does not fit in the cache is taken in chunks.
func TestConvWeightGradientChunks(t *testing.T) {
	config := anyGeometry()[0]
	n := gradientElements/(config.In.Len()+config.Out.Len()) + 2
	for _, p := range paths() {
		testWeightGradient(t, p, config, n)
	}
}

func testWeightGradient(t *testing.T, p path, config ConvConfig, n int) {
	rng := rand.New(rand.NewPCG(13, uint64(config.Out.Channels)))
	grad := random(rng, config.In.Channels*config.Out.Channels*config.Size*config.Size)
	before := append([]float32(nil), grad...)
	c := p.newConv(config, grad)
	x, dy := randomImages(rng, c.in, n), randomImages(rng, c.out, n)
	c.WeightGradient(grad, dy, x, n)
	for k := range grad {
		o, i := k/c.size/c.size/c.in.Channels, k/c.size/c.size%c.in.Channels
		want, size := wantGradient(c, dy, x, n, o, i, k/c.size%c.size, k%c.size)
		want += float64(before[k])
		if math.Abs(float64(grad[k])-want) > 1e-6*(size+10) {
			t.Fatalf("%v %+v: gradient %d is %v, want %v", p, config, k, grad[k], want)
		}
	}
}

// The gradient to the input is the transpose of the convolution: for all x
// and y, <conv(x), y> = <x, backward(y)>.
func TestConvBackwardIsTheTranspose(t *testing.T) {
	for _, p := range paths() {
		for _, config := range gradientConfigs() {
			if config.Stride > 1 {
				continue
			}
			config.Out.Before, config.Out.After = config.Size-1, max(config.In.After, config.Out.After, config.Size-1)
			rng := rand.New(rand.NewPCG(14, uint64(config.Out.Channels)))
			weights := random(rng, config.In.Channels*config.Out.Channels*config.Size*config.Size)
			c := p.newConv(config, weights)
			x, y := randomImages(rng, c.in, 2), randomImages(rng, c.out, 2)
			config.In, config.Out, config.Backward = config.Out, config.In, true
			back := p.newConv(config, weights)
			cx, by := make([]float32, len(y)), make([]float32, len(x))
			c.Forward(cx, x, 2, BoardEpilogue{})
			back.Forward(by, y, 2, BoardEpilogue{})
			forward, backward, size := 0.0, 0.0, 0.0
			for i := range y {
				forward += float64(cx[i]) * float64(y[i])
				size += math.Abs(float64(cx[i]) * float64(y[i]))
			}
			for i := range x {
				backward += float64(x[i]) * float64(by[i])
			}
			assert.InDelta(t, forward, backward, 1e-5*(size+1), "%v %+v", p, config)
		}
	}
}

func TestConvWeightGradientAllocatesNothing(t *testing.T) {
	race.SkipAllocations(t)
	in := NewBoard(9, 9, 32)
	grad := make([]float32, 9*32*32)
	x := make([]float32, 3*in.Len())
	for _, algorithm := range []Algorithm{Direct, Winograd3} {
		c := NewConv(ConvConfig{In: in, Out: in, Size: 3, Algorithm: algorithm}, grad)
		assert.Zero(t, testing.AllocsPerRun(20, func() { c.WeightGradient(grad, x, x, 3) }))
	}
}

func TestConvWeightGradientPanics(t *testing.T) {
	in := NewBoard(3, 3, 2)
	grad, x := make([]float32, 9*2*2), make([]float32, in.Len())
	c := NewConv(ConvConfig{In: in, Out: in, Size: 3}, grad)
	back := NewConv(ConvConfig{In: in, Out: in, Size: 3, Backward: true}, grad)
	assert.NotPanics(t, func() { c.WeightGradient(grad, x, x, 1) })
	assert.Panics(t, func() { c.WeightGradient(grad[1:], x, x, 1) }, "gradient")
	assert.Panics(t, func() { c.WeightGradient(grad, x, x, 2) }, "images")
	assert.Panics(t, func() { back.WeightGradient(grad, x, x, 1) }, "backward")
}
