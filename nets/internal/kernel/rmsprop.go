package kernel

import "math"

// RMSPropStep holds the factors of a step of RMSProp.
type RMSPropStep struct {
	Alpha, Rest     float32 // decay of the mean of squares, and 1 minus it
	Centre          float32 // Rest to keep the mean, too, and divide by the deviation; 0 for not
	Inside, Outside float32 // added under the root, and to it
	Rate            float32
	Decay           float32 // of weights, as L2 in the gradient; 0 for none
}

// RMSProp does a step of Tieleman and Hinton's RMSProp (2012), centred as by
// Graves ("Generating sequences with recurrent neural networks", 2013) or not,
// on weights w with gradient g and the means of earlier steps:
//
//	for i := range w {
//		d := g[i] + float32(s.Decay*w[i])
//		v := forget(float32(s.Alpha*square[i]) + float32(s.Rest*float32(d*d)), 0x1p-126)
//		m := forget(float32(s.Alpha*mean[i]) + float32(s.Centre*d), 0x1p-63)
//		square[i], mean[i] = v, m
//		root := sqrt(max(0, v-float32(m*m)) + s.Inside)
//		w[i] -= float32(s.Rate*(d/(root+s.Outside)))
//	}
//
// where forget makes zeros of numbers nearer to zero than its second argument.
// The means are rounded as written on all paths. With AVX-512 a weight is not:
// it is within two ulps of its step. It panics if the slices differ in length.
func RMSProp(w, g, square, mean []float32, s RMSPropStep) { best().rmsprop(w, g, square, mean, s) }

func (p path) rmsprop(w, g, square, mean []float32, s RMSPropStep) {
	equal("RMSProp", w, g)
	equal("RMSProp", w, square)
	equal("RMSProp", w, mean)
	if p.rmspropWhole(w, g, square, mean, s) {
		return
	}
	n := p.lanes(len(w))
	if n > 0 {
		rowsRMSProp(1, n, 0, &w[0], &g[0], &square[0], &mean[0],
			s.Alpha, s.Rest, s.Centre, s.Inside, s.Outside, s.Rate, s.Decay)
	}
	for i := n; i < len(w); i++ {
		d := g[i] + float32(s.Decay*w[i])
		v := forget(float32(s.Alpha*square[i])+float32(s.Rest*float32(d*d)), squareFloor)
		m := forget(float32(s.Alpha*mean[i])+float32(s.Centre*d), meanFloor)
		square[i], mean[i] = v, m
		root := float32(math.Sqrt(float64(max(0, v-float32(m*m)) + s.Inside)))
		w[i] -= float32(s.Rate * (d / (root + s.Outside)))
	}
}
