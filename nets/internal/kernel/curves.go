package kernel

import (
	"fmt"
	"math"
)

// The functions of this file are computed in float32, after Moshier's Cephes
// library (1989), by the same operations in the same order on all paths: their
// results agree bit for bit on all machines, which those of package math need
// not. Errors are against the exact value, in units in the last place.

// Exp writes the exponential function of src to dst, which may be src; the
// error is below 2 units:
//
//	for i := range dst {
//		dst[i] = exp(src[i])
//	}
//
// It panics if the slices differ in length.
func Exp(dst, src []float32) { best().exp(dst, src) }

func (p path) exp(dst, src []float32) {
	equal("Exp", dst, src)
	n := p.lanes(len(dst))
	if n > 0 {
		rowsExp(1, n, 0, &dst[0], &src[0])
	}
	for i := n; i < len(dst); i++ {
		dst[i] = exp(src[i])
	}
}

// Sigmoid writes 1/(1+e⁻ˣ) of src to dst, which may be src; the error is below
// 4 units where the result is a normal number. It panics if the slices differ
// in length.
func Sigmoid(dst, src []float32) { best().sigmoid(dst, src) }

func (p path) sigmoid(dst, src []float32) {
	equal("Sigmoid", dst, src)
	n := p.lanes(len(dst))
	if n > 0 {
		rowsSigmoid(1, n, 0, &dst[0], &src[0])
	}
	for i := n; i < len(dst); i++ {
		dst[i] = 1 / (exp(-src[i]) + 1)
	}
}

// AddSigmoidGrad adds to dx the gradient of y = sigmoid(x), given dy, that of
// y:
//
//	for i := range dx {
//		dx[i] += float32(float32(dy[i]*y[i]) * (1 - y[i]))
//	}
func AddSigmoidGrad(dx, dy, y []float32) { best().addSigmoidGrad(dx, dy, y) }

func (p path) addSigmoidGrad(dx, dy, y []float32) {
	equal("AddSigmoidGrad", dx, dy)
	equal("AddSigmoidGrad", dx, y)
	n := p.lanes(len(dx))
	if n > 0 {
		rowsAddSigmoidGrad(1, n, 0, &dx[0], &dy[0], &y[0])
	}
	for i := n; i < len(dx); i++ {
		dx[i] += float32(float32(dy[i]*y[i]) * (1 - y[i]))
	}
}

// AddTanhGrad adds to dx the gradient of y = tanh(x), given dy, that of y:
//
//	for i := range dx {
//		dx[i] += float32(dy[i] * (1 - float32(y[i]*y[i])))
//	}
func AddTanhGrad(dx, dy, y []float32) { best().addTanhGrad(dx, dy, y) }

func (p path) addTanhGrad(dx, dy, y []float32) {
	equal("AddTanhGrad", dx, dy)
	equal("AddTanhGrad", dx, y)
	n := p.lanes(len(dx))
	if n > 0 {
		rowsAddTanhGrad(1, n, 0, &dx[0], &dy[0], &y[0])
	}
	for i := n; i < len(dx); i++ {
		dx[i] += float32(dy[i] * (1 - float32(y[i]*y[i])))
	}
}

// Tanh writes the hyperbolic tangent of src to dst, which may be src; the
// error is below 4 units. It panics if the slices differ in length.
func Tanh(dst, src []float32) { best().tanh(dst, src) }

func (p path) tanh(dst, src []float32) {
	equal("Tanh", dst, src)
	n := p.lanes(len(dst))
	if n > 0 {
		rowsTanh(1, n, 0, &dst[0], &src[0])
	}
	for i := n; i < len(dst); i++ {
		dst[i] = tanh(src[i])
	}
}

// Softmax writes the softmax of each row of cols elements of src to dst, which
// may be src:
//
//	for each row {
//		for j := range row {
//			dst[j] = exp(src[j] - max(src))
//		}
//		for j := range row {
//			dst[j] *= 1 / sum(dst)
//		}
//	}
//
// with the sum in float64, from the first column to the last. Elements of -Inf
// get 0; a row of nothing else gets NaN. It panics if the slices differ in
// length or are no whole number of rows.
func Softmax(dst, src []float32, cols int) { best().softmax(dst, src, cols) }

func (p path) softmax(dst, src []float32, cols int) {
	equal("Softmax", dst, src)
	if cols < 1 || len(dst)%cols != 0 {
		panic(fmt.Sprintf("kernel: Softmax of %d elements in rows of %d", len(dst), cols))
	}
	for at := 0; at < len(dst); at += cols {
		row, from := dst[at:at+cols], src[at:at+cols]
		largest := from[0]
		for _, v := range from {
			largest = max(largest, v)
		}
		for j, v := range from {
			row[j] = v - largest
		}
		p.exp(row, row)
		var sum float64
		for _, v := range row {
			sum += float64(v)
		}
		p.scale(row, float32(1/sum))
	}
}

// exp splits x = n·log 2 + r with the nearest integer n, which adding and
// taking away 1.5·2²³ finds, and takes a polynomial of r. The power of 2 comes
// in two halves, so that results too small or too large for a normal number
// come out right.
func exp(x float32) float32 {
	const magic = 12582912
	if x > 89 {
		x = 89
	} else if x < -104 {
		x = -104
	}
	n := float32(x*1.44269504088896341) + magic
	n -= magic
	r := x - float32(n*0.693359375)
	r -= float32(n * -2.12194440e-4)
	p := float32(1.9875691500e-4)
	p = float32(p*r) + 1.3981999507e-3
	p = float32(p*r) + 8.3334519073e-3
	p = float32(p*r) + 4.1665795894e-2
	p = float32(p*r) + 1.6666665459e-1
	p = float32(p*r) + 5.0000001201e-1
	p = float32(float32(p*r)*r) + r + 1
	half := int32(n) >> 1
	return float32(p*power(half)) * power(int32(n)-half)
}

// power is 2 to the integer n, for the exponents of normal numbers.
func power(n int32) float32 { return math.Float32frombits(uint32(n+127) << 23) }

// tanh is a polynomial near zero, where 1 - e would cancel.
func tanh(x float32) float32 {
	size := math.Float32frombits(math.Float32bits(x) &^ (1 << 31))
	if size < 0.625 {
		z := x * x
		p := float32(-5.70498872745e-3)
		p = float32(p*z) + 2.06390887954e-2
		p = float32(p*z) - 5.37397155531e-2
		p = float32(p*z) + 1.33314422036e-1
		p = float32(p*z) - 3.33332819422e-1
		return float32(float32(p*z)*x) + x
	}
	e := exp(size * -2)
	v := (1 - e) / (1 + e)
	return math.Float32frombits(math.Float32bits(v) | math.Float32bits(x)&(1<<31))
}
