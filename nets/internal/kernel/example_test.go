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

// A residual block on boards of 3x3 pixels: y = relu(x + conv(relu(conv(x)))).
// The buffers begin as zeros, and their halos stay so.
func ExampleConv() {
	board := kernel.NewBoard(3, 3, 1)
	sum := []float32{0, 1, 0, 1, 1, 1, 0, 1, 0} // a pixel and its four neighbours
	first := kernel.NewConv(kernel.ConvConfig{In: board, Out: board, Size: 3}, sum)
	second := kernel.NewConv(kernel.ConvConfig{In: board, Out: board, Size: 3}, sum)

	x, branch := make([]float32, board.Len()), make([]float32, board.Len())
	board.SetPlanes(x, []float32{0, 0, 0, 0, 1, 0, 0, 0, 0}, 1)
	first.Forward(branch, x, 1, kernel.BoardEpilogue{Bias: []float32{0}, Relu: true})
	second.Forward(x, branch, 1, kernel.BoardEpilogue{Residual: x, Relu: true})

	planes := make([]float32, 9)
	board.Planes(planes, x, 1)
	fmt.Println(planes)
	// Output: [2 2 2 2 6 2 2 2 2]
}

// Weights are packed once; bias and activation cost no pass of their own.
func ExampleGemmPacked() {
	weights := kernel.Pack(kernel.Mat{Data: []float32{1, 2, 3, 4}, Rows: 2, Cols: 2, Stride: 2, Trans: true}) // [out, in]
	x := kernel.Mat{Data: []float32{1, 1, 1, -1}, Rows: 2, Cols: 2, Stride: 2}
	y := kernel.Mat{Data: make([]float32, 4), Rows: 2, Cols: 2, Stride: 2}
	kernel.GemmPacked(y, x, weights, kernel.Epilogue{Bias: []float32{0, 10}, Relu: true})
	fmt.Println(y.Data)
	// Output: [3 17 0 9]
}
