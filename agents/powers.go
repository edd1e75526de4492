package agents

import (
	"context"
	"time"

	"github.com/tengen-rl/tengen/envs"
)

// The optional powers: what an Agent can do beyond the contract. An agent has
// a power by having its methods, or by wrapping an agent that has them; those
// who use a power find it by Power. An agent that holds a process or anything
// else outside of memory is also an io.Closer.

// Wrapper is an agent around another, whose powers are its own, too.
type Wrapper interface {
	Unwrap() Agent
}

// Power returns a as a T if it is one, and if not, the agent that it wraps as
// a T, and so on to the innermost.
func Power[T any](a Agent) (power T, ok bool) {
	for a != nil {
		if power, ok = a.(T); ok {
			return power, true
		}
		w, wraps := a.(Wrapper)
		if !wraps {
			break
		}
		a = w.Unwrap()
	}
	return power, false
}

// Follower is the power of an Agent that must know every move of a game, such
// as one that plays along on a board of its own. An error of either method is
// a failure of the agent and loses it the game.
type Follower interface {
	// Begin starts a game from a position, which is read only and not kept.
	// It comes after Reset and before any Act.
	Begin(ctx context.Context, start envs.State) error

	// Follow tells that a is about to be played at s, which is read only and
	// not kept: by any seat, the agent's own moves included, and the moves of
	// an opening as well.
	Follow(ctx context.Context, s envs.State, a envs.Action) error
}

// Clock is what the clocks of a game say before a move. The zero Clock is no
// limit at all.
type Clock struct {
	Seats []Time // by seat, or nil if nobody has a clock
	Nodes int    // simulations or positions that the move may cost, 0 is no limit
}

// Time is the clock of one seat. Main time runs first; after it, one period
// of byo-yomi after another, each of which begins anew if the move was made
// within it. The zero Time is no clock: there is always something left on
// a clock that is asked for a move.
type Time struct {
	Left      time.Duration // of the main time
	Increment time.Duration // added to Left after each move (Fischer)
	Period    time.Duration // the length of a period of byo-yomi
	Periods   int           // periods left, the one under way included
	MovesToGo int           // moves until main time is added, 0 is never
}

// Total returns all the time that the next move could take.
func (t Time) Total() time.Duration { return t.Left + time.Duration(t.Periods)*t.Period }

// Clocked is the power of an Agent to mind the clock. SetClock comes before
// each Act of a game that has one, and what it said holds for that Act; Reset
// takes it away. So it does for an Analyst's look by its own measure. The agent
// keeps no part of the clock's memory.
type Clocked interface {
	SetClock(Clock)
}

// Explainer is the power of an Agent to tell what it thought of its last
// move. Explain comes after an Act without error and before the next call of
// anything else.
type Explainer interface {
	Explain() Thought
}

// Explorer is the power of an Explainer to show the tree of its search, too.
type Explorer interface {
	// Explore is Explain with the Replies of the candidates filled in, and
	// those of the replies, so many moves in all: most of them where the
	// search has been most. It comes when Explain may.
	Explore(most int) Thought
}

// Surveyor is the power of an Agent to tell how it expects a game to end on the
// board.
type Surveyor interface {
	// Survey stores in owners[cell] who will own the cell: 1 for the first
	// seat, -1 for another, and in between as far as that is open. The length
	// is height × width of Spec.Obs; s is read only and not over.
	Survey(s envs.State, owners []float32)
}

// Thought is what an agent thought of a move: plain data, in the hands of the
// caller. An agent leaves out what it does not know.
type Thought struct {
	Values     []float32   // expected return of each seat, or nil
	Visits     int         // simulations or positions, 0 if the agent does not count
	Depth      int         // plies looked ahead, 0 if the agent does not count
	Selective  int         // plies of the longest line followed beyond that, 0 if the agent does not count
	Candidates []Candidate // best first; the move played need not be among them
}

// Candidate is a move that was thought of.
type Candidate struct {
	Action envs.Action
	Values []float32     // expected return of each seat after the move, or nil
	Prior  float32       // how likely the move seemed before the search, 0 to 1
	Visits int           // simulations or positions spent on it
	Line   []envs.Action // what is expected to be played, beginning with Action
	End    int           // plies to the end of the game by Line, if the outcome is proven; else 0

	// Replies are the moves that were tried after this one, the most visited
	// first, and their values are returns from there on; nil unless an
	// Explorer was asked for them.
	Replies []Candidate
}

// Identified is the power of an Agent to say which program it is, such as
// "GNU Go" and "3.8".
type Identified interface {
	Identify() (name, version string)
}
