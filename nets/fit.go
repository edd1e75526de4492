package nets

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// Examples are what a network is fitted to: N inputs, and for each a row of
// targets or a label, and maybe a weight.
type Examples struct {
	Inputs  *tensor.Tensor // [N,...]
	Targets *tensor.Tensor // [N,...], or nil
	Labels  []int          // N, or nil
	Weights []float32      // N, or nil for 1
}

// Len returns the number of examples.
func (e Examples) Len() int {
	if e.Inputs == nil || len(e.Inputs.Shape) == 0 {
		return 0
	}
	return e.Inputs.Shape[0]
}

// Rows returns the examples at the given places, copied.
func (e Examples) Rows(index []int) Examples {
	out := Examples{Inputs: rowsOf(e.Inputs, index), Targets: rowsOf(e.Targets, index)}
	for _, i := range index {
		if e.Labels != nil {
			out.Labels = append(out.Labels, e.Labels[i])
		}
		if e.Weights != nil {
			out.Weights = append(out.Weights, e.Weights[i])
		}
	}
	return out
}

// Loss compares outputs [N,...] with a batch of examples: a scalar.
type Loss func(t *autograd.Tape, out *autograd.Var, batch Examples) *autograd.Var

// LabelLoss is the cross-entropy of logits [N,A] with the labels.
func LabelLoss(t *autograd.Tape, out *autograd.Var, b Examples) *autograd.Var {
	return t.CrossEntropyLabels(out, b.Labels, autograd.LabelConfig{LossConfig: lossConfig(t, b)})
}

// SquaredLoss is the mean squared error to the targets.
func SquaredLoss(t *autograd.Tape, out *autograd.Var, b Examples) *autograd.Var {
	return t.MSE(out, t.Const(b.Targets.Data, b.Targets.Shape...), lossConfig(t, b))
}

// BinaryLoss is the binary cross-entropy of logits with the targets.
func BinaryLoss(t *autograd.Tape, out *autograd.Var, b Examples) *autograd.Var {
	return t.BCEWithLogits(out, t.Const(b.Targets.Data, b.Targets.Shape...), lossConfig(t, b))
}

func lossConfig(t *autograd.Tape, b Examples) autograd.LossConfig {
	if b.Weights == nil {
		return autograd.LossConfig{}
	}
	return autograd.LossConfig{Weight: t.Const(b.Weights, len(b.Weights))}
}

// Optimizer changes parameters by their gradients; those of package optim do.
type Optimizer interface {
	Step(grads *autograd.Grads, rate float32) error
}

