package alphazero

import (
	"fmt"
	"math"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/nets"
)

// Imitation returns what a game that others have played teaches, a sample a
// move in their order: to play that move, and to expect the returns that each
// seat had from the game in the end. The actions are played on start, and it
// is an error if one is illegal.
func Imitation(game envs.Game, start envs.State, actions []envs.Action, returns []float32) ([]Sample, error) {
	spec := game.Spec()
	var samples []Sample
	for n, a := range actions {
		legal := start.Legal(nil)
		if !slices.Contains(legal, a) {
			return nil, fmt.Errorf("move %d: action %d is illegal in %s", n+1, a, spec.Name)
		}
		s := Sample{
			Obs:    make([]float32, spec.ObsLen()),
			Policy: make([]float32, spec.Actions),
			Legal:  legal,
			Values: make([]float32, spec.Players),
		}
		start.Observe(s.Obs)
		s.Policy[a] = 1
		for k := range s.Values {
			s.Values[k] = returns[seatAfter(start.ToPlay(), k, spec.Players)]
		}
		samples = append(samples, s)
		start.Play(a)
	}
	return samples, nil
}

// AddSamples puts samples in the window, which keeps them.
func (l *Learner) AddSamples(samples []Sample) {
	for _, s := range samples {
		l.buffer.Add(s)
	}
	l.added += len(samples)
}

// Answer is how a network's judgement of a position compares with a sample of
// it.
type Answer struct {
	Policy float64 // cross-entropy
	Value  float64 // squared error, mean over the seats
	Right  bool    // its likeliest legal action is the sample's
}

// Answers asks the network about every sample, on so many goroutines.
func Answers(net *nets.PolicyValue, samples []Sample, threads int) []Answer {
	const batch = 64
	plan := net.Compile(batch)
	answers := make([]Answer, len(samples))
	var group errgroup.Group
	share := (len(samples) + threads - 1) / max(1, threads)
	for from := 0; from < len(samples); from += share {
		to := min(from+share, len(samples))
		own := plan.Clone()
		group.Go(func() error {
			for at := from; at < to; at += batch {
				end := min(at+batch, to)
				answer(own, samples[at:end], answers[at:end])
			}
			return nil
		})
	}
	_ = group.Wait() // they return none
	return answers
}

// answer compares one batch.
func answer(plan *nets.Plan, samples []Sample, answers []Answer) {
	c, n := plan.Config(), len(samples)
	obs := make([]float32, 0, n*obsLen(c))
	for _, s := range samples {
		obs = append(obs, s.Obs...)
	}
	logits, values := make([]float32, n*c.Actions), make([]float32, n*c.Players)
	plan.Run(obs, n, logits, values)
	for i, s := range samples {
		answers[i] = compare(s, rows(logits, c.Actions, i, i+1), rows(values, c.Players, i, i+1))
	}
}

// compare holds the logits of all actions and the values of the seats, the
// mover's first, against a sample.
func compare(s Sample, logits, values []float32) Answer {
	best, target := s.Legal[0], s.Legal[0]
	for _, a := range s.Legal {
		if logits[a] > logits[best] {
			best = a
		}
		if s.Policy[a] > s.Policy[target] {
			target = a
		}
	}
	var mass float64
	for _, a := range s.Legal {
		mass += math.Exp(float64(logits[a] - logits[best]))
	}
	answer := Answer{Right: best == target}
	for _, a := range s.Legal {
		if p := float64(s.Policy[a]); p > 0 {
			answer.Policy -= p * (float64(logits[a]-logits[best]) - math.Log(mass))
		}
	}
	for k, v := range values {
		d := float64(v - s.Values[k])
		answer.Value += d * d / float64(len(values))
	}
	return answer
}
