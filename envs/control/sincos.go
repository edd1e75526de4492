package control

// sinCosSmall returns the sine and cosine of an angle of at most a quarter by
// Taylor's series, whose next terms float64 could not see. They are summed in
// pairs, which a processor does side by side; math.Sincos, which serves every
// angle, takes three times as long.
func sinCosSmall(x float64) (sin, cos float64) {
	const ( // of factorials
		s3, s5, s7, s9, s11 = -1. / 6, 1. / 120, -1. / 5040, 1. / 362880, -1. / 39916800
		c2, c4, c6, c8, c10 = -1. / 2, 1. / 24, -1. / 720, 1. / 40320, -1. / 3628800
		c12                 = 1. / 479001600
	)
	z := x * x
	zz := z * z
	s := float64(s5*z) + s3 + float64(zz*(float64(s9*z)+s7+float64(s11*zz)))
	c := float64(c4*z) + c2 + float64(zz*(float64(c8*z)+c6+float64(zz*(float64(c12*z)+c10))))
	return x + float64(float64(x*z)*s), 1 + float64(z*c)
}
