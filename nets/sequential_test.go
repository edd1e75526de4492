package nets_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/autograd/gradtest"
	"github.com/tengen-rl/tengen/nets/optim"
	"github.com/tengen-rl/tengen/nets/tensor"
)

func ExampleWriteSummary() {
	net, err := nets.NewSequential(nets.SequentialConfig{
		Input: []int{1, 6, 6},
		Layers: []nets.LayerConfig{
			{Kind: "conv", Out: 4, Activation: autograd.ReLU},
			{Kind: "maxpool"},
			{Kind: "flatten"},
			{Kind: "dense", Out: 2},
		},
	}, rand.New(rand.NewPCG(1, 1)))
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := nets.WriteSummary(os.Stdout, net.Summary()); err != nil {
		fmt.Println(err)
	}
	// Output:
	// layer      kind     output  parameters  multiply-adds
	// 0.conv     conv     4x6x6   40          1296
	// 1.maxpool  maxpool  4x3x3   0           0
	// 2.flatten  flatten  36      0           0
	// 3.dense    dense    2       74          72
	// total                       114         1368
}

func layerKinds() map[string]nets.SequentialConfig {
	image := func(layers ...nets.LayerConfig) nets.SequentialConfig {
		return nets.SequentialConfig{Input: []int{3, 5, 4}, Layers: append(layers, nets.LayerConfig{Kind: "flatten"}, nets.LayerConfig{Kind: "dense", Out: 2})}
	}
	sequence := func(layers ...nets.LayerConfig) nets.SequentialConfig {
		return nets.SequentialConfig{Input: []int{5, 4}, Layers: layers}
	}
	return map[string]nets.SequentialConfig{
		"rows": {Input: []int{4}, Layers: []nets.LayerConfig{
			{Kind: "dense", Out: 6, Activation: autograd.SiLU}, {Kind: "batchnorm"}, {Kind: "layernorm"}, {Kind: "dropout", Rate: 0.5}, {Kind: "dense", Out: 2},
		}},
		"conv":       image(nets.LayerConfig{Kind: "conv", Out: 4, Stride: 2}, nets.LayerConfig{Kind: "batchnorm"}),
		"residual":   image(nets.LayerConfig{Kind: "residual"}, nets.LayerConfig{Kind: "squeeze"}),
		"global":     image(nets.LayerConfig{Kind: "globalpool", Out: 2}, nets.LayerConfig{Kind: "avgpool"}),
		"average":    {Input: []int{3, 5, 4}, Layers: []nets.LayerConfig{{Kind: "maxpool", Size: 3, Stride: 1}, {Kind: "globalavg"}, {Kind: "dense", Out: 2}}},
		"attention":  sequence(nets.LayerConfig{Kind: "attention", Heads: 2}, nets.LayerConfig{Kind: "flatten"}, nets.LayerConfig{Kind: "dense", Out: 2}),
		"lstm":       sequence(nets.LayerConfig{Kind: "lstm", Out: 3, Layers: 2}, nets.LayerConfig{Kind: "dense", Out: 2}),
		"gru":        sequence(nets.LayerConfig{Kind: "gru", Out: 3}),
		"rnn":        sequence(nets.LayerConfig{Kind: "rnn_tanh", Out: 3}),
		"rnn relu":   sequence(nets.LayerConfig{Kind: "rnn_relu", Out: 3}),
		"dueling":    {Input: []int{4}, Layers: []nets.LayerConfig{{Kind: "noisy", Out: 6, Activation: autograd.ReLU}, {Kind: "dueling", Out: 3}}},
		"dense rows": sequence(nets.LayerConfig{Kind: "dense", Out: 3}),
		"words": {Input: []int{5}, Layers: []nets.LayerConfig{
			{Kind: "embedding", Symbols: 7, Out: 4}, {Kind: "groupnorm", Groups: 2}, {Kind: "lstm", Out: 3},
		}},
		"groups":     image(nets.LayerConfig{Kind: "conv", Out: 6, Activation: autograd.ReLU}, nets.LayerConfig{Kind: "groupnorm", Groups: 3}),
		"group rows": {Input: []int{4}, Layers: []nets.LayerConfig{{Kind: "dense", Out: 6}, {Kind: "groupnorm"}, {Kind: "dense", Out: 2}}},
		"image out":  {Input: []int{3, 5, 4}, Layers: []nets.LayerConfig{{Kind: "conv", Out: 2, Activation: autograd.Tanh}, {Kind: "dropout", Rate: 0.1}}},
	}
}

