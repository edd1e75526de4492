package review

import (
	"context"
	"errors"
	"fmt"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena/gamefile"
	"github.com/tengen-rl/tengen/envs"
)

// Reviewer reviews games of a world with one agent, which it alone uses.
type Reviewer struct {
	World  envs.Game
	Agent  agents.Agent
	Query  agents.Query // how far to look at each position
	Limits Limits
}

// Limits are the losses of win rate, 0 to 1, from which on a move is marked.
type Limits struct{ Doubtful, Mistake, Blunder float64 }

// DefaultLimits are 5, 10 and 20 hundredths.
func DefaultLimits() Limits { return Limits{0.05, 0.10, 0.20} }

// mark judges a loss.
func (l Limits) mark(loss float64) gamefile.Mark {
	switch {
	case loss >= l.Blunder:
		return gamefile.Blunder
	case loss >= l.Mistake:
		return gamefile.Mistake
	case loss >= l.Doubtful:
		return gamefile.Doubtful
	}
	return gamefile.Unmarked
}

// Judgement is what is thought of a move.
type Judgement struct {
	Ply    int // which move of the game, from 0
	Seat   envs.Player
	Action envs.Action

	// Before and After are the win rates of the seat: with the best move, and
	// with the one it made.
	Before, After float64

	Best   []envs.Action // the line that begins with the best move
	Visits int           // of the look at the position before the move, 0 if they are not counted
	Mark   gamefile.Mark
}

// Loss is by how much the move lowered the win rate; 0 if it is the one that
// was thought best, or has turned out better than that.
func (j *Judgement) Loss() float64 {
	if len(j.Best) > 0 && j.Best[0] == j.Action {
		return 0
	}
	return max(j.Before-j.After, 0)
}

// Game reviews the main line of a game and calls each with every judgement, as
// soon as it is made. If the context ends the error is its; what each was told
// by then stands.
func (r *Reviewer) Game(ctx context.Context, g *gamefile.Game, each func(Judgement)) error {
	if seats := r.World.Spec().Players; seats != 2 {
		return fmt.Errorf("a review is of games between two; %s has seats: %d", r.World.Spec().Name, seats)
	}
	follower, _ := agents.Power[agents.Follower](r.Agent)
	s := g.Start(r.World)
	r.Agent.Reset()
	if follower != nil {
		if err := follower.Begin(ctx, s); err != nil {
			return err
		}
	}
	before, err := r.look(ctx, s)
	if err != nil {
		return err
	}
	for ply, m := range g.Moves {
		j := Judgement{Ply: ply, Seat: s.ToPlay(), Action: m.Action, Visits: before.visits, Best: before.line}
		if follower != nil {
			if err := follower.Follow(ctx, s, m.Action); err != nil {
				return err
			}
		}
		s.Play(m.Action)
		after, err := r.look(ctx, s)
		if err != nil {
			return err
		}
		j.Before, j.After = before.rate(j.Seat), after.rate(j.Seat)
		j.Mark = r.Limits.mark(j.Loss())
		each(j)
		before = after
	}
	return nil
}

// sight is what is thought of a position.
type sight struct {
	values []float32 // by seat, if the best is played
	line   []envs.Action
	visits int
}

func (s *sight) rate(seat envs.Player) float64 { return agents.WinRate(s.values[seat]) }

// errSilent is the error of an agent that is of no use here.
var errSilent = errors.New("the agent does not tell what a position is worth; alphabeta, mcts, az and solver do")

// look asks the agent about a position, unless it is over.
func (r *Reviewer) look(ctx context.Context, s envs.State) (sight, error) {
	if s.ToPlay() == envs.Over {
		values := make([]float32, 2)
		s.Rewards(values)
		return sight{values: values}, nil
	}
	thought, err := agents.Analyze(ctx, r.Agent, s, r.Query)
	if err == nil {
		err = ctx.Err() // a look cut short is none to judge by
	}
	if err != nil {
		return sight{}, err
	}
	found := sight{values: thought.Values, visits: thought.Visits}
	if len(thought.Candidates) > 0 {
		best := thought.Candidates[0]
		found.line = best.Line
		if best.Values != nil {
			found.values = best.Values
		}
	}
	if len(found.values) != 2 {
		return sight{}, errSilent
	}
	return found, nil
}
