package nets

import (
	"errors"
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// Loss says how far the outputs of a network are from what they should be.
type Loss interface {
	// Check reports examples that the loss cannot compare with outputs of a
	// shape, that for one example.
	Check(e Examples, output []int) error
	// Of compares outputs [N,output...] with a batch of examples: a scalar.
	Of(t *autograd.Tape, out *autograd.Var, batch Examples) *autograd.Var
}

// LossFunc is a Loss of the caller's. It takes all examples: what it wants of
// targets and labels only it knows.
type LossFunc func(t *autograd.Tape, out *autograd.Var, batch Examples) *autograd.Var

// Check reports nothing.
func (f LossFunc) Check(Examples, []int) error { return nil }

// Of calls the function.
func (f LossFunc) Of(t *autograd.Tape, out *autograd.Var, batch Examples) *autograd.Var {
	return f(t, out, batch)
}

// LabelLoss is the cross-entropy of logits [N,A] with the labels. The zero value
// takes all classes alike.
type LabelLoss struct {
	Smoothing    float32   // share of the target spread evenly over all classes, 0 ≤ s ≤ 1
	ClassWeights []float32 // A, or nil for 1: factor of an example by its label, such as those of data.ClassWeights
}

// Check wants a label below A for each example.
func (l LabelLoss) Check(e Examples, output []int) error {
	if e.Labels == nil {
		return errors.New("examples without labels, LabelLoss wants one for each; SquaredLoss and BinaryLoss take targets")
	}
	if len(output) != 1 {
		return fmt.Errorf("the network gives %v for each example, LabelLoss wants one row of logits", output)
	}
	for i, label := range e.Labels {
		if label < 0 || label >= output[0] {
			return fmt.Errorf("label %d of example %d, the network has outputs 0 to %d", label, i, output[0]-1)
		}
	}
	if l.ClassWeights != nil && len(l.ClassWeights) != output[0] {
		return fmt.Errorf("LabelLoss with %d class weights, the network has %d outputs", len(l.ClassWeights), output[0])
	}
	if !(l.Smoothing >= 0 && l.Smoothing <= 1) {
		return fmt.Errorf("LabelLoss with smoothing %g, want 0 to 1", l.Smoothing)
	}
	return nil
}

// Of returns the mean over the batch, each example by its weight and, where
// there are class weights, divided by their sum.
func (l LabelLoss) Of(t *autograd.Tape, out *autograd.Var, b Examples) *autograd.Var {
	cfg := autograd.LabelConfig{LossConfig: lossConfig(t, b), Smoothing: l.Smoothing}
	if l.ClassWeights != nil {
		cfg.ClassWeight = t.Const(l.ClassWeights, len(l.ClassWeights))
	}
	return t.CrossEntropyLabels(out, b.Labels, cfg)
}

// SquaredLoss is the mean squared error to the targets.
type SquaredLoss struct{}

// Check wants targets of the shape of the outputs.
func (SquaredLoss) Check(e Examples, output []int) error { return checkTargets(e, output) }

// Of returns the mean over all numbers of the batch.
func (SquaredLoss) Of(t *autograd.Tape, out *autograd.Var, b Examples) *autograd.Var {
	return t.MSE(out, t.Const(b.Targets.Data, b.Targets.Shape...), lossConfig(t, b))
}

// BinaryLoss is the binary cross-entropy of logits with the targets, which are
// from 0 to 1.
type BinaryLoss struct{}

// Check wants targets of the shape of the outputs, from 0 to 1.
func (BinaryLoss) Check(e Examples, output []int) error {
	if err := checkTargets(e, output); err != nil {
		return err
	}
	for i, y := range e.Targets.Data {
		if !(y >= 0 && y <= 1) {
			return fmt.Errorf("target %g of example %d, BinaryLoss wants 0 to 1", y, i/(len(e.Targets.Data)/e.Len()))
		}
	}
	return nil
}

// Of returns the mean over all numbers of the batch.
func (BinaryLoss) Of(t *autograd.Tape, out *autograd.Var, b Examples) *autograd.Var {
	return t.BCEWithLogits(out, t.Const(b.Targets.Data, b.Targets.Shape...), lossConfig(t, b))
}

func checkTargets(e Examples, output []int) error {
	if e.Targets == nil {
		return errors.New("examples without targets, SquaredLoss and BinaryLoss want them; LabelLoss takes labels")
	}
	if got := e.Targets.Shape[1:]; !slices.Equal(got, output) {
		return fmt.Errorf("targets of shape %v for each example, the network gives %v", got, output)
	}
	return nil
}

func lossConfig(t *autograd.Tape, b Examples) autograd.LossConfig {
	if b.Weights == nil {
		return autograd.LossConfig{}
	}
	return autograd.LossConfig{Weight: t.Const(b.Weights, len(b.Weights))}
}
