package dqn

import "github.com/tengen-rl/tengen/nets/autograd"

// packed holds the weights of a network's dense layers in the order in which
// products read them, for passes between which the weights stay as they are:
// those of the target network, and those of acting when updates are rare. Many
// goroutines may use it at a time; refresh is for one alone.
type packed struct {
	tape    *autograd.Tape // owns the weights
	weights map[*autograd.Param]*autograd.Weight
}

func newPacked() *packed {
	return &packed{tape: autograd.NewInferenceTape(), weights: map[*autograd.Param]*autograd.Weight{}}
}

// refresh packs the weights of n as they are now. Layers with noise have other
// weights at each pass and are left out.
func (k *packed) refresh(n *qnet) {
	k.tape.Reset()
	for _, d := range n.hidden {
		k.add(d)
	}
	k.add(n.head.advantage)
	if n.head.dueling {
		k.add(n.head.value)
	}
}

func (k *packed) add(d dense) {
	if d.plain != nil {
		k.weights[d.plain.Weight] = k.tape.Weight(k.tape.Param(d.plain.Weight))
	}
}

// of returns the packed weights of a layer, nil if there are none.
func (k *packed) of(d dense) *autograd.Weight {
	if k == nil {
		return nil
	}
	return k.weights[d.plain.Weight]
}
