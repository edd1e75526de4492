package kernel

import "fmt"

// The loops of this file round after each operation, as written, whatever the
// path: their results agree bit for bit on all machines. They panic if the
// slices differ in length; a destination may be one of the sources, but they
// may not overlap otherwise.

// Add adds src to dst:
//
//	for i := range dst {
//		dst[i] += src[i]
//	}
func Add(dst, src []float32) { best().add(dst, src) }

func (p path) add(dst, src []float32) {
	equal("Add", dst, src)
	n := p.lanes(len(dst))
	if n > 0 {
		rowsAdd(1, n, 0, &dst[0], &src[0])
	}
	for i := n; i < len(dst); i++ {
		dst[i] += src[i]
	}
}

// AddScaled adds s times src to dst:
//
//	for i := range dst {
//		dst[i] += float32(src[i] * s)
//	}
func AddScaled(dst, src []float32, s float32) { best().addScaled(dst, src, s) }

func (p path) addScaled(dst, src []float32, s float32) {
	equal("AddScaled", dst, src)
	n := p.lanes(len(dst))
	if n > 0 {
		rowsAddScaled(1, n, 0, &dst[0], &src[0], s)
	}
	for i := n; i < len(dst); i++ {
		dst[i] += float32(src[i] * s)
	}
}

// Scale multiplies dst by s:
//
//	for i := range dst {
//		dst[i] *= s
//	}
func Scale(dst []float32, s float32) { best().scale(dst, s) }

func (p path) scale(dst []float32, s float32) {
	n := p.lanes(len(dst))
	if n > 0 {
		rowsScale(1, n, 0, &dst[0], s)
	}
	for i := n; i < len(dst); i++ {
		dst[i] *= s
	}
}

// Mul multiplies a by b, element by element:
//
//	for i := range dst {
//		dst[i] = a[i] * b[i]
//	}
func Mul(dst, a, b []float32) { best().mul(dst, a, b) }

func (p path) mul(dst, a, b []float32) {
	equal("Mul", dst, a)
	equal("Mul", dst, b)
	n := p.lanes(len(dst))
	if n > 0 {
		rowsMul(1, n, 0, &dst[0], &a[0], &b[0])
	}
	for i := n; i < len(dst); i++ {
		dst[i] = a[i] * b[i]
	}
}

// AddMul adds the products of a and b to dst:
//
//	for i := range dst {
//		dst[i] += float32(a[i] * b[i])
//	}
func AddMul(dst, a, b []float32) { best().addMul(dst, a, b) }

func (p path) addMul(dst, a, b []float32) {
	equal("AddMul", dst, a)
	equal("AddMul", dst, b)
	n := p.lanes(len(dst))
	if n > 0 {
		rowsAddMul(1, n, 0, &dst[0], &a[0], &b[0])
	}
	for i := n; i < len(dst); i++ {
		dst[i] += float32(a[i] * b[i])
	}
}

// Relu clips negative elements; NaN stays:
//
//	for i := range dst {
//		dst[i] = max(src[i], 0)
//	}
func Relu(dst, src []float32) { best().relu(dst, src) }

func (p path) relu(dst, src []float32) {
	equal("Relu", dst, src)
	n := p.lanes(len(dst))
	if n > 0 {
		rowsRelu(1, n, 0, &dst[0], &src[0])
	}
	for i := n; i < len(dst); i++ {
		dst[i] = max(src[i], 0)
	}
}

// AddReluGrad adds to dx the gradient dy of y = max(x, 0), where y is
// positive:
//
//	for i := range dx {
//		if y[i] > 0 {
//			dx[i] += dy[i]
//		}
//	}
func AddReluGrad(dx, dy, y []float32) { best().addReluGrad(dx, dy, y) }

func (p path) addReluGrad(dx, dy, y []float32) {
	equal("AddReluGrad", dx, dy)
	equal("AddReluGrad", dx, y)
	n := p.lanes(len(dx))
	if n > 0 {
		rowsAddReluGrad(1, n, 0, &dx[0], &dy[0], &y[0])
	}
	for i := n; i < len(dx); i++ {
		if y[i] > 0 {
			dx[i] += dy[i]
		}
	}
}

// ReluGrad writes the gradient dy of y = max(x, 0), where y is positive, and
// zero elsewhere to dx, which may be dy:
//
//	for i := range dx {
//		if dx[i] = 0; y[i] > 0 {
//			dx[i] = dy[i]
//		}
//	}
func ReluGrad(dx, dy, y []float32) { best().reluGrad(dx, dy, y) }

func (p path) reluGrad(dx, dy, y []float32) {
	equal("ReluGrad", dx, dy)
	equal("ReluGrad", dx, y)
	n := p.lanes(len(dx))
	if n > 0 {
		rowsReluGrad(1, n, 0, &dx[0], &dy[0], &y[0])
	}
	for i := n; i < len(dx); i++ {
		if v := dy[i]; y[i] > 0 {
			dx[i] = v
		} else {
			dx[i] = 0
		}
	}
}

func equal(name string, a, b []float32) {
	if len(a) != len(b) {
		panic(fmt.Sprintf("kernel: %s of %d and %d elements", name, len(a), len(b)))
	}
}
