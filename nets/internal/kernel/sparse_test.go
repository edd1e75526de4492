package kernel

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/race"
)

// sparseImages is a batch of which a share of the numbers is not zero.
func sparseImages(rng *rand.Rand, b Board, n int, share float64) []float32 {
	planes := random(rng, n*b.Compact().Len())
	for i := range planes {
		if rng.Float64() >= share {
			planes[i] = 0
		}
	}
	images := make([]float32, n*b.Len())
	b.SetPlanes(images, planes, n)
	return images
}

func sparseConfigs() []ConvConfig {
	image := Board{Height: 10, Width: 9, Channels: 4}
	wide := Board{Height: 5, Width: 7, Channels: 3, Before: 2, After: 3}
	return []ConvConfig{
		{In: image, Out: Board{Height: 8, Width: 7, Channels: 16}, Size: 3, Valid: true},
		{In: image, Out: Board{Height: 8, Width: 7, Channels: 32, Before: 1, After: 2}, Size: 3, Valid: true},
		{In: image, Out: Board{Height: 7, Width: 6, Channels: 48}, Size: 4, Valid: true},
		{In: wide, Out: wide.WithChannels(16), Size: 5, Algorithm: Direct},
		{In: wide, Out: wide.Compact().WithChannels(80), Size: 3, Algorithm: Direct},
	}
}

// The sparse way gives the bits of the direct way, forwards and backwards,
// whether the images are sparse, dense or some of each.
func TestSparseIsTheDirectWay(t *testing.T) {
	for _, p := range paths()[1:] {
		for i, config := range sparseConfigs() {
			rng := rand.New(rand.NewPCG(21, uint64(i)))
			c := p.newConv(config, random(rng, config.In.Channels*config.Out.Channels*config.Size*config.Size))
			require.NotNil(t, c.sparse, "%+v", config)
			direct := *c
			direct.sparse = nil
			for _, share := range []float64{0, 0.01, 0.1, 0.25, 0.5, 1} {
				src := sparseImages(rng, c.in, 5, share)
				e := BoardEpilogue{Bias: random(rng, c.out.Channels), Relu: i%2 == 0}
				got, want := make([]float32, 5*c.out.Len()), make([]float32, 5*c.out.Len())
				c.Forward(got, src, 5, e)
				direct.Forward(want, src, 5, e)
				require.Equal(t, want, got, "%v %+v share %v", p, config, share)

				dy := randomImages(rng, c.out, 5)
				got = random(rng, len(c.sparse.filter))
				want = append([]float32(nil), got...)
				c.WeightGradient(got, dy, src, 5)
				direct.WeightGradient(want, dy, src, 5)
				require.Equal(t, want, got, "%v %+v gradient, share %v", p, config, share)
			}
		}
	}
}

// A test of equal bits would not notice that one of the two ways is never
// taken.
func TestSparseIsTakenWhereItPays(t *testing.T) {
	for _, p := range paths()[1:] {
		config := sparseConfigs()[0]
		rng := rand.New(rand.NewPCG(22, 22))
		c := p.newConv(config, random(rng, 4*16*9))
		for share, want := range map[float64]bool{0: true, 0.1: true, 0.5: false, 1: false} {
			image := sparseImages(rng, c.in, 1, share)
			dst, sums := make([]float32, c.out.Len()), make([]float32, 4*16*9)
			w := work{path: p, cRow: 64, rRow: 64, rowsOuter: true}
			tile := w.tile()
			assert.Equal(t, want, c.sparse.forward(c, &w, &tile, dst, image), "%v share %v", p, share)
			assert.Equal(t, want, c.sparse.gradient(c, sums, dst, image, 1), "%v gradient, share %v", p, share)
		}
		assert.Nil(t, portable.newConv(config, make([]float32, 4*16*9)).sparse)
		config.Out.Channels = 20
		assert.Nil(t, p.newConv(config, make([]float32, 4*20*9)).sparse, "channels that are no whole vectors")
	}
}

func TestNonzeros(t *testing.T) {
	rng := rand.New(rand.NewPCG(23, 23))
	for _, p := range paths() {
		for n := 1; n < 70; n++ {
			x := sparseImages(rng, Board{Height: 1, Width: n, Channels: 1}, 1, 0.4)
			var want []int32
			for i, v := range x {
				if v != 0 {
					want = append(want, int32(i))
				}
			}
			list := make([]int32, n+nonzerosBeyond)
			assert.Equal(t, want, append([]int32(nil), list[:p.nonzeros(list, x)]...), "%v", p)
		}
	}
}

func TestSparseAllocatesNothing(t *testing.T) {
	race.SkipAllocations(t)
	config := sparseConfigs()[0]
	weights := make([]float32, 4*16*9)
	c := NewConv(config, weights)
	src := sparseImages(rand.New(rand.NewPCG(24, 24)), c.in, 3, 0.1)
	dst := make([]float32, 3*c.out.Len())
	assert.Zero(t, testing.AllocsPerRun(20, func() { c.Forward(dst, src, 3, BoardEpilogue{Relu: true}) }))
	assert.Zero(t, testing.AllocsPerRun(20, func() { c.WeightGradient(weights, dst, src, 3) }))
}
