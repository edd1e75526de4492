package stream_test

import (
	"bytes"
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/stream"
)

// long is more numbers than are turned into bytes at a time.
func long() []float32 {
	x := make([]float32, 20_000)
	for i := range x {
		x[i] = float32(i) / 3
	}
	return x
}

func written(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := stream.NewWriter(&b, "things")
	require.NoError(t, err)
	w.Text("wörd")
	w.Bytes([]byte{1, 2, 250})
	w.Ints(-3, 1<<30)
	w.Uints(math.MaxUint64)
	w.Floats(long())
	w.Floats(nil)
	w.Doubles(math.Pi, math.Inf(1))
	w.Ints(7)
	require.NoError(t, w.Close())
	return b.Bytes()
}

func TestWhatIsWrittenIsRead(t *testing.T) {
	r, err := stream.NewReader(bytes.NewReader(written(t)), "things")
	require.NoError(t, err)
	small, ints, uints, floats, doubles := make([]byte, 3), make([]int, 2), make([]uint64, 1), make([]float32, 20_000), make([]float64, 2)
	assert.Equal(t, "wörd", r.Text())
	r.Bytes(small)
	r.Ints(ints)
	r.Uints(uints)
	r.Floats(floats)
	r.Floats(nil)
	r.Doubles(doubles)
	assert.Equal(t, 7, r.Int(0, 10))
	require.NoError(t, r.Close())
	assert.Equal(t, []byte{1, 2, 250}, small)
	assert.Equal(t, []int{-3, 1 << 30}, ints)
	assert.Equal(t, []uint64{math.MaxUint64}, uints)
	assert.Equal(t, long(), floats)
	assert.Equal(t, []float64{math.Pi, math.Inf(1)}, doubles)
	assert.Equal(t, written(t), written(t), "equal contents give equal bytes")
}

func TestReadersSayWhatTheyMissed(t *testing.T) {
	for _, c := range []struct {
		name string
		read func(r *stream.Reader)
		want string
	}{
		{"another kind", func(r *stream.Reader) { r.Ints(make([]int, 4)) }, `run 2 of the state of "things": 5 bytes of text, want 4 integers`},
		{"another length", func(r *stream.Reader) { r.Text(); r.Bytes(make([]byte, 4)) }, `run 3 of the state of "things": 3 bytes, want 4 bytes`},
		{"the end too early", func(r *stream.Reader) { r.Text() }, `run 3 of the state of "things": 3 bytes, want 0 end`},
		{"out of range", func(r *stream.Reader) { r.Fail(errors.New("nine")); r.Text() }, `run 1 of the state of "things": nine`},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := stream.NewReader(bytes.NewReader(written(t)), "things")
			require.NoError(t, err)
			c.read(r)
			assert.EqualError(t, r.Close(), c.want)
		})
	}
	_, err := stream.NewReader(bytes.NewReader(written(t)), "others")
	assert.EqualError(t, err, `holds the state of "things", want "others"`)
	_, err = stream.NewReader(bytes.NewReader([]byte("no stream at all")), "things")
	assert.ErrorContains(t, err, "magic number mismatch")
}

// A stream that is cut off or changed anywhere is never read as whole.
func FuzzDamageIsFound(f *testing.F) {
	whole := written(f)
	for at := 0; at < len(whole); at += 997 {
		f.Add(at, byte(1), false)
		f.Add(at, byte(0), true)
	}
	f.Fuzz(func(t *testing.T, at int, change byte, cut bool) {
		if at < 0 || at >= len(whole) || change == 0 && !cut {
			return
		}
		data := bytes.Clone(whole)
		data[at] ^= change
		if cut {
			data = data[:at]
		}
		r, err := stream.NewReader(bytes.NewReader(data), "things")
		if err != nil {
			return
		}
		got := make([]float32, 20_000)
		r.Text()
		r.Bytes(make([]byte, 3))
		r.Ints(make([]int, 2))
		r.Uints(make([]uint64, 1))
		r.Floats(got)
		r.Floats(nil)
		r.Doubles(make([]float64, 2))
		r.Int(7, 7)
		if r.Close() == nil {
			assert.Equal(t, long(), got, "damage that changes nothing")
		}
	})
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestAWriterTellsThatThereIsNoRoom(t *testing.T) {
	w, err := stream.NewWriter(full{}, "things")
	if err == nil {
		w.Floats(long())
		err = w.Close()
	}
	assert.ErrorContains(t, err, "no space left")
}
