package optim

import (
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// Average keeps a running average of parameters: exponential (Polyak and
// Juditsky 1992, as in Tarvainen and Valpola 2017), or the mean of all updates
// (stochastic weight averaging, Izmailov et al. 2018). Its State has the count
// of updates as "step"; take it while the average is not swapped in.
type Average struct {
	state         // the one slot is the average
	decay float64 // of an exponential average
	mean  bool    // of all updates
}

// NewEMA returns an exponential moving average that keeps a share decay of
// itself in each update and starts as the parameters are; with a decay of 0 it
// follows them.
func NewEMA(params []*autograd.Param, decay float64) *Average {
	a := &Average{state: newState(params, "average"), decay: decay}
	for i, p := range params {
		copy(a.slots[0][i], p.Value.Data)
	}
	return a
}

// NewSWA returns the mean of all updates to come.
func NewSWA(params []*autograd.Param) *Average {
	a := NewEMA(params, 0)
	a.mean = true
	return a
}

// Update takes the parameters into the average.
func (a *Average) Update() {
	a.steps++
	share := float32(1 - a.decay)
	if a.mean {
		share = 1 / float32(a.steps)
	}
	for i, p := range a.params {
		for j, w := range p.Value.Data {
			a.slots[0][i][j] += share * (w - a.slots[0][i][j])
		}
	}
}

// Swap exchanges the parameters and the average: once to evaluate the average,
// a second time to go on training.
func (a *Average) Swap() {
	for i, p := range a.params {
		for j, w := range p.Value.Data {
			p.Value.Data[j], a.slots[0][i][j] = a.slots[0][i][j], w
		}
	}
}

// CopyTo writes the average to the parameters of another network of the same
// shape. It panics if the shapes differ.
func (a *Average) CopyTo(params []*autograd.Param) {
	if len(params) != len(a.params) {
		panic(fmt.Sprintf("optim: average of %d parameters copied to %d", len(a.params), len(params)))
	}
	for i, p := range params {
		if !slices.Equal(p.Value.Shape, a.params[i].Value.Shape) {
			panic(fmt.Sprintf("optim: average of %s %v copied to %s %v", a.params[i].Name, a.params[i].Value.Shape, p.Name, p.Value.Shape))
		}
		copy(p.Value.Data, a.slots[0][i])
	}
}
