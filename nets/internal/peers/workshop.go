package main

import (
	"context"
	"embed"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/tengen-rl/tengen/nets"
)

//go:embed programs
var programs embed.FS

// workshop builds the programs of both sides in a folder.
type workshop struct {
	dir     string
	missing map[string]error // programs that could not be built, and why
}

// pythonPath is the interpreter that Debian's PyTorch belongs to.
const pythonPath = "/usr/bin/python3"

// build lines of the programs of other systems, by the name of their source.
var builds = map[string][]string{
	"gemm.c":   {"gcc", "-O3", "-march=native", "gemm.c", "-o", "gemm", "-lopenblas", "-ldnnl", "-lm"},
	"conv.cpp": {"g++", "-O3", "-march=native", "conv.cpp", "-o", "conv", "-ldnnl"},
	"dqn.cpp":  {"g++", "-O2", "dqn.cpp", "-o", "dqn", "-I/usr/include/torch/csrc/api/include", "-ltorch", "-ltorch_cpu", "-lc10"},
}

func newWorkshop(ctx context.Context, dir string) (*workshop, error) {
	w := &workshop{dir: dir, missing: map[string]error{}}
	if err := os.CopyFS(dir, programs); err != nil {
		return nil, err
	}
	for source, line := range builds {
		cmd := exec.CommandContext(ctx, line[0], line[1:]...)
		cmd.Dir = filepath.Join(dir, "programs")
		if text, err := cmd.CombinedOutput(); err != nil {
			w.missing[strings.TrimSuffix(source, filepath.Ext(source))] = fmt.Errorf("%w: %s", err, lastLine(text))
		}
	}
	for _, b := range []struct{ name, pkg, tags string }{
		{"kernel.test", "./nets/internal/kernel", ""}, {"nets.test", "./nets", ""},
		{"noasm.test", "./nets/internal/kernel", "noasm"}, // gonum without its assembly
	} {
		cmd := exec.CommandContext(ctx, "go", "test", "-c", "-tags", b.tags, "-o", filepath.Join(dir, b.name), b.pkg)
		if text, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("go test -c %s: %w\n%s", b.pkg, err, text)
		}
	}
	return w, w.exportModels()
}

// exportModels writes the networks for ONNX Runtime.
func (w *workshop) exportModels() error {
	for _, n := range towers {
		file, err := os.Create(w.path(n.name + ".onnx"))
		if err != nil {
			return err
		}
		net := nets.NewPolicyValue(n.config(), rand.New(rand.NewPCG(1, 1)))
		if err := net.WriteONNX(file); err != nil {
			return err
		}
		if err := file.Close(); err != nil {
			return err
		}
	}
	return nil
}

func (w *workshop) path(name string) string { return filepath.Join(w.dir, name) }

func (w *workshop) program(name string) string { return filepath.Join(w.dir, "programs", name) }

// towers are the policy and value networks that are measured, as in the
// benchmarks of package nets.
var towers = []tower{{"5x64s9", 5, 64, 9}, {"6x96s19", 6, 96, 19}}

type tower struct {
	name                   string
	blocks, channels, side int
}

func (t tower) config() nets.PolicyValueConfig {
	return nets.PolicyValueConfig{
		Obs: [3]int{planes, t.side, t.side}, Actions: t.side*t.side + 1, Players: 1,
		Blocks: t.blocks, Channels: t.channels, PolicyChannels: 2, ValueChannels: 1, ValueHidden: 64,
	}
}

const planes = 17

func lastLine(text []byte) string {
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	return lines[len(lines)-1]
}
