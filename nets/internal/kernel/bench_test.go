package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// gemmShapes are those of the networks of the platform (m, n, inner): squares,
// dense layers, the products inside a convolution.
var gemmShapes = [][3]int{
	{64, 64, 64}, {128, 128, 128}, {256, 256, 256}, {512, 512, 512}, {1024, 1024, 1024},
	{1, 64, 64}, {32, 64, 64}, {32, 7, 64}, {1, 128, 1024}, {32, 64, 100}, {32, 128, 1024}, {32, 512, 512}, {128, 512, 1024},
	{81, 64, 576}, {648, 64, 576}, {2592, 64, 576},
}

// reportRate turns the time of an iteration of n multiply-adds into GFLOP/s.
func reportRate(b *testing.B, n int) {
	b.ReportMetric(2*float64(n)*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GFLOP/s")
}

func BenchmarkGemm(b *testing.B) {
	for _, p := range paths() {
		for _, s := range gemmShapes {
			for _, trans := range []string{"NN", "NT", "TN"} {
				b.Run(fmt.Sprintf("%v/%s/%dx%dx%d", p, trans, s[0], s[1], s[2]), func(b *testing.B) {
					rng := rand.New(rand.NewPCG(1, 1))
					x := randomMat(rng, s[0], s[2], 0, trans[0] == 'T')
					y := randomMat(rng, s[2], s[1], 0, trans[1] == 'T')
					c := randomMat(rng, s[0], s[1], 0, false)
					b.ReportAllocs()
					for b.Loop() {
						p.gemm(c, x, y, false)
					}
					reportRate(b, s[0]*s[1]*s[2])
				})
			}
		}
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
			b.Run(fmt.Sprintf("%v/%dx%dx%d", p, s[0], s[1], s[2]), func(b *testing.B) {
				rng := rand.New(rand.NewPCG(1, 1))
				x := randomMat(rng, s[0], s[2], 0, false)
				y := p.pack(randomMat(rng, s[2], s[1], 0, false))
				c := randomMat(rng, s[0], s[1], 0, false)
				e := Epilogue{Bias: random(rng, s[1]), Relu: true}
				for b.Loop() {
					GemmPacked(c, x, y, e)
				}
				reportRate(b, s[0]*s[1]*s[2])
			})
		}
	}
}

func BenchmarkConv(b *testing.B) {
	for _, p := range paths() {
		for _, s := range [][2]int{{9, 32}, {9, 64}, {9, 128}, {19, 64}, {19, 96}} {
			for _, n := range []int{1, 8} {
				for _, algorithm := range []Algorithm{Direct, Auto} {
					b.Run(fmt.Sprintf("%v/b%dc%ds%d/%d", p, n, s[1], s[0], algorithm), func(b *testing.B) {
						rng := rand.New(rand.NewPCG(1, 1))
						in := NewBoard(s[0], s[0], s[1])
						c := p.newConv(ConvConfig{In: in, Out: in, Size: 3, Algorithm: algorithm}, random(rng, 9*s[1]*s[1]))
						src, dst := randomImages(rng, in, n), make([]float32, n*in.Len())
						e := BoardEpilogue{Bias: random(rng, s[1]), Relu: true}
						for b.Loop() {
							c.Forward(dst, src, n, e)
						}
						reportRate(b, 9*n*s[0]*s[0]*s[1]*s[1])
					})
				}
			}
		}
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
