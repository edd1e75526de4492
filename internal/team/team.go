// Package team lets a few goroutines do short tasks together.
package team

import (
	"fmt"
	"sync"
	"sync/atomic"
)

// Team is a few goroutines that do tasks together, in parts that whoever is
// free takes next. Workers wait for the next task awake for about a millisecond
// and go to sleep after that, so that forking and joining in a row costs less
// than a microsecond, where waking a sleeping goroutine costs ten or, on a
// virtual machine, a hundred: tasks would be over before help comes. The
// caller works too and waits only for parts that others have begun: on a busy
// machine it does them all. Close ends the workers. A Team serves one
// goroutine at a time.
//
//	caller   ──Do──┬─ part 0 ── part 2 ─┬─ returns
//	worker 1 ······├─ part 1 ── part 3 ─┤
//	worker 2 ······┆  (still asleep)    ┆
type Team struct {
	task    func(part int)
	parts   int
	open    atomic.Int64 // parts that nobody has begun; negative when closed
	pending atomic.Int64 // parts that are not done
	busy    atomic.Bool
	caller  sleeper
	workers []sleeper
	ended   sync.WaitGroup
}

// watchSpins is how often a waiting goroutine looks before it goes to sleep,
// about a millisecond's worth.
const watchSpins = 1 << 20

// New starts threads-1 workers; the caller of Do is the other member.
func New(threads int) *Team {
	if threads < 1 {
		panic(fmt.Sprintf("team: a team of %d", threads))
	}
	t := &Team{workers: make([]sleeper, threads-1), caller: newSleeper()}
	for i := range t.workers {
		t.workers[i] = newSleeper()
	}
	for i := range t.workers {
		t.ended.Go(func() { t.work(&t.workers[i]) })
	}
	return t
}

// Size is the number of members, the caller of Do included.
func (t *Team) Size() int { return len(t.workers) + 1 }

// Do calls task once for each part in [0, parts), on all members, and returns
// when all are done. Which member does a part is a matter of chance, so the
// result of a part must depend on its number alone. A task that is kept
// between calls costs no allocation. Do panics if the team is closed or at
// work already.
func (t *Team) Do(parts int, task func(part int)) {
	if !t.busy.CompareAndSwap(false, true) {
		panic("team: a team was given a task while at work or closed")
	}
	t.task, t.parts = task, parts
	t.pending.Store(int64(parts))
	t.open.Store(int64(parts)) // from here on workers take parts
	for i := range min(len(t.workers), parts-1) {
		t.workers[i].rouse()
	}
	for t.doPart() {
	}
	for spins := 0; t.pending.Load() != 0; spins++ {
		if spins >= watchSpins {
			t.caller.sleepUnless(func() bool { return t.pending.Load() == 0 })
		}
	}
	t.busy.Store(false)
}

// Close ends the workers and waits for them. The team is of no use afterwards.
func (t *Team) Close() {
	if !t.busy.CompareAndSwap(false, true) {
		panic("team: a team was closed while at work or closed")
	}
	t.open.Store(-1)
	for i := range t.workers {
		t.workers[i].rouse()
	}
	t.ended.Wait()
}

// doPart does a part that nobody has begun, if there is one. Until it is done
// the task cannot end, so nobody writes the fields that it reads.
func (t *Team) doPart() bool {
	open := t.open.Load()
	for open > 0 && !t.open.CompareAndSwap(open, open-1) {
		open = t.open.Load()
	}
	if open <= 0 {
		return false
	}
	t.task(t.parts - int(open))
	if t.pending.Add(-1) == 0 {
		t.caller.rouse()
	}
	return true
}

// work is the life of a worker.
func (t *Team) work(self *sleeper) {
	for spins := 0; ; spins++ {
		if t.doPart() {
			spins = 0
		} else if t.open.Load() < 0 {
			return
		} else if spins >= watchSpins {
			self.sleepUnless(func() bool { return t.open.Load() != 0 })
		}
	}
}

// sleeper is a goroutine that may be asleep.
type sleeper struct {
	asleep *atomic.Bool
	wake   chan struct{} // one token for each rouse that found it asleep
}

func newSleeper() sleeper { return sleeper{new(atomic.Bool), make(chan struct{}, 1)} }

// sleepUnless blocks until rouse is called, unless ready holds already. Whoever
// makes ready true calls rouse afterwards, so no wake is lost.
func (s *sleeper) sleepUnless(ready func() bool) {
	s.asleep.Store(true)
	if ready() && s.asleep.CompareAndSwap(true, false) {
		return
	}
	<-s.wake
}

// rouse wakes the goroutine if it is asleep or about to be.
func (s *sleeper) rouse() {
	if s.asleep.CompareAndSwap(true, false) {
		s.wake <- struct{}{}
	}
}
