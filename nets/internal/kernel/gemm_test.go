package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/race"
)

// paths are those this machine can run.
func paths() []path {
	all := []path{portable}
	for p := avx2; p <= best(); p++ {
		all = append(all, p)
	}
	return all
}

func random(rng *rand.Rand, n int) []float32 {
	v := make([]float32, n)
	for i := range v {
		v[i] = float32(rng.NormFloat64())
	}
	return v
}

// randomMat is a matrix that stands for rows x cols, with room between its
// rows, at any address that a float32 may have.
func randomMat(rng *rand.Rand, rows, cols, gap int, trans bool) Mat {
	if trans {
		rows, cols = cols, rows
	}
	skip := rng.IntN(4)
	return Mat{Data: random(rng, skip+rows*(cols+gap))[skip:], Rows: rows, Cols: cols, Stride: cols + gap, Trans: trans}
}

func (m Mat) at(i, j int) float64 {
	if m.Trans {
		i, j = j, i
	}
	return float64(m.Data[i*m.Stride+j])
}

// wantProduct is the loop of the doc comment in float64, and the sum of the
// absolute terms, to which rounding errors are in proportion.
func wantProduct(c, a, b Mat, i, j int, accumulate bool) (sum, size float64) {
	_, inner := a.shape()
	if accumulate {
		sum = c.at(i, j)
		size = math.Abs(sum)
	}
	for k := range inner {
		x := a.at(i, k) * b.at(k, j)
		sum += x
		size += math.Abs(x)
	}
	return sum, size
}

const ulp = 1.0 / (1 << 23)

func testGemm(t *testing.T, p path, m, n, inner, gap int, transA, transB, accumulate bool) {
	rng := rand.New(rand.NewPCG(1, uint64(m*1000000+n*1000+inner)))
	a, b := randomMat(rng, m, inner, gap, transA), randomMat(rng, inner, n, gap, transB)
	c := randomMat(rng, m, n, gap, false)
	got := c
	got.Data = append([]float32(nil), c.Data...)
	p.gemm(got, a, b, accumulate)
	for i := range m {
		for j := range n {
			want, size := wantProduct(c, a, b, i, j, accumulate)
			if math.Abs(got.at(i, j)-want) > ulp*size*(1+math.Sqrt(float64(inner))) {
				t.Fatalf("%v %dx%dx%d gap %d transA %v transB %v accumulate %v: element (%d,%d) is %v, want %v",
					p, m, n, inner, gap, transA, transB, accumulate, i, j, got.at(i, j), want)
			}
		}
		for j := n; j < n+gap; j++ {
			require.Equal(t, c.Data[i*c.Stride+j], got.Data[i*c.Stride+j], "wrote past the end of row %d", i)
		}
	}
}

func TestGemmAllShapes(t *testing.T) {
	for _, p := range paths() {
		t.Run(p.String(), func(t *testing.T) {
			for _, m := range []int{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 27, 29, 43} {
				for _, n := range []int{0, 1, 3, 7, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 100, 128, 161} {
					for _, inner := range []int{0, 1, 2, 3, 4, 5, 8, 11} {
						bits := m + 3*n + 5*inner
						testGemm(t, p, m, n, inner, bits%3, bits&1 != 0, bits&2 != 0, bits&4 != 0)
						testGemm(t, p, m, n, inner, bits%2, bits&2 == 0, bits&4 == 0, bits&1 != 0)
					}
				}
			}
		})
	}
}

func TestGemmBlocks(t *testing.T) {
	for _, p := range paths() {
		for bits := range 8 {
			t.Run(fmt.Sprintf("%v/%03b", p, bits), func(t *testing.T) {
				testGemm(t, p, blockRows+3, 19, blockInner+5, 1, bits&1 != 0, bits&2 != 0, bits&4 != 0)
				testGemm(t, p, 15, blockColumns+33, 2*blockInner+1, 0, bits&1 != 0, bits&2 != 0, bits&4 != 0)
				testGemm(t, p, 3, blockColumns+33, 2*blockInner+1, 0, bits&1 != 0, bits&2 != 0, bits&4 != 0)
			})
		}
	}
}

// A row must not feel the other rows: neither their number, nor its place
// among them, nor what they hold.
func TestGemmRowsAreIndependent(t *testing.T) {
	for _, p := range paths() {
		for _, transB := range []bool{false, true} {
			for _, size := range [][2]int{{64, 70}, {7, 129}, {100, 300}, {300, 1000}} {
				n, inner := size[0], size[1]
				rng := rand.New(rand.NewPCG(2, uint64(n)))
				b := randomMat(rng, inner, n, 0, transB)
				row := random(rng, inner)
				var want []float32
				for _, m := range []int{1, 2, 5, 7, 14, 15, 33, 300} {
					a := randomMat(rng, m, inner, 0, false)
					place := rng.IntN(m)
					copy(a.Data[place*inner:], row)
					c := Mat{Data: make([]float32, m*n), Rows: m, Cols: n, Stride: n}
					p.gemm(c, a, b, false)
					if m == 1 {
						want = c.Data
					}
					require.Equal(t, want, c.Data[place*n:][:n], "%v: row %d of %d, n %d, inner %d", p, place, m, n, inner)
				}
			}
		}
	}
}

// Tiles and tails round alike, so the SIMD paths agree bit for bit.
func TestGemmPathsAgree(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 0))
	a, b := randomMat(rng, 37, 300, 0, false), randomMat(rng, 300, 75, 0, false)
	results := map[path][]float32{}
	for _, p := range paths() {
		c := Mat{Data: make([]float32, 37*75), Rows: 37, Cols: 75, Stride: 75}
		p.gemm(c, a, b, false)
		results[p] = c.Data
	}
	if best() != avx512 {
		t.Skip("this machine has no two SIMD paths")
	}
	assert.Equal(t, results[avx2], results[avx512])
}

func TestGemmPanics(t *testing.T) {
	mat := func(rows, cols int) Mat {
		return Mat{Data: make([]float32, rows*cols), Rows: rows, Cols: cols, Stride: cols}
	}
	short := mat(3, 4)
	short.Data = short.Data[:11]
	narrow := mat(3, 4)
	narrow.Stride = 3
	turned := mat(4, 3)
	turned.Trans = true
	for name, call := range map[string][3]Mat{
		"inner":        {mat(2, 3), mat(2, 4), mat(5, 3)},
		"rows":         {mat(3, 3), mat(2, 4), mat(4, 3)},
		"columns":      {mat(2, 4), mat(2, 4), mat(4, 3)},
		"short":        {mat(3, 2), short, mat(4, 2)},
		"stride":       {mat(3, 2), narrow, mat(4, 2)},
		"transposed C": {turned, mat(3, 2), mat(2, 4)},
	} {
		assert.Panics(t, func() { Gemm(call[0], call[1], call[2], false) }, name)
	}
}

func TestGemmAllocatesNothing(t *testing.T) {
	race.SkipAllocations(t)
	rng := rand.New(rand.NewPCG(4, 0))
	for _, transB := range []bool{false, true} {
		a, b := randomMat(rng, 40, 300, 0, true), randomMat(rng, 300, 300, 0, transB)
		c := randomMat(rng, 40, 300, 0, false)
		assert.Zero(t, testing.AllocsPerRun(20, func() { Gemm(c, a, b, true) }))
	}
}
