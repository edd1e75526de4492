package safetensors_test

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/nets/safetensors"
)

// allocated returns what Parse allocates for a file. Others in the process may
// allocate at the same time, so it takes the least of some attempts.
func allocated(file []byte) uint64 {
	least, most := ^uint64(0), allowance(file)
	for range 5 {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, _ = safetensors.Parse(file)
		runtime.ReadMemStats(&after)
		if least = min(least, after.TotalAlloc-before.TotalAlloc); least <= most {
			break
		}
	}
	return least
}

// allowance is what Parse may allocate for a file that it refuses: half the
// header and 192 KiB. One that it accepts may cost its metadata too, an eighth
// more for the sizes in which memory comes.
func allowance(file []byte) uint64 {
	half := uint64(len(file)/2 + 192<<10)
	f, err := safetensors.Parse(file)
	if err != nil {
		return half
	}
	for key, value := range f.Metadata {
		half += uint64(len(key)+len(value)) * 9 / 8
	}
	return half
}

func withHeader(text string) []byte {
	return append(binary.LittleEndian.AppendUint64(nil, uint64(len(text))), text...)
}

// repeated is what f makes of the numbers from 0 to n-1, with commas between.
func repeated(n int, f func(i int) string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = f(i)
	}
	return strings.Join(parts, ",")
}

// Headers made to cost more than they weigh, hostile and honest.
func TestParseAllocatesLittle(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	array := func(name, shape, rest string) string {
		return `"` + name + `":{"dtype":"U8","shape":[` + shape + `],"data_offsets":[0,0]` + rest + `}`
	}
	ones := func(n int) string { return repeated(n, func(int) string { return "1" }) }
	object := func(n int, f func(i int) string) string { return "{" + repeated(n, f) + "}" }
	for _, c := range []struct{ name, header, want string }{
		{"50k arrays", object(50_000, func(i int) string { return array(fmt.Sprint(i), "0", "") }), ""},
		{"arrays of 64 axes", object(5000, func(i int) string { return array(fmt.Sprint(i), ones(63)+",0", "") }), ""},
		{"axes and escapes", object(5000, func(i int) string { return array(fmt.Sprint(i, `\n`), "0", `,"\t":["\n","\n","\n"]`) }), ""},
		{"65 axes", "{" + array("a", ones(64)+",0", "") + "}", "more than the 64 axes"},
		{"500k axes", "{" + array("a", ones(500_000), "") + "}", "more than the 64 axes"},
		{"512 entries", `{"__metadata__":` + object(512, func(i int) string { return fmt.Sprintf(`"%d":""`, i) }) + "}", ""},
		{"long entries", `{"__metadata__":` + object(512, func(i int) string { return fmt.Sprintf(`"%d":"%s"`, i, long[:3000]) }) + "}", ""},
		{"an entry too many", `{"__metadata__":` + object(513, func(i int) string { return fmt.Sprintf(`"%d":"%s"`, i, long[:3000]) }) + "}", "512"},
		{"metadata and a gap", `{"__metadata__":{"k":"` + long + `"},"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}`, "the file has 0"},
		{"500k keys alike", object(50_000, func(i int) string { return array("a", "0", "") }), "appears twice"},
		{"escaped keys", object(20_000, func(i int) string {
			return fmt.Sprintf(`"%d":{"d\u0074ype":"U8","\u0073hape":[],"data_\u006fffsets":[%d,%d]}`, i, i, i+1)
		}), "the file has 0"},
		{"100k entries", `{"__metadata__":` + object(100_000, func(i int) string { return fmt.Sprintf(`"%d":""`, i) }) + "}", "512"},
		{"long name", "{" + array(long, "1", "") + "}", "takes 1 bytes"},
		{"long name twice", "{" + array(long, "0", "") + "," + array(long, "0", "") + "}", "appears twice"},
		{"long escaped name", "{" + array(long+`\n`, "1", "") + "}", "takes 1 bytes"},
		{"long wrong escape", "{" + array(long+`\x`, "1", "") + "}", "escape"},
		{"long dtype", `{"a":{"dtype":"` + long + `","shape":[],"data_offsets":[0,0]}}`, "unknown dtype"},
		{"long key", `{"a":{"` + long + `":x}}`, "want a value"},
		{"deep value", `{"a":{"x":` + strings.Repeat("[", 1<<20) + `}}`, "nests deeper"},
	} {
		file := withHeader(c.header)
		_, err := safetensors.Parse(file)
		if c.want == "" {
			assert.NoError(t, err, c.name)
		} else if assert.ErrorContains(t, err, c.want, c.name) {
			assert.Less(t, len(err.Error()), 500, c.name)
		}
		used := allocated(file)
		assert.LessOrEqual(t, used, allowance(file), c.name)
		t.Logf("%s: %d bytes for a file of %d", c.name, used, len(file))
	}
}

// Strings with escapes, as encoding/json reads them.
func TestEscapes(t *testing.T) {
	for _, token := range []string{
		`"\"\\\/\b\f\n\r\t"`, `"a\u00e9b\uFFFD"`, `"\ud83d\ude00"`, `"é\u0000"`,
	} {
		var want string
		require.NoError(t, json.Unmarshal([]byte(token), &want))
		f, err := safetensors.Parse(withHeader(`{"__metadata__":{"k":` + token + `}}`))
		require.NoError(t, err, token)
		assert.Equal(t, want, f.Metadata["k"])
	}
	for _, token := range []string{`"\x"`, `"\u12"`, `"\u+123"`, `"\ud800"`, `"\udc00"`, `"\ud800\u0041"`, `"\ud800x"`} {
		_, err := safetensors.Parse(withHeader(`{"__metadata__":{"k":` + token + `}}`))
		assert.Error(t, err, token)
	}
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
		_, err := safetensors.Parse(append(withHeader(c.text), 7))
		if c.want == "" {
			assert.NoError(t, err, c.text)
		} else {
			assert.ErrorContains(t, err, c.want, c.text)
		}
	}
}
