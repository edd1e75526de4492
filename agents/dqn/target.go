package dqn

import (
	"math"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// moment is what a network of action values says of one observation: the
// outputs of the target network [A·K], those of the online network if Double
// wants them, and which actions are legal [A].
type moment struct {
	target, online, legal []float32
}

// aim computes what the numbers of one action are pulled towards. It is not
// safe for concurrent use.
type aim struct {
	cfg    Target
	head   *head
	values []float32 // [A]
	policy []float32 // [A]
	logs   []float32 // [A], log of policy
	probs  []float32 // [K]
	moved  []float32 // [K]
}

func newAim(cfg Target, h *head) *aim {
	return &aim{
		cfg: cfg, head: h,
		values: make([]float32, h.actions),
		policy: make([]float32, h.actions),
		logs:   make([]float32, h.actions),
		probs:  make([]float32, h.atoms),
		moved:  make([]float32, h.atoms),
	}
}

// bootstrap stores in dst [K] the target
//
//	reward + discount · value of next
//
// for the head: a number, probabilities of the atoms, or samples of the return.
// The value is that of the best legal action, or the soft one of Munchausen.
func (a *aim) bootstrap(dst []float32, reward, discount float32, next moment) {
	if a.cfg.Munchausen {
		a.soften(next)
		a.mix(dst, reward, discount, next)
		return
	}
	chooser := next.target
	if a.cfg.Double {
		chooser = next.online
	}
	a.head.values(a.values, chooser)
	k := a.head.atoms
	action := best(a.values, next.legal)
	a.shift(dst, reward, discount, next.target[action*k:(action+1)*k])
}

// shift stores in dst the distribution of one action, out, moved by the reward
// and shrunk by the discount.
func (a *aim) shift(dst []float32, reward, discount float32, out []float32) {
	if a.head.kind == Categorical {
		a.head.probabilities(a.probs, out)
		autograd.ProjectCategorical(dst, a.probs, a.head.low, a.head.high, reward, discount)
		return
	}
	for i, v := range out {
		dst[i] = a.squash(reward + float32(discount*a.expand(v)))
	}
}

// mix is shift for the mean over the softmax policy of all actions, each with
// its entropy bonus -τ·log π (Vieillard, Pietquin and Geist 2020, eq. 1).
func (a *aim) mix(dst []float32, reward, discount float32, next moment) {
	k := a.head.atoms
	clear(dst)
	for action, p := range a.policy {
		if p == 0 {
			continue
		}
		bonus := -a.cfg.Temperature * a.logs[action]
		out := next.target[action*k : (action+1)*k]
		if a.head.kind == Categorical {
			a.head.probabilities(a.probs, out)
			autograd.ProjectCategorical(a.moved, a.probs, a.head.low, a.head.high, reward+float32(discount*bonus), discount)
			for i, m := range a.moved {
				dst[i] += float32(p * m)
			}
			continue
		}
		for i, v := range out {
			dst[i] += float32(p * (a.expand(v) + bonus))
		}
	}
	if a.head.kind != Categorical {
		for i, v := range dst {
			dst[i] = a.squash(reward + float32(discount*v))
		}
	}
}

// munchausen returns α·max(τ·log π(action), l₀), for the policy that the target
// network has at an observation (the same paper, eq. 1).
func (a *aim) munchausen(now moment, action int) float32 {
	a.soften(now)
	return a.cfg.Scale * min(0, max(a.cfg.Temperature*a.logs[action], a.cfg.Floor))
}

// soften computes the softmax at Temperature of the target network's values of
// the legal actions.
func (a *aim) soften(m moment) {
	a.head.values(a.values, m.target)
	if a.cfg.Rescale {
		for i, v := range a.values {
			a.values[i] = a.expand(v)
		}
	}
	largest := a.values[best(a.values, m.legal)]
	var mass float64
	for i, v := range a.values {
		a.policy[i] = 0
		if m.legal[i] != 0 {
			e := math.Exp(float64((v - largest) / a.cfg.Temperature))
			a.policy[i] = float32(e)
			mass += e
		}
	}
	logMass := math.Log(mass)
	for i, v := range a.values {
		a.policy[i] = float32(float64(a.policy[i]) / mass)
		a.logs[i] = float32(float64((v-largest)/a.cfg.Temperature) - logMass)
	}
}

// squash and expand are h and its inverse (Pohlen et al., "Observe and Look
// Further", 2018, proposition A.2), or nothing without Rescale.
func (a *aim) squash(x float32) float32 {
	if !a.cfg.Rescale {
		return x
	}
	return squash(x)
}

func (a *aim) expand(x float32) float32 {
	if !a.cfg.Rescale {
		return x
	}
	return expand(x)
}

// rescaling is ε of the two functions.
const rescaling = 1e-3

func squash(x float32) float32 {
	v := float64(x)
	return float32(math.Copysign(math.Sqrt(math.Abs(v)+1)-1, v) + rescaling*v)
}

func expand(x float32) float32 {
	v := math.Abs(float64(x))
	root := (math.Sqrt(1+4*rescaling*(v+1+rescaling)) - 1) / (2 * rescaling)
	return float32(math.Copysign(root*root-1, float64(x)))
}
