package main

import (
	"fmt"
	"strings"
)

// shape is a product C[m,n] = A[m,k]·B[k,n].
type shape struct {
	name    string
	m, n, k int
}

// shapes are squares, the products inside convolutions (pixels x outputs x
// inputs under the filter) and dense layers. Their names are those of the
// benchmarks of the kernels.
var shapes = []shape{
	{"sq64", 64, 64, 64}, {"sq128", 128, 128, 128}, {"sq256", 256, 256, 256}, {"sq512", 512, 512, 512}, {"sq1024", 1024, 1024, 1024},
	{"conv64b1", 81, 64, 576}, {"conv64b8", 648, 64, 576}, {"conv64b32", 2592, 64, 576},
	{"conv96b1", 81, 96, 864}, {"conv96b8", 648, 96, 864}, {"conv96b32", 2592, 96, 864},
	{"conv128b1", 81, 128, 1152}, {"conv128b8", 648, 128, 1152}, {"conv128b32", 2592, 128, 1152},
	{"dense32x64x64", 32, 64, 64}, {"dense32x100x64", 32, 64, 100}, {"dense32x128x128", 32, 128, 128},
	{"dense32x1024x128", 32, 128, 1024}, {"dense32x512x512", 32, 512, 512},
	{"dense128x100x64", 128, 64, 100}, {"dense128x1024x128", 128, 128, 1024}, {"dense128x512x512", 128, 512, 512}, {"dense128x1024x512", 128, 512, 1024},
	{"dense1x1024x128", 1, 128, 1024},
}

func named(shapes []shape) (names []string) {
	for _, s := range shapes {
		names = append(names, s.name)
	}
	return names
}

// comparisons is everything that is measured, with the ratios that we want.
func comparisons(w *workshop) []comparison {
	squares := shapes[:5]
	all := []comparison{
		{
			title: "Product, packed weights", cases: named(shapes), ours: w.ours("kernel.test", "GemmPacked/avx512", ""),
			peers: []source{w.gemm("oneDNN packed", "packed", "SkylakeX", shapes), w.gemm("oneDNN", "sgemm", "SkylakeX", shapes)},
			bar:   func(name string) float64 { return 0.93 }, rate: flops,
		},
		{
			title: "Product, plain", cases: named(squares), ours: w.ours("kernel.test", "Gemm/avx512/NN", ""),
			peers: []source{w.gemm("OpenBLAS", "openblas", "SkylakeX", squares)},
			bar: func(name string) float64 {
				if name == "sq64" {
					return 0.8
				}
				return 1
			}, rate: flops,
		},
		{
			title: "Product, plain, AVX2", cases: named(squares), ours: w.ours("kernel.test", "Gemm/avx2/NN", ""),
			peers: []source{w.gemm("OpenBLAS Haswell", "openblas", "Haswell", squares)},
			bar:   flat(1), rate: flops,
		},
		{
			title: "Product, plain Go", cases: named(squares[:4]), ours: w.ours("kernel.test", "Gemm/portable/NN", ""),
			peers: []source{w.gonum("gonum without its assembly", "noasm.test")},
			bar:   flat(1), rate: flops,
		},
		{
			title: "Product, plain Go against assembly", cases: named(squares[:4]), ours: w.ours("kernel.test", "Gemm/portable/NN", ""),
			peers: []source{w.gonum("gonum", "kernel.test")},
			bar:   flat(1), rate: flops,
		},
	}
	return append(append(all, convolutions(w)...), networks(w)...)
}

func flat(bar float64) func(string) float64 { return func(string) float64 { return bar } }

// flops counts the multiply-adds of a product or, as if it were done directly,
// of a convolution.
func flops(name string) rate {
	for _, s := range shapes {
		if s.name == name {
			return rate{"GFLOP/s", 2e-9 * float64(s.m) * float64(s.n) * float64(s.k)}
		}
	}
	var n, c, side int
	if _, err := fmt.Sscanf(name, "b%dc%ds%d", &n, &c, &side); err != nil {
		panic("no such case: " + name)
	}
	return rate{"GFLOP/s", 2e-9 * 9 * float64(n*c*c*side*side)}
}

