package doctor

import (
	"fmt"
	"math"

	"github.com/tengen-rl/tengen/selfplay/qlearn"
)

// patient is a run that is counted in steps of the world.
type patient struct {
	*qlearn.Config
	reports []qlearn.Report
}

// Steps returns what looks wrong with a run of DQN or its kin. A NaN compares
// false with everything, so that what cannot be judged is not.
func Steps(config *qlearn.Config, reports []qlearn.Report) []Finding {
	p := &patient{config, reports}
	var all []Finding
	for _, diagnosis := range []func(*patient) *Finding{
		lossExplodes, valuesExplode, valuesAtTheEdge, gradientsCut, deadUnits,
		explorationTooShort, learningNotBegun, rewardNeverSeen,
		replayTooSmall, targetStale, forgotten, evaluationsCut,
	} {
		if f := diagnosis(p); f != nil {
			all = append(all, *f)
		}
	}
	return all
}

func (p *patient) series(value func(*qlearn.Report) *float64) series { return of(p.reports, value) }

func loss(r *qlearn.Report) *float64        { return r.Loss }
func maxQ(r *qlearn.Report) *float64        { return r.MaxQ }
func evalReturn(r *qlearn.Report) *float64  { return r.EvalReturn }
func trainReturn(r *qlearn.Report) *float64 { return r.TrainReturn }

// slower names the option of the learning rate and what else calms learning.
func (p *patient) slower() string {
	switch {
	case p.DQN != nil:
		return fmt.Sprintf("lower dqn.train.rate (%g), set dqn.train.max_norm (%g) to 10 or less, dqn.target.loss to \"huber\"", p.DQN.Train.Rate, p.DQN.Train.MaxNorm)
	case p.PQN != nil:
		return fmt.Sprintf("lower pqn.train.rate (%g), set pqn.network.layer_norm = true and pqn.train.max_norm (%g) to 10 or less", p.PQN.Train.Rate, p.PQN.Train.MaxNorm)
	}
	return fmt.Sprintf("lower tabular.alpha_end (%g)", p.Tabular.AlphaEnd)
}

// A loss that is ten times what it was, and did not grow with the values.
func lossExplodes(p *patient) *Finding {
	losses, values := p.series(loss), p.series(maxQ)
	late, before := losses.late(), losses.middle()
	if !(late > 10*before && late > 10*before*values.late()/values.middle()) {
		return nil
	}
	return found("loss explodes", p.slower(), "The loss explodes: %.3g on the mean of the last reports, %.3g before.", late, before)
}

// A value far above what any episode has returned. An estimate may run ahead of
// the returns, but not by so much for so long.
func valuesExplode(p *patient) *Finding {
	values := p.series(maxQ)
	most := max(p.series(trainReturn).largest(), p.series(evalReturn).largest())
	if !(values.late() > 5*most+5) {
		return nil
	}
	advice := p.slower()
	if p.DQN != nil {
		advice = "set dqn.target.double = true and dqn.target.every higher, or " + advice
	}
	return found("values explode", advice, "The values explode: the highest is %.3g on the mean of the last reports, and no episode returned more than %.3g.", values.late(), most)
}

// Values that press against the end of the atoms.
func valuesAtTheEdge(p *patient) *Finding {
	if p.DQN == nil || p.DQN.Network.Head != "categorical" {
		return nil
	}
	high := float64(p.DQN.Network.High)
	if late := p.series(maxQ).late(); late > 0.9*high {
		return found("values at the edge", fmt.Sprintf("raise dqn.network.high (%g) above the highest return", high),
			"The values press against the highest atom: %.3g of %g.", late, high)
	}
	return nil
}

// Gradients of which a tenth or less is let through.
func gradientsCut(p *patient) *Finding {
	if p.DQN == nil || p.DQN.Train.MaxNorm == 0 {
		return nil
	}
	norms := p.series(func(r *qlearn.Report) *float64 { return r.GradNorm })
	if late := norms.late(); late > 10*p.DQN.Train.MaxNorm {
		return found("gradients cut", fmt.Sprintf("raise dqn.train.max_norm (%g), or set dqn.target.clip_reward or dqn.target.rescale if rewards are large", p.DQN.Train.MaxNorm),
			"Nearly all of each gradient is cut off: its norm is %.3g on the mean, %g is let through.", late, p.DQN.Train.MaxNorm)
	}
	return nil
}

// Most of the ReLUs are never awake. Some always sleep: half do in runs that
// learn well.
func deadUnits(p *patient) *Finding {
	dead := p.series(func(r *qlearn.Report) *float64 { return r.DeadUnits })
	if late := dead.late(); late > 0.8 {
		advice := p.slower()
		if p.DQN != nil {
			advice += ", or set dqn.network.layer_norm = true"
		}
		return found("dead units", advice,
			"%.0f %% of the ReLUs are dead: no observation of a batch wakes them.", 100*late)
	}
	return nil
}

// Exploration is over when learning begins.
func explorationTooShort(p *patient) *Finding {
	if p.DQN == nil || p.DQN.Network.Noisy > 0 {
		return nil
	}
	e, warmup := p.DQN.Explore, p.DQN.Replay.Warmup
	if ends := e.From + e.Steps; ends <= warmup {
		return found("exploration too short", fmt.Sprintf("raise dqn.explore.steps (%d) well beyond dqn.replay.warmup (%d), to a tenth of the %d steps or more", e.Steps, warmup, p.Config.Steps),
			"Epsilon has fallen to %g by step %d, and learning begins at step %d: what was learned never chose where to explore.", e.End, ends, warmup)
	}
	return nil
}

