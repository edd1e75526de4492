package dqn

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// prepared returns a learner with some experience and its only part with a
// batch read, whose target network differs from the online one.
func prepared(t testing.TB, change func(c *Config)) (*Learner, *part, int) {
	t.Helper()
	c := quick()
	c.Network.Hidden = []int{6}
	c.Train.Batch = 4
	c.Replay.Warmup = 1_000_000
	change(&c)
	l := learner(t, chain(5), c)
	advance(t, l, 300)
	l.nets.target = network(t, l.game.Spec(), c.Network, 77)
	p := l.parts[0]
	p.nets.target = l.nets.target
	l.draw()
	return l, p, p.read(l.store, l.index)
}

// The gradient of the loss is the one that finite differences give, with the
// target held: nothing flows through the target network, through the choice of
// Double or through a burn-in.
func TestTheGradientIsThatOfTheLossAlone(t *testing.T) {
	for name, change := range variants() {
		if name == "noisy" || name == "rainbow" || name == "three actors" || name == "micro-batches" {
			continue // a draw of noise for each pass, or nothing new
		}
		t.Run(name, func(t *testing.T) {
			_, p, terms := prepared(t, func(c *Config) {
				change(c)
				c.Train.Batch, c.Replay.BurnIn = 4, 0 // a burn-in moves the state, without gradient
			})
			weights := []float32{1, 0.5, 0.25, 1}
			p.learn(weights, terms)
			wanted := append([]float32{}, p.wanted...)
			hold := func() { copy(p.wanted, wanted) }
			for i, param := range p.grads.Params() {
				for _, at := range []int{0, param.Value.Len() / 2, param.Value.Len() - 1} {
					got := float64(p.grads.At(i)[at])
					const h = 1e-2
					w := &param.Value.Data[at]
					old := *w
					*w = old + h
					up := lossHeld(p, weights, terms, hold)
					*w = old - h
					down := lossHeld(p, weights, terms, hold)
					*w = old
					want := (up - down) / (2 * h)
					require.InDelta(t, want, got, 1.5e-3+0.02*math.Abs(want), "%s[%d]", param.Name, at)
				}
			}
		})
	}
}

// lossHeld is the loss for targets that were computed before.
func lossHeld(p *part, weights []float32, terms int, hold func()) float64 {
	p.tape.Reset()
	p.values.Reset()
	var out *autograd.Var
	var actions []int
	if p.batch != nil {
		out, actions = p.forwardTransitions(weights), p.batch.Action
	} else {
		out, actions = p.forwardSequences(weights), p.seqs.Action
	}
	hold()
	return float64(p.tape.Sum(p.lossOf(p.nets.online.head.chosen(p.tape, out, actions, p.rows))).Scalar()) / float64(terms)
}

// Only the action that was taken moves: the gradient of the last layer is zero
// in the rows of all others.
func TestOnlyTheActionTakenMoves(t *testing.T) {
	_, p, terms := prepared(t, func(c *Config) { c.Network.Dueling = false })
	for i := range p.batch.Action {
		p.batch.Action[i] = 1
	}
	p.learn(all(4), terms)
	bias := p.grads.Of(p.nets.online.head.advantage.bias)
	assert.Zero(t, bias[0])
	assert.NotZero(t, bias[1])
}

// Huber is quadratic within 1 and linear beyond; MSE has no half; both are
// means over the batch, weighted by importance. Priorities are distances.
func TestLossesOfNumbers(t *testing.T) {
	for _, c := range []struct {
		loss string
		want float64
	}{
		{Huber, (0.5*0.25 + (2 - 0.5) + 0 + 0.5*(3-0.5)) / 4},
		{MSE, (0.25 + 4 + 0 + 0.5*9) / 4},
	} {
		_, p, _ := prepared(t, func(cfg *Config) { cfg.Target.Loss = c.loss })
		p.tape.Reset()
		chosen := p.tape.Input([]float32{0.5, -2, 1, 4}, 4, 1)
		copy(p.wanted, []float32{0, 0, 1, 1})
		copy(p.weight, []float32{1, 1, 1, 0.5})
		losses := p.lossOf(chosen)
		assert.InDelta(t, c.want, float64(p.tape.Sum(losses).Scalar())/4, 1e-6, c.loss)
		p.measure(chosen.Data(), losses.Data())
		assert.Equal(t, []float32{0.5, 2, 0, 3}, p.errors)
	}
}

// A loss whose numbers and targets have different shapes is refused, not spread
// out to a square of both.
func TestLossesDoNotBroadcast(t *testing.T) {
	tape := autograd.NewTape()
	column, row := tape.Input(make([]float32, 4), 4, 1), tape.Const(make([]float32, 4), 4)
	assert.Panics(t, func() { tape.Huber(column, row, 1, autograd.LossConfig{}) })
	assert.Panics(t, func() { tape.MSE(column, row, autograd.LossConfig{}) })
}

// The loss of quantiles is a sum over the predicted ones of a mean over the
// samples: each predicted quantile is paired with every sample, against a loop
// in float64.
func TestQuantilesArePairedWithSamples(t *testing.T) {
	_, p, _ := prepared(t, func(c *Config) { c.Network.Head, c.Network.Atoms, c.Train.Batch = Quantile, 3, 1 })
	p.tape.Reset()
	pred := []float32{0, 2, 5}
	copy(p.wanted, []float32{1, 1.5, 4})
	copy(p.weight, []float32{1})
	got := p.lossOf(p.tape.Input(pred, 1, 3)).Data()[0]
	want := 0.0
	for i, v := range pred {
		tau := (float64(i) + 0.5) / 3
		for _, y := range p.wanted[:3] {
			u := float64(y - v)
			huber := u * u / 2
			if math.Abs(u) > 1 {
				huber = math.Abs(u) - 0.5
			}
			share := tau
			if u < 0 {
				share = 1 - tau
			}
			want += share * huber / 3
		}
	}
	assert.InDelta(t, want, got, 1e-5)
}