// inputsOf draws n examples for a network.
func inputsOf(cfg nets.SequentialConfig, n int, rng *rand.Rand) *tensor.Tensor {
	x := gradtest.Rand(rng, append([]int{n}, cfg.Input...)...)
	if first := cfg.Layers[0]; first.Kind == "embedding" {
		for i := range x.Data {
			x.Data[i] = float32(rng.IntN(first.Symbols))
		}
	}
	return x
}

// Every kind of layer computes what its configuration promises, trains all its
// parameters, and survives a checkpoint bit for bit, running statistics
// included.
func TestLayersTrainAndSurviveACheckpoint(t *testing.T) {
	for name, cfg := range layerKinds() {
		t.Run(name, func(t *testing.T) {
			rng := rand.New(rand.NewPCG(3, 3))
			net, err := nets.NewSequential(cfg, rng)
			require.NoError(t, err)
			params := net.Params()
			for _, p := range params { // no zero may hide a gradient
				for i := range p.Value.Data {
					p.Value.Data[i] += float32(rng.NormFloat64()) * 0.1
				}
			}
			x := inputsOf(cfg, 3, rng)
			tape, grads := autograd.NewTape(), autograd.NewGrads(params)
			out := net.Forward(tape, tape.Const(x.Data, x.Shape...), rng)
			assert.Equal(t, append([]int{3}, net.Output()...), out.Shape())
			tape.Backward(tape.Sum(tape.Mul(out, out)), grads)
			require.NoError(t, optim.NewSGD(params, optim.SGDConfig{}).Step(grads, 1e-3))

			path := filepath.Join(t.TempDir(), "net.safetensors")
			require.NoError(t, net.Save(path, nil))
			loaded, _, err := nets.LoadSequential(path)
			require.NoError(t, err)
			assert.Equal(t, nets.Predict(net, x, 2), nets.Predict(loaded, x, 3))
			var total int
			for _, row := range net.Summary() {
				total += row.Params
			}
			assert.Equal(t, nets.Count(params), total)
		})
	}
}

func TestSummaryCountsSteps(t *testing.T) {
	for name, want := range map[string]int{
		"lstm":      5*(12*4+12*3+12*3+12*3) + 3*2,
		"attention": 5*(12*4*4) + 2*5*5*4 + 20*2,
		"global":    20*(3*2) + 6*3 + 2*2*3*2,
		"dueling":   4*6 + 6*3 + 6,     // without the deviations of the noise
		"words":     5 * (12*4 + 12*3), // a table is looked up, not multiplied
		"groups":    20*(9*3*6) + 20*6*2,
	} {
		net, err := nets.NewSequential(layerKinds()[name], nil)
		require.NoError(t, err)
		got := 0
		for _, row := range net.Summary() {
			got += row.MulAdds
		}
		assert.Equal(t, want, got, name)
	}
}

