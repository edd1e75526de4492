package selfplay

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/replay/shard"
	"github.com/tengen-rl/tengen/selfplay/metrics"
	"github.com/tengen-rl/tengen/selfplay/rundir"
)

// Options is what a run's result does not depend on.
type Options struct {
	Threads int              // at least 1
	Now     func() time.Time // the clock of rates and reports
	Report  func(*Report)    // called after every generation
}

// Run is a training run: it plays, learns, and writes everything down in its
// folder. It is a function of its config, whatever its options are and
// however often it was stopped.
type Run struct {
	folder  Folder
	config  Config
	options Options
	game    envs.Game
	learner *alphazero.Learner
	playing *nets.PolicyValue // the learner's, unless new weights must pass a gate
	metrics *metrics.Log[Report]
	lock    *os.File

	generation int                 // weights that stand in the folder
	games      int                 // played for them
	positions  int                 // that they have taught
	previous   []*alphazero.Record // of the generation before
	started    time.Time
	progress   progress
	closing    *Returns // of Evaluate
}

// Start begins or resumes the run in folder.
func Start(folder Folder, config Config, options Options) (*Run, error) {
	game, err := catalog.Game(config.Game)
	if err != nil {
		return nil, err
	}
	lock, err := folder.Lock()
	if err != nil {
		return nil, err
	}
	r := &Run{
		folder:  folder,
		config:  config,
		options: options,
		game:    game,
		lock:    lock,
		started: options.Now(),
	}
	if err := r.restore(); err != nil {
		return nil, errors.Join(err, lock.Close())
	}
	return r, nil
}

// Close ends the run's hold of its folder.
func (r *Run) Close() error { return errors.Join(r.metrics.Close(), r.lock.Close()) }

// restore brings the run to what its folder holds.
func (r *Run) restore() error {
	if err := r.folder.prepare(); err != nil {
		return err
	}
	var err error
	if r.generation, err = r.folder.newestState(); err != nil {
		return err
	}
	if r.generation < 0 {
		err = r.begin()
	} else {
		err = r.reload()
	}
	if err != nil {
		return err
	}
	r.progress.generations = r.config.length()
	r.progress.started, r.progress.startedAt = r.started, float64(r.generation)
	r.metrics, err = openMetrics(r.folder.Dir, r.generation)
	return err
}

// Status tells where the run is. It may be called from another goroutine
// while the run trains.
func (r *Run) Status() Status { return r.progress.status(r.options.Now()) }

// Generation returns the number of the newest weights.
func (r *Run) Generation() int { return r.generation }

// begin writes the untrained weights.
func (r *Run) begin() error {
	if _, err := os.Stat(alphazero.WeightsFile(r.folder.String(), 1)); err == nil {
		return fmt.Errorf("%s has weights but no state: the run cannot go on", r.folder)
	}
	net, err := r.startingNet(alphazero.NewNet(r.game, r.config.network(), seed.Stream(r.config.Seed)))
	if err != nil {
		return err
	}
	r.generation = 0
	r.newLearner(net)
	r.letPlay(net)
	return r.save()
}

// reload reads the newest weights, their state and the games that the window
// holds.
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
	learned, state := r.candidate(net, state)
	r.newLearner(learned)
	r.letPlay(net)
	if _, err := fmt.Sscan(counters["games"]+" "+counters["positions"], &r.games, &r.positions); err != nil {
		return fmt.Errorf("%s: counters of games and positions: %w", file, err)
	}
	if err := r.refill(); err != nil {
		return err
	}
	if err := r.learner.Restore(state, r.positions); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

func (r *Run) newLearner(net *nets.PolicyValue) {
	t := r.config.Train
	r.learner = alphazero.NewLearner(r.game, net, alphazero.Learning{
		Window:         t.Window,
		WindowStart:    t.WindowStart,
		WindowExponent: t.WindowExponent,
		Average:        t.Average,
		Batch:          t.Batch,
		MicroBatch:     t.MicroBatch,
		Optimizer:      t.Optimizer,
		WeightDecay:    float32(t.WeightDecay),
		ValueWeight:    t.ValueWeight,
		SearchValue:    t.SearchValue,
		Discount:       r.config.SelfPlay.Discount,
		Auxiliary:      t.auxiliary(),
		MaxNorm:        t.MaxNorm,
		Symmetries:     t.Symmetries,
		Threads:        r.options.Threads,
	})
}

// refill puts the games of past generations back into the learner's window:
// from the newest one back until it is full.
func (r *Run) refill() error {
	var past [][]*alphazero.Record // newest generation first
	for g, samples := r.generation-1, 0; g >= 0 && samples < r.config.Train.Window; g-- {
		lines, err := shard.Read(r.folder.gamesFile(g))
		if err != nil {
			return err
		}
		records, err := r.decode(g, lines)
		if err != nil {
			return err
		}
		// A limit of games may have been another when the generation was played.
		if want := r.config.games(g); r.config.MaxGames == 0 && len(records) != want {
			return fmt.Errorf("%s holds %d games; generation %d has %d", r.folder.gamesFile(g), len(records), g, want)
		}
		past = append(past, records)
		for _, record := range records {
			samples += record.LeastSamples()
		}
	}
	if len(past) > 0 {
		r.previous = past[0]
	}
	for i := len(past) - 1; i >= 0; i-- {
		for _, record := range past[i] {
			if _, err := r.learner.Add(record); err != nil {
				return err
			}
		}
	}
	return nil
}

