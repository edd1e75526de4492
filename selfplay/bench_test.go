package selfplay_test

import (
	"context"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/selfplay"
)

// TestBenchCountsAfterTheWarmUp measures by a clock that goes on by a
// millisecond whenever it is asked: at both ends of an evaluation, and at the
// beginning, the start of the count and the end.
func TestBenchCountsAfterTheWarmUp(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	begin, marked := make(chan time.Time), make(chan struct{})
	var ticks atomic.Int64
	o := options(1)
	o.Now = func() time.Time {
		n := ticks.Add(1)
		switch n {
		case 400: // in the play, which waits for the start of the count
			close(begin)
			<-marked
		case 500:
			cancel()
		}
		return time.Unix(0, 0).Add(time.Duration(n) * time.Millisecond)
	}
	marks := 0
	bench := selfplay.Bench{
		Config: tiny(t, "selfplay.cache", "0"),
		Begin:  begin,
		CPU: func() float64 {
			if marks++; marks == 2 {
				close(marked)
			}
			return float64(marks * marks)
		},
	}
	speed, err := bench.Measure(ctx, o)
	require.NoError(t, err)
	assert.InDelta(t, 0.4, speed.WarmUp, 1e-9)
	assert.InDelta(t, 0.1, speed.Seconds, 0.005)
	assert.InDelta(t, 5, speed.CPUSeconds, 1e-9, "from the start of the count, 4, to the end, 9")
	assert.InDelta(t, 0.5, speed.NetworkShare, 0.05, "the network has every other tick of those that count")
	assert.InDelta(t, 50*3, speed.EvalsPerS*speed.Seconds, 10, "three slots")
	assert.Positive(t, speed.MovesPerS)
	assert.Less(t, speed.SimsPerS*speed.Seconds, 250.0, "there were about 1,000 in the warm-up")
}

func TestBenchThatEndsInTheWarmUp(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	bench := selfplay.Bench{Config: tiny(t), Begin: make(chan time.Time), CPU: func() float64 { return 0 }}
	_, err := bench.Measure(ctx, options(1))
	assert.ErrorContains(t, err, "nothing was measured: the play ended before the count began")
	assert.ErrorIs(t, err, context.Canceled)
}

// A bench of a run reads its newest weights, and the games that it forks from.
func TestBenchOfARun(t *testing.T) {
	dir := t.TempDir()
	config := tiny(t)
	measure := func() (selfplay.Speed, error) {
		ctx, cancel := context.WithTimeout(context.Background(), 200*time.Millisecond)
		defer cancel()
		bench := selfplay.Bench{Config: config, Run: dir, CPU: func() float64 { return 0 }}
		return bench.Measure(ctx, options(1))
	}
	_, err := selfplay.Create(dir, config, false)
	require.NoError(t, err)
	_, err = measure()
	assert.ErrorContains(t, err, dir+" has no weights yet")

	require.NoError(t, train(t, context.Background(), dir, config, options(1)))
	speed, err := measure()
	require.NoError(t, err)
	assert.Equal(t, dir, speed.Run)
	assert.Equal(t, 4, speed.Generation)
	assert.Positive(t, speed.EvalsPerS)

	require.NoError(t, os.Remove(filepath.Join(dir, "games", "000003.jsonl.zst")))
	_, err = measure()
	require.NoError(t, err, "without forks no game is read")
	require.NoError(t, config.Set("selfplay.fork_share", "0.5"))
	_, err = measure()
	assert.ErrorContains(t, err, "the games to fork from: ")
	require.NoError(t, os.Remove(filepath.Join(dir, "weights", "000004.safetensors")))
	_, err = measure()
	assert.ErrorContains(t, err, "000004.safetensors")
}
