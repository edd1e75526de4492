package window

import (
	"context"
	"time"
)

// bell rings for a frame when something has come up that a window is to show,
// so that a window that nobody touches need not look for it sixty times a
// second.
type bell struct {
	ring    func() // asks for a frame; any goroutine may
	updates chan func()
	alarm   *time.Timer
	end     context.CancelFunc
	done    chan struct{}
}

// startBell hands on updates, until the context ends, and rings for each, and
// for the end of the context.
func startBell(ctx context.Context, updates <-chan func(), ring func()) *bell {
	ctx, end := context.WithCancel(ctx)
	b := &bell{ring: ring, updates: make(chan func(), 1), alarm: time.AfterFunc(time.Hour, ring), end: end, done: make(chan struct{})}
	b.alarm.Stop()
	go b.run(ctx, updates)
	return b
}

// stop ends the goroutine and waits for it.
func (b *bell) stop() {
	b.alarm.Stop()
	b.end()
	<-b.done
}

func (b *bell) run(ctx context.Context, updates <-chan func()) {
	defer close(b.done)
	for {
		select {
		case update := <-updates:
			select {
			case b.updates <- update:
			case <-ctx.Done():
			}
			b.ring()
		case <-ctx.Done():
			b.ring()
			return
		}
	}
}

// ringIn has it ring after a while, not at all if that is negative; it replaces
// what was asked for before.
func (b *bell) ringIn(wait time.Duration) {
	if wait < 0 {
		b.alarm.Stop()
		return
	}
	b.alarm.Reset(wait)
}
