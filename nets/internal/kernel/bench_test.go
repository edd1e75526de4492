package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
)

// gemmShapes are those of the networks of the platform: squares, the products
// inside convolutions, dense layers. Other systems are measured under the same
// names.
var gemmShapes = []struct {
	name        string
	m, n, inner int
}{
	{"sq64", 64, 64, 64}, {"sq128", 128, 128, 128}, {"sq256", 256, 256, 256}, {"sq512", 512, 512, 512}, {"sq1024", 1024, 1024, 1024},
	{"conv64b1", 81, 64, 576}, {"conv64b8", 648, 64, 576}, {"conv64b32", 2592, 64, 576},
	{"conv96b1", 81, 96, 864}, {"conv96b8", 648, 96, 864}, {"conv96b32", 2592, 96, 864},
	{"conv128b1", 81, 128, 1152}, {"conv128b8", 648, 128, 1152}, {"conv128b32", 2592, 128, 1152},
	{"dense32x64x64", 32, 64, 64}, {"dense32x100x64", 32, 64, 100}, {"dense32x128x128", 32, 128, 128},
	{"dense32x1024x128", 32, 128, 1024}, {"dense32x512x512", 32, 512, 512},
	{"dense128x100x64", 128, 64, 100}, {"dense128x1024x128", 128, 128, 1024}, {"dense128x512x512", 128, 512, 512}, {"dense128x1024x512", 128, 512, 1024},
	{"dense1x1024x128", 1, 128, 1024}, {"dense1x64x64", 1, 64, 64}, {"dense32x64x7", 32, 7, 64},
}

// reportRate turns the time of an iteration of n multiply-adds into GFLOP/s.
func reportRate(b *testing.B, n int) {
	b.ReportMetric(2*float64(n)*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GFLOP/s")
}

func BenchmarkGemm(b *testing.B) {
	for _, p := range paths() {
		for _, trans := range []string{"NN", "NT", "TN"} {
			for _, s := range gemmShapes {
				b.Run(fmt.Sprintf("%v/%s/%s", p, trans, s.name), func(b *testing.B) {
					rng := rand.New(rand.NewPCG(1, 1))
					x := randomMat(rng, s.m, s.inner, 0, trans[0] == 'T')
					y := randomMat(rng, s.inner, s.n, 0, trans[1] == 'T')
					c := randomMat(rng, s.m, s.n, 0, false)
					b.ReportAllocs()
					for b.Loop() {
						p.gemm(c, x, y, false)
					}
					reportRate(b, s.m*s.n*s.inner)
				})
			}
		}
	}
}

// BenchmarkGonum is the plain Go that others have.
func BenchmarkGonum(b *testing.B) {
	for _, s := range gemmShapes[:4] {
		b.Run(s.name, func(b *testing.B) {
			rng := rand.New(rand.NewPCG(1, 1))
			general := func(rows, cols int) blas32.General {
				return blas32.General{Rows: rows, Cols: cols, Stride: cols, Data: random(rng, rows*cols)}
			}
			x, y, c := general(s.m, s.inner), general(s.inner, s.n), general(s.m, s.n)
			for b.Loop() {
				blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, x, y, 0, c)
			}
			reportRate(b, s.m*s.n*s.inner)
		})
	}
}

// BenchmarkPeak is a micro-kernel whose operands stay in the first-level
// cache: the rate that the others are measured against.
func BenchmarkPeak(b *testing.B) {
	for _, p := range paths() {
		b.Run(p.String(), func(b *testing.B) {
			const inner = 128
			_, x := aligned(p.rows() * inner)
			_, y := aligned(p.width() * inner)
			_, c := aligned(p.rows() * p.width())
			w := work{path: p, whole: true, c: pointer(c, 0), a: pointer(x, 0), b: pointer(y, 0),
				cRow: 4 * p.width(), aRow: 4 * inner, aStep: 4, bStep: 4 * p.width()}
			w.one[0].length = inner
			for b.Loop() {
				for range 64 {
					w.run(0, p.rows(), 0, p.width())
				}
			}
			reportRate(b, 64*inner*p.rows()*p.width())
		})
	}
}

func BenchmarkGemmPacked(b *testing.B) {
	for _, p := range paths() {
		for _, s := range gemmShapes {
			b.Run(fmt.Sprintf("%v/%s", p, s.name), func(b *testing.B) {
				rng := rand.New(rand.NewPCG(1, 1))
				x := randomMat(rng, s.m, s.inner, 0, false)
				y := p.pack(randomMat(rng, s.inner, s.n, 0, false))
				c := randomMat(rng, s.m, s.n, 0, false)
				for b.Loop() {
					GemmPacked(c, x, y, Epilogue{})
				}
				reportRate(b, s.m*s.n*s.inner)
			})
		}
	}
}

// convShapes are batch, channels and side of the board.
var convShapes = [][3]int{
	{1, 64, 9}, {8, 64, 9}, {32, 64, 9}, {1, 96, 9}, {8, 96, 9}, {32, 96, 9}, {1, 128, 9}, {8, 128, 9}, {32, 128, 9},
	{1, 64, 19}, {8, 64, 19}, {32, 64, 19}, {1, 96, 19}, {8, 96, 19}, {32, 96, 19},
}

func BenchmarkConv(b *testing.B) { benchmarkConv(b, Auto) }

