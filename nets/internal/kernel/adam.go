package kernel

import "math"

// AdamStep holds the factors of a step of Adam.
type AdamStep struct {
	Beta1, Rest1    float32 // decay of the mean, and 1 minus it
	Beta2, Rest2    float32 // decay of the square, and 1 minus it
	Epsilon         float32
	Size            float32 // the learning rate over the bias correction of the mean
	Root            float32 // the root of 1 over the bias correction of the square
	Coupled, Shrink float32 // weight decay as L2 in the gradient (0 for none), and as a factor of the weight (1 for none)
}

// Adam does a step of Kingma and Ba, "Adam" (2015, algorithm 1), on weights w
// with gradient g and the moments of earlier steps:
//
//	for i := range w {
//		d := g[i] + float32(s.Coupled*w[i])
//		m := forget(float32(s.Beta1*mean[i]) + float32(s.Rest1*d), 0x1p-63)
//		v := forget(float32(s.Beta2*square[i]) + float32(s.Rest2*float32(d*d)), 0x1p-126)
//		mean[i], square[i] = m, v
//		w[i] = float32(w[i]*s.Shrink) - float32(s.Size*m)/(float32(sqrt(v)*s.Root)+s.Epsilon)
//	}
//
// where forget makes zeros of numbers nearer to zero than its second argument.
// The means are rounded as written on all paths. With AVX-512 a weight is not:
// it is within two ulps of its step. It panics if the slices differ in length.
func Adam(w, g, mean, square []float32, s AdamStep) { best().adam(w, g, mean, square, s) }

func (p path) adam(w, g, mean, square []float32, s AdamStep) {
	equal("Adam", w, g)
	equal("Adam", w, mean)
	equal("Adam", w, square)
	if p.adamWhole(w, g, mean, square, s) {
		return
	}
	n := p.lanes(len(w))
	if n > 0 {
		rowsAdam(1, n, 0, &w[0], &g[0], &mean[0], &square[0],
			s.Beta1, s.Rest1, s.Beta2, s.Rest2, s.Epsilon, s.Size, s.Root, s.Coupled, s.Shrink)
	}
	for i := n; i < len(w); i++ {
		d := g[i] + float32(s.Coupled*w[i])
		m := forget(float32(s.Beta1*mean[i])+float32(s.Rest1*d), meanFloor)
		v := forget(float32(s.Beta2*square[i])+float32(s.Rest2*float32(d*d)), squareFloor)
		mean[i], square[i] = m, v
		root := float32(math.Sqrt(float64(v)))
		w[i] = float32(w[i]*s.Shrink) - float32(s.Size*m)/(float32(root*s.Root)+s.Epsilon)
	}
}
