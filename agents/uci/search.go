package uci

import (
	"context"
	"sync"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
)

// search is a go command under way. Its methods, which are for one goroutine,
// do nothing on a nil search.
type search struct {
	cancel   context.CancelFunc // ends the thinking
	release  func()             // lets the answer go out
	released chan struct{}
	answered chan struct{}

	start     time.Time
	now       func() time.Time
	pondering bool          // until ponderhit or stop
	timed     bool          // the budget is a limit
	budget    time.Duration // from start on
	bounded   bool          // the search ends by itself, be it by the budget
	alarm     *time.Timer   // of the budget; nil if it is not set
}

// begin begins a search of s, which must stay as it is until the answer.
func (e *Engine) begin(ctx context.Context, s *chess.State, l limits) *search {
	ctx, cancel := context.WithCancel(ctx)
	x := &search{
		cancel: cancel, released: make(chan struct{}), answered: make(chan struct{}),
		start: e.config.Now(), now: e.config.Now, pondering: l.ponder,
	}
	x.release = sync.OnceFunc(func() { close(x.released) })
	position := s.Position()
	minds := e.tellClock(position.Turn(), l)
	x.budget, x.timed = l.budget(position.Turn(), minds, e.ponders)
	x.bounded = x.timed || l.nodes > 0 || l.depth > 0 || l.mate > 0
	if !l.infinite && !l.ponder {
		x.normal()
	}
	r := &reporter{engine: e, search: x, at: s, seat: position.Turn(), asked: l, last: x.start}
	go func() {
		defer close(x.answered)
		defer cancel()
		if l.perft > 0 {
			r.perft(ctx)
		} else {
			r.think(ctx)
		}
	}()
	return x
}

// tellClock tells an agent that is agents.Clocked its clock, and reports
// whether it minds that. One that cannot be watched while it thinks takes a
// time or a number of positions for a move as a clock, too.
func (e *Engine) tellClock(seat envs.Player, l limits) (minds bool) {
	c, clocked := agents.Power[agents.Clocked](e.agent)
	if !clocked || l.infinite || l.ponder {
		return false
	}
	clock := l.clock
	if _, analyst := agents.Power[agents.Analyst](e.agent); !analyst {
		clock.Nodes = l.nodes
		if l.moveTime > 0 {
			clock.Seats = make([]agents.Time, 2)
			clock.Seats[seat] = agents.Time{Left: l.moveTime, MovesToGo: 1}
		}
	}
	c.SetClock(clock)
	return clock.Seats != nil
}

// normal makes the search one that answers when it is done or its time over.
func (x *search) normal() {
	x.release()
	if x.timed {
		x.alarm = time.AfterFunc(x.budget-x.now().Sub(x.start), x.cancel)
	}
}

// ponderHit goes on with a search on the opponent's time as with any other:
// the time counts from its start. One that nothing else ends has had its time.
func (x *search) ponderHit() {
	if x == nil || !x.pondering {
		return
	}
	x.pondering = false
	if !x.bounded {
		x.cancel()
	}
	x.normal()
}

// stop makes the search answer as soon as it can.
func (x *search) stop() {
	if x != nil {
		x.pondering = false
		x.cancel()
		x.release()
	}
}

// end is stop, and waits for the answer.
func (x *search) end() {
	if x != nil {
		x.stop()
		<-x.answered
		x.silence()
	}
}

// done is closed when the answer is out.
func (x *search) done() <-chan struct{} {
	if x == nil {
		return nil
	}
	return x.answered
}

// silence stops the alarm.
func (x *search) silence() {
	if x.alarm != nil {
		x.alarm.Stop()
	}
}
