package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func adamLoop(name string, step AdamStep) rowLoop {
	return rowLoop{name, 4, 0, func(p path, m, _ [][]float32) {
		square(m[3])
		p.adam(m[0], m[1], m[2], m[3], step)
	}, func(m, _ [][]float32, k, _ int) {
		square(m[3][k : k+1])
		d := m[1][k] + float32(step.Coupled*m[0][k])
		m[2][k] = forget(float32(step.Beta1*m[2][k])+float32(step.Rest1*d), 0x1p-63)
		m[3][k] = forget(float32(step.Beta2*m[3][k])+float32(step.Rest2*float32(d*d)), 0x1p-126)
		root := float32(math.Sqrt(float64(m[3][k])))
		m[0][k] = float32(m[0][k]*step.Shrink) - float32(step.Size*m[2][k])/(float32(root*step.Root)+step.Epsilon)
	}}
}

func rmspropLoop(name string, step RMSPropStep) rowLoop {
	return rowLoop{name, 4, 0, func(p path, m, _ [][]float32) {
		square(m[2])
		p.rmsprop(m[0], m[1], m[2], m[3], step)
	}, func(m, _ [][]float32, k, _ int) {
		square(m[2][k : k+1])
		d := m[1][k] + float32(step.Decay*m[0][k])
		m[2][k] = forget(float32(step.Alpha*m[2][k])+float32(step.Rest*float32(d*d)), 0x1p-126)
		m[3][k] = forget(float32(step.Alpha*m[3][k])+float32(step.Centre*d), 0x1p-63)
		root := float32(math.Sqrt(float64(max(0, m[2][k]-float32(m[3][k]*m[3][k])) + step.Inside)))
		m[0][k] -= float32(step.Rate * (d / (root + step.Outside)))
	}}
}

// rowLoop is a loop under test and its plain form, on m matrices of equal
// shape and v vectors as wide as they are.
type rowLoop struct {
	name             string
	matrices, widths int
	run              func(p path, m, v [][]float32)
	want             func(m, v [][]float32, k, j int) // element k, in column j
}

func rowLoops() []rowLoop {
	const s = float32(0.37)
	return []rowLoop{
		{"Add", 2, 0, func(p path, m, _ [][]float32) { p.add(m[0], m[1]) },
			func(m, _ [][]float32, k, _ int) { m[0][k] += m[1][k] }},
		{"AddScaled", 2, 0, func(p path, m, _ [][]float32) { p.addScaled(m[0], m[1], s) },
			func(m, _ [][]float32, k, _ int) { m[0][k] += float32(m[1][k] * s) }},
		{"Scale", 1, 0, func(p path, m, _ [][]float32) { p.scale(m[0], s) },
			func(m, _ [][]float32, k, _ int) { m[0][k] *= s }},
		{"Mul", 3, 0, func(p path, m, _ [][]float32) { p.mul(m[0], m[1], m[2]) },
			func(m, _ [][]float32, k, _ int) { m[0][k] = m[1][k] * m[2][k] }},
		{"AddMul", 3, 0, func(p path, m, _ [][]float32) { p.addMul(m[0], m[1], m[2]) },
			func(m, _ [][]float32, k, _ int) { m[0][k] += float32(m[1][k] * m[2][k]) }},
		{"Relu", 2, 0, func(p path, m, _ [][]float32) { p.relu(m[0], m[1]) },
			func(m, _ [][]float32, k, _ int) { m[0][k] = max(m[1][k], 0) }},
		{"AddReluGrad", 3, 0, func(p path, m, _ [][]float32) { p.addReluGrad(m[0], m[1], m[2]) },
			func(m, _ [][]float32, k, _ int) {
				if m[2][k] > 0 {
					m[0][k] += m[1][k]
				}
			}},
		{"ReluGrad", 3, 0, func(p path, m, _ [][]float32) { p.reluGrad(m[0], m[1], m[2]) },
			func(m, _ [][]float32, k, _ int) {
				if m[0][k] = 0; m[2][k] > 0 {
					m[0][k] = m[1][k]
				}
			}},
		{"AddSigmoidGrad", 3, 0, func(p path, m, _ [][]float32) { p.addSigmoidGrad(m[0], m[1], m[2]) },
			func(m, _ [][]float32, k, _ int) { m[0][k] += float32(float32(m[1][k]*m[2][k]) * (1 - m[2][k])) }},
		{"AddTanhGrad", 3, 0, func(p path, m, _ [][]float32) { p.addTanhGrad(m[0], m[1], m[2]) },
			func(m, _ [][]float32, k, _ int) { m[0][k] += float32(m[1][k] * (1 - float32(m[2][k]*m[2][k]))) }},
		{"AddRow", 1, 1, func(p path, m, v [][]float32) { p.addRow(m[0], v[0]) },
			func(m, v [][]float32, k, j int) { m[0][k] += v[0][j] }},
		{"AddColumns", 1, 1, func(p path, m, v [][]float32) { p.addColumns(v[0], m[0]) },
			func(m, v [][]float32, k, j int) { v[0][j] += m[0][k] }},
		{"AddColumnProducts", 2, 1, func(p path, m, v [][]float32) { p.addColumnProducts(v[0], m[0], m[1]) },
			func(m, v [][]float32, k, j int) { v[0][j] += float32(m[0][k] * m[1][k]) }},
		{"AddColumnSquares", 1, 2, func(p path, m, v [][]float32) { p.addColumnSquares(v[0], m[0], v[1]) },
			func(m, v [][]float32, k, j int) {
				d := m[0][k] - v[1][j]
				v[0][j] += float32(d * d)
			}},
		{"Normalize", 3, 4, func(p path, m, v [][]float32) { p.normalize(m[0], m[1], m[2], Normalization{v[0], v[1], v[2], v[3]}) },
			func(m, v [][]float32, k, j int) {
				m[1][k] = float32((m[2][k] - v[0][j]) * v[1][j])
				m[0][k] = float32(m[1][k]*v[2][j]) + v[3][j]
			}},
		{"AddNormalizeGrad", 3, 4, func(p path, m, v [][]float32) {
			p.addNormalizeGrad(m[0], m[1], m[2], NormalizationGrad{v[0], v[1], v[2], v[3]})
		}, func(m, v [][]float32, k, j int) {
			centred := float32(m[1][k]*v[0][j]) - v[2][j]
			centred -= float32(m[2][k] * v[3][j])
			m[0][k] += float32(v[1][j] * centred)
		}},
		adamLoop("Adam", AdamStep{0.9, 1 - 0.9, 0.999, 1 - 0.999, 1e-8, 0.01, 1.7, 0.001, 0.99}),
		adamLoop("Adam without decay", AdamStep{0.9, 1 - 0.9, 0.99, 1 - 0.99, 1e-5, 0.02, 1, 0, 1}),
		rmspropLoop("RMSProp centred", RMSPropStep{0.95, 1 - 0.95, 1 - 0.95, 0, 0.01, 2.5e-4, 0.001}),
		rmspropLoop("RMSProp", RMSPropStep{0.99, 1 - 0.99, 0, 1e-8, 0, 0.3, 0}),
	}
}

