package qlearn

import (
	"fmt"

	"github.com/tengen-rl/tengen/selfplay/metrics"
	"github.com/tengen-rl/tengen/selfplay/strength"
)

// WriteReport writes report.html: the run's curves and, if there is one, the
// closing evaluation.
func (r *Run) WriteReport(closing *Summary) error {
	last := r.log.Last()
	p := metrics.Page{
		World: r.config.Game,
		Agent: r.kind.title,
		About: fmt.Sprintf("Preset %s, seed %d, code %s. %s. %d steps of %d, %d episodes, %d updates.",
			r.config.Preset, r.config.Seed, r.config.Version, r.learner.about(), last.Steps, r.config.Steps, last.Games, last.Updates),
	}
	if closing != nil {
		p.Results = closingTable(closing)
	}
	var err error
	if p.Curves, err = metrics.Draw(curves(r.log.Reports())...); err != nil {
		return err
	}
	return p.Write(r.ReportPath())
}

func closingTable(s *Summary) metrics.Table {
	if len(s.Strengths) > 0 {
		return strength.Table(s.Strengths)
	}
	t := metrics.Table{Title: "Closing evaluation", Head: []string{"episodes", "mean return", "95 % interval", "mean length"}}
	if s.EvalReturn != nil {
		t.Rows = [][]string{{
			fmt.Sprint(s.EvalEpisodes), fmt.Sprintf("%.3f", *s.EvalReturn),
			fmt.Sprintf("%.3f to %.3f", *s.EvalLo, *s.EvalHi), fmt.Sprintf("%.1f", s.EvalSteps),
		}}
	}
	return t
}

// curves are what the reports hold over the steps of the world.
func curves(reports []Report) []metrics.Curve {
	of := func(title string, value func(*Report) *float64) metrics.Curve {
		return metrics.Trace(title, "steps", reports, func(r *Report) (float64, *float64) {
			return float64(r.Steps), value(r)
		})
	}
	return []metrics.Curve{
		of("Return in evaluations", func(r *Report) *float64 { return r.EvalReturn }),
		of("Return while training", func(r *Report) *float64 { return r.TrainReturn }),
		of("Loss", func(r *Report) *float64 { return r.Loss }),
		of("Value of chosen actions", func(r *Report) *float64 { return r.MeanQ }),
		of("Share of random actions", func(r *Report) *float64 { return &r.Epsilon }),
		of("Norm of the gradient", func(r *Report) *float64 { return r.GradNorm }),
		of("Share of dead units", func(r *Report) *float64 { return r.DeadUnits }),
		of("Steps a second", func(r *Report) *float64 { return &r.StepsPerS }),
	}
}
