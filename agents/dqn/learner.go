package dqn

import (
	"context"
	"fmt"
	"math"
	"sync"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/optim"
	"github.com/tengen-rl/tengen/nets/tensor"
	"github.com/tengen-rl/tengen/replay"
)

// A Learner plays a world and learns the values of its actions. What it does is
// a function of the world, the config and the seed, whatever the number of
// threads. Not safe for concurrent use.
type Learner struct {
	game    envs.Game
	cfg     Config
	seed    uint64
	threads int

	nets      networks
	optimizer optimizer
	actors    []*actor
	acting    acting
	pool      *pool // nil in worlds of one seat

	store       *replay.Transitions
	prioritized *replay.Prioritized // nil draws uniformly
	draws       source
	images      *images // nil learns from transitions as they were
	index       []int
	weights     []float32
	errors      []float32
	parts       []*part

	steps   int // of the world, all actors together
	due     int // updates that belonged to the steps so far
	updates int // made: fewer if there was too little to learn from

	stats stats
}

// optimizer is what the optimisers of nets/optim have in common.
type optimizer interface {
	Step(grads *autograd.Grads, rate float32) error
	State() []tensor.Named
	SetState([]tensor.Named) error
}

// New returns a learner at the beginning of a run: each actor at the start of
// an episode, the target network equal to the online one, nothing in the
// replay. It reports a config that makes no sense or does not fit the world.
func New(game envs.Game, cfg Config, seed uint64, threads int) (*Learner, error) {
	if err := cfg.Check(game); err != nil {
		return nil, err
	}
	spec := game.Spec()
	online, err := newNet(spec, cfg.Network, newSource(seed, roleWeights, 0).Rand)
	if err != nil {
		return nil, err
	}
	target, err := newNet(spec, cfg.Network, nil)
	if err != nil {
		return nil, err
	}
	l := &Learner{game: game, cfg: cfg, seed: seed, threads: max(1, threads), nets: networks{online, target}}
	l.nets.follow(1)
	l.optimizer = newOptimizer(cfg.Train, online.params())
	l.store = replay.NewTransitions(replay.TransitionsConfig{
		Capacity: cfg.Replay.Capacity, Actors: cfg.Train.Actors,
		Obs: spec.ObsLen(), Actions: spec.Actions, State: online.stateLen(),
		Window: cfg.window(), Period: cfg.Replay.Period, BurnIn: cfg.Replay.BurnIn,
	})
	if cfg.Replay.Prioritized {
		l.prioritized = replay.NewPrioritized(cfg.Replay.Capacity, replay.PrioritizedConfig{Alpha: cfg.Replay.Alpha, Floor: cfg.Replay.MinPriority})
	}
	l.prepareBatch()
	if cfg.Replay.Symmetries {
		l.images = newImages(game.(envs.Symmetric), spec)
	}
	if spec.Players > 1 {
		l.pool = newPool(spec, cfg, online)
	}
	return l, l.prepareActors()
}

func newOptimizer(t Train, params []*autograd.Param) optimizer {
	switch t.Optimizer {
	case RMSProp:
		return optim.NewRMSProp(params, optim.RMSPropConfig{Alpha: t.Decay, Epsilon: t.Epsilon, Centered: t.Centered, InsideRoot: t.InsideRoot})
	case RAdam:
		return optim.NewRAdam(params, optim.AdamConfig{Epsilon: t.Epsilon})
	}
	return optim.NewAdam(params, optim.AdamConfig{Epsilon: t.Epsilon})
}

// prepareBatch makes room for an update.
func (l *Learner) prepareBatch() {
	batch := l.cfg.Train.Batch
	l.draws = newSource(l.seed, roleReplay, 0)
	l.index = make([]int, batch)
	l.weights = make([]float32, batch)
	l.errors = make([]float32, batch)
	micro := l.cfg.Train.MicroBatch
	if micro == 0 {
		micro = batch
	}
	for at := 0; at < batch; at += micro {
		p := newPart(&l.cfg, l.nets, l.store, min(micro, batch-at))
		p.noise = newSource(l.seed, roleNoise, 2*len(l.parts))
		p.target = newSource(l.seed, roleNoise, 2*len(l.parts)+1)
		l.parts = append(l.parts, p)
	}
}

// Steps returns the number of steps of the world so far, of all actors
// together.
func (l *Learner) Steps() int { return l.steps }

// Updates returns the number of updates so far.
func (l *Learner) Updates() int { return l.updates }

// Config returns the knobs.
func (l *Learner) Config() Config { return l.cfg }

// Advance plays and learns until Steps is at least until, or the context ends.
// With several actors it goes on until each has made its step. It returns the
// error of the context, of an opponent, or of a number that is not finite.
func (l *Learner) Advance(ctx context.Context, until int) error {
	for l.steps < until {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := l.play(); err != nil {
			return err
		}
		if err := l.learn(); err != nil {
			return err
		}
	}
	return nil
}

