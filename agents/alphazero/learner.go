package alphazero

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/optim"
	"github.com/tengen-rl/tengen/nets/tensor"
	"github.com/tengen-rl/tengen/replay"
)

// The optimisers that a Learner knows.
const (
	Adam = "adam" // with decoupled weight decay
	SGD  = "sgd"  // with momentum 0.9
)

// Learning holds the knobs of a Learner.
type Learning struct {
	Window int // newest samples that are drawn from, at most

	// WindowStart, where it is not 0, is the size that the window has at
	// first. It grows with the number N of all samples so far as
	// start · (1 + 0.4 · ((N/start)^e - 1) / e), e being WindowExponent
	// (Wu 2019, who takes e = 0.75).
	WindowStart    int
	WindowExponent float64

	// Average, where it is not 0, publishes not the weights that are learned
	// but an exponential average of them, which keeps this share of itself in
	// a step.
	Average float64

	Batch       int // samples in a step
	MicroBatch  int // samples that one goroutine takes at a time
	Optimizer   string
	WeightDecay float32
	ValueWeight float32 // of the value's loss against the policy's
	SearchValue float32 // see Targets
	Discount    float32 // see Targets
	Auxiliary   Auxiliary
	MaxNorm     float64 // of the gradient; 0 for no limit
	Symmetries  bool    // draw a random image of each sample
	Threads     int     // goroutines of a step; no result depends on it
}

// targets is what the samples must teach.
func (l *Learning) targets() Targets {
	return Targets{
		SearchValue: l.SearchValue,
		Discount:    l.Discount,
		Reply:       l.Auxiliary.Reply > 0,
		Horizons:    l.Auxiliary.ShortValue > 0,
		Owners:      l.Auxiliary.Owners > 0 || l.Auxiliary.Lead > 0,
	}
}

// A Learner makes the weights of a network better: it keeps the newest
// samples and steps along the gradient of
//
//	-Σₐ π(a)·log p(a) + ValueWeight · mean over seats of (z-v)²
//
// (Silver et al. 2017) and of the losses of auxiliary heads, averaged over a
// batch drawn uniformly. Not safe for concurrent use.
type Learner struct {
	game       envs.Game
	config     Learning
	net        *nets.PolicyValue
	optimizer  optimizer
	buffer     *replay.Buffer[Sample]
	added      int // samples so far
	average    *optim.Average
	published  *nets.PolicyValue // net itself if nothing is averaged
	symmetries []envs.Symmetry   // none if there is nothing to turn

	batch  batch
	micros []*micro
}

// optimizer is what the optimisers of nets/optim have in common.
type optimizer interface {
	Step(grads *autograd.Grads, rate float32) error
	State() []tensor.Named
	SetState([]tensor.Named) error
	Steps() int
}

// NewLearner returns a learner that changes the weights of net, which plays
// game. It panics unless the network has the heads that the config teaches.
func NewLearner(game envs.Game, net *nets.PolicyValue, config Learning) *Learner {
	if heads := config.Auxiliary.Heads(); net.Config().Auxiliary != heads {
		panic(fmt.Sprintf("alphazero: a network with the auxiliary heads %+v, the targets need %+v", net.Config().Auxiliary, heads))
	}
	l := &Learner{
		game:   game,
		config: config,
		net:    net,
		buffer: replay.NewBuffer[Sample](config.Window),
		batch:  newBatch(game.Spec(), config.Batch, config.Auxiliary),
	}
	switch config.Optimizer {
	case Adam:
		l.optimizer = optim.NewAdam(net.Params(), optim.AdamConfig{WeightDecay: config.WeightDecay})
	case SGD:
		l.optimizer = optim.NewSGD(net.Params(), optim.SGDConfig{Momentum: 0.9, WeightDecay: config.WeightDecay})
	default:
		panic(fmt.Sprintf("alphazero: optimizer %q", config.Optimizer))
	}
	if symmetric, ok := game.(envs.Symmetric); ok && config.Symmetries {
		l.symmetries = symmetric.Symmetries()
	}
	l.published = net
	if config.Average > 0 {
		l.average = optim.NewEMA(net.Params(), config.Average)
		l.published = nets.NewPolicyValue(net.Config(), nil)
		l.Publish()
	}
	for at := 0; at < config.Batch; at += config.MicroBatch {
		l.micros = append(l.micros, &micro{
			from:  at,
			to:    min(at+config.MicroBatch, config.Batch),
			tape:  autograd.NewTape(),
			grads: autograd.NewGrads(net.Params()),
		})
	}
	return l
}

// Net returns the network as it is published: as it was at the last Publish,
// or, if nothing is averaged, the one that the learner changes.
func (l *Learner) Net() *nets.PolicyValue { return l.published }

