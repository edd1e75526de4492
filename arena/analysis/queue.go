package analysis

import (
	"container/heap"
	"context"
	"slices"
	"sync"
)

// job is a turn to be looked at.
type job struct {
	query    *query
	turn     int
	priority int
	number   int // jobs of one priority are done in the order of numbers

	ctx    context.Context
	cancel context.CancelFunc
}

// jobs is a heap, the next one first.
type jobs []*job

func (h jobs) Len() int { return len(h) }
func (h jobs) Less(i, j int) bool {
	if h[i].priority != h[j].priority {
		return h[i].priority > h[j].priority
	}
	return h[i].number < h[j].number
}
func (h jobs) Swap(i, j int) { h[i], h[j] = h[j], h[i] }
func (h *jobs) Push(x any)   { *h = append(*h, x.(*job)) }
func (h *jobs) Pop() any {
	last := len(*h) - 1
	j := (*h)[last]
	(*h)[last] = nil
	*h = (*h)[:last]
	return j
}

// queue holds the jobs that wait, and knows those under way. It is safe for
// concurrent use.
type queue struct {
	mu      sync.Mutex
	change  sync.Cond
	waiting jobs
	running []*job
	count   int
	closed  bool // no more will come
}

func newQueue() *queue {
	q := &queue{}
	q.change.L = &q.mu
	return q
}

// add puts in a job for each turn of a query.
func (q *queue) add(ctx context.Context, of *query) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for i, turn := range of.turns {
		j := &job{query: of, turn: turn, priority: of.priorities[i], number: q.count}
		j.ctx, j.cancel = context.WithCancel(ctx)
		q.count++
		heap.Push(&q.waiting, j)
	}
	q.change.Broadcast()
}

// take waits for the next job; it is nil when none is left and none will come.
func (q *queue) take() *job {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.waiting) == 0 && !q.closed {
		q.change.Wait()
	}
	if len(q.waiting) == 0 {
		return nil
	}
	j := heap.Pop(&q.waiting).(*job)
	q.running = append(q.running, j)
	return j
}

// done forgets a job that was taken.
func (q *queue) done(j *job) {
	j.cancel()
	q.mu.Lock()
	defer q.mu.Unlock()
	q.running = slices.DeleteFunc(q.running, func(other *job) bool { return other == j })
}

// terminate ends the jobs that it is told to: those under way stop soon, those
// that wait are returned, for nobody will take them.
func (q *queue) terminate(which func(*job) bool) (gone []*job) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, j := range q.running {
		if which(j) {
			j.cancel()
		}
	}
	q.waiting = slices.DeleteFunc(q.waiting, func(j *job) bool {
		if which(j) {
			j.cancel()
			gone = append(gone, j)
			return true
		}
		return false
	})
	heap.Init(&q.waiting)
	slices.SortFunc(gone, func(a, b *job) int { return a.number - b.number })
	return gone
}

// close says that no more will come.
func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.change.Broadcast()
}
