package replay_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/internal/stream"
	"github.com/tengen-rl/tengen/replay"
)

// saved returns what save writes, as a stream.
func saved(t *testing.T, save func(w *stream.Writer)) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := stream.NewWriter(&b, "test")
	require.NoError(t, err)
	save(w)
	require.NoError(t, w.Close())
	return b.Bytes()
}

func reader(t *testing.T, data []byte) *stream.Reader {
	t.Helper()
	r, err := stream.NewReader(bytes.NewReader(data), "test")
	require.NoError(t, err)
	return r
}

// A store that was written and read back is the same: it has the same bytes
// again, and goes on alike.
func TestStoredTransitionsGoOnAlike(t *testing.T) {
	for name, draw := range draws {
		for _, steps := range []int{0, 20, 61, 200} {
			cfg := replay.TransitionsConfig{Capacity: 61, Actors: 2, Obs: 5, Actions: 3, State: 2, Window: 3, Period: 2, BurnIn: 2}
			h := play(cfg, steps, draw, seed.Stream(3))
			data := saved(t, h.store.Save)
			back := replay.NewTransitions(cfg)
			r := reader(t, data)
			require.NoError(t, back.Load(r), name)
			require.NoError(t, r.Close())
			assert.Equal(t, data, saved(t, back.Save), name)
			h.store = back
			checkSequences(t, h)
			more := replay.Step{Obs: make([]float32, 5), State: make([]float32, 2), Last: true, Final: make([]float32, 5)}
			old := play(cfg, steps, draw, seed.Stream(3)).store
			assert.Equal(t, old.Add(more), back.Add(more))
			assert.Equal(t, saved(t, old.Save), saved(t, back.Save))
		}
	}
}

func TestStoredPrioritiesGoOnAlike(t *testing.T) {
	s := newPrioritizedStore(50, 0.7)
	s.add(80)
	rng := seed.Stream(1)
	index, weight := make([]int, 16), make([]float32, 16)
	for range 40 {
		s.priorities.Draw(index, weight, 0.5, rng)
		for i := range weight {
			weight[i] = rng.Float32() * 3
		}
		s.priorities.Update(index, weight)
		s.add(1)
	}
	back := replay.NewPrioritized(50, replay.PrioritizedConfig{Alpha: 0.7, Floor: 0.5})
	require.NoError(t, back.Load(reader(t, saved(t, s.priorities.Save))))
	assert.Equal(t, s.priorities, back)
}

func TestOtherStoresAreRefused(t *testing.T) {
	cfg := replay.TransitionsConfig{Capacity: 61, Actors: 2, Obs: 5, Actions: 3, Window: 3}
	data := saved(t, play(cfg, 70, bit, seed.Stream(3)).store.Save)
	other := cfg
	other.Capacity = 62
	store := replay.NewTransitions(other)
	assert.ErrorContains(t, store.Load(reader(t, data)), "stored transitions of {Capacity:61 Actors:2 Obs:5 Actions:3 State:0 Window:3 Period:1 BurnIn:0} do not fit {Capacity:62")
	assert.Zero(t, store.Added())

	priorities := replay.NewPrioritized(10, replay.PrioritizedConfig{Alpha: 0.5, Floor: 1})
	data = saved(t, priorities.Save)
	err := replay.NewPrioritized(10, replay.PrioritizedConfig{Alpha: 0.6, Floor: 1}).Load(reader(t, data))
	assert.ErrorContains(t, err, "stored priorities of 10 items, alpha 0.5, floor 1; want 10, 0.6, 1")
}

// Damage anywhere is an error that leaves the store as it was.
func FuzzDamagedTransitions(f *testing.F) {
	cfg := replay.TransitionsConfig{Capacity: 20, Actors: 1, Obs: 3, Actions: 3, State: 2, Window: 2, Period: 1, BurnIn: 1}
	var b bytes.Buffer
	w, err := stream.NewWriter(&b, "test")
	require.NoError(f, err)
	play(cfg, 30, small, seed.Stream(3)).store.Save(w)
	require.NoError(f, w.Close())
	whole := b.Bytes()
	for at := 0; at < len(whole); at += 7 {
		f.Add(at, byte(1+at%255))
	}
	f.Fuzz(func(t *testing.T, at int, change byte) {
		if at < 0 || at >= len(whole) {
			return
		}
		data := bytes.Clone(whole)
		data[at] ^= change
		store := replay.NewTransitions(cfg)
		r, err := stream.NewReader(bytes.NewReader(data), "test")
		if err != nil {
			return
		}
		if err := store.Load(r); err != nil {
			assert.Zero(t, store.Added())
			return
		}
		if r.Close() == nil {
			assert.Equal(t, saved(t, store.Save), whole, "damage that changes nothing")
		}
	})
}
