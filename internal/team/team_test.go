package team

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestTeamDoesEachPartOnce(t *testing.T) {
	for size := 1; size <= 4; size++ {
		crew := New(size)
		for parts := range 7 {
			counts := make([]int, parts) // a part writes its own only: the race detector watches
			for range 200 {
				crew.Do(parts, func(part int) { counts[part]++ })
			}
			for part, n := range counts {
				assert.Equal(t, 200, n, "part %d of %d, team of %d", part, parts, size)
			}
		}
		crew.Close()
	}
}

// Tasks far apart find the workers asleep, long ones the caller.
func TestTeamWakes(t *testing.T) {
	crew := New(3)
	defer crew.Close()
	var done atomic.Int32
	for i := range 20 {
		time.Sleep(time.Duration(i%4) * time.Millisecond)
		crew.Do(4, func(part int) {
			time.Sleep(time.Duration((part+i)%3) * time.Millisecond)
			done.Add(1)
		})
	}
	assert.Equal(t, int32(80), done.Load())
}

func TestTeamCloseEndsWorkers(t *testing.T) {
	before := runtime.NumGoroutine()
	crew := New(4)
	crew.Do(4, func(int) {})
	crew.Close()
	for range 1000 { // a goroutine is counted until it has quite gone
		if runtime.NumGoroutine() > before {
			runtime.Gosched()
		}
	}
	assert.LessOrEqual(t, runtime.NumGoroutine(), before)
	assert.Panics(t, func() { crew.Do(1, func(int) {}) })
	assert.Panics(t, func() { crew.Close() })
	assert.Panics(t, func() { New(0) })
}

// Whoever made ready true may have looked for sleepers just before.
func TestSleeperDoesNotSleepOverWhatIsReady(t *testing.T) {
	s := newSleeper()
	s.sleepUnless(func() bool { return true })
	assert.False(t, s.asleep.Load())
}

func TestTeamPanicsWhenNested(t *testing.T) {
	crew := New(1)
	crew.Do(1, func(int) {
		assert.Panics(t, func() { crew.Do(1, func(int) {}) })
	})
}

func TestTeamAllocatesNothing(t *testing.T) {
	crew := New(2)
	defer crew.Close()
	var sum [2]int
	task := func(part int) { sum[part]++ }
	assert.Zero(t, testing.AllocsPerRun(1000, func() { crew.Do(2, task) }))
}

// BenchmarkTeam is the cost of a fork and a join, with nothing to do.
func BenchmarkTeam(b *testing.B) {
	crew := New(2)
	defer crew.Close()
	task := func(int) {}
	b.ReportAllocs()
	for b.Loop() {
		crew.Do(2, task)
	}
}
