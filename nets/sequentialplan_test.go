package nets_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/race"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// plannedKinds are networks whose layers a plan joins, and all others.
func plannedKinds() map[string]nets.SequentialConfig {
	all := layerKinds()
	all["norms"] = nets.SequentialConfig{Input: []int{3, 9, 9}, Layers: []nets.LayerConfig{
		{Kind: "conv", Out: 16}, {Kind: "batchnorm", Activation: autograd.ReLU},
		{Kind: "conv", Out: 32}, {Kind: "batchnorm", Activation: autograd.Tanh},
		{Kind: "conv", Out: 5, Size: 5, Activation: autograd.ReLU}, {Kind: "batchnorm"},
		{Kind: "flatten"}, {Kind: "dense", Out: 7}, {Kind: "batchnorm", Activation: autograd.ReLU}, {Kind: "dense", Out: 2},
	}}
	all["no padding"] = nets.SequentialConfig{Input: []int{4, 10, 10}, Layers: []nets.LayerConfig{
		{Kind: "conv", Out: 16, Valid: true, Activation: autograd.ReLU}, {Kind: "flatten"},
		{Kind: "dense", Out: 8, Activation: autograd.ReLU}, {Kind: "dense", Out: 3},
	}}
	return all
}

// trainedNet returns a network that has seen a batch, so that no running
// statistics are what they were at first.
func trainedNet(t *testing.T, cfg nets.SequentialConfig) (*nets.Sequential, *tensor.Tensor) {
	rng := rand.New(rand.NewPCG(5, 6))
	net, err := nets.NewSequential(cfg, rng)
	require.NoError(t, err)
	for _, p := range net.Params() {
		for i := range p.Value.Data {
			p.Value.Data[i] += float32(rng.NormFloat64()) * 0.1
		}
	}
	x := inputsOf(cfg, 5, rng)
	tape := autograd.NewTape()
	net.Forward(tape, tape.Const(x.Data, x.Shape...), rng)
	return net, x
}

func runPlan(p *nets.SequentialPlan, x []float32, n, outputs int) []float32 {
	out := make([]float32, n*outputs)
	p.Run(x, n, out)
	return out
}

func TestSequentialPlanComputesTheNetwork(t *testing.T) {
	for name, cfg := range plannedKinds() {
		t.Run(name, func(t *testing.T) {
			net, x := trainedNet(t, cfg)
			want := nets.Predict(net, x, 5)
			plan := net.Compile(5)
			outputs := want.Len() / 5
			got := runPlan(plan, x.Data, 5, outputs)
			for i, w := range want.Data {
				require.InDelta(t, w, got[i], 1e-5*(1+float64(max(w, -w))), "element %d", i)
			}

			size := x.Len() / 5
			for row := range 5 {
				alone := runPlan(plan, x.Data[row*size:(row+1)*size], 1, outputs)
				assert.Equal(t, got[row*outputs:(row+1)*outputs], alone, "row %d has batch-mates or has none", row)
			}

			for _, p := range net.Params() {
				clear(p.Value.Data)
			}
			assert.Equal(t, got, runPlan(plan, x.Data, 5, outputs), "what happens to the network later does not reach a plan")
		})
	}
}

func TestSequentialPlanOnManyGoroutines(t *testing.T) {
	net, x := trainedNet(t, plannedKinds()["norms"])
	first := net.Compile(5)
	want := runPlan(first, x.Data, 5, 2)
	var group sync.WaitGroup
	for range 4 {
		plan := first.Clone()
		group.Go(func() {
			for range 20 {
				assert.True(t, slices.Equal(want, runPlan(plan, x.Data, 5, 2)))
			}
		})
	}
	group.Wait()
}

func TestSequentialPlanAllocatesNothing(t *testing.T) {
	race.SkipAllocations(t)
	for _, name := range []string{"norms", "no padding", "lstm", "residual"} {
		net, x := trainedNet(t, plannedKinds()[name])
		plan := net.Compile(5)
		out := make([]float32, 5*tensor.Size(net.Output()))
		assert.Zero(t, testing.AllocsPerRun(20, func() { plan.Run(x.Data, 5, out) }), name)
	}
}

func TestSequentialPlanRefusesLargerBatches(t *testing.T) {
	net, x := trainedNet(t, plannedKinds()["no padding"])
	assert.Panics(t, func() { net.Compile(0) })
	assert.Panics(t, func() { net.Compile(2).Run(x.Data, 3, make([]float32, 9)) })
	assert.Panics(t, func() { net.Compile(2).Run(x.Data[:7], 2, make([]float32, 6)) })
}

func ExampleSequential_Compile() {
	net, err := nets.NewSequential(nets.SequentialConfig{
		Input:  []int{2},
		Layers: []nets.LayerConfig{{Kind: "dense", Out: 4, Activation: autograd.ReLU}, {Kind: "dense", Out: 1}},
	}, nil) // without a source of randomness all weights are zero
	if err != nil {
		fmt.Println(err)
		return
	}
	plan := net.Compile(8)
	out := make([]float32, 2)
	plan.Run([]float32{1, 2, 3, 4}, 2, out)
	fmt.Println(out)
	// Output: [0 0]
}
