package envs

import "fmt"

// Episode drives a one-player world as learners do: reset, step, step, …,
// reset. It is not safe for concurrent use.
//
// An episode ends in one of two ways, and the discount of its last step tells
// which: where the rules end it nothing can be earned any more and the
// discount is 0; where a time limit cuts it off (Truncator) the world would
// have gone on, the discount stays 1, and a learner adds the value of the last
// observation to the return.
//
// Where one player moves for two sides (Sided) the discount of a step after
// which it is the other side's turn is -1: what is still to come is told from
// the eyes of that side, and counts against the one that moved.
type Episode struct {
	game    Game
	state   State
	last    bool // the episode is at its end
	rewards [1]float32
}

// NewEpisode returns the driver of a world with one seat, at the start of the
// episode of seed 0. It panics if the world has more seats.
func NewEpisode(game Game) *Episode {
	if players := game.Spec().Players; players != 1 {
		panic(fmt.Sprintf("envs: an Episode of %s, which has %d players", game.Spec().Name, players))
	}
	return &Episode{game: game, state: game.New(0)}
}

// Reset starts the episode of the seed. It allocates nothing in a world that
// is a Restarter.
func (e *Episode) Reset(seed uint64) {
	e.last = false
	if r, ok := e.state.(Restarter); ok {
		r.Restart(seed)
		return
	}
	e.state = e.game.New(seed)
}

// Step plays a, a legal action, and returns what it earned, the discount of
// what is still to come (0 if the rules ended the episode, else 1, or -1 for
// the other side), and whether the episode is at its end. It panics if it was at
// its end before.
func (e *Episode) Step(a Action) (reward, discount float32, last bool) {
	if e.last {
		panic(fmt.Sprintf("envs: action %d after the end of an episode of %s: Reset comes first", a, e.game.Spec().Name))
	}
	e.state.Play(a)
	e.state.Rewards(e.rewards[:])
	if e.state.ToPlay() != Over {
		if s, ok := e.state.(Sided); ok && s.Turned() {
			return e.rewards[0], -1, false
		}
		return e.rewards[0], 1, false
	}
	e.last = true
	if Truncated(e.state) {
		return e.rewards[0], 1, true
	}
	return e.rewards[0], 0, true
}

// Legal appends the legal actions to dst, none at the end.
func (e *Episode) Legal(dst []Action) []Action { return e.state.Legal(dst) }

// Observe stores in dst what is seen, at the end the last observation.
func (e *Episode) Observe(dst []float32) { e.state.Observe(dst) }

// State returns the position that the episode has come to. It belongs to the
// episode and is valid until the next Reset.
func (e *Episode) State() State { return e.state }

// Truncated tells whether the episode of s was cut off by a limit, not ended
// by the rules.
func Truncated(s State) bool {
	t, ok := s.(Truncator)
	return ok && t.Truncated()
}
