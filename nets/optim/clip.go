package optim

import (
	"math"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// Norm returns the Euclidean norm of all gradients together.
func Norm(grads *autograd.Grads) float64 {
	var sum [4]float64 // so that an addition need not wait for the one before it
	for i := range grads.Params() {
		g := grads.At(i)
		for ; len(g) >= 4; g = g[4:] {
			sum[0] += float64(g[0]) * float64(g[0])
			sum[1] += float64(g[1]) * float64(g[1])
			sum[2] += float64(g[2]) * float64(g[2])
			sum[3] += float64(g[3]) * float64(g[3])
		}
		for _, v := range g {
			sum[0] += float64(v) * float64(v)
		}
	}
	return math.Sqrt(sum[0] + sum[1] + (sum[2] + sum[3]))
}

// ClipNorm scales all gradients down so that their common Euclidean norm is at
// most limit (Pascanu, Mikolov and Bengio 2013, algorithm 1), and returns the
// norm that it found. Gradients whose norm is not finite are left as they are,
// for the caller to see.
func ClipNorm(grads *autograd.Grads, limit float64) (norm float64) {
	norm = Norm(grads)
	shrink(grads, norm, limit)
	return norm
}

// ClipLargest is ClipNorm with the largest absolute value as the norm.
func ClipLargest(grads *autograd.Grads, limit float64) (norm float64) {
	for i := range grads.Params() {
		for _, g := range grads.At(i) {
			norm = max(norm, math.Abs(float64(g)))
		}
	}
	shrink(grads, norm, limit)
	return norm
}

// ClipValue holds each gradient between -limit and limit.
func ClipValue(grads *autograd.Grads, limit float32) {
	for i := range grads.Params() {
		for j, g := range grads.At(i) {
			grads.At(i)[j] = min(max(g, -limit), limit)
		}
	}
}

func shrink(grads *autograd.Grads, norm, limit float64) {
	if factor := limit / (norm + 1e-6); factor < 1 && !math.IsInf(norm, 0) {
		grads.Scale(float32(factor))
	}
}
