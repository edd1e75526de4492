package kernel_test

import (
	"fmt"

	"github.com/tengen-rl/tengen/nets/internal/kernel"
)

func ExampleGemm() {
	a := kernel.Mat{Data: []float32{1, 2, 3, 4, 5, 6}, Rows: 2, Cols: 3, Stride: 3}
	b := kernel.Mat{Data: []float32{1, 0, 0, 1, 1, 1}, Rows: 3, Cols: 2, Stride: 2}
	c := kernel.Mat{Data: make([]float32, 4), Rows: 2, Cols: 2, Stride: 2}
	kernel.Gemm(c, a, b, false)
	fmt.Println(c.Data)
	// Output: [4 5 10 11]
}
