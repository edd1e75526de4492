package control

// The polynomials of Cephes (Moshier, 1989) for sine and cosine between -π/4
// and π/4, with which package math ends, too, after it has brought an angle
// into that range and looked at infinities.
const (
	sin0 = 1.58962301576546568060e-10
	sin1 = -2.50507477628578072866e-8
	sin2 = 2.75573136213857245213e-6
	sin3 = -1.98412698295895385996e-4
	sin4 = 8.33333333332211858878e-3
	sin5 = -1.66666666666666307295e-1

	cos0 = -1.13585365213876817300e-11
	cos1 = 2.08757008419747316778e-9
	cos2 = -2.75573141792967388112e-7
	cos3 = 2.48015872888517045348e-5
	cos4 = -1.38888888888730564116e-3
	cos5 = 4.16666666666665929218e-2
)

// sinCosSmall is math.Sincos for an angle between -π/4 and π/4, to the last
// bit where math fuses no products.
func sinCosSmall(x float64) (sin, cos float64) {
	z := x * x
	s := float64(sin0*z) + sin1
	s = float64(s*z) + sin2
	s = float64(s*z) + sin3
	s = float64(s*z) + sin4
	s = float64(s*z) + sin5
	c := float64(cos0*z) + cos1
	c = float64(c*z) + cos2
	c = float64(c*z) + cos3
	c = float64(c*z) + cos4
	c = float64(c*z) + cos5
	return x + float64(float64(x*z)*s), 1.0 - float64(0.5*z) + float64(float64(z*z)*c)
}