func square(v []float32) {
	for i := range v {
		v[i] *= v[i]
	}
}

func clones(slices [][]float32) [][]float32 {
	var all [][]float32
	for _, s := range slices {
		all = append(all, append([]float32(nil), s...))
	}
	return all
}

// stepped are the loops whose first matrix AVX-512 may round in another way: the
// weights that an optimiser steps from.
func (loop rowLoop) stepped(p path) bool {
	return p == avx512 && (strings.HasPrefix(loop.name, "Adam") || strings.HasPrefix(loop.name, "RMSProp"))
}

// All paths must round exactly as the plain loops do, at every width; but see
// stepped.
func TestRowLoops(t *testing.T) {
	for _, loop := range rowLoops() {
		t.Run(loop.name, func(t *testing.T) {
			for _, p := range paths() {
				for cols := 1; cols < 75; cols++ {
					for _, rows := range []int{1, 3} {
						testRowLoop(t, p, loop, rows, cols)
					}
				}
			}
		})
	}
}

func testRowLoop(t *testing.T, p path, loop rowLoop, rows, cols int) {
	rng := rand.New(rand.NewPCG(15, uint64(cols)))
	var m, v [][]float32
	for range loop.matrices {
		m = append(m, random(rng, rows*cols))
	}
	for range loop.widths {
		v = append(v, random(rng, cols))
	}
	wantM, wantV := clones(m), clones(v)
	for k := range rows * cols {
		loop.want(wantM, wantV, k, k%cols)
	}
	before := clones(m)
	loop.run(p, m, v)
	if loop.stepped(p) {
		for k, w := range wantM[0] {
			off := math.Abs(float64(m[0][k]) - float64(w))
			require.LessOrEqual(t, off, 2*ulp*(math.Abs(float64(w-before[0][k]))+math.Abs(float64(w))), "%v %dx%d", p, rows, cols)
		}
		m, wantM = m[1:], wantM[1:]
	}
	require.Equal(t, wantM, m, "%v %dx%d", p, rows, cols)
	require.Equal(t, wantV, v, "%v %dx%d", p, rows, cols)
}

func TestRowLoopsOfNothing(t *testing.T) {
	for _, loop := range rowLoops() {
		for _, p := range paths() {
			assert.NotPanics(t, func() { loop.run(p, make([][]float32, loop.matrices), make([][]float32, loop.widths)) }, loop.name)
		}
	}
}

func TestRowLoopsPanic(t *testing.T) {
	for _, loop := range rowLoops() {
		if loop.matrices+loop.widths < 2 {
			continue
		}
		m, v := make([][]float32, loop.matrices), make([][]float32, loop.widths)
		for i := range m {
			m[i] = make([]float32, 6)
		}
		for i := range v {
			v[i] = make([]float32, 3)
		}
		if loop.widths > 0 {
			v[len(v)-1] = make([]float32, 4)
		} else {
			m[len(m)-1] = make([]float32, 5)
		}
		assert.Panics(t, func() { loop.run(best(), m, v) }, loop.name)
	}
}

func TestReluOfOddNumbers(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for _, p := range paths() {
		src := []float32{nan, inf, -inf, float32(math.Copysign(0, -1)), 1, -1, 0, 2}
		dst := make([]float32, 8)
		p.relu(dst, src)
		assert.Equal(t, "[NaN +Inf 0 0 1 0 0 2]", fmt.Sprint(dst), p)
	}
}

// An element must be rounded alike wherever a step begins and ends.
func TestStepsFeelNoNeighbours(t *testing.T) {
	const n = 75
	for _, loop := range rowLoops() {
		if loop.matrices != 4 || loop.widths != 0 {
			continue
		}
		for _, p := range paths() {
			rng := rand.New(rand.NewPCG(16, 0))
			whole := [][]float32{random(rng, n), random(rng, n), random(rng, n), random(rng, n)}
			parts := clones(whole)
			loop.run(p, whole, nil)
			for at := 0; at < n; at += 7 {
				var part [][]float32
				for _, m := range parts {
					part = append(part, m[at:min(at+7, n)])
				}
				loop.run(p, part, nil)
			}
			require.Equal(t, whole, parts, "%s %v", loop.name, p)
		}
	}
}
