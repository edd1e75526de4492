package optim

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// state is what all optimisers and averages keep: the parameters, a count of steps, and for
// each parameter one tensor of its shape in every slot (momentum, second
// moment, …).
type state struct {
	params []*autograd.Param
	steps  int
	names  []string      // of the slots
	slots  [][][]float32 // [slot][parameter]
}

func newState(params []*autograd.Param, slots ...string) state {
	s := state{params: params, names: slots, slots: make([][][]float32, len(slots))}
	for i := range slots {
		for _, p := range params {
			s.slots[i] = append(s.slots[i], make([]float32, p.Value.Len()))
		}
	}
	return s
}

// Steps returns the number of steps taken.
func (s *state) Steps() int { return s.steps }

// begin checks the gradients of a step and counts it.
func (s *state) begin(grads *autograd.Grads) error {
	if !slices.Equal(s.params, grads.Params()) {
		panic(fmt.Sprintf("optim: gradients of %d other parameters than the %d of the optimiser", len(grads.Params()), len(s.params)))
	}
	if missing := grads.Missing(); missing != nil {
		return fmt.Errorf("optim: no gradient reached %s", strings.Join(missing, ", "))
	}
	s.steps++
	return nil
}

// State returns the state as named tensors that share its memory, but for
// "step".
func (s *state) State() []tensor.Named {
	all := []tensor.Named{{Name: "step", Tensor: encodeSteps(s.steps)}}
	for i, name := range s.names {
		for j, p := range s.params {
			all = append(all, tensor.Named{Name: name + "." + p.Name, Tensor: tensor.FromSlice(s.slots[i][j], p.Value.Shape...)})
		}
	}
	return all
}

// SetState replaces the state by one that State returned for the same
// parameters. On an error the state is as it was.
func (s *state) SetState(tensors []tensor.Named) error {
	want := s.State()
	byName, err := matchState(want, tensors)
	if err != nil {
		return err
	}
	for _, w := range want[1:] {
		w.CopyFrom(byName[w.Name])
	}
	s.steps = decodeSteps(byName["step"])
	return nil
}

// matchState returns tensors by name if they have the names and shapes of
// want, and no others.
func matchState(want, tensors []tensor.Named) (map[string]*tensor.Tensor, error) {
	if len(tensors) != len(want) {
		return nil, fmt.Errorf("optim: state of %d tensors, want %d", len(tensors), len(want))
	}
	byName := make(map[string]*tensor.Tensor, len(tensors))
	for _, t := range tensors {
		byName[t.Name] = t.Tensor
	}
	for _, w := range want {
		t, ok := byName[w.Name]
		if !ok {
			return nil, fmt.Errorf("optim: state without %s", w.Name)
		}
		if !slices.Equal(t.Shape, w.Shape) {
			return nil, fmt.Errorf("optim: state %s has shape %v, want %v", w.Name, t.Shape, w.Shape)
		}
	}
	return byName, nil
}

// orDefault is a setting, or the standard one where it is zero.
func orDefault(x, standard float64) float64 {
	if x == 0 {
		return standard
	}
	return x
}

func sqrt(x float32) float32 { return float32(math.Sqrt(float64(x))) }

// stepDigits is the base in which the count of steps is stored, so that
// float32 holds each digit exactly.
const stepDigits = 1 << 20

func encodeSteps(n int) *tensor.Tensor {
	return tensor.FromSlice([]float32{float32(n % stepDigits), float32(n / stepDigits)}, 2)
}

func decodeSteps(t *tensor.Tensor) int {
	return int(t.Data[0]) + int(t.Data[1])*stepDigits
}
