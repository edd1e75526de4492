package tensor_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/nets/tensor"
)

func ExampleTensor() {
	t := tensor.FromSlice([]float32{1, 2, 3, 4, 5, 6}, 2, 3)
	fmt.Println(t.Shape, t.At(1, 0))
	// Output: [2 3] 4
}

func TestShapes(t *testing.T) {
	scalar := tensor.New()
	assert.Equal(t, 1, scalar.Len())
	assert.Equal(t, 0, tensor.New(3, 0, 2).Len())

	a := tensor.New(2, 3)
	a.Set(7, 1, 2)
	b := a.Clone()
	a.Set(8, 1, 2)
	assert.Equal(t, float32(7), b.At(1, 2), "a clone shares nothing")
	b.CopyFrom(a)
	assert.Equal(t, a.Data, b.Data)
}

func TestBrokenPromisesPanic(t *testing.T) {
	for name, f := range map[string]func(){
		"length":       func() { tensor.FromSlice(make([]float32, 5), 2, 3) },
		"negative":     func() { tensor.New(2, -1) },
		"rank":         func() { tensor.New(1, 1, 1, 1, 1, 1, 1) },
		"index":        func() { tensor.New(2, 3).At(0, 3) },
		"index rank":   func() { tensor.New(2, 3).At(0) },
		"copy shape":   func() { tensor.New(2, 3).CopyFrom(tensor.New(3, 2)) },
		"set negative": func() { tensor.New(2).Set(1, -1) },
	} {
		t.Run(name, func(t *testing.T) { assert.Panics(t, f) })
	}
}