func convolutions(w *workshop) []comparison {
	forward := []string{"b1c64s9", "b8c64s9", "b32c64s9", "b1c96s9", "b8c96s9", "b32c96s9", "b1c128s9", "b8c128s9", "b32c128s9",
		"b1c64s19", "b8c64s19", "b32c64s19", "b1c96s19", "b8c96s19", "b32c96s19"}
	training := []string{"b32c64s9", "b32c96s9", "b32c128s9", "b32c64s19", "b32c96s19"}
	small := func(name string) bool { return strings.HasSuffix(name, "s9") }
	return []comparison{
		{
			title: "Convolution 3x3, forward", cases: forward, ours: w.ours("kernel.test", "Conv/avx512", ""),
			peers: []source{w.conv("forward", forward)},
			bar: func(name string) float64 {
				switch {
				case !small(name):
					return 1.4
				case strings.HasPrefix(name, "b1c"):
					return 1.5
				}
				return 1.9
			}, rate: flops,
		},
		{
			title: "Convolution 3x3, forward and backward", cases: training, ours: w.ours("kernel.test", "ConvTraining/avx512", ""),
			peers: []source{w.conv("training", training)},
			bar: func(name string) float64 {
				if small(name) {
					return 2
				}
				return 1.3
			},
			rate: func(name string) rate { r := flops(name); r.of *= 3; return r },
		},
	}
}

func networks(w *workshop) []comparison {
	var all []comparison
	for _, t := range towers {
		batches := []int{1, 8, 32}
		all = append(all, comparison{
			title: "Inference " + t.name, cases: t.cases(batches), ours: w.ours("nets.test", "Plan", "/^"+t.name+"$"),
			peers: []source{w.ort(1, t, batches), w.torch(1, "infer", t.cases(batches)...)},
			bar:   flat(2.3), rate: rows("positions/s"),
		})
		two := w.ours("nets.test", "PlanTwoThreads", "/^"+t.name+"$")
		two.parse = benchmark("PlanTwoThreads", 2)
		one := w.ours("nets.test", "Plan", "/^"+t.name+"$")
		one.name = "one thread"
		all = append(all, comparison{
			title: "Inference " + t.name + ", two threads", cases: t.cases(batches[1:]), ours: two,
			peers: []source{one},
			bar:   flat(1.9), rate: rows("positions/s"),
		}, comparison{
			title: "Inference " + t.name + ", two threads against others", cases: t.cases(batches[1:]), ours: two,
			peers: []source{w.ort(2, t, batches[1:]), w.torch(2, "infer", t.cases(batches[1:])...)},
			bar:   flat(0), rate: rows("positions/s"),
		})
	}
	for i, t := range towers {
		batches, bar := []int{32, 256}, 2.0
		if i == 1 {
			batches, bar = batches[:1], 1.6
		}
		for _, kind := range []string{"train", "plain"} {
			title := "Training step " + t.name
			if kind == "plain" {
				title += ", no batch norm in the peer either"
			}
			all = append(all, comparison{
				title: title, cases: t.cases(batches), ours: w.ours("nets.test", "Train", "/^"+t.name+"$"),
				peers: []source{w.torch(1, kind, t.cases(batches)...)},
				bar:   flat(bar), rate: rows("rows/s"),
			})
		}
	}
	update := func(title, name string, bar float64, peer source) comparison {
		return comparison{
			title: title, cases: []string{name}, ours: w.ours("nets.test", "DQN", "/^"+name+"$"), peers: []source{peer},
			bar: flat(bar), rate: func(string) rate { return rate{"updates/s", 1} },
		}
	}
	libtorch := source{name: "PyTorch from C++", env: threads(1, "SkylakeX"), parse: plain, missing: w.missing["dqn"], args: []string{w.program("dqn")}}
	lstm := w.ours("nets.test", "LSTM", "")
	lstm.parse = func(fields []string) (string, float64, error) {
		_, micros, err := benchmark("LSTM", 1)(fields)
		if micros == 0 {
			return "", 0, err
		}
		return "lstm", micros, err
	}
	return append(all,
		update("DQN update, MLP 4-64-64-2", "mlp", 15, w.torch(1, "dqn", "mlp")),
		update("DQN update, MLP 4-64-64-2, from C++", "mlp", 8, libtorch),
		update("DQN update, MinAtar network", "minatar", 4, w.torch(1, "dqn", "minatar")),
		comparison{
			title: "LSTM 128, 40 steps, batch 32, forward and backward", cases: []string{"lstm"}, ours: lstm,
			peers: []source{w.torch(1, "lstm")}, bar: flat(2), rate: func(string) rate { return rate{"steps/s", 1} },
		})
}

// cases names the tower with each batch.
func (t tower) cases(batches []int) (names []string) {
	for _, b := range batches {
		names = append(names, fmt.Sprintf("%s/batch%d", t.name, b))
	}
	return names
}

// rows counts the rows of a batch.
func rows(unit string) func(string) rate {
	return func(name string) rate {
		var n int
		if _, err := fmt.Sscanf(name[strings.Index(name, "/"):], "/batch%d", &n); err != nil {
			panic("no batch in " + name)
		}
		return rate{unit, float64(n)}
	}
}