// decode reads the records of a generation, which stand in the order of their
// games.
func (r *Run) decode(generation int, lines [][]byte) ([]*alphazero.Record, error) {
	records := make([]*alphazero.Record, len(lines))
	for i, line := range lines {
		record, err := alphazero.DecodeRecord(line)
		if err != nil {
			return nil, fmt.Errorf("%s: record %d: %w", r.folder.gamesFile(generation), i, err)
		}
		if record.Generation != generation || record.Game != i {
			return nil, fmt.Errorf("%s: record %d is of generation %d, game %d", r.folder.gamesFile(generation), i, record.Generation, record.Game)
		}
		records[i] = record
	}
	return records, nil
}

// save writes the weights of the generation that the run has reached, then
// its state.
func (r *Run) save() error {
	if err := alphazero.Save(r.playing, r.game, r.folder.String(), r.generation, r.config.SelfPlay.search()); err != nil {
		return err
	}
	return r.folder.commit(r.generation, r.state(), map[string]string{
		"games":     fmt.Sprint(r.games),
		"positions": fmt.Sprint(r.positions),
	})
}

// Train plays and learns until the config's generations are done. If the
// context ends first, everything finished is saved and its cause returned.
func (r *Run) Train(ctx context.Context) error {
	for r.config.games(r.generation) > 0 && !r.stepsDone() {
		if err := r.advance(ctx); err != nil {
			if cause := context.Cause(ctx); cause != nil && errors.Is(err, ctx.Err()) {
				return cause
			}
			return err
		}
	}
	return nil
}

func (r *Run) stepsDone() bool {
	return r.config.MaxSteps > 0 && r.learner.Steps() >= r.config.MaxSteps
}

// advance makes the next generation of weights.
func (r *Run) advance(ctx context.Context) error {
	clock := r.options.Now
	begun := clock()
	records, err := r.play(ctx)
	if err != nil {
		return err
	}
	played := clock()
	fresh := 0
	for _, record := range records {
		n, err := r.learner.Add(record)
		if err != nil {
			return err
		}
		fresh += n
	}
	r.previous = records
	loss, err := r.learn(ctx, fresh)
	if err != nil {
		return err
	}
	r.learner.Publish()
	if sum := loss.Policy + loss.Value + loss.Auxiliary; math.IsNaN(sum) || math.IsInf(sum, 0) {
		return fmt.Errorf("training diverged in generation %d: the loss is not finite; lower train.learning_rate or set train.max_norm", r.generation+1)
	}
	report := new(Report)
	if err := r.gate(ctx, report); err != nil {
		return err
	}
	learned := clock()
	r.generation++
	r.games += len(records)
	r.positions += fresh
	report.Generation, report.Games, report.Positions = r.generation, r.games, r.positions
	report.Steps = r.learner.Steps()
	report.Loss = loss.Policy + float64(r.config.Train.ValueWeight)*loss.Value + loss.Auxiliary
	report.PolicyLoss, report.ValueLoss, report.Auxiliary, report.Entropy = loss.Policy, loss.Value, loss.Auxiliary, loss.Entropy
	report.speed(r.progress.work, r.options.Threads, played.Sub(begun), learned.Sub(played))
	r.progress.endGeneration(played.Sub(begun), learned.Sub(played))
	if err := r.measure(ctx, report); err != nil && ctx.Err() == nil {
		return err // if the context has ended, the generation counts without its match
	}
	report.Seconds = clock().Sub(r.started).Seconds()
	// The report before the commit: a report without its generation is
	// dropped when the run is resumed, a generation is never without report.
	if err := r.metrics.Add(report); err != nil {
		return err
	}
	if err := r.save(); err != nil {
		return err
	}
	r.options.Report(report)
	return nil
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

// Summary tells what the run has come to: its last report, where its weights
// stand, and the results of Evaluate.
func (r *Run) Summary(strengths []Strength) Summary {
	s := Summary{
		Report:    r.metrics.Last(),
		Run:       r.folder.String(),
		Weights:   alphazero.WeightsFile(r.folder.String(), r.generation),
		Seed:      r.config.Seed,
		Strengths: strengths,
	}
	if r.closing != nil {
		s.Returns = r.closing
	}
	s.Seconds = r.options.Now().Sub(r.started).Seconds()
	if len(strengths) > 0 {
		first := strengths[0]
		s.Elo, s.EloLo, s.EloHi = &first.Elo, &first.EloLo, &first.EloHi
	}
	return s
}
