package doctor

import (
	"fmt"
	"math"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/selfplay"
)

// Overfit trains an untrained network of the run's shape on 32 positions of
// its games. A network that cannot learn so few by heart learns nothing.
func Overfit(config *selfplay.Config, game envs.Game, records []*alphazero.Record) (*Finding, error) {
	samples, err := distinct(game, records)
	if err != nil || len(samples) < overfitPositions {
		return nil, err
	}
	net := alphazero.NewNet(game, config.Network.Shape(nets.Auxiliary{}), seed.Stream(config.Seed))
	learner := alphazero.NewLearner(game, net, alphazero.Learning{
		Window: overfitPositions, Batch: overfitPositions, MicroBatch: overfitPositions,
		Optimizer: alphazero.Adam, ValueWeight: 1, MaxNorm: 5, Threads: 1,
	})
	learner.AddSamples(samples)
	before, rng := excess(net, samples), seed.Stream(config.Seed)
	for range overfitSteps {
		if _, err := learner.Step(0.003, rng); err != nil {
			return nil, err
		}
	}
	if after := excess(net, samples); !(after <= before/4) {
		return found("cannot overfit", fmt.Sprintf("enlarge the network: network.blocks (%d), network.channels (%d), network.value_hidden (%d)",
			config.Network.Blocks, config.Network.Channels, config.Network.ValueHidden),
			"A network of this shape does not learn even %d positions by heart: its loss falls from %.3f to %.3f in %d steps.",
			overfitPositions, before, after, overfitSteps), nil
	}
	return nil, nil
}

const (
	overfitPositions = 32
	overfitSteps     = 250
)

// distinct returns the first samples that differ in what is observed.
func distinct(game envs.Game, records []*alphazero.Record) ([]alphazero.Sample, error) {
	var some []alphazero.Sample
	seen := map[string]bool{}
	for _, r := range records {
		samples, err := r.Samples(game, alphazero.Targets{})
		if err != nil {
			return nil, err
		}
		for _, s := range samples {
			if key := fmt.Sprint(s.Obs); !seen[key] && len(some) < overfitPositions {
				seen[key] = true
				some = append(some, s)
			}
		}
		if len(some) == overfitPositions {
			break
		}
	}
	return some, nil
}

// excess is the mean loss above what the targets themselves leave.
func excess(net *nets.PolicyValue, samples []alphazero.Sample) float64 {
	sum := 0.0
	for i, a := range alphazero.Answers(net, samples, 1) {
		sum += a.Policy + a.Value
		for _, p := range samples[i].Policy {
			if p > 0 {
				sum += float64(p) * math.Log(float64(p))
			}
		}
	}
	return sum / float64(len(samples))
}
