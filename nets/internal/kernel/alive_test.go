package kernel

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/race"
)

// withDead is a matrix of which about that share of columns is zero, some of
// them by minus zeros.
func withDead(rng *rand.Rand, rows, cols int, share float64) Mat {
	m := randomMat(rng, rows, cols, 0, false)
	for j := range cols {
		if rng.Float64() < share {
			for i := range rows {
				m.Data[i*cols+j] *= 0
			}
		}
	}
	return m
}

// Leaving out what is zero must not change a bit.
func TestGemmAlive(t *testing.T) {
	for _, p := range paths() {
		for _, m := range []int{1, 3, 14, 32, 33, 64, 65} {
			for _, n := range []int{1, 40, 130, 300} {
				for _, inner := range []int{0, 1, 7, 16, 100} {
					for i, share := range []float64{0, 0.1, 0.4, 0.9, 1} {
						rng := rand.New(rand.NewPCG(uint64(m*n), uint64(inner)))
						a := withDead(rng, m, inner, share)
						b, c := randomMat(rng, inner, n, i%2, i%3 != 0), randomMat(rng, m, n, 1, false)
						want := c
						want.Data = append([]float32(nil), c.Data...)
						p.gemm(want, a, b, i%2 == 0)
						p.gemmAlive(c, a, b, i%2 == 0)
						require.Equal(t, want.Data, c.Data, "%v %dx%dx%d dead %v", p, m, n, inner, share)
					}
				}
			}
		}
	}
}

func TestGemmAliveAllocatesNothing(t *testing.T) {
	race.SkipAllocations(t)
	rng := rand.New(rand.NewPCG(4, 0))
	a, b, c := withDead(rng, 32, 100, 0.5), randomMat(rng, 100, 300, 0, true), randomMat(rng, 32, 300, 0, false)
	assert.Zero(t, testing.AllocsPerRun(20, func() { GemmAlive(c, a, b, false) }))
}

// An epilogue must round as the loops after the product would.
func TestGemmThen(t *testing.T) {
	for _, p := range paths() {
		for _, m := range []int{1, 5, 32, 100} {
			for _, n := range []int{1, 33, 120} {
				for _, inner := range []int{0, 1, 4, 500} {
					for _, trans := range []bool{false, true} {
						rng := rand.New(rand.NewPCG(uint64(m*n), uint64(inner)))
						a, b := randomMat(rng, m, inner, 0, false), randomMat(rng, inner, n, 0, trans)
						c, bias := randomMat(rng, m, n, 0, false), random(rng, n)
						want := append([]float32(nil), c.Data...)
						p.gemm(Mat{Data: want, Rows: m, Cols: n, Stride: n}, a, b, false)
						p.addRow(want, bias)
						p.relu(want, want)
						p.product(c, a, b, Epilogue{Bias: bias, Relu: true})
						require.Equal(t, want, c.Data[:m*n], "%v %dx%dx%d", p, m, n, inner)
					}
				}
			}
		}
	}
}
