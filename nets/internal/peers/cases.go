package main

import (
	"fmt"
	"slices"
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

// shapeOf is the shape so named.
func shapeOf(name string) shape {
	i := slices.IndexFunc(shapes, func(s shape) bool { return s.name == name })
	if i < 0 {
		panic("no shape " + name)
	}
	return shapes[i]
}

// comparisons is everything that is measured, with the ratios that we want.
func comparisons(w *workshop) (all []comparison) {
	for _, groups := range [][]group{products(w), convolutions(w), networks(w)} {
		for _, g := range groups {
			all = append(all, g.comparisons()...)
		}
	}
	return all
}

func products(w *workshop) []group {
	squares := named(shapes[:5])
	plain := func(path string) maker { return w.ours("kernel.test", "Gemm/"+path+"/NN", 1) }
	return []group{
		{
			title: "Product, packed weights", cases: named(shapes), ours: w.ours("kernel.test", "GemmPacked/avx512", 1),
			peers: []maker{w.gemm("oneDNN packed", "packed", "SkylakeX"), w.gemm("oneDNN", "sgemm", "SkylakeX")},
			bar:   flat(0.93), rate: flops, turns: 3,
		},
		{
			title: "Product, plain", cases: squares, ours: plain("avx512"),
			peers: []maker{w.gemm("OpenBLAS", "openblas", "SkylakeX")},
			bar: func(name string) float64 {
				if name == "sq64" {
					return 0.8
				}
				return 1
			}, rate: flops, turns: 3,
		},
		{
			title: "Product, plain, AVX2", cases: squares, ours: plain("avx2"),
			peers: []maker{w.gemm("OpenBLAS Haswell", "openblas", "Haswell")},
			bar:   flat(1), rate: flops, turns: 3,
		},
		{
			title: "Product, plain Go", cases: squares[:4], ours: plain("portable"),
			peers: []maker{w.gonum("gonum without its assembly", "noasm.test")},
			bar:   flat(1), rate: flops,
		},
		{
			title: "Product, plain Go against assembly", cases: squares[:4], ours: plain("portable"),
			peers: []maker{w.gonum("gonum", "kernel.test")},
			bar:   flat(1), rate: flops,
		},
	}
}

func flat(bar float64) func(string) float64 { return func(string) float64 { return bar } }

// flops counts the multiply-adds of a product or, as if it were done directly,
// of a convolution.
func flops(name string) rate {
	var n, c, side int
	if _, err := fmt.Sscanf(name, "b%dc%ds%d", &n, &c, &side); err == nil {
		return rate{"GFLOP/s", 2e-9 * 9 * float64(n*c*c*side*side)}
	}
	s := shapeOf(name)
	return rate{"GFLOP/s", 2e-9 * float64(s.m) * float64(s.n) * float64(s.k)}
}

func convolutions(w *workshop) []group {
	small := func(name string) bool { return strings.HasSuffix(name, "s9") }
	return []group{
		{
			title: "Convolution 3x3, forward", ours: w.ours("kernel.test", "Conv/avx512", 1), peers: []maker{w.conv("forward")},
			cases: []string{
				"b1c64s9", "b8c64s9", "b32c64s9", "b1c96s9", "b8c96s9", "b32c96s9", "b1c128s9", "b8c128s9", "b32c128s9",
				"b1c64s19", "b8c64s19", "b32c64s19", "b1c96s19", "b8c96s19", "b32c96s19",
			},
			bar: func(name string) float64 {
				switch {
				case !small(name):
					return 1.4
				case strings.HasPrefix(name, "b1c"):
					return 1.5
				}
				return 1.9
			}, rate: flops, turns: 3,
		},
		{
			title: "Convolution 3x3, forward and backward", ours: w.ours("kernel.test", "ConvTraining/avx512", 1), peers: []maker{w.conv("training")},
			cases: []string{"b32c64s9", "b32c96s9", "b32c128s9", "b32c64s19", "b32c96s19"},
			bar: func(name string) float64 {
				if small(name) {
					return 2
				}
				return 1.3
			},
			rate: func(name string) rate { r := flops(name); r.of *= 3; return r }, turns: 3,
		},
	}
}
