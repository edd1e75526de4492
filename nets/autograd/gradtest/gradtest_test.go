package gradtest_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/autograd/gradtest"
)

// recorder is a test that counts its failures instead of failing.
type recorder struct {
	testing.TB
	failures []string
}

func (r *recorder) Helper() {}

func (r *recorder) Errorf(format string, args ...any) {
	r.failures = append(r.failures, fmt.Sprintf(format, args...))
}

func ExampleCheck() {
	t := &recorder{} // in a test, the t that it was given
	x := gradtest.Rand(rand.New(rand.NewPCG(1, 1)), 2, 3)
	gradtest.Check(t, gradtest.Config{}, func(t *autograd.Tape, in []*autograd.Var) *autograd.Var {
		return t.Mul(in[0], in[0])
	}, x)
	fmt.Println(len(t.failures))
	// Output: 0
}

// The examiner can fail: the step function pretends that its derivative is 1.
func TestCheckFindsAWrongDerivative(t *testing.T) {
	r := &recorder{}
	x := gradtest.Apart(rand.New(rand.NewPCG(2, 2)), 0.1, 5)
	gradtest.Check(r, gradtest.Config{}, func(t *autograd.Tape, in []*autograd.Var) *autograd.Var {
		return t.Step(in[0], 0)
	}, x)
	assert.Len(t, r.failures, 5)
	assert.Contains(t, r.failures[0], "input 0 [5]")
}

func TestApart(t *testing.T) {
	x := gradtest.Apart(rand.New(rand.NewPCG(3, 3)), 0.1, 4, 5)
	for i, a := range x.Data {
		assert.Greater(t, a*a, float32(0.0099))
		for _, b := range x.Data[:i] {
			assert.Greater(t, (a-b)*(a-b), float32(0.0099))
		}
	}
}
