package kernel

import (
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestTeamDoesEachPartOnce(t *testing.T) {
	for size := 1; size <= 4; size++ {
		team := NewTeam(size)
		for parts := range 7 {
			counts := make([]int, parts) // a part writes its own only: the race detector watches
			for range 200 {
				team.Do(parts, func(part int) { counts[part]++ })
			}
			for part, n := range counts {
				assert.Equal(t, 200, n, "part %d of %d, team of %d", part, parts, size)
			}
		}
		team.Close()
	}
}

// Tasks far apart find the workers asleep, long ones the caller.
func TestTeamWakes(t *testing.T) {
	team := NewTeam(3)
	defer team.Close()
	var done atomic.Int32
	for i := range 20 {
		time.Sleep(time.Duration(i%4) * time.Millisecond)
		team.Do(4, func(part int) {
			time.Sleep(time.Duration((part+i)%3) * time.Millisecond)
			done.Add(1)
		})
	}
	assert.Equal(t, int32(80), done.Load())
}

func TestTeamCloseEndsWorkers(t *testing.T) {
	before := runtime.NumGoroutine()
	team := NewTeam(4)
	team.Do(4, func(int) {})
	team.Close()
	for range 1000 { // a goroutine is counted until it has quite gone
		if runtime.NumGoroutine() > before {
			runtime.Gosched()
		}
	}
	assert.LessOrEqual(t, runtime.NumGoroutine(), before)
	assert.Panics(t, func() { team.Do(1, func(int) {}) })
	assert.Panics(t, func() { team.Close() })
	assert.Panics(t, func() { NewTeam(0) })
}

// Whoever made ready true may have looked for sleepers just before.
func TestSleeperDoesNotSleepOverWhatIsReady(t *testing.T) {
	s := newSleeper()
	s.sleepUnless(func() bool { return true })
	assert.False(t, s.asleep.Load())
}

func TestTeamPanicsWhenNested(t *testing.T) {
	team := NewTeam(1)
	team.Do(1, func(int) {
		assert.Panics(t, func() { team.Do(1, func(int) {}) })
	})
}

func TestTeamAllocatesNothing(t *testing.T) {
	team := NewTeam(2)
	defer team.Close()
	var sum [2]int
	task := func(part int) { sum[part]++ }
	assert.Zero(t, testing.AllocsPerRun(1000, func() { team.Do(2, task) }))
}

// BenchmarkTeam is the cost of a fork and a join, with nothing to do.
func BenchmarkTeam(b *testing.B) {
	team := NewTeam(2)
	defer team.Close()
	task := func(int) {}
	b.ReportAllocs()
	for b.Loop() {
		team.Do(2, task)
	}
}
