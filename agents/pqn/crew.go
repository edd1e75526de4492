package pqn

import (
	"sync"
	"sync/atomic"
)

// crew does tasks in parts on some goroutines, of which the caller's is one.
// Which goroutine does a part is a matter of chance, so what a part comes to
// must depend on its number alone. Between tasks no goroutine is left.
type crew struct {
	threads int
	parts   int
	task    func(part int)
	taken   atomic.Int64 // parts that somebody has begun
	working sync.WaitGroup
	help    func() // what the other goroutines do; kept, so that starting one allocates nothing
}

func newCrew(threads int) *crew {
	c := &crew{threads: max(1, threads)}
	c.help = func() {
		c.work()
		c.working.Done()
	}
	return c
}

// do calls task, which its caller keeps, once for each part in [0, parts) and
// returns when all are done.
func (c *crew) do(parts int, task func(part int)) {
	c.parts, c.task = parts, task
	c.taken.Store(0)
	helpers := min(c.threads, parts) - 1
	c.working.Add(helpers)
	for range helpers {
		go c.help()
	}
	c.work()
	c.working.Wait()
}

func (c *crew) work() {
	for {
		part := int(c.taken.Add(1) - 1)
		if part >= c.parts {
			return
		}
		c.task(part)
	}
}
