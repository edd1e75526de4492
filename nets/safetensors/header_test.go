package safetensors_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/nets/safetensors"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// Many tiny arrays are the worst for the reader; even then it allocates but a
// small multiple of the header.
func TestParseAllocatesLittle(t *testing.T) {
	var tensors []tensor.Named
	for i := range 3000 {
		tensors = append(tensors, tensor.Named{Name: fmt.Sprint(i), Tensor: tensor.New(1)})
	}
	var file bytes.Buffer
	require.NoError(t, safetensors.Write(&file, "F32", tensors, nil))
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := safetensors.Parse(file.Bytes())
	runtime.ReadMemStats(&after)
	require.NoError(t, err)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(4*file.Len()))
}

// Texts that are nearly a header, beyond the recorded cases.
func TestOddHeaders(t *testing.T) {
	const entry = `"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}`
	for _, c := range []struct{ text, want string }{
		{`{` + entry + `}`, ""},
		{` {` + entry + `}`, "not a JSON object"},
		{`{` + entry + "} \t\r\n", ""},
		{`{` + entry + `}x`, "1 bytes follow"},
		{`{` + entry + `,}`, `want "`},
		{`{` + entry + `,` + entry + `}`, "appears twice"},
		{`{"__metadata__":null,` + entry + `}`, ""},
		{`{"__metadata__":{},"__metadata__":{},` + entry + `}`, "appears twice"},
		{`{"__metadata__":{"a":"b","a":"c"},` + entry + `}`, "appears twice"},
		{`{"a":{"dtype":"U8","x":{"y":[1,"]}"],"z":null},"shape":[1],"data_offsets":[0,1]}}`, ""},
		{`{"a":{"dtype":"U8","x":[1,},"shape":[1],"data_offsets":[0,1]}}`, "want a value"},
		{`{"a":{"dtype":"U8","dtype":"U8","shape":[1],"data_offsets":[0,1]}}`, "appears twice"},
		{`{"a":{"dtype":"U8","shape":[01],"data_offsets":[0,1]}}`, "integer"},
		{`{"a":{"dtype":"U8","shape":[1.0],"data_offsets":[0,1]}}`, "integer"},
		{`{"a":{"dtype":"U8","shape":[18446744073709551616],"data_offsets":[0,1]}}`, "integer"},
		{`{"a":{"dtype":"U8","shape":[9223372036854775808],"data_offsets":[0,1]}}`, "too large"},
		{`{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1,2]}}`, "3 numbers"},
		{`{"a":{"dtype":"U8","shape":[1]}}`, "wants dtype"},
		{"{\"a\n\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]}}", "control character"},
		{`{"\` + `ud800":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`, "surrogate"},
		{`{"a`, "does not end"},
		{`{"a"`, "ends where :"},
	} {
		file := binary.LittleEndian.AppendUint64(nil, uint64(len(c.text)))
		_, err := safetensors.Parse(append(append(file, c.text...), 7))
		if c.want == "" {
			assert.NoError(t, err, c.text)
		} else {
			assert.ErrorContains(t, err, c.want, c.text)
		}
	}
}
