package pqn

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/vector"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/optim"
)

// actorLanes is how many lanes one goroutine plays at a time. It is a constant,
// so that no result depends on the threads.
const actorLanes = 32

// Learner plays a world in many lanes and learns the values of its actions. Not
// safe for concurrent use.
type Learner struct {
	game envs.Game
	cfg  Config
	seed uint64

	net       *qnet
	params    []*autograd.Param
	optimizer *optim.RAdam
	steps     int // of the world, in all lanes
	updates   int
	stats     stats

	driver     *vector.Driver
	streams    []rand.PCG // of exploration, a lane each
	order      rand.PCG   // of the rows that are learned from
	shuffle    *rand.Rand // over order
	pass       pass
	actors     []*actor
	rows       []int           // of the rollout, in the order of an epoch
	batch      []int           // those of the minibatch at hand
	symmetries []envs.Symmetry // of the board; nil without Train.Symmetries
	turns      []int           // of each row of the minibatch
	parts      []*part

	crew        *crew
	play, learn func(part int) // tasks of the crew
}

// The roles of streams of randomness.
const (
	worldStream = iota
	weightStream
	exploreStream
	orderStream
)

// New returns a learner of game at its first step. Of a game of two seats it
// plays both, against itself (agents.BothSides). The error tells which knob
// makes no sense, or what does not fit the world.
func New(game envs.Game, cfg Config, id uint64, threads int) (*Learner, error) {
	if err := cfg.Check(game); err != nil {
		return nil, fmt.Errorf("pqn: %w", err)
	}
	spec, t, world := game.Spec(), cfg.Train, game
	if spec.Players == 2 {
		world = agents.BothSides(game)
	}
	l := &Learner{
		game: game, cfg: cfg, seed: id,
		net:     newNet(spec, cfg.Network, seed.Stream(id, weightStream)),
		driver:  vector.New(world, vector.Config{Lanes: t.Lanes, Seed: seed.Mix(id, worldStream)}),
		streams: make([]rand.PCG, t.Lanes),
		rows:    make([]int, t.Lanes*t.Steps),
		crew:    newCrew(threads),
	}
	l.params = l.net.params()
	l.optimizer = optim.NewRAdam(l.params, optim.AdamConfig{})
	l.order = pcg(id, orderStream)
	l.shuffle = rand.New(&l.order)
	l.pass = pass{
		driver: l.driver, rollout: newRollout(t.Lanes, t.Steps, spec.ObsLen()),
		chosen: make([]envs.Action, t.Lanes), epsilon: l.epsilonOf, target: cfg.Target,
	}
	for i := range l.streams {
		l.streams[i] = pcg(id, exploreStream, uint64(i))
		l.pass.rngs = append(l.pass.rngs, rand.New(&l.streams[i]))
	}
	if t.Symmetries {
		l.symmetries, l.turns = game.(envs.Symmetric).Symmetries(), make([]int, t.batch())
	}
	l.share(spec)
	return l, nil
}

// pcg returns the generator that belongs to ids, by value.
func pcg(ids ...uint64) rand.PCG {
	var g rand.PCG
	g.Seed(seed.Mix(ids...), seed.Mix(append(ids, 1)...))
	return g
}

// share cuts the lanes and the minibatches into what one goroutine takes.
func (l *Learner) share(spec envs.Spec) {
	t := l.cfg.Train
	for from := 0; from < t.Lanes; from += actorLanes {
		l.actors = append(l.actors, newActor(from, min(from+actorLanes, t.Lanes), l.net, spec))
	}
	batch, micro := t.batch(), t.microBatch()
	for at := 0; at < batch; at += micro {
		l.parts = append(l.parts, newPart(l.net, l.params, min(micro, batch-at), batch, spec.ObsLen()))
	}
	l.play = func(k int) { l.actors[k].play(&l.pass) }
	l.learn = func(k int) {
		from, to := k*micro, min((k+1)*micro, batch)
		l.parts[k].read(l.pass.rollout, l.batch[from:to])
		if l.symmetries != nil {
			l.parts[k].turn(l.symmetries, l.turns[from:to])
		}
		l.parts[k].run()
	}
}

// Steps returns the steps of the world so far, those of all lanes together.
func (l *Learner) Steps() int { return l.steps }

// Updates returns the updates of the network so far.
func (l *Learner) Updates() int { return l.updates }

// Epsilon returns the share of random actions of the next step.
func (l *Learner) Epsilon() float64 { return l.epsilonOf(0) }

// epsilonOf is the share of random actions t steps of every lane from now.
func (l *Learner) epsilonOf(t int) float64 {
	e := l.cfg.Explore
	at := l.steps + t*l.cfg.Train.Lanes
	if at >= e.Steps {
		return e.End
	}
	return e.Start + (e.End-e.Start)*float64(at)/float64(e.Steps)
}

// rate is the learning rate of the updates after the present rollout.
func (l *Learner) rate() float32 {
	t := l.cfg.Train
	if t.RateSteps == 0 {
		return float32(t.Rate)
	}
	return float32(t.Rate * max(0, 1-float64(l.steps)/float64(t.RateSteps)))
}

// Advance plays and learns until the world has made at least so many steps in
// all: whole rollouts, of Lanes × Steps steps each. If the context ends first
// it returns its error after the rollout at hand. A loss or a value that is no
// finite number is an error, after which nothing more can be learned.
func (l *Learner) Advance(ctx context.Context, until int) error {
	for l.steps < until {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := l.advance(); err != nil {
			return fmt.Errorf("pqn: after %d steps: %w", l.steps, err)
		}
	}
	return nil
}

// advance plays one rollout and learns from it.
func (l *Learner) advance() error {
	l.crew.do(len(l.actors), l.play)
	r := l.pass.rollout
	if !finite(r.targets) {
		return fmt.Errorf("a value is not finite: lower train.rate or set train.max_norm (%v now), or look at the rewards", l.cfg.Train.MaxNorm)
	}
	rate := l.rate()
	l.steps += len(r.actions)
	l.stats.played(r)
	for i := range l.rows {
		l.rows[i] = i
	}
	size := l.cfg.Train.batch()
	for range l.cfg.Train.Epochs {
		l.shuffle.Shuffle(len(l.rows), func(i, j int) { l.rows[i], l.rows[j] = l.rows[j], l.rows[i] })
		for at := 0; at < len(l.rows); at += size {
			l.batch = l.rows[at : at+size]
			if err := l.update(rate); err != nil {
				return err
			}
		}
	}
	return nil
}

// update steps the weights along the gradient of a minibatch. Parts are added
// in their order, so that no thread changes the sum.
func (l *Learner) update(rate float32) error {
	for i := range l.turns {
		l.turns[i] = l.shuffle.IntN(len(l.symmetries))
	}
	l.crew.do(len(l.parts), l.learn)
	first := l.parts[0]
	loss, sum, top := first.loss, first.sum, first.top
	for _, p := range l.parts[1:] {
		first.grads.Add(p.grads)
		loss += p.loss
		sum += p.sum
		top = max(top, p.top)
	}
	norm := math.NaN()
	if l.cfg.Train.MaxNorm > 0 {
		norm = optim.ClipNorm(first.grads, l.cfg.Train.MaxNorm)
	}
	if math.IsNaN(loss) || math.IsInf(loss, 0) || math.IsInf(norm, 0) {
		return fmt.Errorf("the loss is %v and the gradient's norm %v: lower train.rate or set train.max_norm", loss, norm)
	}
	l.updates++
	l.stats.updated(loss, norm, sum/float64(len(l.batch)), top)
	return l.optimizer.Step(first.grads, rate)
}
