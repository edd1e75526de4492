package kernel

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The running means of weights whose gradient has become zero must reach zero
// themselves, without numbers below the normal range on the way: those take a
// hundred times as long.
func TestMomentsOfDeadUnitsReachZero(t *testing.T) {
	const n = 19
	for _, p := range paths() {
		for name, step := range map[string]func(w, g, mean, square []float32){
			"Adam": func(w, g, mean, square []float32) {
				p.adam(w, g, mean, square, AdamStep{Beta1: 0.9, Rest1: 0.1, Beta2: 0.99, Rest2: 0.01, Epsilon: 1e-8, Size: 1e-3, Root: 1, Shrink: 1})
			},
			"RMSProp": func(w, g, mean, square []float32) {
				p.rmsprop(w, g, square, mean, RMSPropStep{Alpha: 0.95, Rest: 0.05, Centre: 0.05, Outside: 0.01, Rate: 1e-3})
			},
		} {
			w, g, mean, square := make([]float32, n), make([]float32, n), make([]float32, n), make([]float32, n)
			for i := range g {
				g[i] = float32(i) - 9.5
			}
			step(w, g, mean, square)
			clear(g)
			for range 10_000 {
				step(w, g, mean, square)
				for i := range n {
					require.False(t, 0 < square[i] && square[i] < 0x1p-126 || 0 < mean[i]*mean[i] && mean[i]*mean[i] < 0x1p-126, "%v %s", p, name)
				}
			}
			assert.Equal(t, make([]float32, n), mean, "%v %s", p, name)
			assert.Equal(t, make([]float32, n), square, "%v %s", p, name)
		}
	}
}
