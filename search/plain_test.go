package search

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/internal/seed"
)

// plainNode is a node of a search without flat arrays, batches or proofs: what selectPUCT and
// backup say, a screen long.
type plainNode struct {
	state    envs.State
	priors   []float64
	children map[int]*plainNode
	actions  []envs.Action
	visits   float64
	sums     [2]float64
}

func (w *plainNode) simulate(game envs.Game, c Config) [2]float64 {
	var values [2]float64
	mover := w.state.ToPlay()
	switch {
	case mover == envs.Over:
	case w.visits == 0:
		leaf := Leaf{State: w.state, Logits: make([]float32, game.Spec().Actions), Values: make([]float32, 2)}
		_ = new(hashed).Evaluate(context.Background(), []Leaf{leaf})
		w.actions, w.children = w.state.Legal(nil), map[int]*plainNode{}
		total := 0.0
		for _, a := range w.actions {
			w.priors = append(w.priors, math.Exp(float64(leaf.Logits[a])))
			total += w.priors[len(w.priors)-1]
		}
		for i := range w.priors {
			w.priors[i] /= total
		}
		values = [2]float64{float64(leaf.Values[0]), float64(leaf.Values[1])}
	default:
		values = w.descend(game, c, mover)
	}
	w.visits++
	w.sums[0] += values[0]
	w.sums[1] += values[1]
	return values
}

func (w *plainNode) descend(game envs.Game, c Config, mover envs.Player) [2]float64 {
	tried, mass := 0.0, 0.0
	for i, child := range w.children {
		tried += child.visits
		mass += w.priors[i]
	}
	best, bestScore := -1, math.Inf(-1)
	for i := range w.actions {
		q, n := w.sums[mover]/w.visits-float64(c.FPU)*math.Sqrt(mass), 0.0
		if child := w.children[i]; child != nil {
			n = child.visits
			q = child.worth(mover)
		}
		if score := q + float64(c.CPUCT)*w.priors[i]*math.Sqrt(max(1, tried))/(1+n); score > bestScore+1e-7 {
			best, bestScore = i, score
		}
	}
	child := w.children[best]
	if child == nil {
		next := game.New(0)
		next.CopyFrom(w.state)
		next.Play(w.actions[best])
		child = &plainNode{state: next}
		w.children[best] = child
	}
	values := child.simulate(game, c)
	var rewards [2]float32
	child.state.Rewards(rewards[:])
	return [2]float64{values[0] + float64(rewards[0]), values[1] + float64(rewards[1])}
}

// worth is the mean return to seat p of the action that led here.
func (w *plainNode) worth(p envs.Player) float64 {
	var rewards [2]float32
	w.state.Rewards(rewards[:])
	return w.sums[p]/w.visits + float64(rewards[p])
}

func TestTheTreeAgreesWithItsTwin(t *testing.T) {
	game := connectfour.New()
	for plies := range 25 {
		s := after(game, plies, seed.Stream(uint64(plies)))
		config := Config{CPUCT: 1.3, FPU: 0.3, Discount: 1}
		tree := grown(t, game, config, s, 250)
		root := &plainNode{state: s}
		for range 250 {
			root.simulate(game, config)
		}
		for i, e := range tree.actions(0) {
			if root.children[i] == nil {
				require.Zero(t, e.visits)
				continue
			}
			require.EqualValues(t, root.children[i].visits, e.visits, "%d plies, action %d", plies, e.action)
			require.InDelta(t, root.children[i].worth(s.ToPlay()), e.mean(), 1e-4)
		}
	}
}
