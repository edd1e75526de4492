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

// LeCunUniform is LeCunNormal with a uniform distribution of the same
// variance.
func LeCunUniform(rng *rand.Rand, w *tensor.Tensor) {
	in, _ := fans(w)
	uniform(rng, w, math.Sqrt(3/in))
}

// HeUniform is HeNormal with a uniform distribution of the same variance.
func HeUniform(rng *rand.Rand, w *tensor.Tensor) {
	in, _ := fans(w)
	uniform(rng, w, math.Sqrt(6/in))
}

// XavierNormal draws from a normal distribution of variance
// 2/(fan-in + fan-out), a compromise between the passes of a tanh network
// (Glorot and Bengio, "Understanding the difficulty of training deep
// feedforward neural networks", 2010, eq. 12).
func XavierNormal(rng *rand.Rand, w *tensor.Tensor) {
	in, out := fans(w)
	normal(rng, w, math.Sqrt(2/(in+out)))
}

// XavierUniform is XavierNormal with a uniform distribution of the same
// variance (the same paper, eq. 16).
func XavierUniform(rng *rand.Rand, w *tensor.Tensor) {
	in, out := fans(w)
	uniform(rng, w, math.Sqrt(6/(in+out)))
}

// Uniform returns an Init that draws evenly from [-limit, limit).
func Uniform(limit float32) Init {
	return func(rng *rand.Rand, w *tensor.Tensor) { uniform(rng, w, float64(limit)) }
}

// Constant returns an Init that sets all elements to one value.
func Constant(value float32) Init {
	return func(_ *rand.Rand, w *tensor.Tensor) {
		for i := range w.Data {
			w.Data[i] = value
		}
	}
}

// Orthogonal makes the rows of w, seen as [first axis, the rest], orthonormal,
// or its columns if there are more rows (Saxe, McClelland and Ganguli 2014):
// normal numbers put through Gram and Schmidt's procedure.
func Orthogonal(rng *rand.Rand, w *tensor.Tensor) {
	if w.Len() == 0 || len(w.Shape) == 0 {
		return
	}
	rows := w.Shape[0]
	cols := w.Len() / rows
	// Vectors are the rows, or the columns when those are fewer.
	count, size, step, next := rows, cols, 1, cols
	if rows > cols {
		count, size, step, next = cols, rows, cols, 1
	}
	basis := make([][]float64, 0, count)
	for len(basis) < count {
		v := make([]float64, size)
		for i := range v {
			v[i] = rng.NormFloat64()
		}
		if orthonormalize(v, basis) {
			basis = append(basis, v)
		}
	}
	for k, v := range basis {
		for i, x := range v {
			w.Data[k*next+i*step] = float32(x)
		}
	}
}

// orthonormalize takes the parts along basis out of v, twice for accuracy, and
// scales it to length 1. It reports false if hardly anything was left.
func orthonormalize(v []float64, basis [][]float64) bool {
	for range 2 {
		for _, b := range basis {
			var dot float64
			for i := range v {
				dot += v[i] * b[i]
			}
			for i := range v {
				v[i] -= dot * b[i]
			}
		}
	}
	var square float64
	for _, x := range v {
		square += x * x
	}
	length := math.Sqrt(square)
	for i := range v {
		v[i] /= length
	}
	return length > 1e-6
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

func uniform(rng *rand.Rand, w *tensor.Tensor, limit float64) {
	for i := range w.Data {
		w.Data[i] = float32((2*rng.Float64() - 1) * limit)
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
