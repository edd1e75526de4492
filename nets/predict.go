package nets

import (
	"context"
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// evaluationBatch bounds the memory of Evaluate.
const evaluationBatch = 256

// Evaluate returns the mean loss over examples, in batches of 256. It reports
// examples that do not fit the network or the loss, and ends with ctx.
func Evaluate(ctx context.Context, net *Sequential, e Examples, loss Loss) (float64, error) {
	if err := checkFit(net, e, loss); err != nil {
		return 0, fmt.Errorf("evaluate: %w", err)
	}
	tape := autograd.NewInferenceTape()
	var sum float64
	for part := range slices.Chunk(ascending(e.Len()), evaluationBatch) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		tape.Reset()
		b := e.Rows(part)
		out := net.Forward(tape, tape.Const(b.Inputs.Data, b.Inputs.Shape...), nil)
		sum += float64(loss.Of(tape, out, b).Scalar()) * float64(len(part))
	}
	return sum / float64(e.Len()), nil
}

// checkFit reports examples that do not fit a network or a loss.
func checkFit(net *Sequential, e Examples, loss Loss) error {
	if err := e.check(net); err != nil {
		return err
	}
	return loss.Check(e, net.Output())
}

// Predict returns the outputs for inputs [N,...], in batches.
func Predict(net *Sequential, inputs *tensor.Tensor, batch int) *tensor.Tensor {
	tape := autograd.NewInferenceTape()
	n := inputs.Shape[0]
	result := tensor.New(append([]int{n}, net.Output()...)...)
	width, size := result.Len()/max(1, n), inputs.Len()/max(1, n)
	for at := 0; at < n; at += batch {
		tape.Reset()
		rows := min(batch, n-at)
		shape := append([]int{rows}, inputs.Shape[1:]...)
		out := net.Forward(tape, tape.Const(inputs.Data[at*size:(at+rows)*size], shape...), nil)
		copy(result.Data[at*width:], out.Data())
	}
	return result
}

func ascending(n int) []int {
	index := make([]int, n)
	for i := range index {
		index[i] = i
	}
	return index
}
