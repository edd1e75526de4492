package nets

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
)

// check reports parts that do not belong together.
func (e Examples) check() error {
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
	}
	return nil
}

// checkFor reports examples that a network cannot be fitted to by a loss. What
// a loss of the caller's wants of targets and labels is not known here.
func (e Examples) checkFor(net *Sequential, loss Loss) error {
	if err := e.check(); err != nil {
		return err
	}
	if got := e.Inputs.Shape[1:]; !slices.Equal(got, net.cfg.Input) {
		return fmt.Errorf("inputs of shape %v for each example, the network takes %v", got, net.cfg.Input)
	}
	switch {
	case sameLoss(loss, LabelLoss):
		return e.checkLabels(net.Output())
	case sameLoss(loss, SquaredLoss), sameLoss(loss, BinaryLoss):
		return e.checkTargets(net.Output())
	}
	return nil
}

// checkLabels compares the labels with the output for one example.
func (e Examples) checkLabels(output []int) error {
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
	return nil
}

// checkTargets compares the targets with the output for one example.
func (e Examples) checkTargets(output []int) error {
	if e.Targets == nil {
		return errors.New("examples without targets, SquaredLoss and BinaryLoss want them; LabelLoss takes labels")
	}
	if got := e.Targets.Shape[1:]; !slices.Equal(got, output) {
		return fmt.Errorf("targets of shape %v for each example, the network gives %v", got, output)
	}
	return nil
}

// sameLoss tells whether a loss is the given function of this package. Go
// compares functions with nil alone, but those that close over nothing have an
// address of their own.
func sameLoss(a, b Loss) bool { return reflect.ValueOf(a).Pointer() == reflect.ValueOf(b).Pointer() }
