package search

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Explore says whether the searches from the next root on explore as a search
// that learns does: with RootTemperature, noise and forced tries. They do if
// nothing else is said.
func (t *Tree) Explore(on bool) { t.quiet = !on }

// addNoise flattens the priors of the root and mixes noise into them, once.
func (t *Tree) addNoise() {
	t.noisy = true
	actions := t.actions(0)
	t.priors = t.priors[:0]
	for i := range actions {
		t.priors = append(t.priors, actions[i].prior)
	}
	if t.quiet {
		t.halving.draw(len(actions), 0, nil)
		return
	}
	if temperature := t.config.RootTemperature; temperature != 0 && temperature != 1 {
		flatten(actions, temperature)
	}
	if t.config.Gumbel > 0 {
		t.halving.draw(len(actions), t.config.GumbelScale, t.rng)
	}
	fraction := t.config.DirichletFraction
	if fraction == 0 {
		return
	}
	var total float64
	t.noise = t.concentrations(actions, t.noise[:0])
	for i, alpha := range t.noise {
		t.noise[i] = 0
		if alpha > 0 {
			t.noise[i] = distuv.Gamma{Alpha: alpha, Beta: 1, Src: t.rng}.Rand()
		}
		total += t.noise[i]
	}
	if total == 0 {
		return // so small an alpha that every draw vanished
	}
	for i := range actions {
		actions[i].prior = (1-fraction)*actions[i].prior + fraction*float32(t.noise[i]/total)
	}
}

// flatten raises the priors to the power 1/temperature.
func flatten(actions []edge, temperature float32) {
	var total float32
	for i := range actions {
		actions[i].prior = float32(math.Pow(float64(actions[i].prior), 1/float64(temperature)))
		total += actions[i].prior
	}
	for i := range actions {
		actions[i].prior /= total
	}
}

// concentrations appends the parameters of the Dirichlet distribution, one an
// action.
func (t *Tree) concentrations(actions []edge, dst []float64) []float64 {
	alpha := float64(t.config.DirichletAlpha)
	if !t.config.DirichletShaped {
		for range actions {
			dst = append(dst, alpha)
		}
		return dst
	}
	// Above 1 % a prior is plausible enough: the log is taken of no more.
	var mean, total float64
	for i := range actions {
		dst = append(dst, math.Log(min(float64(actions[i].prior), 0.01)+1e-20))
		mean += dst[i] / float64(len(actions))
	}
	for i := range dst {
		dst[i] = max(0, dst[i]-mean)
		total += dst[i]
	}
	even := 1 / float64(len(actions))
	for i := range dst {
		share := even
		if total > 0 {
			share = dst[i] / total
		}
		dst[i] = alpha * (even + share) / 2
	}
	return dst
}
