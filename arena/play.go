package arena

import (
	"context"
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
)

// Opening is how a game begins: the seed of the world and the first actions.
type Opening struct {
	Seed    uint64
	Actions []envs.Action
}

// Record is one game, over or broken off by a fault.
type Record struct {
	Seed    uint64        // of the world
	Opening int           // how many of Actions were given and not chosen
	Actions []envs.Action // every action of the game
	Returns []float32     // by seat: the sum of its rewards
	Fault   *Fault        // what ended the game before its rules did, or nil
}

// Fault is an agent's failure to play a legal move. It loses the game.
type Fault struct {
	Seat envs.Player
	Err  error
}

// Outcome is how a game went for one seat.
type Outcome int

// The outcomes, in the order of preference.
const (
	Loss Outcome = iota - 1
	Draw
	Win
)

// String returns loss, draw or win.
func (o Outcome) String() string { return [...]string{"loss", "draw", "win"}[o+1] }

// Outcome returns how the game went for seat, in a world of two seats or
// more: against the best of the others by Returns, unless somebody was at
// fault.
func (r *Record) Outcome(seat envs.Player) Outcome {
	if r.Fault != nil {
		if r.Fault.Seat == seat {
			return Loss
		}
		return Win
	}
	others := slices.Concat(r.Returns[:seat], r.Returns[seat+1:])
	switch mine, best := r.Returns[seat], slices.Max(others); {
	case mine > best:
		return Win
	case mine < best:
		return Loss
	}
	return Draw
}

// Watcher is told each move of a game as it is chosen, before it is played on
// s, which is read only. The moves of the opening are not told.
type Watcher func(s envs.State, a envs.Action)

// Play plays one game of game from opening between players, one for each
// seat, and tells watch, which may be nil. It resets the players first. An
// agent that returns an error or an illegal action ends the game by its Fault.
// The error of Play is that of the context, if it ends before the game does,
// and comes with the Record so far. It panics if the opening is illegal.
func Play(ctx context.Context, game envs.Game, opening Opening, players []agents.Agent, watch Watcher) (Record, error) {
	g := newPlay(game, opening, players)
	for _, p := range players {
		p.Reset()
	}
	var legal []envs.Action
	for seat := g.state.ToPlay(); seat != envs.Over; seat = g.state.ToPlay() {
		a, err := players[seat].Act(ctx, g.state)
		if done := ctx.Err(); done != nil {
			return g.record, done
		}
		legal = g.state.Legal(legal[:0])
		if _, ok := slices.BinarySearch(legal, a); err == nil && !ok {
			err = fmt.Errorf("action %d is illegal at ply %d", a, len(g.record.Actions))
		}
		if err != nil {
			g.record.Fault = &Fault{Seat: seat, Err: err}
			break
		}
		if watch != nil {
			watch(g.state, a)
		}
		g.play(a)
	}
	return g.record, nil
}

// play is a game under way.
type play struct {
	state   envs.State
	rewards []float32 // by seat, scratch
	record  Record
}

func newPlay(game envs.Game, opening Opening, players []agents.Agent) *play {
	seats := game.Spec().Players
	if len(players) != seats {
		panic(fmt.Sprintf("arena: %d players in a world of %d seats", len(players), seats))
	}
	g := &play{state: game.New(opening.Seed), rewards: make([]float32, seats)}
	g.record = Record{Seed: opening.Seed, Opening: len(opening.Actions), Returns: make([]float32, seats)}
	for _, a := range opening.Actions {
		g.play(a)
	}
	return g
}

func (g *play) play(a envs.Action) {
	g.state.Play(a)
	g.state.Rewards(g.rewards)
	for seat, reward := range g.rewards {
		g.record.Returns[seat] += reward
	}
	g.record.Actions = append(g.record.Actions, a)
}
