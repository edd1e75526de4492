package selfplay

import (
	"github.com/tengen-rl/tengen/selfplay/metrics"
	"github.com/tengen-rl/tengen/selfplay/rundir"
)

// openMetrics opens the reports of a run that has reached the given
// generation. What a killed process reported beyond it is dropped: the
// generation will be made, and reported, again.
func openMetrics(d rundir.Dir, generation int) (*metrics.Log[Report], error) {
	return metrics.Open(d, func(r *Report) bool { return r.Generation <= generation }, (*Report).event)
}

// event tells the numbers of a report at the step of its generation.
func (r *Report) event() metrics.Event {
	e := metrics.Event{Step: r.Generation, Seconds: r.Seconds, Scalars: []metrics.Scalar{
		{Tag: "loss/total", Value: r.Loss},
		{Tag: "loss/policy", Value: r.PolicyLoss},
		{Tag: "loss/value", Value: r.ValueLoss},
		{Tag: "policy/entropy", Value: r.Entropy},
		{Tag: "speed/games_per_s", Value: r.GamesPerS},
		{Tag: "speed/sims_per_s", Value: r.SimsPerS},
		{Tag: "speed/evals_per_s", Value: r.EvalsPerS},
		{Tag: "speed/network_share", Value: r.NetworkShare},
		{Tag: "data/games", Value: float64(r.Games)},
		{Tag: "data/positions", Value: float64(r.Positions)},
	}}
	if r.Elo != nil {
		e.Scalars = append(e.Scalars, metrics.Scalar{Tag: "strength/elo", Value: *r.Elo})
	}
	for _, m := range r.Truth {
		e.Scalars = append(e.Scalars, metrics.Scalar{Tag: "truth/" + m.Set, Value: m.Share})
	}
	if r.Past != nil {
		e.Scalars = append(e.Scalars, metrics.Scalar{Tag: "strength/past_elo", Value: r.Past.Elo})
	}
	if r.Returns != nil {
		e.Scalars = append(e.Scalars, metrics.Scalar{Tag: "strength/return", Value: r.Returns.Mean})
	}
	return e
}
