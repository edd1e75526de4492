package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// source is one side of a comparison: a program that prints cases and their
// times.
type source struct {
	name    string
	args    []string
	env     []string
	missing error // why it cannot run, if it cannot
	parse   func(fields []string) (name string, micros float64, err error)
}

// times runs the program once: microseconds by case.
func (s source) times(ctx context.Context) (map[string]float64, error) {
	if s.missing != nil {
		return nil, s.missing
	}
	cmd := exec.CommandContext(ctx, s.args[0], s.args[1:]...)
	cmd.Env = append(os.Environ(), s.env...)
	text, err := cmd.Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return nil, fmt.Errorf("%w: %s", err, lastLine(exit.Stderr))
		}
		return nil, err
	}
	found := map[string]float64{}
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if len(fields) < 2 {
			continue
		}
		name, micros, err := s.parse(fields)
		if err != nil {
			return nil, fmt.Errorf("line %q: %w", line, err)
		}
		if name != "" {
			found[name] = micros
		}
	}
	return found, nil
}

// plain parses "CASE MICROS".
func plain(fields []string) (string, float64, error) {
	micros, err := strconv.ParseFloat(fields[1], 64)
	return fields[0], micros, err
}

// benchmark parses lines of go test -bench and names a case by what follows
// prefix. An iteration of the benchmark is so many times the work of a case.
func benchmark(prefix string, work float64) func([]string) (string, float64, error) {
	return func(fields []string) (string, float64, error) {
		name, ours := strings.CutPrefix(fields[0], "Benchmark"+prefix)
		if !ours || len(fields) < 4 {
			return "", 0, nil
		}
		if at := strings.LastIndexByte(name, '-'); at >= 0 {
			name = name[:at] // without the number of processors
		}
		nanos, err := strconv.ParseFloat(fields[2], 64)
		return strings.TrimPrefix(name, "/"), nanos / 1000 / work, err
	}
}

// ours is a benchmark of this module; an iteration is so many times the work of
// a case.
func (w *workshop) ours(binary, prefix string, work float64) maker {
	return func(name string) source {
		path := strings.Split("Benchmark"+prefix+"/"+name, "/")
		return source{
			name:  "Tengen",
			args:  []string{w.path(binary), "-test.run", "^$", "-test.bench", "^" + strings.Join(path, "$/^") + "$", "-test.benchtime", "100ms"},
			parse: benchmark(prefix, work),
		}
	}
}

// threads keeps other systems to n threads and, for OpenBLAS, to the named
// family of kernels: it does not know all newer processors.
func threads(n int, core string) []string {
	return []string{
		fmt.Sprintf("OMP_NUM_THREADS=%d", n), "OPENBLAS_NUM_THREADS=1", "OPENBLAS_CORETYPE=" + core, // OpenMP shares out the work
	}
}

// gemm is a product in OpenBLAS or oneDNN.
func (w *workshop) gemm(library, kind, core string) maker {
	return func(name string) source {
		g := shapeOf(name)
		return source{
			name: library, env: threads(1, core), parse: plain, missing: w.missing["gemm"],
			args: []string{w.program("gemm"), kind, strconv.Itoa(g.m), strconv.Itoa(g.n), strconv.Itoa(g.k), name},
		}
	}
}

// gonum is its product in the benchmarks of our kernels.
func (w *workshop) gonum(name, binary string) maker {
	return func(shape string) source {
		s := w.ours(binary, "Gonum", 1)(shape)
		s.name = name
		s.args = append(s.args, "-test.cpu", "1") // it takes all processors otherwise
		return s
	}
}

// conv is a convolution in oneDNN.
func (w *workshop) conv(what string) maker {
	return func(name string) source {
		return source{
			name: "oneDNN", env: threads(1, "SkylakeX"), parse: plain, missing: w.missing["conv"],
			args: []string{w.program("conv"), what, name},
		}
	}
}

// torch is a network in PyTorch.
func (w *workshop) torch(n int, what string) maker {
	return func(name string) source {
		return source{
			name: "PyTorch", env: threads(n, "SkylakeX"), parse: plain,
			args: []string{pythonPath, w.program("torch_nets.py"), strconv.Itoa(n), what, name},
		}
	}
}

// ort is a network in ONNX Runtime.
func (w *workshop) ort(n int) maker {
	return func(name string) source {
		t, batch := towerOf(name)
		s := source{
			name: "ONNX Runtime", parse: plain,
			env: append(threads(n, "SkylakeX"), "NODE_PATH="+os.Getenv("TENGEN_NODE_MODULES")),
			args: []string{
				"node", w.program("ort.cjs"), strconv.Itoa(n), w.path(t.name + ".onnx"),
				strconv.Itoa(planes), strconv.Itoa(t.side), name, strconv.Itoa(batch),
			},
		}
		if os.Getenv("TENGEN_NODE_MODULES") == "" {
			s.missing = errors.New("TENGEN_NODE_MODULES names no folder with onnxruntime-node")
		}
		return s
	}
}
