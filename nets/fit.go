package nets

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// Optimizer changes parameters by their gradients; those of package optim do.
type Optimizer interface {
	Step(grads *autograd.Grads, rate float32) error
}

// FitConfig says how a network is fitted. What comes after Rand may be left
// out.
type FitConfig struct {
	Epochs     int
	Batch      int                                  // examples in a step; the last of an epoch may have fewer
	Optimizer  Optimizer                            // of the network's parameters
	Rate       func(step int) float64               // learning rate of step 0, 1, …
	Loss       Loss                                 // for training and validation
	Rand       *rand.Rand                           // draws the order of the examples and what Augment and dropout want
	Validation Examples                             // that decide which epoch is the best; none means the training loss does
	Augment    func(batch Examples, rng *rand.Rand) // changes a training batch in place
	Clip       func(grads *autograd.Grads)          // before each step
	Patience   int                                  // epochs without a better validation loss before it stops; 0 means never
	OnEpoch    func(e Epoch) error                  // after each epoch; an error ends the fit and is returned
	OnStep     func(step int, loss float64)         // after each step, counted from 1
	Debug      bool                                 // look for NaN and infinities in every step
}

// Epoch reports on a pass over the training examples.
type Epoch struct {
	Number     int     // from 1
	Steps      int     // taken since the start
	Train      float64 // mean loss over the epoch
	Validation float64 // loss afterwards; that of training if there are no validation examples
	Best       bool    // the validation loss is the lowest so far
}

// Fit trains net on examples, in a new random order each epoch, and returns
// what each epoch showed. At the end, and if ctx ends first, the network has
// the weights of its best epoch; an epoch whose validation loss is NaN is never
// the best. Before it trains, Fit reports examples that do not fit the network
// or the loss.
func Fit(ctx context.Context, net *Sequential, train Examples, cfg FitConfig) ([]Epoch, error) {
	if cfg.Epochs < 1 || cfg.Batch < 1 || cfg.Optimizer == nil || cfg.Rate == nil || cfg.Loss == nil || cfg.Rand == nil {
		return nil, errors.New("fit: wants epochs, a batch size, an optimizer, a rate, a loss and a source of randomness")
	}
	if err := checkFit(net, train, cfg.Loss); err != nil {
		return nil, fmt.Errorf("fit: training: %w", err)
	}
	if cfg.Validation.Len() > 0 {
		if err := checkFit(net, cfg.Validation, cfg.Loss); err != nil {
			return nil, fmt.Errorf("fit: validation: %w", err)
		}
	}
	f := newFitting(net, cfg)
	defer f.restore()
	var history []Epoch
	for number := 1; number <= cfg.Epochs && !f.outOfPatience(); number++ {
		e, err := f.epoch(ctx, number, train)
		if err != nil {
			return history, err
		}
		history = append(history, e)
		if cfg.OnEpoch != nil {
			if err := cfg.OnEpoch(e); err != nil {
				return history, err
			}
		}
	}
	return history, nil
}

// fitting is a network in training.
type fitting struct {
	net   *Sequential
	cfg   FitConfig
	tape  *autograd.Tape
	grads *autograd.Grads
	steps int

	live      [][]float32 // parameters and buffers
	best      [][]float32 // as they were after the best epoch
	bestLoss  float64
	sinceBest int
}

func newFitting(net *Sequential, cfg FitConfig) *fitting {
	f := &fitting{net: net, cfg: cfg, tape: autograd.NewTape(), grads: autograd.NewGrads(net.Params())}
	for _, p := range net.Params() {
		f.live = append(f.live, p.Value.Data)
	}
	for _, b := range net.Buffers() {
		f.live = append(f.live, b.Data)
	}
	return f
}

func (f *fitting) outOfPatience() bool { return f.cfg.Patience > 0 && f.sinceBest >= f.cfg.Patience }

// epoch trains and validates once.
func (f *fitting) epoch(ctx context.Context, number int, train Examples) (Epoch, error) {
	loss, err := f.train(ctx, train)
	if err != nil {
		return Epoch{}, err
	}
	e := Epoch{Number: number, Steps: f.steps, Train: loss, Validation: loss}
	if f.cfg.Validation.Len() > 0 {
		if e.Validation, err = Evaluate(ctx, f.net, f.cfg.Validation, f.cfg.Loss); err != nil {
			return Epoch{}, fmt.Errorf("fit: validation: %w", err)
		}
	}
	e.Best = f.keepBest(e.Validation)
	return e, nil
}

// train takes a step for each batch of the training examples.
func (f *fitting) train(ctx context.Context, train Examples) (float64, error) {
	var sum float64
	for part := range slices.Chunk(f.cfg.Rand.Perm(train.Len()), f.cfg.Batch) {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		loss, err := f.step(train.Rows(part))
		if err != nil {
			return 0, fmt.Errorf("fit: step %d: %w", f.steps, err)
		}
		sum += loss * float64(len(part))
	}
	return sum / float64(train.Len()), nil
}

func (f *fitting) step(b Examples) (float64, error) {
	if f.cfg.Augment != nil {
		f.cfg.Augment(b, f.cfg.Rand)
	}
	f.tape.Reset()
	f.grads.Zero()
	out := f.net.Forward(f.tape, f.tape.Const(b.Inputs.Data, b.Inputs.Shape...), f.cfg.Rand)
	loss := f.cfg.Loss.Of(f.tape, out, b)
	f.tape.Backward(loss, f.grads)
	if f.cfg.Debug {
		if err := errors.Join(f.tape.CheckFinite(), f.grads.CheckFinite()); err != nil {
			return 0, err
		}
	}
	if f.cfg.Clip != nil {
		f.cfg.Clip(f.grads)
	}
	rate := f.cfg.Rate(f.steps)
	f.steps++
	if err := f.cfg.Optimizer.Step(f.grads, float32(rate)); err != nil {
		return 0, err
	}
	if f.cfg.OnStep != nil {
		f.cfg.OnStep(f.steps, float64(loss.Scalar()))
	}
	return float64(loss.Scalar()), nil
}

// keepBest copies the weights if loss is the lowest so far and not NaN.
func (f *fitting) keepBest(loss float64) bool {
	if math.IsNaN(loss) || f.best != nil && !(loss < f.bestLoss) {
		f.sinceBest++
		return false
	}
	if f.best == nil {
		f.best = make([][]float32, len(f.live))
	}
	for i, w := range f.live {
		f.best[i] = append(f.best[i][:0], w...)
	}
	f.bestLoss, f.sinceBest = loss, 0
	return true
}

func (f *fitting) restore() {
	for i, w := range f.best {
		copy(f.live[i], w)
	}
}
