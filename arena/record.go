package arena

import (
	"fmt"
	"slices"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
)

// Opening is how a game begins: the seed of the world, or a position, and the
// first actions.
type Opening struct {
	Seed     uint64
	Position string // as ParsePosition reads it, empty for the first position of the world
	Actions  []envs.Action
}

// State returns the position after the opening. It panics if the opening is
// none of game.
func (o Opening) State(game envs.Game) envs.State {
	s := start(game, o.Seed, o.Position)
	for _, a := range o.Actions {
		s.Play(a)
	}
	return s
}

// Record is one game, over or broken off.
type Record struct {
	Seed     uint64        // of the world
	Position string        // what the game began with, empty for the first position of the world
	Opening  int           // how many of Actions were given and not chosen
	Actions  []envs.Action // every action of the game
	Notes    []Note        // of the actions chosen: Notes[i] is about Actions[Opening+i]
	Returns  []float32     // by seat: the sum of its rewards
	Fault    *Fault        // what ended the game before its rules did, or nil
	Verdict  *Verdict      // of the arena, which ended it before its rules did, or nil
}

// Start returns the position that the game began with, before the opening. It
// panics if Position is none of game.
func (r *Record) Start(game envs.Game) envs.State { return start(game, r.Seed, r.Position) }

func start(game envs.Game, seed uint64, position string) envs.State {
	if position == "" {
		return game.New(seed)
	}
	s, err := ParsePosition(game, position)
	if err != nil {
		panic(fmt.Sprintf("arena: a game that begins with %q: %v", position, err))
	}
	return s
}

// Note is what is known of a move besides the move.
type Note struct {
	Spent   time.Duration   // how long the agent took, 0 in a game without a watch
	Left    agents.Time     // on its clock after the move
	Thought *agents.Thought // nil if the agent does not tell
}

// Fault is an agent's failure to play a legal move in time. It loses the
// game.
type Fault struct {
	Seat envs.Player
	End  Ending // Illegal, Late or Failure
	Err  error
}

// Verdict is an end that the arena set to a game.
type Verdict struct {
	Winner envs.Player // Over is a draw
	End    Ending      // Resigned, Agreed or TooLong
}

// Ending is what ended a game, in a word or two.
type Ending string

// The endings.
const (
	ByRules  Ending = "rules"
	Illegal  Ending = "illegal move"
	Late     Ending = "time"
	Failure  Ending = "failure" // the agent returned an error
	Resigned Ending = "resignation"
	Agreed   Ending = "agreed draw"
	TooLong  Ending = "length"
)

// Ending tells what ended a game that is over.
func (r *Record) Ending() Ending {
	switch {
	case r.Fault != nil:
		return r.Fault.End
	case r.Verdict != nil:
		return r.Verdict.End
	}
	return ByRules
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

// Points is what an outcome counts: 0, a half or 1.
func (o Outcome) Points() float64 { return float64(o+1) / 2 }

// Outcome returns how the game went for seat, in a world of two seats or
// more: against the best of the others by Returns, unless somebody was at
// fault or the arena has decided.
func (r *Record) Outcome(seat envs.Player) Outcome {
	switch {
	case r.Fault != nil && r.Fault.Seat == seat:
		return Loss
	case r.Fault != nil:
		return Win
	case r.Verdict != nil && r.Verdict.Winner == envs.Over:
		return Draw
	case r.Verdict != nil && r.Verdict.Winner == seat:
		return Win
	case r.Verdict != nil:
		return Loss
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