func BenchmarkConvDirect(b *testing.B) { benchmarkConv(b, Direct) }

func benchmarkConv(b *testing.B, algorithm Algorithm) {
	for _, p := range paths() {
		for _, s := range convShapes {
			n, channels, side := s[0], s[1], s[2]
			b.Run(fmt.Sprintf("%v/b%dc%ds%d", p, n, channels, side), func(b *testing.B) {
				rng := rand.New(rand.NewPCG(1, 1))
				in := NewBoard(side, side, channels)
				c := p.newConv(ConvConfig{In: in, Out: in, Size: 3, Algorithm: algorithm}, random(rng, 9*channels*channels))
				src, dst := randomImages(rng, in, n), make([]float32, n*in.Len())
				e := BoardEpilogue{Bias: random(rng, channels), Relu: true}
				for b.Loop() {
					c.Forward(dst, src, n, e)
				}
				reportRate(b, 9*n*side*side*channels*channels)
			})
		}
	}
}

// BenchmarkConvTraining is a convolution forward, the gradient to its input
// and that to its weights.
func BenchmarkConvTraining(b *testing.B) {
	for _, p := range paths() {
		for _, s := range convShapes {
			n, channels, side := s[0], s[1], s[2]
			b.Run(fmt.Sprintf("%v/b%dc%ds%d", p, n, channels, side), func(b *testing.B) {
				rng := rand.New(rand.NewPCG(1, 1))
				in := NewBoard(side, side, channels)
				weights := random(rng, 9*channels*channels)
				forward := p.newConv(ConvConfig{In: in, Out: in, Size: 3}, weights)
				backward := p.newConv(ConvConfig{In: in, Out: in, Size: 3, Backward: true}, weights)
				x, y, grad := randomImages(rng, in, n), make([]float32, n*in.Len()), make([]float32, len(weights))
				dy, dx := randomImages(rng, in, n), make([]float32, n*in.Len())
				for b.Loop() {
					forward.Forward(y, x, n, BoardEpilogue{})
					backward.Forward(dx, dy, n, BoardEpilogue{})
					forward.WeightGradient(grad, dy, x, n)
				}
				reportRate(b, 3*9*n*side*side*channels*channels)
			})
		}
	}
}

// BenchmarkConvSet is what a convolution pays when its weights change: both
// layouts of them are made anew.
func BenchmarkConvSet(b *testing.B) {
	for _, channels := range []int{64, 96, 128} {
		b.Run(fmt.Sprintf("c%ds9", channels), func(b *testing.B) {
			in := NewBoard(9, 9, channels)
			weights := random(rand.New(rand.NewPCG(1, 1)), 9*channels*channels)
			forward := NewConv(ConvConfig{In: in, Out: in, Size: 3}, weights)
			backward := NewConv(ConvConfig{In: in, Out: in, Size: 3, Backward: true}, weights)
			for b.Loop() {
				weights[len(weights)-1]++ // found last, when they are compared
				forward.Set(weights)
				backward.Set(weights)
			}
		})
	}
}

// BenchmarkTower is the residual tower of a policy and value network, all
// convolutions of 5 blocks of 64 channels at 9x9 and of 6 of 96 at 19x19,
// images going through it eight or two at a time.
func BenchmarkTower(b *testing.B) {
	for _, s := range []struct{ side, channels, blocks, batch int }{{9, 64, 5, 1}, {9, 64, 5, 8}, {19, 96, 6, 1}, {19, 96, 6, 2}} {
		b.Run(fmt.Sprintf("%dx%d/s%d/b%d", s.blocks, s.channels, s.side, s.batch), func(b *testing.B) {
			rng := rand.New(rand.NewPCG(1, 1))
			in := NewBoard(s.side, s.side, s.channels)
			var convs []*Conv
			for range 2 * s.blocks {
				weights := random(rng, 9*s.channels*s.channels)
				Scale(weights, 0.01)
				convs = append(convs, NewConv(ConvConfig{In: in, Out: in, Size: 3}, weights))
			}
			bias := random(rng, s.channels)
			x, y := randomImages(rng, in, s.batch), make([]float32, s.batch*in.Len())
			for b.Loop() {
				for i := 0; i < len(convs); i += 2 {
					convs[i].Forward(y, x, s.batch, BoardEpilogue{Bias: bias, Relu: true})
					convs[i+1].Forward(x, y, s.batch, BoardEpilogue{Bias: bias, Residual: x, Relu: true})
				}
			}
			b.ReportMetric(float64(s.batch*b.N)/b.Elapsed().Seconds(), "positions/s")
		})
	}
}

// BenchmarkRMSProp is a step over the weights of small networks: those of
// CartPole and of the MinAtar games.
func BenchmarkRMSProp(b *testing.B) {
	step := RMSPropStep{Alpha: 0.95, Rest: 0.05, Centre: 0.05, Outside: 0.01, Rate: 2.5e-4}
	for _, p := range paths() {
		for _, n := range []int{11_000, 137_000} {
			b.Run(fmt.Sprintf("%v/%d", p, n), func(b *testing.B) {
				rng := rand.New(rand.NewPCG(1, 1))
				w, g, square, mean := random(rng, n), random(rng, n), make([]float32, n), make([]float32, n)
				for b.Loop() {
					p.rmsprop(w, g, square, mean, step)
				}
			})
		}
	}
}
