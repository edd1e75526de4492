package nets

import (
	"math"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/nets/tensor"
)

// Init fills the weights of a layer with its first values. The first axis of w
// counts outputs; for convolutions the axes after the second are the kernel.
type Init func(rng *rand.Rand, w *tensor.Tensor)

// Zeros clears w.
func Zeros(_ *rand.Rand, w *tensor.Tensor) { clear(w.Data) }

// LeCunNormal draws from a normal distribution of variance 1/fan-in, which
// keeps the variance of linear layers (LeCun et al., "Efficient BackProp",
// 1998, eq. 16).
func LeCunNormal(rng *rand.Rand, w *tensor.Tensor) {
	in, _ := fans(w)
	normal(rng, w, math.Sqrt(1/in))
}

// HeNormal draws from a normal distribution of variance 2/fan-in, which keeps
// the variance of layers before a ReLU (He et al., "Delving Deep into
// Rectifiers", 2015, eq. 10).
func HeNormal(rng *rand.Rand, w *tensor.Tensor) {
	in, _ := fans(w)
	normal(rng, w, math.Sqrt(2/in))
}

// Scaled returns init with all values multiplied by factor.
func Scaled(init Init, factor float32) Init {
	return func(rng *rand.Rand, w *tensor.Tensor) {
		init(rng, w)
		for i := range w.Data {
			w.Data[i] *= factor
		}
	}
}

func normal(rng *rand.Rand, w *tensor.Tensor, deviation float64) {
	for i := range w.Data {
		w.Data[i] = float32(rng.NormFloat64() * deviation)
	}
}

// fans returns how many inputs feed an output of w and how many outputs an
// input feeds, at least 1 each.
func fans(w *tensor.Tensor) (in, out float64) {
	if len(w.Shape) < 2 {
		return float64(max(1, w.Len())), float64(max(1, w.Len()))
	}
	kernel := 1
	for _, d := range w.Shape[2:] {
		kernel *= d
	}
	return float64(max(1, w.Shape[1]*kernel)), float64(max(1, w.Shape[0]*kernel))
}
