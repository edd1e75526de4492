package doctor

import (
	"fmt"
	"math"

	"github.com/tengen-rl/tengen/selfplay"
)

// player is a run of AlphaZero.
type player struct {
	*selfplay.Config
	reports []selfplay.Report
}

// Generations returns what looks wrong with a run of AlphaZero.
func Generations(config *selfplay.Config, reports []selfplay.Report) []Finding {
	p := &player{config, reports}
	var all []Finding
	for _, diagnosis := range []func(*player) *Finding{
		policyLossExplodes, valueLossExplodes, entropyGone, windowTooSmall, windowTooOld, learnedTooOften, learnedTooLittle, weaker, gamesAreShort,
	} {
		if f := diagnosis(p); f != nil {
			all = append(all, *f)
		}
	}
	return all
}

func (p *player) series(value func(*selfplay.Report) float64) series {
	return of(p.reports, func(r *selfplay.Report) *float64 { v := value(r); return &v })
}

func (p *player) slower() string {
	return fmt.Sprintf("lower train.learning_rate (%g), or train.max_norm (%g) to 5 or less", p.Train.LearningRate, p.Train.MaxNorm)
}

// A loss that has doubled: cross-entropies and squared errors do not grow in
// the course of a sound run, whose targets become surer.
func policyLossExplodes(p *player) *Finding {
	losses := p.series(func(r *selfplay.Report) float64 { return r.PolicyLoss })
	if late, before := losses.late(), losses.middle(); late > 2*before {
		return found("loss explodes", p.slower(), "The policy's loss explodes: %.3g on the mean of the last generations, %.3g before.", late, before)
	}
	return nil
}

func valueLossExplodes(p *player) *Finding {
	losses := p.series(func(r *selfplay.Report) float64 { return r.ValueLoss })
	if late, before := losses.late(), losses.middle(); late > 2*before {
		return found("loss explodes", p.slower(), "The value's loss explodes: %.3g on the mean of the last generations, %.3g before.", late, before)
	}
	return nil
}

// A policy that is sure of one move everywhere.
func entropyGone(p *player) *Finding {
	entropy := p.series(func(r *selfplay.Report) float64 { return r.Entropy })
	if late := entropy.late(); late < 0.05 {
		return found("entropy gone", fmt.Sprintf("raise selfplay.temperature_plies (%d), selfplay.dirichlet_fraction (%g) or selfplay.random_share (%g)",
			p.SelfPlay.TemperaturePlies, p.SelfPlay.DirichletFraction, p.SelfPlay.RandomShare),
			"The policy's entropy is gone: %.3f nats on the mean of the last generations. Games repeat themselves.", late)
	}
	return nil
}

// The window holds less than two generations.
func windowTooSmall(p *player) *Finding {
	if len(p.reports) < 2 {
		return nil
	}
	last, before := p.reports[len(p.reports)-1], p.reports[len(p.reports)-2]
	fresh := last.Positions - before.Positions
	if p.Train.Window >= 2*fresh {
		return nil
	}
	return found("replay too small for the ratio", fmt.Sprintf("raise train.window (%d) to five generations or more", p.Train.Window),
		"The window holds %.1f generations of %d positions: the network follows its newest games only.", float64(p.Train.Window)/float64(fresh), fresh)
}

// A position is learned from more than thirty times when it is new.
func learnedTooOften(p *player) *Finding {
	if p.Train.Passes <= 30 {
		return nil
	}
	return found("learned too often", fmt.Sprintf("lower train.passes (%g), or raise selfplay.games (%d)", p.Train.Passes, p.SelfPlay.Games),
		"Every position is learned from %g times in the generation that made it: the network learns games by heart.", p.Train.Passes)
}

// The window reaches back over more than half of a long run, to games of a much
// weaker player.
func windowTooOld(p *player) *Finding {
	if len(p.reports) < 40 {
		return nil
	}
	last, before := p.reports[len(p.reports)-1], p.reports[len(p.reports)-2]
	fresh := last.Positions - before.Positions
	age := float64(min(p.Train.Window, last.Positions)) / float64(max(1, fresh))
	if age <= float64(len(p.reports))/2 {
		return nil
	}
	return found("window too old", fmt.Sprintf("lower train.window (%d), or let it grow from train.window_start (%d)", p.Train.Window, p.Train.WindowStart),
		"The window reaches back %.0f of %d generations, to games of a much weaker player.", age, len(p.reports))
}

// Positions were learned from less than half as often as the config says.
func learnedTooLittle(p *player) *Finding {
	if len(p.reports) < enough {
		return nil
	}
	last := p.reports[len(p.reports)-1]
	ratio := float64(last.Steps) * float64(p.Train.Batch) / float64(max(1, last.Positions))
	if ratio >= p.Train.Passes/2 {
		return nil
	}
	return found("learned too little", fmt.Sprintf("lower train.min_positions (%d), or raise max_steps (%d)", p.Train.MinPositions, p.MaxSteps),
		"A position was learned from %.2f times on average, not the %g that train.passes asks for.", ratio, p.Train.Passes)
}

// The last matches went worse than the best by more than their intervals.
func weaker(p *player) *Finding {
	var best *selfplay.Report
	var last *selfplay.Report
	for i := range p.reports {
		r := &p.reports[i]
		if r.Elo == nil || r.EloLo == nil || r.EloHi == nil {
			continue
		}
		if last = r; best == nil || *r.Elo > *best.Elo {
			best = r
		}
	}
	if last == nil || last == best || *last.EloHi >= *best.EloLo {
		return nil
	}
	return found("forgotten", fmt.Sprintf("play the weights of that time, az:RUN@%d; to train again: %s", best.Generation, p.slower()),
		"It was stronger once: Elo %+.0f after generation %d, %+.0f after generation %d.", *best.Elo, best.Generation, *last.Elo, last.Generation)
}

// Games shrink to a fifth of their length at first.
func gamesAreShort(p *player) *Finding {
	var lengths series
	games, positions := 0, 0
	for _, r := range p.reports {
		if r.Games > games {
			lengths = append(lengths, float64(r.Positions-positions)/float64(r.Games-games))
		}
		games, positions = r.Games, r.Positions
	}
	if late := lengths.late(); !math.IsNaN(late) && late < lengths[0]/5 {
		return found("games too short", fmt.Sprintf("raise selfplay.random_share (%g) or selfplay.dirichlet_fraction (%g): one trap decides every game", p.SelfPlay.RandomShare, p.SelfPlay.DirichletFraction),
			"Games have shrunk from %.1f learned positions to %.1f.", lengths[0], late)
	}
	return nil
}
