package safetensors_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"path"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/truth"
	"github.com/tengen-rl/tengen/nets/safetensors"
	"github.com/tengen-rl/tengen/nets/tensor"
)

func ExampleParse() {
	var file bytes.Buffer
	weights := []tensor.Named{{Name: "w", Tensor: tensor.FromSlice([]float32{1, 2}, 1, 2)}}
	if err := safetensors.Write(&file, "F32", weights, map[string]string{"step": "7"}); err != nil {
		fmt.Println(err)
	}
	f, err := safetensors.Parse(file.Bytes())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("step", f.Metadata["step"])
	for i, a := range f.Arrays() {
		fmt.Println(i, a.Name, a.DType, a.Shape)
	}
	// Output:
	// step 7
	// 0 w F32 [1 2]
}

// truthCase is a file with the verdict of the reference reader.
type truthCase struct {
	Name, Reason string
	Bytes        []byte `json:"bytes_base64"`
	Expect       string
	Accepted     bool `json:"reference_accepts"` // decides where nothing is expected
	Tensors      map[string]struct {
		DType  safetensors.DType
		Shape  []int
		RawHex string `json:"raw_hex"`
	}
}

func TestTruth(t *testing.T) {
	for _, file := range truth.Files(t, "safetensors/*.jsonl") {
		for _, c := range readCases(t, file) {
			t.Run(path.Base(file)+"/"+c.Name, func(t *testing.T) { checkCase(t, c) })
		}
	}
}

func readCases(t *testing.T, name string) []truthCase {
	var cases []truthCase
	for _, line := range bytes.Split(bytes.TrimSpace(truth.Read(t, name)), []byte("\n")) {
		var c truthCase
		require.NoError(t, json.Unmarshal(line, &c), name)
		cases = append(cases, c)
	}
	return cases
}

func checkCase(t *testing.T, c truthCase) {
	f, err := safetensors.Parse(c.Bytes)
	if c.Expect == "" {
		c.Expect = map[bool]string{true: "accept", false: "reject"}[c.Accepted]
	}
	switch c.Expect {
	case "reject":
		require.Error(t, err, c.Reason)
		return
	case "either":
		return
	}
	require.Equal(t, "accept", c.Expect, "unknown expectation")
	require.NoError(t, err, c.Reason)
	require.Equal(t, len(c.Tensors), f.Len())
	for _, a := range f.Arrays() {
		want := c.Tensors[a.Name]
		assert.Equal(t, want.DType, a.DType, a.Name)
		assert.Equal(t, append([]int{}, want.Shape...), a.Shape, a.Name)
		assert.Equal(t, want.RawHex, hex.EncodeToString(a.Raw), a.Name)
	}
}

