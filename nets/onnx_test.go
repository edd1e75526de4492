package nets_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
)

// onnxCase is a network with an input and what it gives for it here.
type onnxCase struct {
	Name  string    `json:"name"`
	File  string    `json:"file"`
	Input string    `json:"input"`
	Shape []int     `json:"shape"`
	Data  []float32 `json:"data"`

	write func(io.Writer) error
	want  map[string][]float32
}

// TestONNXRuntimeComputesTheSame hands every architecture to a reader that is
// not ours, onnxruntime-node.
func TestONNXRuntimeComputesTheSame(t *testing.T) {
	needNode(t)
	folder := t.TempDir()
	cases := onnxCases(t)
	for i := range cases {
		cases[i].File = filepath.Join(folder, cases[i].Name+".onnx")
		f, err := os.Create(cases[i].File)
		require.NoError(t, err)
		require.NoError(t, cases[i].write(f))
		require.NoError(t, f.Close())
	}
	list, err := json.Marshal(cases)
	require.NoError(t, err)
	listFile := filepath.Join(folder, "cases.json")
	require.NoError(t, os.WriteFile(listFile, list, 0o644))
	answer := runNode(t, "testdata/onnx/run.cjs", listFile)
	var got map[string]map[string][]float32
	require.NoError(t, json.Unmarshal(answer, &got))
	for _, c := range cases {
		for name, want := range c.want {
			assert.InDeltaSlice(t, want, got[c.Name][name], 1e-4, "%s: %s", c.Name, name)
		}
	}
}

func onnxCases(t *testing.T) []onnxCase {
	var cases []onnxCase
	const n = 3
	for i, cfg := range boards {
		net := randomNet(cfg, 31)
		obs := randomObs(cfg, n, 32)
		logits, values := forward(net, autograd.NewInferenceTape(), obs, n)
		cases = append(cases, onnxCase{
			Name: "board" + string(rune('0'+i)), Input: "obs", Shape: append([]int{n}, cfg.Obs[:]...), Data: obs, write: net.WriteONNX,
			want: map[string][]float32{"logits": logits.Data(), "values": values.Data()},
		})
	}
	configs := layerKinds()
	for _, a := range []autograd.Activation{
		autograd.Linear, autograd.Sigmoid, autograd.Tanh, autograd.ReLU, autograd.ReLU6, autograd.LeakyReLU, autograd.ELU,
		autograd.SELU, autograd.GELU, autograd.GELUTanh, autograd.SiLU, autograd.Mish, autograd.Softplus, autograd.Softsign,
		autograd.HardSwish, autograd.HardTanh, autograd.LogSigmoid, autograd.Step,
	} {
		configs["activation "+string(a)] = nets.SequentialConfig{Input: []int{5}, Layers: []nets.LayerConfig{{Kind: "dense", Out: 9, Activation: a}}}
	}
	configs["norms of images"] = nets.SequentialConfig{Input: []int{3, 4, 5}, Layers: []nets.LayerConfig{{Kind: "batchnorm"}, {Kind: "layernorm"}}}
	configs["norms of sequences"] = nets.SequentialConfig{Input: []int{4, 5}, Layers: []nets.LayerConfig{{Kind: "batchnorm"}, {Kind: "layernorm"}, {Kind: "groupnorm"}}}
	for name, cfg := range configs {
		rng := rand.New(rand.NewPCG(33, 33))
		net, err := nets.NewSequential(cfg, rng)
		require.NoError(t, err)
		for _, p := range net.Params() {
			for i := range p.Value.Data {
				p.Value.Data[i] += 0.2 * float32(rng.NormFloat64())
			}
		}
		for _, b := range net.Buffers() {
			for i := range b.Data {
				b.Data[i] += rng.Float32()
			}
		}
		x := inputsOf(cfg, n, rng)
		tape := autograd.NewInferenceTape()
		y := net.Forward(tape, tape.Const(x.Data, x.Shape...), nil)
		cases = append(cases, onnxCase{
			Name: name, Input: "input", Shape: x.Shape, Data: x.Data, write: net.WriteONNX, want: map[string][]float32{"output": y.Data()},
		})
	}
	return cases
}

// field is a field of a Protocol Buffers message.
type field struct {
	number int
	bytes  []byte
}

// fields splits a message whose wire types are varints and bytes.
func fields(t *testing.T, message []byte) []field {
	var all []field
	for len(message) > 0 {
		tag, n := binary.Uvarint(message)
		require.Positive(t, n)
		message = message[n:]
		v, n := binary.Uvarint(message)
		require.Positive(t, n)
		message = message[n:]
		f := field{number: int(tag >> 3)}
		if tag&7 == 2 {
			require.LessOrEqual(t, v, uint64(len(message)))
			f.bytes, message = message[:v], message[v:]
		} else {
			require.Zero(t, tag&7, "wire type")
		}
		all = append(all, f)
	}
	return all
}

func pickFields(all []field, number int) [][]byte {
	var out [][]byte
	for _, f := range all {
		if f.number == number {
			out = append(out, f.bytes)
		}
	}
	return out
}

// The operators of a small network, read back from the wire.
func TestONNXOperators(t *testing.T) {
	var file, again bytes.Buffer
	net := randomNet(boards[1], 1)
	require.NoError(t, net.WriteONNX(&file))
	require.NoError(t, net.WriteONNX(&again))
	assert.Equal(t, file.Bytes(), again.Bytes())
	graph := pickFields(fields(t, file.Bytes()), 7)
	require.Len(t, graph, 1)
	parts := fields(t, graph[0])
	var ops []string
	for _, node := range pickFields(parts, 1) {
		ops = append(ops, string(pickFields(fields(t, node), 4)[0]))
	}
	assert.Equal(t, []string{
		"Conv", "Relu", // stem
		"Conv", "Relu", "Conv", "Add", "Relu", "Conv", "Relu", "Conv", "Add", "Relu", // blocks
		"Conv", "Relu", "Flatten", "Gemm", "Identity",
		"Conv", "Relu", "Flatten", "Gemm", "Relu", "Gemm", "Tanh", "Identity",
	}, ops)
	assert.Len(t, pickFields(parts, 5), len(net.Params()), "every parameter is stored once")
	assert.Len(t, pickFields(parts, 11), 1)
	assert.Len(t, pickFields(parts, 12), 2)
}
