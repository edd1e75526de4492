package arena

import (
	"context"
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
)

// Position is a position whose right moves are known.
type Position struct {
	State   envs.State    // not over
	Optimal []envs.Action // the moves that keep its win, draw or loss
	Exact   []envs.Action // those that keep its exact score too; nil if unknown
}

// Graded returns a position with the right moves by the exact scores of its
// legal actions, in their order, in the eyes of the seat to move: those whose
// score has the sign of the best one keep the win, draw or loss.
func Graded(s envs.State, legal []envs.Action, scores []int) Position {
	p, best := Position{State: s}, slices.Max(scores)
	for i, a := range legal {
		if sign(scores[i]) == sign(best) {
			p.Optimal = append(p.Optimal, a)
		}
		if scores[i] == best {
			p.Exact = append(p.Exact, a)
		}
	}
	return p
}

func sign(score int) int { return min(max(score, -1), 1) }

// Share is how an agent did at positions: in one file or in several.
type Share struct {
	Positions int // asked
	Optimal   int // answered by a move that keeps the win, draw or loss
	Mistakes  int // the others
	Graded    int // positions whose exact score is known
	Exact     int // those answered by a move that keeps it
}

// Add adds the counts of other to s.
func (s *Share) Add(other Share) {
	s.Positions += other.Positions
	s.Optimal += other.Optimal
	s.Mistakes += other.Mistakes
	s.Graded += other.Graded
	s.Exact += other.Exact
}

// Share is the part of the positions that were answered optimally, 0 if there
// were none.
func (s Share) Share() float64 { return part(s.Optimal, s.Positions) }

// MistakeShare is the part of the positions that were answered by a mistake,
// 0 if there were none.
func (s Share) MistakeShare() float64 { return part(s.Mistakes, s.Positions) }

// MistakeInterval returns the ends of a 95 % interval for the part of mistakes
// in the long run, by Wilson's score interval; 0 and 1 if nothing was asked.
func (s Share) MistakeInterval() (lo, hi float64) {
	if s.Positions == 0 {
		return 0, 1
	}
	return wilson(s.MistakeShare(), float64(s.Positions))
}

// ExactShare is the part of the graded positions that were answered exactly,
// 0 if there were none.
func (s Share) ExactShare() float64 { return part(s.Exact, s.Graded) }

func part(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

// Suite asks agent for its move in each of the positions, each as the first of
// a new game, and counts the right ones. It tells each, which may be nil, the
// counts so far after every position. It ends early, with the counts so far,
// if the context ends or the agent fails or answers with an illegal move.
func Suite(ctx context.Context, agent agents.Agent, positions []Position, each func(Share)) (Share, error) {
	var share Share
	for i, p := range positions {
		agent.Reset()
		a, err := agent.Act(ctx, p.State)
		if done := ctx.Err(); done != nil {
			return share, done
		}
		if err == nil && !slices.Contains(p.State.Legal(nil), a) {
			err = fmt.Errorf("action %d is illegal", a)
		}
		if err != nil {
			return share, fmt.Errorf("position %d of %d: %w", i+1, len(positions), err)
		}
		share.count(p, a)
		if each != nil {
			each(share)
		}
	}
	return share, nil
}

func (s *Share) count(p Position, a envs.Action) {
	s.Positions++
	if slices.Contains(p.Optimal, a) {
		s.Optimal++
	} else {
		s.Mistakes++
	}
	if p.Exact != nil {
		s.Graded++
		if slices.Contains(p.Exact, a) {
			s.Exact++
		}
	}
}
