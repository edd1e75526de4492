package nets_test

import (
	"context"
	"fmt"
	"image/color"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/optim"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// train fits a new network of the given layers with Adam and returns it and its
// history.
func train(cfg nets.SequentialConfig, examples nets.Examples, fit nets.FitConfig) (*nets.Sequential, []nets.Epoch, error) {
	fit.Rand = rand.New(rand.NewPCG(1, 2))
	net, err := nets.NewSequential(cfg, fit.Rand)
	if err != nil {
		return nil, nil, err
	}
	fit.Optimizer = optim.NewAdam(net.Params(), optim.AdamConfig{WeightDecay: 1e-3})
	history, err := nets.Fit(context.Background(), net, examples, fit)
	return net, history, err
}

// share returns how many of the labels a network finds.
func share(net *nets.Sequential, e nets.Examples) float64 {
	out := nets.Predict(net, e.Inputs, 64)
	classes := out.Shape[1]
	found := 0
	for i, label := range e.Labels {
		best := 0
		for a, x := range out.Data[i*classes : (i+1)*classes] {
			if x > out.Data[i*classes+best] {
				best = a
			}
		}
		if best == label {
			found++
		}
	}
	return float64(found) / float64(len(e.Labels))
}

// The smallest problem that no single layer solves.
func Example_xor() {
	examples := nets.Examples{
		Inputs: tensor.FromSlice([]float32{0, 0, 0, 1, 1, 0, 1, 1}, 4, 2),
		Labels: []int{0, 1, 1, 0},
	}
	net, _, err := train(nets.SequentialConfig{Input: []int{2}, Layers: []nets.LayerConfig{
		{Kind: "dense", Out: 8, Activation: autograd.Tanh}, {Kind: "dense", Out: 2},
	}}, examples, nets.FitConfig{Epochs: 300, Batch: 4, Rate: optim.ConstantRate(0.03), Loss: nets.LabelLoss{}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(share(net, examples))
	// Output: 1
}

// moons draws two half circles that reach into each other.
func moons(rng *rand.Rand, n int, noise float64) nets.Examples {
	e := nets.Examples{Inputs: tensor.New(n, 2)}
	for i := range n {
		angle, label := math.Pi*rng.Float64(), i%2
		x, y := math.Cos(angle), math.Sin(angle)
		if label == 1 {
			x, y = 1-x, 0.5-y
		}
		e.Inputs.Set(float32(x+noise*rng.NormFloat64()), i, 0)
		e.Inputs.Set(float32(y+noise*rng.NormFloat64()), i, 1)
		e.Labels = append(e.Labels, label)
	}
	return e
}

// Few noisy examples and a large network: dropout and early stopping keep it
// from learning the noise by heart. The curves go to a picture.
func Example_twoMoons() {
	rng := rand.New(rand.NewPCG(3, 4))
	training, validation, test := moons(rng, 100, 0.2), moons(rng, 100, 0.2), moons(rng, 500, 0.2)
	net, history, err := train(nets.SequentialConfig{Input: []int{2}, Layers: []nets.LayerConfig{
		{Kind: "dense", Out: 64, Activation: autograd.ReLU}, {Kind: "dropout", Rate: 0.2},
		{Kind: "dense", Out: 64, Activation: autograd.ReLU}, {Kind: "dropout", Rate: 0.2}, {Kind: "dense", Out: 2},
	}}, training, nets.FitConfig{
		Epochs: 400, Batch: 20, Rate: optim.CosineRate(0.01, 0.001, 1000), Loss: nets.LabelLoss{}, Validation: validation, Patience: 20,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	folder, err := os.MkdirTemp("", "moons")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(folder)
	fmt.Println(share(net, test) > 0.93, len(history) < 400, saveCurves(filepath.Join(folder, "curves.png"), history))
	// Output: true true <nil>
}

// saveCurves draws the losses of each epoch.
func saveCurves(path string, history []nets.Epoch) error {
	p := plot.New()
	p.X.Label.Text, p.Y.Label.Text = "epoch", "loss"
	for i, name := range []string{"training", "validation"} {
		points := make(plotter.XYs, len(history))
		for j, e := range history {
			points[j] = plotter.XY{X: float64(e.Number), Y: []float64{e.Train, e.Validation}[i]}
		}
		line, err := plotter.NewLine(points)
		if err != nil {
			return err
		}
		line.Color = color.RGBA{R: uint8(200 * i), B: uint8(200 - 200*i), A: 255}
		p.Add(line)
		p.Legend.Add(name, line)
	}
	return p.Save(12*vg.Centimeter, 8*vg.Centimeter, path)
}

// parity draws sequences of bits whose label is the parity of their sum.
func parity(rng *rand.Rand, n, steps int) nets.Examples {
	e := nets.Examples{Inputs: tensor.New(n, steps, 1), Labels: make([]int, n)}
	for i := range e.Inputs.Data {
		bit := rng.IntN(2)
		e.Inputs.Data[i] = float32(bit)
		e.Labels[i/steps] ^= bit
	}
	return e
}

// A recurrent network must remember one bit through a whole sequence.
func Example_parity() {
	rng := rand.New(rand.NewPCG(5, 6))
	net, _, err := train(nets.SequentialConfig{Input: []int{8, 1}, Layers: []nets.LayerConfig{
		{Kind: "lstm", Out: 16}, {Kind: "dense", Out: 2},
	}}, parity(rng, 512, 8), nets.FitConfig{
		Epochs: 120, Batch: 32, Rate: optim.ConstantRate(0.02), Loss: nets.LabelLoss{},
		Clip: func(grads *autograd.Grads) { optim.ClipNorm(grads, 1) },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(share(net, parity(rng, 256, 8)) > 0.98)
	// Output: true
}

// glyphs are digits of 3x5 dots, a row a word.
var glyphs = [10][5]string{
	{"###", "#.#", "#.#", "#.#", "###"}, {"..#", "..#", "..#", "..#", "..#"}, {"###", "..#", "###", "#..", "###"},
	{"###", "..#", "###", "..#", "###"}, {"#.#", "#.#", "###", "..#", "..#"}, {"###", "#..", "###", "..#", "###"},
	{"###", "#..", "###", "#.#", "###"}, {"###", "..#", "..#", "..#", "..#"}, {"###", "#.#", "###", "#.#", "###"},
	{"###", "#.#", "###", "..#", "###"},
}

// digits draws noisy pictures of 8x8 pixels with a digit somewhere in them.
func digits(rng *rand.Rand, n int) nets.Examples {
	e := nets.Examples{Inputs: tensor.New(n, 1, 8, 8), Labels: make([]int, n)}
	for i := range n {
		digit, top, left := rng.IntN(10), rng.IntN(4), rng.IntN(6)
		e.Labels[i] = digit
		for y, row := range glyphs[digit] {
			for x, dot := range row {
				if dot == '#' {
					e.Inputs.Set(1, i, 0, top+y, left+x)
				}
			}
		}
	}
	for i := range e.Inputs.Data {
		e.Inputs.Data[i] += 0.1 * float32(rng.NormFloat64())
	}
	return e
}

// A convolution finds a digit wherever it is.
func Example_digits() {
	rng := rand.New(rand.NewPCG(7, 8))
	net, _, err := train(nets.SequentialConfig{Input: []int{1, 8, 8}, Layers: []nets.LayerConfig{
		{Kind: "conv", Out: 16, Activation: autograd.ReLU}, {Kind: "conv", Out: 16, Activation: autograd.ReLU}, {Kind: "maxpool"},
		{Kind: "flatten"}, {Kind: "dense", Out: 64, Activation: autograd.ReLU}, {Kind: "dense", Out: 10},
	}}, digits(rng, 2000), nets.FitConfig{Epochs: 8, Batch: 50, Rate: optim.ConstantRate(0.003), Loss: nets.LabelLoss{}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(share(net, digits(rng, 500)) > 0.95)
	// Output: true
}
