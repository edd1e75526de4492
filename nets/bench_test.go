package nets_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/optim"
)

// benchNets are networks that other systems are measured with, too: blocks x
// channels, s and the side of the board.
var benchNets = []struct {
	name string
	cfg  nets.PolicyValueConfig
}{
	{"5x64s9", benchNet(5, 64, 9)},
	{"6x96s19", benchNet(6, 96, 19)},
}

func benchNet(blocks, channels, side int) nets.PolicyValueConfig {
	return nets.PolicyValueConfig{
		Obs: [3]int{17, side, side}, Actions: side*side + 1, Players: 1,
		Blocks: blocks, Channels: channels, PolicyChannels: 2, ValueChannels: 1, ValueHidden: 64,
	}
}

func BenchmarkPlan(b *testing.B) {
	for _, net := range benchNets {
		for _, n := range []int{1, 8, 32} {
			b.Run(fmt.Sprintf("%s/batch%d", net.name, n), func(b *testing.B) {
				plan := randomNet(net.cfg, 1).Compile(n)
				obs := randomObs(net.cfg, n, 1)
				logits, values := make([]float32, n*net.cfg.Actions), make([]float32, n*net.cfg.Players)
				b.ReportAllocs()
				for b.Loop() {
					plan.Run(obs, n, logits, values)
				}
				b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "positions/s")
			})
		}
	}
}

// BenchmarkPlanTwoThreads is BenchmarkPlan with a plan for each of two
// goroutines, as self-play has them: an iteration is a batch for each.
func BenchmarkPlanTwoThreads(b *testing.B) {
	for _, net := range benchNets {
		for _, n := range []int{8, 32} {
			b.Run(fmt.Sprintf("%s/batch%d", net.name, n), func(b *testing.B) {
				plan := randomNet(net.cfg, 1).Compile(n)
				run := func(plan *nets.Plan) func() {
					obs := randomObs(net.cfg, n, 1)
					logits, values := make([]float32, n*net.cfg.Actions), make([]float32, n*net.cfg.Players)
					return func() { plan.Run(obs, n, logits, values) }
				}
				first, second := run(plan), run(plan.Clone())
				first()
				second()
				b.ResetTimer()
				var group sync.WaitGroup
				for _, run := range []func(){first, second} {
					group.Go(func() {
						for range b.N {
							run()
						}
					})
				}
				group.Wait()
				b.ReportMetric(float64(2*n*b.N)/b.Elapsed().Seconds(), "positions/s")
			})
		}
	}
}

// BenchmarkTrain is a step of training: forward, backward and Adam.
func BenchmarkTrain(b *testing.B) {
	for _, net := range benchNets {
		for _, n := range []int{32, 256} {
			b.Run(fmt.Sprintf("%s/batch%d", net.name, n), func(b *testing.B) {
				benchmarkSteady(b, newTraining(net.cfg, n))
				b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "rows/s")
			})
		}
	}
}

// newTraining returns a step of training on a batch of n, in micro-batches as
// the learner of package alphazero takes them.
func newTraining(cfg nets.PolicyValueConfig, n int) func() {
	const micro = 32
	net := nets.NewPolicyValue(cfg, rand.New(rand.NewPCG(1, 1)))
	obs := randomObs(cfg, n, 1)
	policy, target := make([]float32, n*cfg.Actions), make([]float32, n*cfg.Players)
	for i := range n {
		policy[i*cfg.Actions] = 1
	}
	params := net.Params()
	tape, grads, adam := autograd.NewTape(), autograd.NewGrads(params), optim.NewAdam(params, optim.AdamConfig{})
	size := len(obs) / n
	return func() {
		grads.Zero()
		for at := 0; at < n; at += micro {
			tape.Reset()
			logits, values := forward(net, tape, obs[at*size:(at+micro)*size], micro)
			loss := tape.SoftmaxCrossEntropy(logits, tape.Const(policy[at*cfg.Actions:][:micro*cfg.Actions], micro, cfg.Actions), autograd.CrossEntropyConfig{})
			loss = tape.Add(loss, tape.MSE(values, tape.Const(target[at*cfg.Players:][:micro*cfg.Players], micro, cfg.Players), autograd.LossConfig{}))
			tape.Backward(tape.Scale(loss, float32(micro)/float32(n)), grads)
		}
		if err := adam.Step(grads, 1e-4); err != nil {
			panic(err)
		}
	}
}

