package autograd

// The sums of this file have several parts each, so that an addition need not
// wait for the one before it. The order is fixed by the length alone.

// sum is the sum of all elements.
func sum(x []float32) float32 {
	var s [4]float32
	for ; len(x) >= 4; x = x[4:] {
		s[0] += x[0]
		s[1] += x[1]
		s[2] += x[2]
		s[3] += x[3]
	}
	for _, v := range x {
		s[0] += v
	}
	return s[0] + s[1] + (s[2] + s[3])
}

// sumSquares is the sum of the squared distances from mean.
func sumSquares(x []float32, mean float32) float32 {
	var s [4]float32
	for ; len(x) >= 4; x = x[4:] {
		a, b, c, d := x[0]-mean, x[1]-mean, x[2]-mean, x[3]-mean
		s[0] += float32(a * a)
		s[1] += float32(b * b)
		s[2] += float32(c * c)
		s[3] += float32(d * d)
	}
	for _, v := range x {
		s[0] += float32((v - mean) * (v - mean))
	}
	return s[0] + s[1] + (s[2] + s[3])
}

// sumProducts returns the sums of x·y and of x·y·z, all of one length.
func sumProducts(x, y, z []float32) (xy, xyz float32) {
	y, z = y[:len(x)], z[:len(x)]
	var s, u [2]float32
	for len(x) >= 2 {
		a, b := float32(x[0]*y[0]), float32(x[1]*y[1])
		s[0] += a
		s[1] += b
		u[0] += float32(a * z[0])
		u[1] += float32(b * z[1])
		x, y, z = x[2:], y[2:], z[2:]
	}
	for i, v := range x {
		a := float32(v * y[i])
		s[0] += a
		u[0] += float32(a * z[i])
	}
	return s[0] + s[1], u[0] + u[1]
}
