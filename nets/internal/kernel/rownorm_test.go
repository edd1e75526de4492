package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// rowNorm is a loop under test on three matrices, two vectors as wide as they
// are and three with an element for each row, and its plain form.
type rowNorm struct {
	name string
	run  func(p path, m, v, e [][]float32)
	want func(m, v, e [][]float32, i, cols int) // row i
}

// eight sums up as the documentation says.
func eight(n int, f func(j int) float32) float32 {
	var s [8]float32
	for j := range n {
		s[j%8] += f(j)
	}
	return ((s[0] + s[4]) + (s[1] + s[5])) + ((s[2] + s[6]) + (s[3] + s[7]))
}

func rowNorms() []rowNorm {
	return []rowNorm{
		{"RowSums", func(p path, m, _, e [][]float32) { p.rowSums(e[0], m[0]) },
			func(m, _, e [][]float32, i, cols int) {
				e[0][i] = eight(cols, func(j int) float32 { return m[0][i*cols+j] })
			}},
		{"RowSquares", func(p path, m, _, e [][]float32) { p.rowSquares(e[0], m[0], e[1]) },
			func(m, _, e [][]float32, i, cols int) {
				e[0][i] = eight(cols, func(j int) float32 {
					d := m[0][i*cols+j] - e[1][i]
					return float32(d * d)
				})
			}},
		{"RowProducts", func(p path, m, v, e [][]float32) { p.rowProducts(e[0], e[1], m[0], m[1], v[0]) },
			func(m, v, e [][]float32, i, cols int) {
				g := func(j int) float32 { return float32(m[0][i*cols+j] * v[0][j]) }
				e[0][i] = eight(cols, g)
				e[1][i] = eight(cols, func(j int) float32 { return float32(g(j) * m[1][i*cols+j]) })
			}},
		{"RowNormalize", func(p path, m, v, e [][]float32) {
			p.rowNormalize(m[0], m[1], m[2], Normalization{Mean: e[0], Inverse: e[1], Scale: v[0], Shift: v[1]})
		}, func(m, v, e [][]float32, i, cols int) {
			for j := range cols {
				k := i*cols + j
				m[1][k] = float32((m[2][k] - e[0][i]) * e[1][i])
				m[0][k] = float32(m[1][k]*v[0][j]) + v[1][j]
			}
		}},
		{"AddRowNormalizeGrad", func(p path, m, v, e [][]float32) {
			p.addRowNormalizeGrad(m[0], m[1], m[2], NormalizationGrad{Scale: v[0], Inverse: e[0], Part: e[1], PartHat: e[2]})
		}, func(m, v, e [][]float32, i, cols int) {
			for j := range cols {
				k := i*cols + j
				centred := float32(m[1][k]*v[0][j]) - e[1][i]
				centred -= float32(m[2][k] * e[2][i])
				m[0][k] += float32(e[0][i] * centred)
			}
		}},
	}
}

// All paths must round exactly as the plain loops do, at every width.
func TestRowNorms(t *testing.T) {
	for _, loop := range rowNorms() {
		t.Run(loop.name, func(t *testing.T) {
			for _, p := range paths() {
				for cols := 1; cols < 75; cols++ {
					for _, rows := range []int{1, 3} {
						testRowNorm(t, p, loop, rows, cols)
					}
				}
			}
		})
	}
}

func testRowNorm(t *testing.T, p path, loop rowNorm, rows, cols int) {
	rng := rand.New(rand.NewPCG(16, uint64(cols)))
	several := func(n, length int) (all [][]float32) {
		for range n {
			all = append(all, random(rng, length))
		}
		return all
	}
	m, v, e := several(3, rows*cols), several(2, cols), several(3, rows)
	wantM, wantV, wantE := clones(m), clones(v), clones(e)
	for i := range rows {
		loop.want(wantM, wantV, wantE, i, cols)
	}
	loop.run(p, m, v, e)
	at := fmt.Sprintf("%v %dx%d", p, rows, cols)
	require.Equal(t, wantM, m, at)
	require.Equal(t, wantV, v, at)
	require.Equal(t, wantE, e, at)
}

func TestRowNormsOfNothingAndOfWrongLengths(t *testing.T) {
	for _, loop := range rowNorms() {
		for _, p := range paths() {
			assert.NotPanics(t, func() { loop.run(p, make([][]float32, 3), make([][]float32, 2), make([][]float32, 3)) }, loop.name)
		}
		m := [][]float32{make([]float32, 6), make([]float32, 6), make([]float32, 6)}
		v := [][]float32{make([]float32, 3), make([]float32, 3)}
		e := [][]float32{make([]float32, 4), make([]float32, 4), make([]float32, 4)}
		assert.Panics(t, func() { loop.run(best(), m, v, e) }, "%s: 6 elements in 4 rows", loop.name)
	}
}
