package pqn

import (
	"fmt"
	"math"

	"github.com/tengen-rl/tengen/envs"
)

// Config holds the knobs of a Learner. DefaultConfig and the published settings
// beside it are where to start from.
type Config struct {
	Network Network `toml:"network"`
	Target  Target  `toml:"target"`
	Explore Explore `toml:"explore"`
	Train   Train   `toml:"train"`
}

// Network is the shape of the network that values actions: convolutions over
// planes, dense layers, and a dense layer with an output for each action. Each
// layer but the last is followed by a ReLU.
type Network struct {
	Conv      []Conv `toml:"conv"`       // none for dense layers alone
	Hidden    []int  `toml:"hidden"`     // units of the dense layers before the last
	LayerNorm bool   `toml:"layer_norm"` // before each ReLU: over the units, or over the channels of a pixel
	Init      string `toml:"init"`       // of the weights: He, which "" means, or Orthogonal
}

// The ways that weights begin.
const (
	He         = "he"         // normal, with variance 2/fan-in; the last layer 1/fan-in
	Orthogonal = "orthogonal" // orthonormal rows times √2
)

// Conv is a convolution.
type Conv struct {
	Out   int  `toml:"out"`   // channels
	Size  int  `toml:"size"`  // side of the filter, odd
	Valid bool `toml:"valid"` // no padding; otherwise Size/2 cells of zeros
}

// Target is what values are pulled towards: the Q(λ) return of the rollout.
type Target struct {
	Gamma      float32 `toml:"gamma"`       // discount of a step
	Lambda     float32 `toml:"lambda"`      // 0 looks one step ahead, 1 to the end of the rollout
	Cut        bool    `toml:"cut"`         // a return looks no further than an action that was drawn at random and is not the best
	ClipReward bool    `toml:"clip_reward"` // learn from rewards held within ±1; returns are reported as earned
}

// Explore is the share of actions drawn uniformly from the legal ones. It falls
// in a line from Start to End over the first Steps steps of the world, those of
// all lanes together.
type Explore struct {
	Start float64 `toml:"start"`
	End   float64 `toml:"end"`
	Steps int     `toml:"steps"`
}

// Train is how experience is gathered and learned from.
type Train struct {
	Lanes       int `toml:"lanes"`       // episodes side by side
	Steps       int `toml:"steps"`       // of every lane in a rollout
	Epochs      int `toml:"epochs"`      // times that a rollout is learned from
	Minibatches int `toml:"minibatches"` // updates of an epoch; they divide Lanes·Steps

	// MicroBatch is how many rows of a minibatch one goroutine takes at a time,
	// 0 for 64; it decides the order of sums, so that threads do not.
	MicroBatch int `toml:"micro_batch"`

	Rate      float64 `toml:"rate"`       // of learning, by RAdam (Liu et al. 2020)
	RateSteps int     `toml:"rate_steps"` // steps of the world over which it falls in a line to 0; 0 keeps it
	MaxNorm   float64 `toml:"max_norm"`   // of the gradient; 0 for no limit

	// Symmetries learns from each step as it is or turned and mirrored as the
	// rules allow, at random: for a world that is envs.Symmetric.
	Symmetries bool `toml:"symmetries"`
}

// DefaultConfig returns the settings of CartPole with the network for any
// vector: see CartPole.
func DefaultConfig() Config { return CartPole() }

// CartPole returns the settings of CleanRL's pqn.py, for 500,000 steps of
// CartPole: 4 worlds and 128 steps, 4 epochs of 4 minibatches, dense layers of
// 120 and 84 units with orthogonal weights, λ 0.65, RAdam at 2.5e-4 falling to 0, ε from 1 to 0.05 over
// half of the run. Its loss lacks the half of ours, so that its limit of 10 on the
// gradient is a limit of 5 here.
func CartPole() Config {
	return Config{
		Network: Network{Hidden: []int{120, 84}, LayerNorm: true, Init: Orthogonal},
		Target:  Target{Gamma: 0.99, Lambda: 0.65},
		Explore: Explore{Start: 1, End: 0.05, Steps: 250_000},
		Train: Train{
			Lanes: 4, Steps: 128, Epochs: 4, Minibatches: 4,
			Rate: 2.5e-4, RateSteps: 500_000, MaxNorm: 5,
		},
	}
}

