package optim

import (
	"fmt"
	"math"

	"github.com/tengen-rl/tengen/nets/tensor"
)

// Plateau lowers the rate when a measure has stopped to improve. Its zero
// fields mean the defaults.
type Plateau struct {
	Rate      float64 // the current rate; set it to the first one
	Factor    float64 // the rate is multiplied by it; 0 means 0.1
	Patience  int     // reports without improvement that are borne
	Threshold float64 // relative improvement that counts; 0 means 1e-4
	Least     float64 // the rate does not fall below it

	best    float64
	started bool
	bad     int
}

// Report takes the next value of a measure of which less is better and returns
// the rate from now on.
func (p *Plateau) Report(loss float64) float64 {
	switch {
	case !p.started || loss < p.best*(1-orDefault(p.Threshold, 1e-4)):
		p.best, p.started, p.bad = loss, true, 0
	default:
		p.bad++
	}
	if p.bad > p.Patience {
		p.Rate = max(p.Rate*orDefault(p.Factor, 0.1), p.Least)
		p.bad = 0
	}
	return p.Rate
}

// State returns the current rate, the best measure and the count of reports
// since as named tensors, copied.
func (p *Plateau) State() []tensor.Named {
	started := tensor.New(1)
	if p.started {
		started.Data[0] = 1
	}
	return []tensor.Named{
		{Name: "rate", Tensor: encodeFloat(p.Rate)}, {Name: "best", Tensor: encodeFloat(p.best)},
		{Name: "started", Tensor: started}, {Name: "bad", Tensor: encodeSteps(p.bad)},
	}
}

// SetState replaces the state by one that State returned; the settings besides
// the rate stay. On an error the state is as it was.
func (p *Plateau) SetState(tensors []tensor.Named) error {
	byName, err := matchState(p.State(), tensors)
	if err != nil {
		return err
	}
	rate, err := decodeFloat("rate", byName["rate"])
	if err != nil {
		return err
	}
	best, err := decodeFloat("best", byName["best"])
	if err != nil {
		return err
	}
	p.Rate, p.best = rate, best
	p.started, p.bad = byName["started"].Data[0] != 0, decodeSteps(byName["bad"])
	return nil
}

// encodeFloat stores the bits of x sixteen at a time, so that float32 holds
// each part exactly.
func encodeFloat(x float64) *tensor.Tensor {
	parts := tensor.New(4)
	for i := range parts.Data {
		parts.Data[i] = float32(math.Float64bits(x) >> (16 * i) & 0xffff)
	}
	return parts
}

func decodeFloat(name string, t *tensor.Tensor) (float64, error) {
	var bits uint64
	for i, part := range t.Data {
		if !(part >= 0 && part <= 0xffff) || part != float32(uint16(part)) {
			return 0, fmt.Errorf("optim: state %s has part %g, want a whole number from 0 to 65535", name, part)
		}
		bits |= uint64(part) << (16 * i)
	}
	return math.Float64frombits(bits), nil
}
