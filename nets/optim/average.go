package optim

import (
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// Average keeps a running average of parameters: exponential (Polyak and
// Juditsky 1992, as in Tarvainen and Valpola 2017), or the mean of all updates
// (stochastic weight averaging, Izmailov et al. 2018).
type Average struct {
	params []*autograd.Param
	decay  float64
	values [][]float32
	count  int
}

// NewEMA returns an exponential moving average that keeps a share decay of
// itself in each update and starts as the parameters are.
func NewEMA(params []*autograd.Param, decay float64) *Average {
	a := &Average{params: params, decay: decay}
	for _, p := range params {
		a.values = append(a.values, slices.Clone(p.Value.Data))
	}
	return a
}

// NewSWA returns the mean of all updates to come.
func NewSWA(params []*autograd.Param) *Average { return NewEMA(params, 0) }

// Update takes the parameters into the average.
func (a *Average) Update() {
	a.count++
	share := float32(1 - a.decay)
	if a.decay == 0 {
		share = 1 / float32(a.count)
	}
	for i, p := range a.params {
		for j, w := range p.Value.Data {
			a.values[i][j] += share * (w - a.values[i][j])
		}
	}
}

// Swap exchanges the parameters and the average: once to evaluate the average,
// a second time to go on training.
func (a *Average) Swap() {
	for i, p := range a.params {
		for j, w := range p.Value.Data {
			p.Value.Data[j], a.values[i][j] = a.values[i][j], w
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
		copy(p.Value.Data, a.values[i])
	}
}
