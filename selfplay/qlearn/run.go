package qlearn

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/generation"
	"github.com/tengen-rl/tengen/selfplay/metrics"
	"github.com/tengen-rl/tengen/selfplay/rundir"
)

// Options is what a run's result does not depend on.
type Options struct {
	Threads int              // at least 1
	Now     func() time.Time // the clock of rates and reports
	Report  func(*Report)    // called after every report
}

// Run is a training run: its learner plays and learns, and everything is
// written down in its folder. It is a function of its config, whatever its
// options are and however often it was stopped.
type Run struct {
	folder  Folder
	config  Config
	options Options
	game    envs.Game // as the arena knows it
	kind    *kind
	learner learner
	log     *metrics.Log[Report]
	lock    *os.File

	at        counters
	committed int // steps of the world at the last checkpoint
	started   time.Time
	progress  progress
}

// Start begins or resumes the run in folder.
func Start(folder Folder, config Config, options Options) (*Run, error) {
	game, err := config.game()
	if err != nil {
		return nil, err
	}
	k, err := kindOf(config.Agent)
	if err != nil {
		return nil, err
	}
	lock, err := folder.Lock()
	if err != nil {
		return nil, err
	}
	r := &Run{folder: folder, config: config, options: options, game: game, kind: k, lock: lock, started: options.Now()}
	if err := r.restore(); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return r, nil
}

// Close ends the run's hold of its folder.
func (r *Run) Close() error { return errors.Join(r.log.Close(), r.lock.Close()) }

// restore brings the run to what its folder holds.
func (r *Run) restore() error {
	if err := r.folder.prepare(); err != nil {
		return err
	}
	var err error
	if r.learner, err = r.config.newLearner(r.game, r.options.Threads); err != nil {
		return err
	}
	newest, err := r.folder.newestState()
	if err != nil {
		return err
	}
	if newest < 0 {
		err = r.begin()
	} else {
		err = r.reload(newest)
	}
	if err != nil {
		return err
	}
	r.progress.begin(r.learner.Steps(), r.config.Steps, r.started)
	r.log, err = metrics.Open(r.folder.Dir, func(p *Report) bool { return p.Generation <= r.at.Generation }, (*Report).event)
	return err
}

// begin writes the untrained weights.
func (r *Run) begin() error {
	if _, err := os.Stat(r.weightsFile(1)); err == nil {
		return fmt.Errorf("%s has weights but no state: the run cannot go on", r.folder)
	}
	if err := r.saveWeights(); err != nil {
		return err
	}
	return r.commit()
}

func (r *Run) reload(steps int) error {
	file := r.folder.stateFile(steps)
	var err error
	if r.at, err = readState(file, r.learner); err != nil {
		return err
	}
	if got := r.learner.Steps(); got != steps {
		return fmt.Errorf("%s is of step %d", file, got)
	}
	r.committed = steps
	return nil
}

// Train plays and learns until the config's steps are done. If the context
// ends first, everything is saved as it stands and its cause returned.
func (r *Run) Train(ctx context.Context) error {
	err := r.train(ctx)
	if cause := context.Cause(ctx); cause != nil && (err == nil || errors.Is(err, ctx.Err())) {
		if !r.done() {
			err = cause
		}
		return errors.Join(err, r.commit())
	}
	return err
}