// MinAtar returns the settings of purejaxql's pqn_minatar.yaml, for 10 million
// steps of a game of 10 by 10 cells: 128 worlds and 32 steps, 2 epochs of 32
// minibatches, 16 filters of 3x3 and a dense layer of 128 units, λ 0.65, RAdam at
// 5e-4 falling to 0, ε from 1 to 0.05 over a tenth of the run.
func MinAtar() Config {
	return Config{
		Network: Network{Conv: []Conv{{Out: 16, Size: 3, Valid: true}}, Hidden: []int{128}, LayerNorm: true, Init: He},
		Target:  Target{Gamma: 0.99, Lambda: 0.65},
		Explore: Explore{Start: 1, End: 0.05, Steps: 1_000_000},
		Train: Train{
			Lanes: 128, Steps: 32, Epochs: 2, Minibatches: 32,
			Rate: 5e-4, RateSteps: 10_000_000, MaxNorm: 10,
		},
	}
}

// microBatch is Train.MicroBatch where it is 0: large enough that products run
// at full speed, small enough that two threads share a batch of 128.
const microBatch = 64

func (t Train) microBatch() int {
	if t.MicroBatch == 0 {
		return microBatch
	}
	return t.MicroBatch
}

// batch is the rows of a minibatch.
func (t Train) batch() int { return t.Lanes * t.Steps / t.Minibatches }

// Check reports the first knob that makes no sense, by its name in a config
// file, or what does not fit game.
func (c Config) Check(game envs.Game) error {
	spec := game.Spec()
	if spec.Players > 2 {
		return fmt.Errorf("%s has %d seats; PQN learns in worlds of one or two", spec.Name, spec.Players)
	}
	if _, ok := game.(envs.Symmetric); c.Train.Symmetries && !ok {
		return fmt.Errorf("train.symmetries at %s, which nothing may be turned or mirrored in: it has no such board, or an opponent that might play the image otherwise; set it to false", spec.Name)
	}
	if err := c.Network.check(spec); err != nil {
		return err
	}
	t, e := c.Target, c.Explore
	for _, k := range []struct {
		name      string
		value     float64
		low, high float64
	}{
		{"target.gamma", float64(t.Gamma), 0, 1},
		{"target.lambda", float64(t.Lambda), 0, 1},
		{"explore.start", e.Start, 0, 1},
		{"explore.end", e.End, 0, 1},
		{"explore.steps", float64(e.Steps), 0, math.MaxInt32},
		{"train.lanes", float64(c.Train.Lanes), 1, 1 << 16},
		{"train.steps", float64(c.Train.Steps), 1, 1 << 16},
		{"train.epochs", float64(c.Train.Epochs), 1, 1000},
		{"train.minibatches", float64(c.Train.Minibatches), 1, 1 << 20},
		{"train.micro_batch", float64(c.Train.MicroBatch), 0, 1 << 20},
		{"train.rate", c.Train.Rate, 0, 10},
		{"train.rate_steps", float64(c.Train.RateSteps), 0, math.MaxInt32},
		{"train.max_norm", c.Train.MaxNorm, 0, 1e9},
	} {
		if !(k.low <= k.value && k.value <= k.high) {
			return fmt.Errorf("%s is %v; it should be between %v and %v", k.name, k.value, k.low, k.high)
		}
	}
	if rows := c.Train.Lanes * c.Train.Steps; rows%c.Train.Minibatches != 0 {
		return fmt.Errorf("train.minibatches is %d; it should divide train.lanes × train.steps = %d", c.Train.Minibatches, rows)
	}
	return c.checkSize(spec)
}

// maxRollout is the largest number of values in the observations of a rollout,
// 4 GiB.
const maxRollout = 1 << 30

func (c Config) checkSize(spec envs.Spec) error {
	if size := float64(c.Train.Lanes) * float64(c.Train.Steps) * float64(spec.ObsLen()); size > maxRollout {
		return fmt.Errorf("train.lanes × train.steps observations of %d numbers are %.0f, more than %d", spec.ObsLen(), size, maxRollout)
	}
	return nil
}
