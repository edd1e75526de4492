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

// epilogues are all combinations of what can happen to an element.
func epilogues(rng *rand.Rand, m, n int) map[string]Epilogue {
	all := map[string]Epilogue{}
	for bits := range 16 {
		e := Epilogue{Accumulate: bits&1 != 0, Relu: bits&8 != 0}
		if bits&2 != 0 {
			e.Bias = random(rng, n)
		}
		if bits&4 != 0 {
			e.Residual = randomMat(rng, m, n, 3, false)
		}
		all[fmt.Sprintf("%04b", bits)] = e
	}
	return all
}

// wantElement is the loop of the doc comment in float64.
func (e *Epilogue) wantElement(c, a, b Mat, i, j int) (v, size float64) {
	v, size = wantProduct(c, a, b, i, j, e.Accumulate)
	if e.Bias != nil {
		v += float64(e.Bias[j])
		size += math.Abs(float64(e.Bias[j]))
	}
	if e.Residual.Data != nil {
		v += e.Residual.at(i, j)
		size += math.Abs(e.Residual.at(i, j))
	}
	if e.Relu {
		v = max(v, 0)
	}
	return v, size
}

func TestGemmPackedAllShapes(t *testing.T) {
	for _, p := range paths() {
		t.Run(p.String(), func(t *testing.T) {
			rng := rand.New(rand.NewPCG(5, 5))
			for _, m := range []int{1, 2, 3, 6, 7, 13, 14, 17, 32} {
				for _, n := range []int{1, 7, 16, 31, 32, 33, 64, 65, 128, 140} {
					for _, inner := range []int{0, 1, 4, 7, 20} {
						a, b := randomMat(rng, m, inner, 1, (m+n)%2 == 0), randomMat(rng, inner, n, 2, n%3 == 0)
						testPacked(t, p, rng, a, b)
					}
				}
			}
		})
	}
}

// Where the inner dimension is cut, with and without a rest, epilogues wait
// for the end.
func TestGemmPackedBlocks(t *testing.T) {
	rng := rand.New(rand.NewPCG(20, 20))
	for _, p := range paths() {
		for _, inner := range []int{2 * blockInner, 2*blockInner + 7} {
			n := residentLimit/inner + 3
			testPacked(t, p, rng, randomMat(rng, 16, inner, 0, inner%2 == 0), randomMat(rng, inner, n, 0, true))
		}
	}
}

// A residual that is C itself, where the inner dimension would be cut.
func TestGemmPackedAddsWhatStoodInC(t *testing.T) {
	rng := rand.New(rand.NewPCG(22, 22))
	for _, p := range paths() {
		for _, m := range []int{1, 10, 40} {
			a, b := randomMat(rng, m, 2*blockInner+40, 0, false), randomMat(rng, 2*blockInner+40, 300, 0, false)
			before := randomMat(rng, m, 300, 0, false)
			want, got := before, before
			want.Data, got.Data = slices.Clone(before.Data), slices.Clone(before.Data)
			packed := p.pack(b)
			GemmPacked(want, a, packed, Epilogue{Residual: before})
			GemmPacked(got, a, packed, Epilogue{Residual: got})
			assert.Equal(t, want.Data, got.Data, "%v, %d rows", p, m)
		}
	}
}

// Nothing to sum, and rows that all begin at one place.
func TestGemmPackedOfNothing(t *testing.T) {
	for _, p := range paths() {
		packed := p.pack(Mat{Rows: 0, Cols: 3, Stride: 3})
		c := Mat{Data: []float32{9, 9, 9, 9, 9, 9}, Rows: 2, Cols: 3, Stride: 3}
		tall := Mat{Data: make([]float32, 60), Rows: 20, Cols: 3, Stride: 3}
		GemmPacked(c, Mat{Rows: 2}, packed, Epilogue{Bias: []float32{1, 2, 3}})
		GemmPacked(tall, Mat{Rows: 20}, packed, Epilogue{Bias: []float32{1, 2, 3}})
		assert.Equal(t, []float32{1, 2, 3, 1, 2, 3}, c.Data, p)
		assert.Equal(t, []float32{1, 2, 3}, tall.Data[57:], p)
	}
}

// Lanes that are not stored are multiplied too: they must be zeros, not
// numbers that the processor is slow with.
func TestPackingFillsUpWithZeros(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 21))
	for _, p := range paths() {
		for _, trans := range []bool{false, true} {
			dst := random(rng, 5*2*p.width())
			p.packPanels(dst, randomMat(rng, 5, p.width()+1, 0, trans), 0, 5, 0, p.width()+1)
			for k := range 5 {
				assert.Equal(t, make([]float32, p.width()-1), dst[(5+k)*p.width()+1:][:p.width()-1], "%v", p)
			}
		}
	}
}