// Steps beyond the end of a sequence have no part in the loss, whatever stands
// there, and returns of n steps stay within it.
func TestPaddedStepsHaveNoPartInTheLoss(t *testing.T) {
	_, p, terms := prepared(t, func(c *Config) {
		withMemory(c, "gru")
		c.Train.Batch, c.Target.Steps = 4, 3
	})
	p.seqs.Length[2], p.seqs.Seen[2] = 3, 4
	p.learn(all(4), terms)
	loss, errors := p.loss, append([]float32{}, p.errors...)
	grads := append([]float32{}, p.grads.At(0)...)
	n := p.size()
	for k := 3; k < p.cfg.Replay.Trace; k++ {
		p.seqs.Action[k*n+2], p.seqs.Reward[k*n+2], p.seqs.Continues[k*n+2] = 1, 1e6, 0
		if k > 3 {
			p.seqs.Obs[(k*n+2)*5] = 1e3
		}
	}
	p.learn(all(4), terms)
	assert.Equal(t, loss, p.loss)
	assert.Equal(t, errors, p.errors)
	assert.Equal(t, grads, p.grads.At(0))
}

// A burn-in brings the state up to date and has no gradient: what is learned is
// what would be from the state after it.
func TestNoGradientGoesThroughABurnIn(t *testing.T) {
	_, p, terms := prepared(t, func(c *Config) {
		withMemory(c, "lstm")
		c.Train.Batch, c.Replay.BurnIn, c.Target.Double = 4, 3, false
		c.Target.Gamma = 0 // the target network has a state of its own
	})
	require.Positive(t, slices.Max(p.seqs.BurnLength))
	p.learn(all(4), terms)
	want := append([]float32{}, p.grads.At(0)...)
	pass, n := inference(), p.size()
	obs := pass.tape.Const(p.seqs.Burn, p.cfg.Replay.BurnIn*n, 5)
	_, state := p.nets.online.remember(pass, obs, p.nets.online.stateOf(pass.tape, p.seqs.State, n), p.seqs.BurnLength)
	p.nets.online.storeState(p.seqs.State, state)
	clear(p.seqs.BurnLength)
	p.learn(all(4), terms)
	assert.Equal(t, want, p.grads.At(0))
}

// n-step targets inside a sequence, against the sum written out.
func TestSequenceTargets(t *testing.T) {
	_, p, _ := prepared(t, func(c *Config) {
		withMemory(c, "gru")
		c.Train.Batch, c.Target.Steps, c.Target.Gamma, c.Target.Double, c.Replay.Trace, c.Replay.Period = 1, 3, 0.5, false, 4, 1
	})
	s := p.seqs
	copy(s.Reward, []float32{1, 2, 4, 8})
	for i := range s.Legal {
		s.Legal[i] = 1
	}
	values := []float32{0, 0, 10, 0, 20, 0, 30, 0, 40, 0} // [5,A] of the target network
	for _, c := range []struct {
		name         string
		length, seen int
		goes         []float32
		want         []float32
	}{
		{"goes on", 4, 5, []float32{1, 1, 1, 1}, []float32{1 + 1 + 1 + 30./8, 2 + 2 + 2 + 40./8, 4 + 4 + 40./4, 8 + 40./2}},
		{"ended by the rules", 3, 3, []float32{1, 1, 0, 1}, []float32{1 + 1 + 1, 2 + 2, 4}},
		{"cut off", 3, 4, []float32{1, 1, 1, 1}, []float32{1 + 1 + 1 + 30./8, 2 + 2 + 30./4, 4 + 30./2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.Length[0], s.Seen[0] = c.length, c.seen
			copy(s.Continues, c.goes)
			p.aimAtSequence(0, values, values)
			assert.Equal(t, c.want, p.wanted[:c.length])
		})
	}
	p.weight = p.weight[:4]
	s.Length[0] = 3
	p.sequenceErrors([]float32{1, 5, 3, 99})
	assert.InDelta(t, 0.9*5+0.1*3, p.errors[0], 1e-6)
}

// The optimisers are told where their epsilon goes: a first step of each, by
// the formulas, for a gradient g.
func TestEpsilonStandsWhereItShould(t *testing.T) {
	const g, rate = 0.3, 0.1
	for _, c := range []struct {
		cfg  Train
		want float64
	}{
		{Train{Optimizer: Adam, Epsilon: 0.2}, rate * g / (g + 0.2)},
		{Train{Optimizer: RMSProp, Decay: 0.9, Epsilon: 0.2}, rate * g / (math.Sqrt(0.1*g*g) + 0.2)},
		{Train{Optimizer: RMSProp, Decay: 0.9, Epsilon: 0.2, InsideRoot: true}, rate * g / math.Sqrt(0.1*g*g+0.2)},
		{Train{Optimizer: RMSProp, Decay: 0.9, Epsilon: 0.2, Centered: true}, rate * g / (math.Sqrt(0.1*g*g-0.01*g*g) + 0.2)},
	} {
		t.Run(fmt.Sprintf("%+v", c.cfg), func(t *testing.T) {
			p := autograd.NewParam("w", 1)
			grads := autograd.NewGrads([]*autograd.Param{p})
			tape := autograd.NewTape()
			tape.Backward(tape.Scale(tape.Sum(tape.Param(p)), g), grads)
			require.NoError(t, newOptimizer(c.cfg, []*autograd.Param{p}).Step(grads, rate))
			assert.InDelta(t, -c.want, p.Value.Data[0], 1e-6)
		})
	}
}
