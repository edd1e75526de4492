package nets

import (
	"errors"
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/nets/tensor"
)

// Examples are what a network is fitted to: N inputs, and for each a row of
// targets or a label, and maybe a weight.
type Examples struct {
	Inputs  *tensor.Tensor // [N,...]
	Targets *tensor.Tensor // [N,...], or nil
	Labels  []int          // N, or nil
	Weights []float32      // N, or nil for 1
}

// Len returns the number of examples.
func (e Examples) Len() int {
	if e.Inputs == nil || len(e.Inputs.Shape) == 0 {
		return 0
	}
	return e.Inputs.Shape[0]
}

// Rows returns the examples at the given places, copied.
func (e Examples) Rows(index []int) Examples {
	out := Examples{Inputs: rowsOf(e.Inputs, index), Targets: rowsOf(e.Targets, index)}
	for _, i := range index {
		if e.Labels != nil {
			out.Labels = append(out.Labels, e.Labels[i])
		}
		if e.Weights != nil {
			out.Weights = append(out.Weights, e.Weights[i])
		}
	}
	return out
}

// check reports parts that do not belong together, or not to net.
func (e Examples) check(net *Sequential) error {
	n := e.Len()
	switch {
	case n == 0:
		return errors.New("no examples")
	case e.Targets == nil && e.Labels == nil:
		return errors.New("examples with neither targets nor labels, want either")
	case e.Targets != nil && (len(e.Targets.Shape) == 0 || e.Targets.Shape[0] != n):
		return fmt.Errorf("targets of shape %v for %d examples", e.Targets.Shape, n)
	case e.Labels != nil && len(e.Labels) != n:
		return fmt.Errorf("%d labels for %d examples", len(e.Labels), n)
	case e.Weights != nil && len(e.Weights) != n:
		return fmt.Errorf("%d weights for %d examples", len(e.Weights), n)
	case !slices.Equal(e.Inputs.Shape[1:], net.cfg.Input):
		return fmt.Errorf("inputs of shape %v for each example, the network takes %v", e.Inputs.Shape[1:], net.cfg.Input)
	}
	return net.checkSymbols(e.Inputs)
}

// rowsOf copies rows of x; nil stays nil.
func rowsOf(x *tensor.Tensor, index []int) *tensor.Tensor {
	if x == nil {
		return nil
	}
	width := x.Len() / max(1, x.Shape[0])
	out := tensor.New(append([]int{len(index)}, x.Shape[1:]...)...)
	for to, from := range index {
		copy(out.Data[to*width:(to+1)*width], x.Data[from*width:])
	}
	return out
}