func TestSequentialRefusesNonsense(t *testing.T) {
	for name, c := range map[string]struct {
		input []int
		layer nets.LayerConfig
	}{
		"want [features]": {[]int{1, 2, 3, 4}, nets.LayerConfig{}},
		"no known kind":   {[]int{3}, nets.LayerConfig{Kind: "quantum"}},
		"wants out":       {[]int{3}, nets.LayerConfig{Kind: "dense"}},
		"wants an image":  {[]int{3}, nets.LayerConfig{Kind: "conv", Out: 1}},
		"flatten first":   {[]int{3, 4, 4}, nets.LayerConfig{Kind: "dense", Out: 1}},
		"wants a sequenc": {[]int{3}, nets.LayerConfig{Kind: "lstm", Out: 1}},
		"odd size":        {[]int{3, 4, 4}, nets.LayerConfig{Kind: "conv", Out: 1, Size: 2}},
		"pools 5x5":       {[]int{3, 4, 4}, nets.LayerConfig{Kind: "maxpool", Size: 5}},
		"rate 1":          {[]int{3}, nets.LayerConfig{Kind: "dropout", Rate: 1}},
		"do not divide":   {[]int{3, 4}, nets.LayerConfig{Kind: "attention", Heads: 3}},
		"swoosh":          {[]int{3}, nets.LayerConfig{Kind: "dense", Out: 1, Activation: "swoosh"}},
		"negative":        {[]int{3}, nets.LayerConfig{Kind: "dense", Out: -1}},
		"heads -1":        {[]int{3, 4}, nets.LayerConfig{Kind: "attention", Heads: -1}},
		"rate -3":         {[]int{3}, nets.LayerConfig{Kind: "noisy", Out: 1, Rate: -3}},
		"rate NaN":        {[]int{3}, nets.LayerConfig{Kind: "noisy", Out: 1, Rate: float32(math.NaN())}},
		"symbols -1":      {[]int{3}, nets.LayerConfig{Kind: "embedding", Symbols: -1}},
		"row of symbols":  {[]int{3, 4}, nets.LayerConfig{Kind: "embedding", Symbols: 2, Out: 2}},
		"symbols and out": {[]int{3}, nets.LayerConfig{Kind: "embedding", Out: 2}},
		"2 groups, which": {[]int{3}, nets.LayerConfig{Kind: "groupnorm", Groups: 2}},
		"at most 2147483": {[]int{1 << 30, 1 << 30, 1 << 4}, nets.LayerConfig{Kind: "flatten"}}, // 2⁶⁴ wraps to 0
	} {
		_, err := nets.NewSequential(nets.SequentialConfig{Input: c.input, Layers: []nets.LayerConfig{c.layer}}, nil)
		assert.ErrorContains(t, err, name)
	}
	_, err := nets.NewSequential(nets.SequentialConfig{Input: []int{3}, Layers: []nets.LayerConfig{
		{Kind: "dense", Out: 2}, {Kind: "embedding", Symbols: 2, Out: 2},
	}}, nil)
	assert.ErrorContains(t, err, "layer 1 (embedding) after others, want it first")
}

// Images leave a network as they enter it, channels first.
func TestImagesAreChannelsFirstOutside(t *testing.T) {
	net, err := nets.NewSequential(nets.SequentialConfig{Input: []int{2, 2, 3}, Layers: []nets.LayerConfig{{Kind: "conv", Out: 2, Size: 1}}}, nil)
	require.NoError(t, err)
	w, b := net.Params()[0], net.Params()[1]
	copy(w.Value.Data, []float32{1, 0, 0, 10}) // channel 0 as it is, channel 1 ten times
	copy(b.Value.Data, []float32{0, 0.5})
	x := tensor.FromSlice([]float32{1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60}, 1, 2, 2, 3)
	assert.Equal(t, []int{2, 2, 3}, net.Output())
	assert.Equal(t, []int{2, 2, 3}, net.Summary()[0].Output)
	got := nets.Predict(net, x, 1)
	assert.Equal(t, []int{1, 2, 2, 3}, got.Shape)
	assert.Equal(t, []float32{1, 2, 3, 4, 5, 6, 100.5, 200.5, 300.5, 400.5, 500.5, 600.5}, got.Data)
}

func TestSequentialCheckpointOfHugeLayersIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	for _, layer := range []string{
		`4],"layers":[{"kind":"dense","out":4000000000000}`, `4],"layers":[{"kind":"dense","out":2},{"kind":"dense","out":900000000}`,
		`100000000],"layers":[{"kind":"layernorm"}`, `100000000],"layers":[{"kind":"batchnorm"}`,
		`100000000,1,1],"layers":[{"kind":"squeeze"}`, `100000000],"layers":[{"kind":"groupnorm"}`,
		`3],"layers":[{"kind":"embedding","symbols":2000000000,"out":2000000000}`,
	} {
		arch := `{"kind":"sequential","config":{"input":[` + layer + `]}}`
		require.NoError(t, nets.SaveTensors(path, nil, map[string]string{"architecture": arch}))
		_, _, err := nets.LoadSequential(path)
		require.ErrorContains(t, err, "more weights than there are")
	}
}

// What a layer is counted for before it is made is never more than it has: a
// checkpoint just large enough is read.
func TestNoLayerIsCountedForMoreThanItStores(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	for name, layer := range map[string]nets.LayerConfig{
		"squeeze": {Kind: "squeeze"}, "batchnorm": {Kind: "batchnorm"}, "layernorm": {Kind: "layernorm"}, "residual": {Kind: "residual"},
		"groupnorm":  {Kind: "groupnorm"},
		"globalpool": {Kind: "globalpool", Out: 1}, "conv": {Kind: "conv", Out: 1},
	} {
		for _, channels := range []int{1, 3, 4, 7, 9} {
			net, err := nets.NewSequential(nets.SequentialConfig{Input: []int{channels, 2, 2}, Layers: []nets.LayerConfig{layer}}, nil)
			require.NoError(t, err)
			require.NoError(t, net.Save(path, nil))
			_, _, err = nets.LoadSequential(path)
			assert.NoError(t, err, "%s of %d channels", name, channels)
		}
	}
}

func xor() nets.Examples {
	return nets.Examples{
		Inputs: tensor.FromSlice([]float32{0, 0, 0, 1, 1, 0, 1, 1}, 4, 2),
		Labels: []int{0, 1, 1, 0},
	}
}

func fitConfig(epochs, batch int, rate float64) nets.FitConfig {
	return nets.FitConfig{Epochs: epochs, Batch: batch, Rate: optim.ConstantRate(rate), Loss: nets.LabelLoss{}}
}

func mlp(t testing.TB, in, hidden, out int, dropout float32, rng *rand.Rand) *nets.Sequential {
	net, err := nets.NewSequential(nets.SequentialConfig{Input: []int{in}, Layers: []nets.LayerConfig{
		{Kind: "dense", Out: hidden, Activation: autograd.Tanh}, {Kind: "dropout", Rate: dropout}, {Kind: "dense", Out: out},
	}}, rng)
	require.NoError(t, err)
	return net
}

func TestFitStopsEarlyAndRestoresTheBest(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 4))
	net := mlp(t, 2, 8, 2, 0, rng)
	opposite := xor()
	opposite.Labels = []int{1, 0, 0, 1} // what is learned makes validation worse
	cfg := fitConfig(200, 4, 0.05)
	cfg.Patience, cfg.Validation, cfg.Rand = 3, opposite, rng
	cfg.Optimizer = optim.NewAdam(net.Params(), optim.AdamConfig{})
	history, err := nets.Fit(context.Background(), net, xor(), cfg)
	require.NoError(t, err)
	assert.Less(t, len(history), 200)
	best := history[0]
	for _, e := range history {
		if e.Best {
			best = e
		}
	}
	loss, err := nets.Evaluate(context.Background(), net, opposite, nets.LabelLoss{})
	require.NoError(t, err)
	assert.InDelta(t, best.Validation, loss, 1e-6)
	assert.Equal(t, len(history), best.Number+3)
}