func testPacked(t *testing.T, p path, rng *rand.Rand, a, b Mat) {
	m, inner := a.shape()
	_, n := b.shape()
	packed := p.pack(b)
	before := randomMat(rng, m, n, 1, false)
	for name, e := range epilogues(rng, m, n) {
		c := before
		c.Data = append([]float32(nil), before.Data...)
		GemmPacked(c, a, packed, e)
		for i := range m {
			for j := range n {
				want, size := e.wantElement(before, a, b, i, j)
				if math.Abs(c.at(i, j)-want) > ulp*size*(2+math.Sqrt(float64(inner))) {
					t.Fatalf("%v %dx%dx%d epilogue %s: element (%d,%d) is %v, want %v", p, m, n, inner, name, i, j, c.at(i, j), want)
				}
			}
			require.Equal(t, before.Data[i*c.Stride+n], c.Data[i*c.Stride+n], "wrote past the end of row %d", i)
		}
	}
}

// Packing changes where B lies and the order of the tiles, but no sum.
func TestGemmPackedEqualsGemm(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	for _, p := range paths() {
		for _, s := range [][3]int{{1, 64, 64}, {5, 130, 70}, {40, 70, 600}, {33, 300, 700}} {
			a, b := randomMat(rng, s[0], s[2], 0, false), randomMat(rng, s[2], s[1], 0, true)
			c, d := randomMat(rng, s[0], s[1], 0, false), randomMat(rng, s[0], s[1], 0, false)
			p.gemm(c, a, b, false)
			GemmPacked(d, a, p.pack(b), Epilogue{})
			require.Equal(t, c.Data, d.Data, "%v %v", p, s)
		}
	}
}

func TestPackedSet(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	for _, p := range paths() {
		first, second := randomMat(rng, 20, 40, 0, false), randomMat(rng, 20, 40, 0, true)
		packed := p.pack(first)
		packed.Set(second)
		assert.Equal(t, p.pack(second).data, packed.data)
		assert.Panics(t, func() { packed.Set(randomMat(rng, 40, 20, 0, false)) })
		assert.Zero(t, testing.AllocsPerRun(10, func() { packed.Set(second) }))
	}
}

func TestGemmPackedPanics(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	a, b, c := randomMat(rng, 4, 5, 0, false), Pack(randomMat(rng, 5, 6, 0, false)), randomMat(rng, 4, 6, 0, false)
	assert.NotPanics(t, func() { GemmPacked(c, a, b, Epilogue{}) })
	assert.Panics(t, func() { GemmPacked(c, c, b, Epilogue{}) }, "inner")
	assert.Panics(t, func() { GemmPacked(a, a, b, Epilogue{}) }, "columns")
	assert.Panics(t, func() { GemmPacked(c, a, b, Epilogue{Bias: make([]float32, 5)}) }, "bias")
	assert.Panics(t, func() { GemmPacked(c, a, b, Epilogue{Residual: a}) }, "residual")
}

func TestGemmPackedAllocatesNothing(t *testing.T) {
	race.SkipAllocations(t)
	rng := rand.New(rand.NewPCG(9, 9))
	a, b, c := randomMat(rng, 33, 50, 0, false), Pack(randomMat(rng, 50, 70, 0, false)), randomMat(rng, 33, 70, 0, false)
	e := Epilogue{Bias: make([]float32, 70), Residual: c, Relu: true}
	assert.Zero(t, testing.AllocsPerRun(20, func() { GemmPacked(c, a, b, e) }))
}

// A clipped number that is none stays none, so that a network that diverged
// shows it.
func TestReluKeepsNaN(t *testing.T) {
	for _, p := range paths() {
		b := Mat{Data: []float32{1}, Rows: 1, Cols: 1, Stride: 1}
		a := Mat{Data: []float32{float32(math.NaN()), -1, 2}, Rows: 3, Cols: 1, Stride: 1}
		c := Mat{Data: make([]float32, 3), Rows: 3, Cols: 1, Stride: 1}
		GemmPacked(c, a, p.pack(b), Epilogue{Relu: true})
		assert.True(t, math.IsNaN(float64(c.Data[0])), p)
		assert.Equal(t, []float32{0, 2}, c.Data[1:], p)
	}
}

func TestTranspose(t *testing.T) {
	rng := rand.New(rand.NewPCG(10, 10))
	for _, p := range paths() {
		for rows := range 27 {
			for cols := range 27 {
				src := randomMat(rng, rows, cols, 2, false)
				dst := randomMat(rng, cols, rows, 1, false)
				want := append([]float32{}, dst.Data...)
				for i := range rows {
					for j := range cols {
						want[j*dst.Stride+i] = src.Data[i*src.Stride+j]
					}
				}
				if rows > 0 && cols > 0 {
					p.transpose(dst.Data, dst.Stride, src.Data, src.Stride, rows, cols)
				}
				require.Equal(t, want, dst.Data, "%v %dx%d", p, rows, cols)
			}
		}
	}
	assert.Panics(t, func() { Transpose(randomMat(rng, 3, 4, 0, false), randomMat(rng, 3, 4, 0, false)) })
}