func TestElementTypes(t *testing.T) {
	for _, c := range []struct {
		dtype safetensors.DType
		raw   []byte
		want  float32
	}{
		{"F64", []byte{0, 0, 0, 0, 0, 0, 0x0a, 0x40}, 3.25},
		{"F32", []byte{0, 0, 0xc0, 0x7f}, float32(math.NaN())},
		{"F16", []byte{0x00, 0x3e}, 1.5},
		{"F16", []byte{0x01, 0x80}, -1.0 / (1 << 24)},
		{"F16", []byte{0x00, 0xfc}, float32(math.Inf(-1))},
		{"BF16", []byte{0xc0, 0x3f}, 1.5},
		{"F8_E4M3", []byte{0x7e}, 448},
		{"F8_E4M3", []byte{0x81}, -1.0 / 512},
		{"F8_E4M3", []byte{0xff}, float32(math.NaN())},
		{"F8_E5M2", []byte{0x7b}, 57344},
		{"I64", []byte{0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, -2},
		{"U64", []byte{0, 0, 0, 0, 0, 0, 0, 0x80}, 1 << 63},
		{"I32", []byte{0xfe, 0xff, 0xff, 0xff}, -2},
		{"U32", []byte{0, 0, 0, 0x80}, 1 << 31},
		{"I16", []byte{0xfe, 0xff}, -2},
		{"U16", []byte{0xfe, 0xff}, 65534},
		{"I8", []byte{0x80}, -128},
		{"U8", []byte{0x80}, 128},
		{"BOOL", []byte{1}, 1},
	} {
		a := safetensors.Array{Name: "x", DType: c.dtype, Raw: c.raw}
		got, err := a.Float32()
		require.NoError(t, err, c.dtype)
		if c.want != c.want {
			assert.True(t, got[0] != got[0], "%s %x", c.dtype, c.raw)
			continue
		}
		assert.Equal(t, []float32{c.want}, got, "%s %x", c.dtype, c.raw)
	}
	_, err := (&safetensors.Array{Name: "x", DType: "C64", Raw: make([]byte, 8)}).Float32()
	assert.ErrorContains(t, err, "C64")
}

// Every half survives widening and rounding, and rounding goes to the nearest.
func TestHalfRoundTrip(t *testing.T) {
	for h := range 1 << 16 {
		x := safetensors.FromF16(uint16(h))
		if x != x {
			back := safetensors.FromF16(safetensors.ToF16(x))
			require.True(t, back != back)
			continue
		}
		require.Equal(t, uint16(h), safetensors.ToF16(x), "%x", h)
		require.Equal(t, uint16(h), safetensors.ToBF16(safetensors.FromBF16(uint16(h)))&^nanBit(uint16(h)), "%x", h)
	}
	assert.Equal(t, uint16(0x7c00), safetensors.ToF16(65520), "rounds up to infinity")
	assert.Equal(t, uint16(0x7bff), safetensors.ToF16(65519))
	assert.Equal(t, uint16(0x3c00), safetensors.ToF16(1+1.0/2048), "tie to even")
	assert.Equal(t, uint16(0x3c02), safetensors.ToF16(1+3.0/2048), "tie to even")
	assert.Equal(t, uint16(0), safetensors.ToF16(1.0/(1<<25)), "tie to even")
	assert.Equal(t, uint16(0x3f80), safetensors.ToBF16(1+1.0/256), "tie to even")
	assert.Equal(t, uint16(0x3f82), safetensors.ToBF16(1+3.0/256), "tie to even")
}

// nanBit is what ToBF16 may set in a NaN.
func nanBit(h uint16) uint16 {
	if h&0x7f80 == 0x7f80 && h&0x7f != 0 && h&0x40 == 0 {
		return 0x40
	}
	return 0
}

func TestWriteRoundTrip(t *testing.T) {
	tensors := []tensor.Named{
		{Name: "b \"quoted\" é", Tensor: tensor.FromSlice([]float32{1, -2.5, 3, 0}, 2, 2)},
		{Name: "a", Tensor: tensor.New()},
		{Name: "none", Tensor: tensor.New(0, 3)},
		{Name: "long", Tensor: tensor.New(9000)},
	}
	for _, dtype := range []safetensors.DType{"F32", "F16", "BF16"} {
		var file bytes.Buffer
		require.NoError(t, safetensors.Write(&file, dtype, tensors, map[string]string{"k": "v", "a": ""}))
		f, err := safetensors.Parse(file.Bytes())
		require.NoError(t, err)
		assert.Equal(t, map[string]string{"k": "v", "a": ""}, f.Metadata)
		require.Equal(t, len(tensors), f.Len())
		for i, a := range f.Arrays() {
			got, err := a.Float32()
			require.NoError(t, err)
			assert.Equal(t, tensors[i].Name, a.Name)
			assert.Equal(t, tensors[i].Data, got)
		}
	}
	assert.Error(t, safetensors.Write(&bytes.Buffer{}, "I8", nil, nil))
	assert.ErrorContains(t, safetensors.Write(&bytes.Buffer{}, "F32", append(tensors, tensors[0]), nil), "taken")
	many := map[string]string{}
	for i := range 513 {
		many[fmt.Sprint(i)] = ""
	}
	assert.ErrorContains(t, safetensors.Write(&bytes.Buffer{}, "F32", nil, many), "513 entries")
}

func FuzzParse(f *testing.F) {
	var file bytes.Buffer
	require.NoError(f, safetensors.Write(&file, "F32", []tensor.Named{{Name: "a", Tensor: tensor.New(2, 3)}}, map[string]string{"k": "v"}))
	f.Add(file.Bytes())
	f.Add(withHeader(`{"a\n":{"dtype":"U8","shape":[1,1,0],"data_offsets":[0,0],"x":["\u00e9"]}}`))
	f.Add([]byte{2, 0, 0, 0, 0, 0, 0, 0, '{', '}'})
	f.Fuzz(func(t *testing.T, data []byte) {
		if used := allocated(data); used > allowance(data) {
			t.Errorf("%d bytes allocated for a file of %d", used, len(data))
		}
		parsed, err := safetensors.Parse(data)
		if err != nil {
			return
		}
		total := 0
		for _, a := range parsed.Arrays() {
			total += len(a.Raw)
			_, _ = a.Float32()
		}
		if total+len(parsed.Header)+8 != len(data) {
			t.Errorf("%d bytes of %d are accounted for", total+len(parsed.Header)+8, len(data))
		}
	})
}
