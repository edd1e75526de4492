package autograd

import (
	"fmt"
	"math/rand/v2"
)

// Dropout returns x with each element set to 0 with probability p and the
// others divided by 1-p (Srivastava et al. 2014, inverted). With a nil rng it
// returns x: that is evaluation.
func (t *Tape) Dropout(x *Var, p float32, rng *rand.Rand) *Var {
	if p < 0 || p >= 1 {
		panic(fmt.Sprintf("autograd: Dropout with probability %g, want 0 ≤ p < 1", p))
	}
	if rng == nil || p == 0 {
		return x
	}
	mask := t.newOut(x.Shape()...)
	for i := range mask.Data() {
		mask.Data()[i] = 0
		if rng.Float32() >= p {
			mask.Data()[i] = 1 / (1 - p)
		}
	}
	return t.Mul(x, mask)
}
