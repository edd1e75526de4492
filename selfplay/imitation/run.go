package imitation

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"sync"
	"time"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/search"
	"github.com/tengen-rl/tengen/selfplay/metrics"
	"github.com/tengen-rl/tengen/selfplay/rundir"
)

// Options is what a run's result does not depend on.
type Options struct {
	Threads int              // at least 1
	Now     func() time.Time // the clock of reports
	Report  func(*Report)    // called after every measurement
}

// Run is a training run on games of others. A measurement makes a generation
// of weights; once training has ended, the newest weights are the best ones.
// It is a function of its config and the games, whatever its options are and
// however often it was stopped: what was learned since the last measurement is
// then learned again.
type Run struct {
	folder  Folder
	config  Config
	options Options
	game    envs.Game
	archive *archive
	learner *alphazero.Learner
	metrics *metrics.Log[Report]
	lock    *os.File
	started time.Time

	generation int // weights that stand in the folder
	best       int // generation of the smallest loss on the games held out
	bestHeld   Held
	done       bool

	mu     sync.Mutex // of status
	status Status
}

// Status is a run at one moment.
type Status struct {
	Generation        int // of the last measurement
	Steps, TotalSteps int
	Loss              alphazero.Loss // of the last step
	Held              Held           // of the last measurement
}

// Check returns an error if the games of a valid config cannot be read, or do
// not suffice.
func Check(config Config) error {
	game, err := catalog.Game(config.Game)
	if err != nil {
		return err
	}
	_, err = read(game, &config)
	return err
}

// Start begins or resumes the run in folder.
func Start(folder Folder, config Config, options Options) (*Run, error) {
	game, err := catalog.Game(config.Game)
	if err != nil {
		return nil, err
	}
	archive, err := read(game, &config)
	if err != nil {
		return nil, err
	}
	lock, err := folder.Lock()
	if err != nil {
		return nil, err
	}
	r := &Run{folder: folder, config: config, options: options, game: game, archive: archive, lock: lock, started: options.Now()}
	if err := r.restore(); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return r, nil
}

// Close ends the run's hold of its folder.
func (r *Run) Close() error { return errors.Join(r.metrics.Close(), r.lock.Close()) }

// restore brings the run to what its folder holds.
func (r *Run) restore() error {
	if err := r.folder.Prepare("weights", "state"); err != nil {
		return err
	}
	var err error
	if r.generation, err = r.folder.NewestState(stateSuffix); err != nil {
		return err
	}
	if r.generation < 0 {
		r.generation = 0
		r.newLearner(alphazero.NewNet(r.game, r.config.shape(), seed.Stream(r.config.Seed)))
		err = r.save()
	} else {
		err = r.reload()
	}
	if err != nil {
		return err
	}
	r.metrics, err = metrics.Open(r.folder.Dir, func(p *Report) bool { return p.Generation <= r.generation }, (*Report).event)
	if err != nil {
		return err
	}
	for _, p := range r.metrics.Reports() {
		if p.Best {
			r.best, r.bestHeld = p.Generation, p.Held
		}
	}
	r.status = Status{Generation: r.generation, Steps: r.learner.Steps(), TotalSteps: r.maxSteps(), Held: r.metrics.Last().Held}
	return nil
}