// Nothing is learned from.
func learningNotBegun(p *patient) *Finding {
	if p.DQN == nil {
		return nil
	}
	warmup := p.DQN.Replay.Warmup
	last := qlearn.Report{}
	if len(p.reports) > 0 {
		last = p.reports[len(p.reports)-1]
	}
	if warmup < p.Config.Steps && (last.Steps <= 2*warmup || last.Updates > 0) {
		return nil
	}
	return found("learning never begins", fmt.Sprintf("lower dqn.replay.warmup (%d) or dqn.train.batch (%d), or raise steps (%d)", warmup, p.DQN.Train.Batch, p.Config.Steps),
		"There was no update in %d steps, of %d planned.", last.Steps, p.Config.Steps)
}

// No reward in a twentieth of the run, and several reports.
func rewardNeverSeen(p *patient) *Finding {
	if len(p.reports) < 3 {
		return nil
	}
	last := p.reports[len(p.reports)-1]
	if last.Steps < p.Config.Steps/20 {
		return nil
	}
	for _, r := range p.reports {
		if r.Rewarded > 0 {
			return nil
		}
	}
	advice := "start tabular.initial above what can be earned, or raise tabular.decay_steps, so that more is tried"
	switch {
	case p.DQN != nil:
		advice = fmt.Sprintf("raise dqn.explore.end (%g) and dqn.explore.steps (%d), try dqn.network.noisy = 0.5, or begin with an easier world of the kind", p.DQN.Explore.End, p.DQN.Explore.Steps)
	case p.PQN != nil:
		advice = fmt.Sprintf("raise pqn.explore.end (%g) and pqn.explore.steps (%d), or begin with an easier world of the kind", p.PQN.Explore.End, p.PQN.Explore.Steps)
	}
	return found("reward never seen", advice, "No step of %d, in %d episodes, earned anything but 0: there is nothing to learn from yet.", last.Steps, last.Games)
}

// A step of the world is learned from more than a hundred times, or batches
// repeat themselves.
func replayTooSmall(p *patient) *Finding {
	if p.DQN == nil || p.DQN.Network.Cell != "" {
		return nil
	}
	t, capacity := p.DQN.Train, p.DQN.Replay.Capacity
	uses := float64(t.Batch) * float64(t.Updates) / float64(t.Every)
	switch {
	case uses > 100:
		return found("replay too small for the ratio", fmt.Sprintf("raise dqn.train.every (%d), or lower dqn.train.updates (%d) or dqn.train.batch (%d)", t.Every, t.Updates, t.Batch),
			"Every step of the world is learned from %.0f times before it is dropped: values fit the replay, not the world.", uses)
	case capacity < 20*t.Batch:
		return found("replay too small for the ratio", fmt.Sprintf("raise dqn.replay.capacity (%d) to a hundred batches or more", capacity),
			"The replay holds %.1f batches: one is much like the next.", float64(capacity)/float64(t.Batch))
	}
	return nil
}

// The target network is copied fewer than ten times in the run.
func targetStale(p *patient) *Finding {
	if p.DQN == nil || p.DQN.Target.Rate < 1 {
		return nil
	}
	clock := p.Config.Steps
	if p.DQN.Target.Unit == "updates" {
		clock = max(0, p.Config.Steps-p.DQN.Replay.Warmup) / p.DQN.Train.Every * p.DQN.Train.Updates
	}
	if copies := clock / p.DQN.Target.Every; copies < 10 {
		return found("target stale", fmt.Sprintf("lower dqn.target.every (%d %s)", p.DQN.Target.Every, p.DQN.Target.Unit),
			"The target network takes in what was learned %d times in the whole run: values travel back one such time a step.", copies)
	}
	return nil
}

// What was once learned is lost: the last evaluations are nearer to the first
// ones than to the best.
func forgotten(p *patient) *Finding {
	evals := p.series(evalReturn)
	late := evals.late()
	if math.IsNaN(late) {
		return nil
	}
	first, best, at := mean(evals[:2]), evals[0], 0
	generation := 0
	for _, r := range p.reports {
		if r.EvalReturn != nil && *r.EvalReturn > best {
			best, at, generation = *r.EvalReturn, r.Steps, r.Generation
		}
	}
	if !(late-first < 0.5*(best-first)) || best == first {
		return nil
	}
	return found("forgotten", fmt.Sprintf("play the weights of that time, %s:RUN@%d; to train again: %s", p.Agent, generation, p.slower()),
		"It knew more once: evaluations returned %.3g at step %d, and %.3g on the mean of the last ones.", best, at, late)
}

// Evaluations that never end by themselves.
func evaluationsCut(p *patient) *Finding {
	cut, all := 0, 0
	for _, r := range p.reports {
		cut += r.EvalCapped
		all += r.EvalEpisodes
	}
	if all == 0 || 2*cut < all {
		return nil
	}
	return found("evaluations cut off", fmt.Sprintf("raise evaluate.max_steps (%d), or play a world with a limit of its own", p.Evaluate.MaxSteps),
		"%d of %d episodes of evaluations were broken off: what they would have returned is not known.", cut, all)
}
