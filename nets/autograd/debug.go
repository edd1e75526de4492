package autograd

import (
	"fmt"
	"math"
	"strings"
)

// CheckFinite walks the tape and reports the first value that is NaN or
// infinite: a parameter or a constant by name or place, or the op that made
// it. After Backward it also looks at gradients, in the order in which they
// were computed. It is for debugging: a step that does not call it pays
// nothing.
func (t *Tape) CheckFinite() error {
	for i, v := range t.vars[:t.live] {
		if at := firstNonFinite(v.value.Data); at >= 0 {
			return fmt.Errorf("autograd: %s has %v at element %d of shape %v", t.describe(i), v.value.Data[at], at, v.value.Shape)
		}
	}
	for i := t.live - 1; i >= 0; i-- {
		v := t.vars[i]
		if at := firstNonFinite(v.grad); at >= 0 {
			return fmt.Errorf("autograd: the gradient of %s has %v at element %d of shape %v", t.describe(i), v.grad[at], at, v.value.Shape)
		}
	}
	return nil
}

// CheckFinite reports the first parameter whose value or gradient is NaN or
// infinite.
func (g *Grads) CheckFinite() error {
	for i, p := range g.params {
		if at := firstNonFinite(p.Value.Data); at >= 0 {
			return fmt.Errorf("autograd: parameter %s has %v at element %d", p.Name, p.Value.Data[at], at)
		}
		if at := firstNonFinite(g.At(i)); at >= 0 {
			return fmt.Errorf("autograd: the gradient of parameter %s has %v at element %d", p.Name, g.At(i)[at], at)
		}
	}
	return nil
}

// describe names the i-th Var of the tape.
func (t *Tape) describe(i int) string {
	v := t.vars[i]
	for v.of != nil { // a view is what it is a view of
		v = v.of
	}
	if v.param != nil {
		return "parameter " + v.param.Name
	}
	for n, r := range t.records[:t.count] {
		if r.out == v {
			name := strings.TrimPrefix(fmt.Sprintf("%T", r.op), "*autograd.")
			return fmt.Sprintf("the result of op %d, %s,", n, strings.TrimSuffix(name, "Op"))
		}
	}
	return fmt.Sprintf("input or constant %d of the tape", i)
}

func firstNonFinite(x []float32) int {
	for i, v := range x {
		if f := float64(v); math.IsNaN(f) || math.IsInf(f, 0) {
			return i
		}
	}
	return -1
}