// reload reads the newest weights and their state.
func (r *Run) reload() error {
	net, err := alphazero.Load(r.game, r.folder.String(), r.generation)
	if err != nil {
		return err
	}
	file := r.folder.stateFile(r.generation)
	state, counters, err := nets.LoadTensors(file)
	if err != nil {
		return err
	}
	if digest := fmt.Sprintf("%016x", r.archive.digest); counters["games"] != digest {
		return fmt.Errorf("%s: the games of %v are not those that the run began with (%s, not %s)", r.folder, r.config.From, digest, counters["games"])
	}
	r.done = counters["done"] == "true"
	r.newLearner(net)
	if err := r.learner.Restore(state, len(r.archive.train.samples)); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

func (r *Run) newLearner(net *nets.PolicyValue) {
	t := r.config.Train
	r.learner = alphazero.NewLearner(r.game, net, alphazero.Learning{
		Window:      len(r.archive.train.samples),
		Batch:       t.Batch,
		MicroBatch:  t.MicroBatch,
		Optimizer:   alphazero.Adam,
		WeightDecay: float32(t.WeightDecay),
		ValueWeight: t.ValueWeight,
		MaxNorm:     t.MaxNorm,
		Symmetries:  t.Symmetries,
		Threads:     r.options.Threads,
	})
	r.learner.AddSamples(r.archive.train.samples)
}

// save writes the weights of the generation that the run has reached, then its
// state.
func (r *Run) save() error {
	if err := alphazero.Save(r.learner.Net(), r.game, r.folder.String(), r.generation, search.DefaultConfig()); err != nil {
		return err
	}
	return r.folder.commit(r.generation, r.learner.State(), map[string]string{
		"games": fmt.Sprintf("%016x", r.archive.digest),
		"done":  fmt.Sprint(r.done),
	})
}

// maxSteps is how many steps the passes are that the config allows.
func (r *Run) maxSteps() int {
	return int(math.Ceil(r.config.MaxPasses * float64(len(r.archive.train.samples)) / float64(r.config.Train.Batch)))
}

// Train learns until the network no longer gets better on the games held out,
// or has seen all games as often as the config says. If the context ends
// first, its cause is returned.
func (r *Run) Train(ctx context.Context) error {
	for !r.done {
		over := r.learner.Steps() >= r.maxSteps() || r.generation > 0 && r.generation-r.best >= r.config.Patience
		next := r.advance
		if over {
			next = r.finish
		}
		if err := next(ctx); err != nil {
			if cause := context.Cause(ctx); cause != nil && errors.Is(err, ctx.Err()) {
				return cause
			}
			return err
		}
	}
	return nil
}

// advance learns up to the next measurement and makes it.
func (r *Run) advance(ctx context.Context) error {
	report := &Report{Generation: r.generation + 1}
	if err := r.learn(ctx, report); err != nil {
		return err
	}
	answers := alphazero.Answers(r.learner.Net(), r.archive.held.samples, r.options.Threads)
	report.Held = r.archive.held.measure(answers, float64(r.config.Train.ValueWeight))
	if !(report.Loss < math.MaxFloat64) {
		return fmt.Errorf("training diverged after %d steps: the loss is not finite; lower train.learning_rate or set train.max_norm", r.learner.Steps())
	}
	if report.Best = r.best == 0 || report.Loss < r.bestHeld.Loss; report.Best {
		r.best, r.bestHeld = report.Generation, report.Held
	}
	return r.publish(report)
}

// learn takes the steps up to the next measurement.
func (r *Run) learn(ctx context.Context, report *Report) error {
	steps := min(r.config.ReportEvery, r.maxSteps()-r.learner.Steps())
	rng := seed.Stream(r.config.Seed, uint64(r.generation))
	for range steps {
		if err := ctx.Err(); err != nil {
			return err
		}
		loss, err := r.learner.Step(r.rate(), rng)
		if err != nil {
			return err
		}
		report.PolicyLoss += loss.Policy / float64(steps)
		report.ValueLoss += loss.Value / float64(steps)
		r.tell(func(s *Status) { s.Steps, s.Loss = r.learner.Steps(), loss })
	}
	return nil
}

// rate is half a cosine over the steps that the config allows.
func (r *Run) rate() float32 {
	t, done := r.config.Train, float64(r.learner.Steps())/float64(r.maxSteps())
	falling := (1 + math.Cos(math.Pi*min(1, done))) / 2
	return float32(t.FinalLearningRate + (t.LearningRate-t.FinalLearningRate)*falling)
}

// finish makes the best weights the newest ones.
func (r *Run) finish(context.Context) error {
	r.done = true
	if r.best == r.generation {
		return r.save()
	}
	best, err := alphazero.Load(r.game, r.folder.String(), r.best)
	if err != nil {
		return err
	}
	for i, p := range r.learner.Net().Params() {
		copy(p.Value.Data, best.Params()[i].Value.Data)
	}
	last := r.metrics.Last()
	return r.publish(&Report{
		Generation: r.generation + 1,
		PolicyLoss: last.PolicyLoss, ValueLoss: last.ValueLoss,
		Held: r.bestHeld,
	})
}

// publish writes a report and the weights that it is of.
func (r *Run) publish(report *Report) error {
	report.Steps = r.learner.Steps()
	report.Passes = float64(report.Steps) * float64(r.config.Train.Batch) / float64(len(r.archive.train.samples))
	report.Seconds = r.options.Now().Sub(r.started).Seconds()
	r.generation = report.Generation
	// The report before the commit: one without its generation is dropped when
	// the run is resumed.
	if err := r.metrics.Add(report); err != nil {
		return err
	}
	if err := r.save(); err != nil {
		return err
	}
	r.tell(func(s *Status) { s.Generation, s.Held = r.generation, report.Held })
	r.options.Report(report)
	return nil
}

func (r *Run) tell(change func(*Status)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(&r.status)
}

// Status tells where the run is. It may be called from another goroutine
// while the run trains.
func (r *Run) Status() Status {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.status
}

// Config returns the knobs of the run.
func (r *Run) Config() Config { return r.config }

// Folder returns where the run is kept.
func (r *Run) Folder() string { return r.folder.String() }

// ReportPath returns the page that WriteReport writes.
func (r *Run) ReportPath() string { return r.folder.Path(rundir.ReportName) }

// Network describes the network in a few words.
func (r *Run) Network() string {
	c := r.learner.Net().Config()
	return fmt.Sprintf("%d blocks of %d channels, %d parameters", c.Blocks, c.Channels, nets.Count(r.learner.Net().Params()))
}

// Summary is the last line of `selfplay imitate --json`.
type Summary struct {
	Report
	Run           string `json:"run"`
	Weights       string `json:"weights"` // the best ones, once training has ended
	Seed          uint64 `json:"seed"`
	Games         int    `json:"games"`
	Positions     int    `json:"positions"`
	HeldGames     int    `json:"held_games"`
	HeldPositions int    `json:"held_positions"`
	Skipped       int    `json:"skipped"` // games of which nobody knows who won
}

// Summary tells what the run has come to.
func (r *Run) Summary() Summary {
	a := r.archive
	return Summary{
		Report: r.metrics.Last(), Run: r.Folder(), Weights: alphazero.WeightsFile(r.Folder(), r.generation), Seed: r.config.Seed,
		Games: a.train.games, Positions: len(a.train.samples),
		HeldGames: a.held.games, HeldPositions: len(a.held.samples), Skipped: a.skipped,
	}
}
