package window

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Each update is handed on, and rung for after it can be taken; so is the end.
func TestABellRingsForWhatComesUp(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	updates, rung := make(chan func()), make(chan bool)
	b := startBell(ctx, updates, func() { rung <- true })
	done := 0
	for range 3 {
		updates <- func() { done++ }
		<-rung
		select {
		case update := <-b.updates:
			update()
		default:
			assert.Fail(t, "it rang for nothing")
		}
	}
	assert.Equal(t, 3, done)
	b.ringIn(0)
	<-rung
	cancel()
	<-rung
	b.stop()
}

// A window may end while an update waits to be taken.
func TestABellStops(t *testing.T) {
	updates := make(chan func(), 2)
	b := startBell(context.Background(), updates, func() {})
	updates <- func() {}
	updates <- func() {}
	b.stop()
}
