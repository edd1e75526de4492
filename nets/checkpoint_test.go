package nets_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/safetensors"
	"github.com/tengen-rl/tengen/nets/tensor"
)

func TestCheckpointRoundTrip(t *testing.T) {
	path := filepath.Join(t.TempDir(), "net.safetensors")
	net := randomNet(boards[6], 21)
	require.NoError(t, net.Save(path, map[string]string{"generation": "12", "note": "<é>"}))
	loaded, metadata, err := nets.LoadPolicyValue(path)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"generation": "12", "note": "<é>"}, metadata)
	assert.Equal(t, net.Config(), loaded.Config())
	want, got := net.Params(), loaded.Params()
	require.Len(t, got, len(want))
	for i := range want {
		assert.Equal(t, want[i], got[i])
	}

	again := filepath.Join(t.TempDir(), "again.safetensors")
	require.NoError(t, loaded.Save(again, metadata))
	first, err := os.ReadFile(path)
	require.NoError(t, err)
	second, err := os.ReadFile(again)
	require.NoError(t, err)
	assert.Equal(t, first, second, "equal contents give equal bytes")

	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, left, 1, "no temporary file stays behind")
}

// Every single bit of a checkpoint is covered by its checksum, or by the
// checks of the format.
func TestEveryFlippedBitIsFound(t *testing.T) {
	path := filepath.Join(t.TempDir(), "net.safetensors")
	require.NoError(t, randomNet(boards[0], 22).Save(path, nil))
	good, err := os.ReadFile(path)
	require.NoError(t, err)
	damaged := append([]byte(nil), good...)
	for at := range good {
		bit := byte(1) << (at % 8)
		damaged[at] ^= bit
		require.NoError(t, os.WriteFile(path, damaged, 0o644))
		_, _, err := nets.LoadPolicyValue(path)
		require.ErrorContains(t, err, path, "bit %d of byte %d", at%8, at)
		damaged[at] ^= bit
	}
	for _, n := range []int{0, 7, 8, 100, len(good) - 1} {
		require.NoError(t, os.WriteFile(path, good[:n], 0o644))
		_, _, err := nets.LoadPolicyValue(path)
		require.ErrorContains(t, err, path, "%d bytes", n)
	}
}

// Reading takes the file's bytes and the numbers in it, and hardly more; what
// a header merely claims takes nothing.
func TestLoadAllocatesAtMostTwiceTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x")
	require.NoError(t, nets.SaveTensors(path, []tensor.Named{{Name: "a", Tensor: tensor.New(1<<18, 2)}}, nil))
	good, err := os.ReadFile(path)
	require.NoError(t, err)
	claims := binary.LittleEndian.AppendUint64(nil, 56)
	claims = append(claims, `{"a":{"dtype":"F32","shape":[1073741824],"data_offsets":[0,4294967296]}}`[:56]...)
	// A hundred thousand arrays without elements, and at the end one that the data lack.
	var header bytes.Buffer
	header.WriteByte('{')
	for i := range 100_000 {
		fmt.Fprintf(&header, `"%x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},`, i)
	}
	header.WriteString(`"last":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`)
	arrays := append(binary.LittleEndian.AppendUint64(nil, uint64(header.Len())), header.Bytes()...)
	for name, file := range map[string][]byte{
		"good": good, "cut": good[:len(good)/2], "claims": append(claims, good[:1<<16]...), "arrays": arrays,
	} {
		require.NoError(t, os.WriteFile(path, file, 0o644))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _, err := nets.LoadTensors(path)
		runtime.ReadMemStats(&after)
		assert.Equal(t, name == "good", err == nil, name)
		assert.LessOrEqual(t, after.TotalAlloc-before.TotalAlloc, uint64(2*len(file)+1<<17), name)
	}
}

func TestForeignCheckpointsAreRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.safetensors")
	net := randomNet(boards[2], 23)
	tensors := nets.NamedParams(net.Params())
	config := `{"obs":[2,3,3],"actions":9,"players":2,"blocks":2,"channels":8}`
	withShape := func(i int, shape ...int) []tensor.Named {
		changed := append([]tensor.Named(nil), tensors...)
		changed[i].Tensor = tensor.New(shape...)
		return changed
	}
	for _, c := range []struct {
		name, architecture, want string
		tensors                  []tensor.Named
	}{
		{"none", "", "no architecture", tensors},
		{"other kind", `{"kind":"q","config":{}}`, `kind "q"`, tensors},
		{"not JSON", `{`, "architecture", tensors},
		{"later field", `{"kind":"policy-value","config":{"moe":1}}`, "moe", tensors},
		{"no config", `{"kind":"policy-value"}`, "architecture", tensors},
		{"nonsense", `{"kind":"policy-value","config":{"obs":[1,1,1]}}`, "actions", tensors},
		{"huge", `{"kind":"policy-value","config":` + strings.Replace(config, `"channels":8`, `"channels":4000000000`, 1) + `}`, "weights are stored", tensors},
		{"deep", `{"kind":"policy-value","config":` + strings.Replace(config, `"blocks":2`, `"blocks":9000000000000`, 1) + `}`, "weights are stored", tensors},
		{"shape", `{"kind":"policy-value","config":` + config + `}`, "stem.bias has shape [2 4]", withShape(1, 2, 4)},
		{"missing", `{"kind":"policy-value","config":` + config + `}`, "weights are stored", tensors[1:]},
	} {
		t.Run(c.name, func(t *testing.T) {
			metadata := map[string]string{}
			if c.architecture != "" {
				metadata["architecture"] = c.architecture
			}
			require.NoError(t, nets.SaveTensors(path, c.tensors, metadata))
			_, _, err := nets.LoadPolicyValue(path)
			require.ErrorContains(t, err, c.want)
			require.ErrorContains(t, err, path)
		})
	}

	_, _, err := nets.LoadPolicyValue(filepath.Join(t.TempDir(), "none"))
	require.ErrorIs(t, err, os.ErrNotExist)
	huge := binary.LittleEndian.AppendUint64(nil, 1<<40)
	require.NoError(t, os.WriteFile(path, append(huge, "{}"...), 0o644))
	_, _, err = nets.LoadTensors(path)
	require.ErrorContains(t, err, "header of 1099511627776 bytes")
	assert.ErrorContains(t, net.Save(path, map[string]string{"architecture": ""}), "taken")
	assert.ErrorContains(t, nets.SaveTensors(path, nil, map[string]string{"checksum": ""}), "taken")
	assert.ErrorContains(t, nets.SaveTensors(filepath.Join(path, "sub"), nil, nil), path)
}

// A file at half the precision is a whole network all the same.
func TestExportedNetworksLoad(t *testing.T) {
	path := filepath.Join(t.TempDir(), "half.safetensors")
	board, mixed := randomNet(boards[6], 24), randomSequential(t, nets.SequentialConfig{Input: []int{2, 5, 4}, Layers: []nets.LayerConfig{
		{Kind: "conv", Out: 4, Activation: "relu"}, {Kind: "batchnorm"}, {Kind: "flatten"}, {Kind: "noisy", Out: 3},
	}}, 25)
	mixed.Buffers()[0].Data[0] = 0.123
	for dtype, relative := range map[safetensors.DType]float64{"F32": 0, "F16": 1.0 / 2048, "BF16": 1.0 / 256} {
		require.NoError(t, board.Export(path, dtype, map[string]string{"note": "n"}))
		loaded, metadata, err := nets.LoadPolicyValue(path)
		require.NoError(t, err, dtype)
		assert.Equal(t, map[string]string{"note": "n"}, metadata)
		assert.Equal(t, board.Config(), loaded.Config())
		nearlyEqual(t, nets.NamedParams(board.Params()), nets.NamedParams(loaded.Params()), relative)

		require.NoError(t, mixed.Export(path, dtype, nil))
		again, _, err := nets.LoadSequential(path)
		require.NoError(t, err, dtype)
		assert.Equal(t, mixed.Config(), again.Config())
		nearlyEqual(t, nets.NamedParams(mixed.Params()), nets.NamedParams(again.Params()), relative)
		nearlyEqual(t, mixed.Buffers(), again.Buffers(), relative)
	}
	assert.ErrorContains(t, board.Export(path, "I8", nil), `cannot write dtype "I8"`)
	assert.ErrorContains(t, mixed.Export(path, "F16", map[string]string{"architecture": ""}), "taken")
	_, _, err := nets.LoadPolicyValue(path)
	assert.ErrorContains(t, err, `kind "sequential"`)
}

func randomSequential(t *testing.T, cfg nets.SequentialConfig, seed uint64) *nets.Sequential {
	net, err := nets.NewSequential(cfg, rand.New(rand.NewPCG(seed, seed)))
	require.NoError(t, err)
	return net
}

// nearlyEqual compares tensors of the same names with a relative tolerance;
// halves also lose what is smaller than 2^-24.
func nearlyEqual(t *testing.T, want, got []tensor.Named, relative float64) {
	t.Helper()
	require.Len(t, got, len(want))
	for i := range want {
		require.Equal(t, want[i].Name, got[i].Name)
		require.Equal(t, want[i].Shape, got[i].Shape)
		for j, w := range want[i].Data {
			require.InDelta(t, w, got[i].Data[j], relative*(math.Abs(float64(w))+1.0/(1<<13)), want[i].Name)
		}
	}
}
