package main

import (
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The exponential function and what is made of it, operation by operation as
// in curves.go of the package, whose comments say where they come from.

// curveConstants are the constants of the curves.
var curveConstants = []float64{
	1, -2, -1, 89, -104, 1.44269504088896341, 12582912, 0.693359375, -2.12194440e-4,
	1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
	0.625, -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1,
}

// horner evaluates a polynomial, the coefficient of the highest power first.
func (l *lane) horner(x reg.VecVirtual, coefficients ...float64) reg.VecVirtual {
	sum := l.constant(coefficients[0])
	for _, c := range coefficients[1:] {
		sum = l.add(l.times(sum, x), l.constant(c))
	}
	return sum
}

func (l *lane) exp(x reg.VecVirtual) reg.VecVirtual {
	f := l.f
	held, high := l.constant(89), l.constant(-104)
	f.VMINPS(x, held, held) // the second operand of the processor's order survives NaN
	f.VMAXPS(held, high, held)
	magic := l.constant(12582912)
	n := l.sub(l.add(l.times(held, l.constant(1.44269504088896341)), magic), magic)
	r := l.sub(held, l.times(n, l.constant(0.693359375)))
	r = l.sub(r, l.times(n, l.constant(-2.12194440e-4)))
	p := l.horner(r, 1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1)
	p = l.add(l.add(l.times(l.times(p, r), r), r), l.constant(1))
	half := l.vec()
	f.VCVTPS2DQ(n, n)
	f.VPSRAD(Imm(1), n, half)
	f.VPSUBD(half, n, n)
	return l.times(l.times(p, l.power(half)), l.power(n))
}

// power is 2 to the integer n.
func (l *lane) power(n reg.VecVirtual) reg.VecVirtual {
	l.f.VPSLLD(Imm(23), n, n)
	l.f.VPADDD(l.constant(1), n, n) // the bits of 1 are those of exponent 0
	return n
}

func expBody(l *lane) { l.store("dst", l.exp(l.load("src"))) }

func sigmoidBody(l *lane) {
	e := l.add(l.exp(l.times(l.load("src"), l.constant(-1))), l.constant(1))
	r := l.constant(1)
	l.f.VDIVPS(e, r, r)
	l.store("dst", r)
}

func tanhBody(l *lane) {
	f := l.f
	x := l.load("src")
	sign, size := l.vec(), l.vec()
	f.VPCMPEQD(sign, sign, sign)
	f.VPSLLD(Imm(31), sign, sign)
	f.VANDNPS(x, sign, size)
	f.VANDPS(x, sign, sign)
	e := l.exp(l.times(size, l.constant(-2)))
	large := l.sub(l.constant(1), e)
	f.VDIVPS(l.add(l.constant(1), e), large, large)
	f.VORPS(sign, large, large)
	z := l.times(x, x)
	small := l.horner(z, -5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1)
	small = l.add(l.times(l.times(small, z), x), x)
	limit := l.constant(0.625)
	f.VCMPPS(Imm(1), limit, size, limit) // size < 0.625
	f.VBLENDVPS(limit, small, large, large)
	l.store("dst", large)
}