// play makes a step with each actor and puts it in the replay.
func (l *Learner) play() error {
	if err := l.choose(); err != nil {
		return err
	}
	for _, a := range l.actors {
		step, err := a.step(l.cfg.Target.ClipReward)
		if err != nil {
			return err
		}
		l.stats.step(a)
		l.remember(step)
		l.steps++
		if step.Last {
			l.stats.episode(a)
			err = l.begin(a)
		} else {
			a.state, a.next = a.next, a.state
			err = a.look()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// remember adds a step to the replay.
func (l *Learner) remember(step replay.Step) {
	ready := l.store.Add(step)
	if l.prioritized == nil {
		return
	}
	l.prioritized.Evict(l.store.Oldest())
	for _, start := range ready {
		l.prioritized.Insert(start)
	}
}

// learn makes the updates that are due, and those of the target network.
func (l *Learner) learn() error {
	pace := replay.Pace{Warmup: l.cfg.Replay.Warmup, Every: l.cfg.Train.Every, Updates: l.cfg.Train.Updates}
	due := pace.Due(l.steps)
	owed := due - l.due
	l.due = due
	if l.store.Starts() >= l.cfg.Train.Batch {
		for range owed {
			if err := l.update(); err != nil {
				return err
			}
		}
	}
	if every := l.cfg.Target.Every; l.cfg.Target.Unit == Steps && l.steps/every != (l.steps-len(l.actors))/every {
		l.nets.follow(l.cfg.Target.Rate)
	}
	return nil
}

// update makes one step of the optimiser.
func (l *Learner) update() error {
	l.draw()
	terms, at := 0, 0
	for _, p := range l.parts {
		terms += p.read(l.store, l.index[at:at+p.size()])
		at += p.size()
		if l.images != nil {
			l.images.turn(p.batch, l.draws.Rand)
		}
	}
	l.compute(terms)
	grads, loss, q := l.parts[0].grads, 0.0, sums{}
	at = 0
	for i, p := range l.parts { // in their order, so that no thread changes a sum
		if i > 0 {
			grads.Add(p.grads)
		}
		loss += p.loss
		q.join(p.q)
		at += copy(l.errors[at:], p.errors)
	}
	if math.IsNaN(loss) || math.IsInf(loss, 0) {
		return l.notFinite(loss)
	}
	norm, err := l.clip(grads)
	if err != nil {
		return err
	}
	if err := l.optimizer.Step(grads, l.cfg.Train.rateAt(l.steps)); err != nil {
		return fmt.Errorf("dqn: %w", err)
	}
	l.updates++
	if l.prioritized != nil {
		l.prioritized.Update(l.index, l.errors)
	}
	if l.cfg.Target.Unit == Updates && l.updates%l.cfg.Target.Every == 0 {
		l.nets.follow(l.cfg.Target.Rate)
	}
	if l.pool != nil {
		l.pool.learned(l)
	}
	l.stats.update(loss, norm, q)
	return nil
}

// draw chooses the transitions or sequences of a batch and their importance.
func (l *Learner) draw() {
	if l.prioritized != nil {
		l.prioritized.Draw(l.index, l.weights, l.beta(), l.draws.Rand)
		return
	}
	l.store.Draw(l.index, l.cfg.Replay.Distinct, l.draws.Rand)
	for i := range l.weights {
		l.weights[i] = 1
	}
}

// beta is the exponent of the correction for priorities at the next update.
func (l *Learner) beta() float64 {
	r := l.cfg.Replay
	if l.updates >= r.BetaUpdates {
		return 1
	}
	return r.Beta + (1-r.Beta)*float64(l.updates)/float64(r.BetaUpdates)
}

// compute takes all parts through the networks, up to threads at a time.
func (l *Learner) compute(terms int) {
	if l.threads == 1 || len(l.parts) == 1 {
		at := 0
		for _, p := range l.parts {
			p.learn(l.weights[at:at+p.size()], terms)
			at += p.size()
		}
		return
	}
	var group sync.WaitGroup
	places := make(chan struct{}, l.threads)
	at := 0
	for _, p := range l.parts {
		weights := l.weights[at : at+p.size()]
		at += p.size()
		places <- struct{}{}
		group.Go(func() {
			defer func() { <-places }()
			p.learn(weights, terms)
		})
	}
	group.Wait()
}

// normEvery is how often the norm of the gradient is looked at when nothing
// limits it.
const normEvery = 64

// clip holds the norm of the gradient under its limit and returns what it was,
// or NaN where nobody looked.
func (l *Learner) clip(grads *autograd.Grads) (norm float64, err error) {
	switch limit := l.cfg.Train.MaxNorm; {
	case limit > 0:
		norm = optim.ClipNorm(grads, limit)
	case l.updates%normEvery == 0:
		norm = optim.Norm(grads)
	default:
		return math.NaN(), nil
	}
	if math.IsNaN(norm) || math.IsInf(norm, 0) {
		return norm, l.notFinite(norm)
	}
	return norm, nil
}

// notFinite is the error of an update whose loss or gradient is no number. It
// names where the first one stands.
func (l *Learner) notFinite(found float64) error {
	for _, p := range l.parts {
		for _, check := range []func() error{p.values.CheckFinite, p.tape.CheckFinite, p.grads.CheckFinite} {
			if err := check(); err != nil {
				return fmt.Errorf("dqn: update %d came to %v: %w; a lower train.rate or a limit of train.max_norm may help", l.updates, found, err)
			}
		}
	}
	return fmt.Errorf("dqn: update %d came to %v, though every number on the way is finite", l.updates, found)
}