// FitConfig says how a network is fitted.
type FitConfig struct {
	Epochs   int
	Batch    int                                  // examples in a step; the last of an epoch may have fewer
	Rate     func(step int) float64               // learning rate of step 0, 1, …
	Loss     Loss                                 // for training and validation
	Augment  func(batch Examples, rng *rand.Rand) // changes a training batch in place; nil for none
	Clip     func(grads *autograd.Grads)          // before each step; nil for none
	Patience int                                  // epochs without a better validation loss before it stops; 0 means never
	OnEpoch  func(e Epoch) error                  // after each epoch; an error ends the fit and is returned
	OnStep   func(step int, loss float64)         // after each step, counted from 1; nil for none
	Debug    bool                                 // look for NaN and infinities in every step
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
// the best. validation may be empty. Before it trains, Fit reports examples that
// do not fit the network or, if it is one of this package, the loss.
func Fit(ctx context.Context, net *Sequential, o Optimizer, train, validation Examples, cfg FitConfig, rng *rand.Rand) ([]Epoch, error) {
	if cfg.Epochs < 1 || cfg.Batch < 1 || cfg.Rate == nil || cfg.Loss == nil {
		return nil, errors.New("fit: wants epochs, a batch size, a rate and a loss")
	}
	if err := train.checkFor(net, cfg.Loss); err != nil {
		return nil, fmt.Errorf("fit: training: %w", err)
	}
	if validation.Len() > 0 {
		if err := validation.checkFor(net, cfg.Loss); err != nil {
			return nil, fmt.Errorf("fit: validation: %w", err)
		}
	}
	f := newFitting(net, o, cfg, rng)
	defer f.restore()
	var history []Epoch
	for number := 1; number <= cfg.Epochs; number++ {
		loss, err := f.epoch(ctx, train)
		if err != nil {
			return history, err
		}
		e := Epoch{Number: number, Steps: f.steps, Train: loss, Validation: loss}
		if validation.Len() > 0 {
			e.Validation = Evaluate(net, validation, cfg.Loss, cfg.Batch)
		}
		e.Best = f.keepBest(e.Validation)
		history = append(history, e)
		if cfg.OnEpoch != nil {
			if err := cfg.OnEpoch(e); err != nil {
				return history, err
			}
		}
		if cfg.Patience > 0 && f.sinceBest >= cfg.Patience {
			break
		}
	}
	return history, nil
}

// Evaluate returns the mean loss over examples, in batches.
func Evaluate(net *Sequential, e Examples, loss Loss, batch int) float64 {
	tape := autograd.NewInferenceTape()
	var sum float64
	index := ascending(e.Len())
	for part := range slices.Chunk(index, batch) {
		tape.Reset()
		b := e.Rows(part)
		out := net.Forward(tape, tape.Const(b.Inputs.Data, b.Inputs.Shape...), nil)
		sum += float64(loss(tape, out, b).Scalar()) * float64(len(part))
	}
	return sum / float64(max(1, e.Len()))
}

// Predict returns the outputs for inputs [N,...], in batches.
func Predict(net *Sequential, inputs *tensor.Tensor, batch int) *tensor.Tensor {
	tape := autograd.NewInferenceTape()
	n := inputs.Shape[0]
	result := tensor.New(append([]int{n}, net.Output()...)...)
	width, size := result.Len()/max(1, n), inputs.Len()/max(1, n)
	for at := 0; at < n; at += batch {
		tape.Reset()
		rows := min(batch, n-at)
		shape := append([]int{rows}, inputs.Shape[1:]...)
		out := net.Forward(tape, tape.Const(inputs.Data[at*size:(at+rows)*size], shape...), nil)
		copy(result.Data[at*width:], out.Data())
	}
	return result
}

// fitting is a network in training.
type fitting struct {
	net       *Sequential
	optimizer Optimizer
	cfg       FitConfig
	rng       *rand.Rand
	tape      *autograd.Tape
	grads     *autograd.Grads
	steps     int

	live      [][]float32 // parameters and buffers
	best      [][]float32 // as they were after the best epoch
	bestLoss  float64
	sinceBest int
}

func newFitting(net *Sequential, o Optimizer, cfg FitConfig, rng *rand.Rand) *fitting {
	f := &fitting{net: net, optimizer: o, cfg: cfg, rng: rng, tape: autograd.NewTape(), grads: autograd.NewGrads(net.Params())}
	for _, p := range net.Params() {
		f.live = append(f.live, p.Value.Data)
	}
	for _, b := range net.Buffers() {
		f.live = append(f.live, b.Data)
	}
	return f
}

// epoch takes a step for each batch of the training examples.
func (f *fitting) epoch(ctx context.Context, train Examples) (float64, error) {
	var sum float64
	for part := range slices.Chunk(f.rng.Perm(train.Len()), f.cfg.Batch) {
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
		f.cfg.Augment(b, f.rng)
	}
	f.tape.Reset()
	f.grads.Zero()
	out := f.net.Forward(f.tape, f.tape.Const(b.Inputs.Data, b.Inputs.Shape...), f.rng)
	loss := f.cfg.Loss(f.tape, out, b)
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
	if err := f.optimizer.Step(f.grads, float32(rate)); err != nil {
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

func ascending(n int) []int {
	index := make([]int, n)
	for i := range index {
		index[i] = i
	}
	return index
}

// rowsOf copies rows of x; nil stays nil.
func rowsOf(x *tensor.Tensor, index []int) *tensor.Tensor {
	if x == nil {
		return nil
	}
	width := x.Len() / max(1, x.Shape[0])
	out := tensor.New(append([]int{len(index)}, x.Shape[1:]...)...)
	for to, from := range index {
		copy(out.Data[to*width:(to+1)*width], x.Data[from*width:])
	}
	return out
}