func (r *Run) train(ctx context.Context) error {
	for {
		if due(r.at.Reported, r.learner.Steps(), r.config.ReportEvery) || r.ending() {
			if err := r.report(ctx); err != nil {
				return err
			}
		}
		if due(r.committed, r.learner.Steps(), r.config.CheckpointEvery) || r.done() {
			if err := r.commit(); err != nil {
				return err
			}
		}
		if r.done() {
			return nil
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.advance(); err != nil {
			return err
		}
	}
}

// due reports whether a multiple of every lies behind now that did not lie
// behind last.
func due(last, now, every int) bool { return now/every > last/every }

func (r *Run) done() bool { return r.learner.Steps() >= r.config.Steps }

// ending reports whether the last report is still to come.
func (r *Run) ending() bool { return r.done() && r.at.Reported < r.learner.Steps() }

// chunk is how many steps of the world go by before the run looks up: whether
// it should stop, and how far it is.
const chunk = 200

// advance lets the learner go on a little, at most to where a report or a
// checkpoint is due. The result does not depend on where it stops.
func (r *Run) advance() error {
	steps := r.learner.Steps()
	until := min(steps+chunk, r.config.Steps, next(steps, r.config.ReportEvery), next(steps, r.config.CheckpointEvery))
	begun := r.options.Now()
	// Not the caller's context: it would stop between two calls' boundaries.
	if err := r.learner.Advance(context.Background(), until); err != nil {
		return fmt.Errorf("after step %d: %w", steps, err)
	}
	t := r.learner.tally()
	t.Seconds = r.options.Now().Sub(begun).Seconds()
	r.at.Updates += t.Updates
	r.at.Games += t.Episodes
	r.at.Stretch.add(t)
	if !t.finite() {
		return fmt.Errorf("training diverged by step %d: its numbers are not finite; lower the learning rate or limit the norm of the gradient", r.learner.Steps())
	}
	r.progress.advance(r.learner.Steps(), t.Seconds, &r.at.Stretch)
	return nil
}

// next returns the first multiple of every after steps.
func next(steps, every int) int { return (steps/every + 1) * every }

// report measures the agent if that is due, and writes its weights and a line
// about the stretch that ends here.
func (r *Run) report(ctx context.Context) error {
	steps := r.learner.Steps()
	report := newReport(&r.at.Stretch)
	report.Steps, report.Updates, report.Games = steps, r.at.Updates, r.at.Games
	report.Generation = r.at.Generation + 1
	e := r.config.Evaluate
	if e.Every > 0 && due(r.at.Reported, steps, e.Every) {
		m := measurement{who: r.entrant(), episodes: e.Episodes, opponents: e.Opponents[:min(1, len(e.Opponents))], seed: evaluationStream}
		if _, err := r.measure(ctx, report, m); err != nil {
			return err // also if the context has ended: the report is made when the run goes on
		}
	}
	report.Seconds = r.options.Now().Sub(r.started).Seconds()
	r.at.Generation++
	r.at.Reported = steps
	r.at.Stretch = Tally{Epsilon: report.Epsilon, Replay: report.Positions}
	if err := r.saveWeights(); err != nil {
		return err
	}
	if err := r.keepBest(report); err != nil {
		return err
	}
	if err := r.log.Add(report); err != nil {
		return r.halted(err)
	}
	r.progress.reported(report)
	r.options.Report(report)
	return nil
}

// weightsFile returns the path of what was learned by a generation.
func (r *Run) weightsFile(number int) string {
	return generation.File(r.folder.String(), number, r.kind.weights)
}

// keepBest sets the weights apart if no evaluation came off better than that of
// the report.
func (r *Run) keepBest(report *Report) error {
	if report.EvalReturn == nil || r.at.Best != nil && *report.EvalReturn < *r.at.Best {
		return nil
	}
	r.at.Best, r.at.BestGeneration = report.EvalReturn, report.Generation
	if r.config.Evaluate.Keep != keepBest {
		return nil
	}
	return r.writeWeights(generation.Best(r.folder.String(), r.kind.weights))
}

// saveWeights writes the weights of the generation at hand.
func (r *Run) saveWeights() error { return r.writeWeights(r.weightsFile(r.at.Generation)) }

func (r *Run) writeWeights(path string) error {
	return r.halted(r.learner.SaveWeights(path, map[string]string{
		"agent":      r.config.Agent,
		"generation": fmt.Sprint(r.at.Generation),
		"steps":      fmt.Sprint(r.learner.Steps()),
	}))
}

// commit writes a checkpoint and removes the one before.
func (r *Run) commit() error {
	steps := r.learner.Steps()
	file := r.folder.stateFile(steps)
	if err := writeState(file, &r.at, r.learner); err != nil {
		return r.halted(err)
	}
	r.committed = steps
	return r.folder.removeStates(steps)
}

// halted tells, of an error of the disk, what stands.
func (r *Run) halted(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("the run stops at step %d: %w; the checkpoint of step %d is whole, and `selfplay resume %s` goes on from it once the disk takes files again",
		r.learner.Steps(), err, r.committed, r.folder)
}

// Evaluate measures the agent of the run, its last or its best weights as the
// config says, in the episodes or games of the closing evaluation, which no
// evaluation before has seen, and keeps the result in the folder.
func (r *Run) Evaluate(ctx context.Context) (Summary, error) {
	e := r.config.Evaluate
	s := Summary{
		Report:  r.log.Last(),
		Run:     r.folder.String(),
		Weights: r.weightsFile(r.at.Generation),
		Seed:    r.config.Seed,
	}
	s.Generation, s.Steps, s.Updates, s.Games = r.at.Generation, r.learner.Steps(), r.at.Updates, r.at.Games
	s.EvalReturn, s.EvalLo, s.EvalHi, s.Elo = nil, nil, nil, nil
	s.EvalEpisodes, s.EvalSteps, s.EvalCapped = 0, 0, 0
	m := measurement{who: r.entrant(), episodes: e.FinalEpisodes, opponents: e.Opponents, seed: closingStream}
	if e.Keep == keepBest && r.at.Best != nil {
		s.Weights, s.Generation = generation.Best(r.folder.String(), r.kind.weights), r.at.BestGeneration
		m.who = r.entrantOf(s.Weights)
	}
	var err error
	s.Strengths, err = r.measure(ctx, &s.Report, m)
	s.StepsPerS = r.progress.overall()
	s.Seconds = r.options.Now().Sub(r.started).Seconds()
	if err != nil {
		return s, err
	}
	return s, r.folder.writeClosing(&s)
}

// Config returns the knobs of the run.
func (r *Run) Config() Config { return r.config }

// Folder returns where the run is kept.
func (r *Run) Folder() string { return r.folder.String() }

// ReportPath returns the page that WriteReport writes.
func (r *Run) ReportPath() string { return r.folder.Path(rundir.ReportName) }

// Steps returns the steps of the world so far.
func (r *Run) Steps() int { return r.learner.Steps() }

// About describes the learner in a few words.
func (r *Run) About() string { return r.learner.about() }

// Status tells where the run is. It may be called from another goroutine
// while the run trains.
func (r *Run) Status() Status { return r.progress.status(r.options.Now()) }