// qNets are networks of action values: for the state of CartPole and for the
// planes of a small Atari-like game.
var qNets = []struct {
	name string
	cfg  nets.SequentialConfig
}{
	{"mlp", nets.SequentialConfig{Input: []int{4}, Layers: []nets.LayerConfig{
		{Kind: "dense", Out: 64, Activation: autograd.ReLU}, {Kind: "dense", Out: 64, Activation: autograd.ReLU}, {Kind: "dense", Out: 2},
	}}},
	{"minatar", nets.SequentialConfig{Input: []int{4, 10, 10}, Layers: []nets.LayerConfig{
		{Kind: "conv", Out: 16, Size: 3, Valid: true, Activation: autograd.ReLU}, {Kind: "flatten"},
		{Kind: "dense", Out: 128, Activation: autograd.ReLU}, {Kind: "dense", Out: 6},
	}}},
}

// BenchmarkDQN is an update of a deep Q-network on a batch of 32: the target
// network's values of the next observations, forward, backward and Adam.
func BenchmarkDQN(b *testing.B) {
	const n = 32
	for _, q := range qNets {
		b.Run(q.name, func(b *testing.B) {
			benchmarkSteady(b, newUpdate(b, q.cfg, n))
		})
	}
}

// BenchmarkActing is how long a deep Q-network takes to look at observations.
func BenchmarkActing(b *testing.B) {
	for _, q := range qNets {
		for _, n := range []int{1, 32} {
			b.Run(fmt.Sprintf("%s/batch%d", q.name, n), func(b *testing.B) {
				net, err := nets.NewSequential(q.cfg, rand.New(rand.NewPCG(1, 1)))
				if err != nil {
					b.Fatal(err)
				}
				plan := net.Compile(n)
				size := 1
				for _, d := range q.cfg.Input {
					size *= d
				}
				x, out := make([]float32, n*size), make([]float32, n*net.Output()[0])
				benchmarkSteady(b, func() { plan.Run(x, n, out) })
			})
		}
	}
}

// newUpdate returns an update on a batch of n.
func newUpdate(b *testing.B, cfg nets.SequentialConfig, n int) func() {
	rng := rand.New(rand.NewPCG(1, 1))
	online, err := nets.NewSequential(cfg, rng)
	if err != nil {
		b.Fatal(err)
	}
	target, err := nets.NewSequential(cfg, rng)
	if err != nil {
		b.Fatal(err)
	}
	shape := append([]int{n}, cfg.Input...)
	size := 1
	for _, d := range shape {
		size *= d
	}
	obs, next, rewards, wanted := make([]float32, size), make([]float32, size), make([]float32, n), make([]float32, n)
	for i := range obs {
		obs[i], next[i] = rng.Float32(), rng.Float32()
	}
	actions := make([]int, n)
	params := online.Params()
	outputs := cfg.Layers[len(cfg.Layers)-1].Out
	tape, values := autograd.NewTape(), autograd.NewInferenceTape()
	grads, adam := autograd.NewGrads(params), optim.NewAdam(params, optim.AdamConfig{})
	return func() {
		values.Reset()
		best := target.Forward(values, values.Const(next, shape...), nil).Data()
		for i := range wanted {
			wanted[i] = rewards[i] + 0.99*slices.Max(best[i*outputs:(i+1)*outputs])
		}
		tape.Reset()
		grads.Zero()
		q := online.Forward(tape, tape.Const(obs, shape...), nil)
		taken := tape.Gather(q, 1, actions, n, 1)
		tape.Backward(tape.SmoothL1(taken, tape.Const(wanted, n, 1), 1, autograd.LossConfig{}), grads)
		if err := adam.Step(grads, 1e-4); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLSTM is forward and backward through 40 steps of 128 units on 32
// sequences of 128 features.
func BenchmarkLSTM(b *testing.B) {
	b.Run("units128", func(b *testing.B) {
		const steps, batch, width = 40, 32, 128
		rng := rand.New(rand.NewPCG(1, 1))
		net := nets.NewRecurrent("lstm", nets.RecurrentConfig{Kind: nets.LSTM, In: width, Hidden: width}, rng)
		x := make([]float32, steps*batch*width)
		for i := range x {
			x[i] = rng.Float32()
		}
		tape, grads := autograd.NewTape(), autograd.NewGrads(net.Params())
		benchmarkSteady(b, func() {
			tape.Reset()
			grads.Zero()
			out, _ := net.Forward(tape, tape.Const(x, steps, batch, width), net.ZeroState(tape, batch), nil)
			tape.Backward(tape.Sum(out), grads)
		})
	})
}

// benchmarkSteady measures a step whose memory has found its size.
func benchmarkSteady(b *testing.B, step func()) {
	for range 2 {
		step()
	}
	b.ReportAllocs()
	for b.Loop() {
		step()
	}
}
