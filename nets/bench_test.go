package nets_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/optim"
)

var benchNets = map[string]nets.PolicyValueConfig{
	"connect4-5x64": {Obs: [3]int{3, 6, 7}, Actions: 7, Players: 2, Blocks: 5, Channels: 64},
	"go9-5x64":      {Obs: [3]int{8, 9, 9}, Actions: 82, Players: 2, Blocks: 5, Channels: 64},
}

func BenchmarkPlan(b *testing.B) {
	for name, cfg := range benchNets {
		for _, n := range []int{1, 8, 64} {
			b.Run(fmt.Sprintf("%s/batch%d", name, n), func(b *testing.B) {
				plan := randomNet(cfg, 1).Compile(n)
				obs := randomObs(cfg, n, 1)
				logits, values := make([]float32, n*cfg.Actions), make([]float32, n*cfg.Players)
				for b.Loop() {
					plan.Run(obs, n, logits, values)
				}
				b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "positions/s")
			})
		}
	}
}

func BenchmarkTrainPolicyValue(b *testing.B) {
	for name, cfg := range benchNets {
		b.Run(name+"/batch64", func(b *testing.B) {
			const n = 64
			net := nets.NewPolicyValue(cfg, rand.New(rand.NewPCG(1, 1)))
			obs := randomObs(cfg, n, 1)
			policy, target := make([]float32, n*cfg.Actions), make([]float32, n*cfg.Players)
			for i := range n {
				policy[i*cfg.Actions] = 1
			}
			params := net.Params()
			tape, grads, adam := autograd.NewTape(), autograd.NewGrads(params), optim.NewAdam(params, optim.AdamConfig{})
			for b.Loop() {
				tape.Reset()
				grads.Zero()
				logits, values := forward(net, tape, obs, n)
				loss := tape.SoftmaxCrossEntropy(logits, tape.Const(policy, n, cfg.Actions), autograd.CrossEntropyConfig{})
				loss = tape.Add(loss, tape.MSE(values, tape.Const(target, n, cfg.Players), autograd.LossConfig{}))
				tape.Backward(loss, grads)
				if err := adam.Step(grads, 1e-3); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "positions/s")
		})
	}
}
