package dqn

import (
	"errors"
	"fmt"

	"github.com/tengen-rl/tengen/envs"
)

// Check reports the first knob that is out of its range, or does not go with
// another or with the world.
func (c Config) Check(game envs.Game) error {
	spec := game.Spec()
	if spec.Players > 1 && c.SelfPlay.Pool == 0 {
		return fmt.Errorf("%s has %d seats and no opponent is named: set selfplay.pool to play against past selves, or give it one (agents.Versus)", spec.Name, spec.Players)
	}
	if _, ok := game.(envs.Symmetric); c.Replay.Symmetries && !ok {
		return fmt.Errorf("replay.symmetries at %s, which nothing may be turned or mirrored in: it has no such board, or an opponent that might play the image otherwise; set it to false", spec.Name)
	}
	if c.Replay.Symmetries && c.Network.Cell != "" {
		return fmt.Errorf("replay.symmetries with network.cell %q; it goes with a network without memory", c.Network.Cell)
	}
	for _, err := range []error{c.Network.check(spec), c.checkRanges(), c.Target.check(c.Network), c.Replay.check(c), c.Train.check()} {
		if err != nil {
			return err
		}
	}
	return nil
}

// checkRanges reports a number out of its range.
func (c Config) checkRanges() error {
	t, e, r, n, s := c.Target, c.Explore, c.Replay, c.Train, c.SelfPlay
	const many = 1 << 30
	for _, k := range []struct {
		key           string
		value, lo, hi float64
	}{
		{"target.gamma", float64(t.Gamma), 0, 1},
		{"target.steps", float64(t.Steps), 1, 1000},
		{"target.every", float64(t.Every), 1, many},
		{"target.rate", float64(t.Rate), 1e-6, 1},
		{"explore.start", e.Start, 0, 1},
		{"explore.end", e.End, 0, 1},
		{"explore.from", float64(e.From), 0, many},
		{"explore.steps", float64(e.Steps), 0, many},
		{"replay.capacity", float64(r.Capacity), 1, many},
		{"replay.warmup", float64(r.Warmup), 0, many},
		{"replay.burn_in", float64(r.BurnIn), 0, 1e6},
		{"replay.trace", float64(r.Trace), 0, 1e6},
		{"replay.period", float64(r.Period), 0, 1e6},
		{"train.actors", float64(n.Actors), 1, 65536},
		{"train.every", float64(n.Every), 1, many},
		{"train.updates", float64(n.Updates), 1, many},
		{"train.batch", float64(n.Batch), 1, 1 << 20},
		{"train.micro_batch", float64(n.MicroBatch), 0, 1 << 20},
		{"train.rate", n.Rate, 0, 100},
		{"train.rate_steps", float64(n.RateSteps), 0, many},
		{"train.epsilon", n.Epsilon, 0, 1},
		{"train.decay", n.Decay, 0, 1},
		{"train.max_norm", n.MaxNorm, 0, 1e9},
		{"selfplay.pool", float64(s.Pool), 0, 1e6},
		{"selfplay.every", float64(s.Every), 0, many},
		{"selfplay.newest", s.Newest, 0, 1},
		{"selfplay.epsilon", s.Epsilon, 0, 1},
	} {
		if !(k.value >= k.lo && k.value <= k.hi) { // catches NaN, too
			return fmt.Errorf("%s is %v; it should be between %v and %v", k.key, k.value, k.lo, k.hi)
		}
	}
	if s.Pool > 0 && s.Every == 0 {
		return errors.New("selfplay.every is 0; with a pool of past selves it should be at least 1")
	}
	return nil
}

func (t Target) check(n Network) error {
	switch {
	case t.Loss != Huber && t.Loss != MSE:
		return fmt.Errorf("target.loss is %q; it should be %q or %q", t.Loss, Huber, MSE)
	case t.Unit != Steps && t.Unit != Updates:
		return fmt.Errorf("target.unit is %q; it should be %q or %q", t.Unit, Steps, Updates)
	case t.Rescale && n.Head == Categorical:
		return fmt.Errorf("target.rescale with a %q head, whose atoms stand where they are; it goes with %q and %q", Categorical, Scalar, Quantile)
	case !t.Munchausen:
		return nil
	case t.Double || t.Steps != 1 || n.Cell != "":
		return errors.New("target.munchausen goes with target.steps = 1, without target.double and network.cell: its target has a bonus for one action and a soft value, no best action")
	case !(t.Temperature > 0 && t.Scale >= 0 && t.Scale <= 1 && t.Floor <= 0):
		return fmt.Errorf("target.munchausen with temperature %g, scale %g and floor %g; want more than 0, 0 to 1, and at most 0", t.Temperature, t.Scale, t.Floor)
	}
	return nil
}

func (r Replay) check(c Config) error {
	if r.Prioritized && !(r.Alpha >= 0 && r.Alpha <= 1 && r.Beta >= 0 && r.Beta <= 1 && r.BetaUpdates >= 0 && r.MinPriority > 0) {
		return fmt.Errorf("replay.prioritized with alpha %g, beta %g over %d updates and min_priority %g; want 0 to 1, 0 to 1, at least 0, and more than 0",
			r.Alpha, r.Beta, r.BetaUpdates, r.MinPriority)
	}
	if c.Network.Cell != "" && (r.Trace < 1 || r.Period < 1) {
		return fmt.Errorf("replay.trace is %d and replay.period %d; with network.cell %q both should be at least 1", r.Trace, r.Period, c.Network.Cell)
	}
	if c.Network.Cell == "" && (r.Trace > 0 || r.Period > 0 || r.BurnIn > 0) {
		return fmt.Errorf("replay.trace is %d, replay.period %d and replay.burn_in %d; without network.cell all should be 0", r.Trace, r.Period, r.BurnIn)
	}
	if least := (c.window() + r.BurnIn + 1) * c.Train.Actors; r.Capacity <= least {
		return fmt.Errorf("replay.capacity is %d; with %d actors and windows of %d steps it should be more than %d", r.Capacity, c.Train.Actors, c.window(), least)
	}
	return nil
}

// window is the number of steps that are learned from together.
func (c Config) window() int {
	if c.Network.Cell != "" {
		return c.Replay.Trace
	}
	return c.Target.Steps
}

func (t Train) check() error {
	switch t.Optimizer {
	case Adam, RMSProp, RAdam:
		return nil
	}
	return fmt.Errorf("train.optimizer is %q; it should be %q, %q or %q", t.Optimizer, Adam, RMSProp, RAdam)
}
