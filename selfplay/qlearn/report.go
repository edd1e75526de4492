package qlearn

import (
	"math"

	"github.com/tengen-rl/tengen/selfplay/metrics"
	"github.com/tengen-rl/tengen/selfplay/strength"
)

// Tally is what a learner has done over some steps, in sums, so that tallies
// of parts add up to that of the whole.
type Tally struct {
	Steps    int // of the world
	Updates  int // of the network or the table
	Episodes int // ended

	Return   float64 // of the ended episodes, summed
	Rewarded int     // steps with a reward that is not 0

	Loss float64 // summed over the updates
	MaxQ float64 // of all updates; 0 if there were none

	MeanQ, GradNorm, DeadUnits Looks // those that the kind of learner has

	// as they stand at the end
	Epsilon  float64 // share of random actions
	Replay   int     // transitions held
	Capacity int     // that could be; 0 if nothing is kept

	Seconds float64 // of playing and learning
}

// Looks is a quantity that is looked at now and then.
type Looks struct {
	Sum   float64
	Count int
}

// add counts so many looks of the mean x, unless there was nothing to see.
func (l *Looks) add(x float64, count int) {
	if !math.IsNaN(x) {
		l.Sum += x * float64(count)
		l.Count += count
	}
}

// mean returns the mean of the looks, nil without any.
func (l *Looks) mean() *float64 {
	if l.Count == 0 {
		return nil
	}
	mean := l.Sum / float64(l.Count)
	return &mean
}

// add makes t the tally of its steps and those of next, which follow.
func (t *Tally) add(next Tally) {
	switch {
	case next.Updates == 0:
		next.MaxQ = t.MaxQ
	case t.Updates > 0:
		next.MaxQ = max(t.MaxQ, next.MaxQ)
	}
	next.Steps += t.Steps
	next.Updates += t.Updates
	next.Episodes += t.Episodes
	next.Return += t.Return
	next.Rewarded += t.Rewarded
	next.Loss += t.Loss
	for _, looks := range []struct{ to, from *Looks }{{&next.MeanQ, &t.MeanQ}, {&next.GradNorm, &t.GradNorm}, {&next.DeadUnits, &t.DeadUnits}} {
		looks.to.Sum += looks.from.Sum
		looks.to.Count += looks.from.Count
	}
	next.Seconds += t.Seconds
	*t = next
}

// finite reports whether all of it are numbers.
func (t *Tally) finite() bool {
	sum := t.Loss + t.MeanQ.Sum + t.MaxQ + t.GradNorm.Sum + t.Return
	return !math.IsNaN(sum) && !math.IsInf(sum, 0)
}

// Report is a stretch of a run: a line of metrics.jsonl, and what `selfplay
// train --json` prints. Numbers that there is nothing to make of are null:
// those of updates before the first one, those of evaluations where there was
// none, those of a network where a table learns.
type Report struct {
	Generation int `json:"generation"` // of the weights at its end
	Steps      int `json:"steps"`      // of the world, in the run so far
	Updates    int `json:"updates"`    // in the run so far
	Games      int `json:"games"`      // episodes ended in the run so far
	Positions  int `json:"positions"`  // held in the replay

	// Of the stretch:
	Loss        *float64 `json:"loss"`         // mean over the updates
	MeanQ       *float64 `json:"mean_q"`       // of the chosen actions, mean
	MaxQ        *float64 `json:"max_q"`        // and the highest
	GradNorm    *float64 `json:"grad_norm"`    // before any clipping, mean
	DeadUnits   *float64 `json:"dead_units"`   // share of ReLUs that no observation of a batch wakes, mean
	TrainReturn *float64 `json:"train_return"` // of the episodes that ended, mean, as the world pays
	Episodes    int      `json:"episodes"`     // that ended
	Rewarded    int      `json:"rewarded"`     // steps with a reward that is not 0
	Epsilon     float64  `json:"epsilon"`      // share of random actions at its end

	// The mean return of episodes in worlds of their own, or of games against
	// the first opponent, and its 95 % interval.
	EvalReturn   *float64 `json:"eval_return"`
	EvalLo       *float64 `json:"eval_lo"`
	EvalHi       *float64 `json:"eval_hi"`
	EvalEpisodes int      `json:"eval_episodes"`
	EvalSteps    float64  `json:"eval_steps"`  // mean length of these episodes; 0 for games
	EvalCapped   int      `json:"eval_capped"` // episodes broken off by evaluate.max_steps
	Elo          *float64 `json:"elo"`         // to the first opponent, in a world of two seats

	StepsPerS float64 `json:"steps_per_s"` // of the world, evaluations left out
	Seconds   float64 `json:"seconds"`     // since the command began
}

// newReport tells a tally.
func newReport(t *Tally) *Report {
	r := &Report{
		Positions: t.Replay, Episodes: t.Episodes, Rewarded: t.Rewarded, Epsilon: t.Epsilon,
		MeanQ: t.MeanQ.mean(), GradNorm: t.GradNorm.mean(), DeadUnits: t.DeadUnits.mean(),
	}
	if t.Updates > 0 {
		loss, most := t.Loss/float64(t.Updates), t.MaxQ
		r.Loss, r.MaxQ = &loss, &most
	}
	if t.Episodes > 0 {
		mean := t.Return / float64(t.Episodes)
		r.TrainReturn = &mean
	}
	if t.Seconds > 0 {
		r.StepsPerS = float64(t.Steps) / t.Seconds
	}
	return r
}

// event tells the numbers of a report at its step of the world.
func (r *Report) event() metrics.Event {
	e := metrics.Event{Step: r.Steps, Seconds: r.Seconds, Scalars: []metrics.Scalar{
		{Tag: "explore/epsilon", Value: r.Epsilon},
		{Tag: "data/updates", Value: float64(r.Updates)},
		{Tag: "data/games", Value: float64(r.Games)},
		{Tag: "data/positions", Value: float64(r.Positions)},
		{Tag: "speed/steps_per_s", Value: r.StepsPerS},
	}}
	for _, s := range []struct {
		tag   string
		value *float64
	}{
		{"loss/total", r.Loss},
		{"value/mean_q", r.MeanQ},
		{"value/max_q", r.MaxQ},
		{"network/grad_norm", r.GradNorm},
		{"network/dead_units", r.DeadUnits},
		{"return/train", r.TrainReturn},
		{"return/eval", r.EvalReturn},
		{"strength/elo", r.Elo},
	} {
		if s.value != nil {
			e.Scalars = append(e.Scalars, metrics.Scalar{Tag: s.tag, Value: *s.value})
		}
	}
	return e
}

// Summary is the last line of `selfplay train --json`: the last report, with
// the closing evaluation in place of its own.
type Summary struct {
	Report
	Run       string            `json:"run"`
	Weights   string            `json:"weights"`
	Seed      uint64            `json:"seed"`
	Strengths []strength.Result `json:"strengths,omitempty"` // in a world of two seats
}