// Publish brings what Net returns up to date.
func (l *Learner) Publish() {
	if l.average != nil {
		l.average.CopyTo(l.published.Params())
	}
}

// Steps returns the number of steps taken, restored ones included.
func (l *Learner) Steps() int { return l.optimizer.Steps() }

// livePrefix sets the weights that are learned apart from the optimiser's
// tensors, where they are not those that are published.
const livePrefix = "live."

// State returns what an exact resume needs beside the published weights and
// the records, sharing the learner's memory: the optimiser's part, and the
// weights that are learned if others are published.
func (l *Learner) State() []tensor.Named {
	state := l.optimizer.State()
	if l.average != nil {
		for _, p := range l.net.Params() {
			state = append(state, tensor.Named{Name: livePrefix + p.Name, Tensor: p.Value})
		}
	}
	return state
}

// Restore takes back what State returned, when the learner was made with the
// published network and has the records of the window. So many samples were
// added in all.
func (l *Learner) Restore(state []tensor.Named, added int) error {
	var own []tensor.Named
	live := map[string]*tensor.Tensor{}
	for _, t := range state {
		if name, ok := strings.CutPrefix(t.Name, livePrefix); ok {
			live[name] = t.Tensor
		} else {
			own = append(own, t)
		}
	}
	if err := l.optimizer.SetState(own); err != nil {
		return err
	}
	l.added = added
	if l.average == nil {
		return nil
	}
	for _, p := range l.net.Params() {
		t := live[p.Name]
		if t == nil || !slices.Equal(t.Shape, p.Value.Shape) {
			return fmt.Errorf("state without the weights %s%s of shape %v", livePrefix, p.Name, p.Value.Shape)
		}
		copy(p.Value.Data, t.Data)
	}
	return nil
}

// Add puts the samples of a game in the window and returns their number.
func (l *Learner) Add(r *Record) (positions int, err error) {
	samples, err := r.Samples(l.game, l.config.targets())
	if err != nil {
		return 0, err
	}
	for _, s := range samples {
		l.buffer.Add(s)
	}
	l.added += len(samples)
	return len(samples), nil
}

// draw returns a sample of the window.
func (l *Learner) draw(rng *rand.Rand) Sample {
	if l.config.WindowStart == 0 {
		return l.buffer.Draw(rng)
	}
	n := l.buffer.Len()
	return l.buffer.At(n - 1 - rng.IntN(min(n, l.window())))
}

// window is how many of the newest samples are drawn from.
func (l *Learner) window() int {
	start, e := float64(l.config.WindowStart), l.config.WindowExponent
	if float64(l.added) <= start {
		return l.config.WindowStart
	}
	return min(l.config.Window, int(start*(1+windowSlope*(math.Pow(float64(l.added)/start, e)-1)/e)))
}

// windowSlope is how fast a window grows at first, in samples a sample.
const windowSlope = 0.4

// Loss is how far the network was from its targets, each a mean over
// positions.
type Loss struct {
	Policy  float64 // cross-entropy
	Value   float64 // squared error
	Entropy float64 // of the network's policy, in nats

	Auxiliary float64 // of all auxiliary heads by their weights
}

// Step draws a batch, whose composition rng decides, and steps once at the
// given learning rate. It returns the loss before the step. There must be a
// sample to draw.
func (l *Learner) Step(rate float32, rng *rand.Rand) (Loss, error) {
	for i := range l.config.Batch {
		l.batch.put(i, l.draw(rng), l.symmetry(rng))
	}
	var group errgroup.Group
	group.SetLimit(max(1, l.config.Threads))
	for _, m := range l.micros {
		group.Go(func() error {
			m.run(l.net, &l.batch, &l.config)
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return Loss{}, err
	}
	// In the order of the micro-batches, so that no thread changes the sum.
	grads, loss := l.micros[0].grads, l.micros[0].loss
	for _, m := range l.micros[1:] {
		grads.Add(m.grads)
		loss.Policy += m.loss.Policy
		loss.Value += m.loss.Value
		loss.Entropy += m.loss.Entropy
		loss.Auxiliary += m.loss.Auxiliary
	}
	if l.config.MaxNorm > 0 {
		optim.ClipNorm(grads, l.config.MaxNorm)
	}
	if err := l.optimizer.Step(grads, rate); err != nil {
		return loss, err
	}
	if l.average != nil {
		l.average.Update()
	}
	return loss, nil
}

// symmetry draws one of the symmetries of the board, nil for none.
func (l *Learner) symmetry(rng *rand.Rand) *envs.Symmetry {
	if len(l.symmetries) == 0 {
		return nil
	}
	return &l.symmetries[rng.IntN(len(l.symmetries))]
}