func TestFitReportsWhatIsWrong(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 5))
	net := mlp(t, 2, 4, 2, 0, rng)
	o := optim.NewAdam(net.Params(), optim.AdamConfig{})
	bad := xor()
	bad.Labels = bad.Labels[:3]
	cfg := fitConfig(100, 1, 0.01)
	cfg.Optimizer, cfg.Rand = o, rng
	_, err := nets.Fit(context.Background(), net, bad, cfg)
	assert.ErrorContains(t, err, "3 labels for 4 examples")
	_, err = nets.Fit(context.Background(), net, xor(), nets.FitConfig{})
	assert.ErrorContains(t, err, "wants epochs")

	ctx, cancel := context.WithCancel(context.Background())
	cfg.OnEpoch = func(e nets.Epoch) error {
		if e.Number == 2 {
			cancel()
		}
		return nil
	}
	history, err := nets.Fit(ctx, net, xor(), cfg)
	assert.ErrorIs(t, err, context.Canceled)
	assert.Len(t, history, 2)

	var steps []int
	cfg.OnStep = func(step int, _ float64) { steps = append(steps, step) }
	stop := errors.New("enough")
	cfg.OnEpoch = func(nets.Epoch) error { return stop }
	_, err = nets.Fit(context.Background(), net, xor(), cfg)
	assert.ErrorIs(t, err, stop)
	assert.Equal(t, []int{1, 2, 3, 4}, steps)

	cfg = fitConfig(1, 4, 0.01)
	cfg.Optimizer, cfg.Rand, cfg.Debug = o, rng, true
	net.Params()[0].Value.Data[0] = float32(math.Inf(1))
	_, err = nets.Fit(context.Background(), net, xor(), cfg)
	require.Error(t, err)
	assert.True(t, strings.Contains(err.Error(), "0.dense.weight has"), err.Error())
}

// A model saved in the midst of training, loaded by another process and
// trained on there equals, bit for bit, the one that never was.
func TestTrainingGoesOnExactlyInAnotherProcess(t *testing.T) {
	folder := os.Getenv(resumeFolder)
	if folder != "" { // the other process
		goOn(t, load(t, folder)).save(t, folder)
		return
	}
	rng := rand.New(rand.NewPCG(6, 6))
	net := mlp(t, 2, 8, 2, 0.3, rng)
	o := optim.NewAdam(net.Params(), optim.AdamConfig{})
	cfg := fitConfig(7, 3, 0.01)
	cfg.Optimizer, cfg.Rand = o, rng
	_, err := nets.Fit(context.Background(), net, xor(), cfg)
	require.NoError(t, err)
	here, folder := training{net, o}, t.TempDir()
	here.save(t, folder)

	other := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	other.Env = append(os.Environ(), resumeFolder+"="+folder)
	output, err := other.CombinedOutput()
	require.NoError(t, err, string(output))

	there := load(t, folder)
	for i, p := range goOn(t, here).net.Params() {
		assert.Equal(t, p.Value.Data, there.net.Params()[i].Value.Data, p.Name)
	}
	assert.Equal(t, here.optimizer.State(), there.optimizer.State())
}

// resumeFolder names the checkpoint that another process of the test goes on
// from.
const resumeFolder = "TENGEN_TEST_RESUME"

// training is a model and its optimiser.
type training struct {
	net       *nets.Sequential
	optimizer *optim.Adam
}

func (r training) save(t *testing.T, folder string) {
	require.NoError(t, r.net.Save(filepath.Join(folder, "net"), nil))
	require.NoError(t, nets.SaveTensors(filepath.Join(folder, "state"), r.optimizer.State(), nil))
}

func load(t *testing.T, folder string) training {
	net, _, err := nets.LoadSequential(filepath.Join(folder, "net"))
	require.NoError(t, err)
	state, _, err := nets.LoadTensors(filepath.Join(folder, "state"))
	require.NoError(t, err)
	o := optim.NewAdam(net.Params(), optim.AdamConfig{})
	require.NoError(t, o.SetState(state))
	return training{net, o}
}

// goOn trains some epochs more.
func goOn(t *testing.T, r training) training {
	cfg := fitConfig(9, 3, 0.01)
	cfg.Optimizer, cfg.Rand = r.optimizer, rand.New(rand.NewPCG(7, 7))
	_, err := nets.Fit(context.Background(), r.net, xor(), cfg)
	require.NoError(t, err)
	return r
}
