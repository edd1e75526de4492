package agents

import (
	"context"
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/envs"
)

// Versus returns a world of one seat in which a player of game, a world of
// several, learns against opponents: opponent makes the agent that takes all
// other seats of an episode from the seed of the episode, of which it must be
// a function. The seat that is left is the seed modulo the number of seats, so
// that consecutive seeds take turns. A step of the world is a move of that
// seat and the replies to it; its reward is what the seat earns by all of
// them. A limit that cuts a game off counts as its end, because nobody can say
// what the seat would have seen.
//
// A game in which an opponent fails is over at once, and VersusState.Err tells
// why.
func Versus(game envs.Game, opponent func(seed uint64) (Agent, error)) envs.Game {
	if game.Spec().Players < 2 {
		panic(fmt.Sprintf("agents: an opponent for %s, which has one seat", game.Spec().Name))
	}
	return versus{game, opponent}
}

type versus struct {
	game     envs.Game
	opponent func(seed uint64) (Agent, error)
}

// Spec is that of the game, with one seat.
func (v versus) Spec() envs.Spec {
	spec := v.game.Spec()
	spec.Players = 1
	return spec
}

// New starts a game; the opponents may have moved already.
func (v versus) New(seed uint64) envs.State {
	players := v.game.Spec().Players
	s := &VersusState{
		state:   v.game.New(seed),
		seat:    envs.Player(seed % uint64(players)),
		rewards: make([]float32, players),
	}
	s.opponent, s.err = v.opponent(seed)
	if s.err == nil {
		s.opponent.Reset()
		s.reply()
	}
	s.earned = 0 // nothing is earned before the first move
	return s
}

// VersusState is a position of a world of Versus, at which the seat of the
// learner is to move.
type VersusState struct {
	state    envs.State
	seat     envs.Player
	opponent Agent
	earned   float32 // by the last Play and the replies to it
	rewards  []float32
	legal    []envs.Action
	err      error
}

// Err returns the error of the opponent that ended the game, nil if none did.
func (s *VersusState) Err() error { return s.err }

// Seat returns the seat of the learner.
func (s *VersusState) Seat() envs.Player { return s.seat }

// ToPlay returns 0, or Over.
func (s *VersusState) ToPlay() envs.Player {
	if s.err != nil || s.state.ToPlay() == envs.Over {
		return envs.Over
	}
	return 0
}

// Legal appends the legal actions of the learner.
func (s *VersusState) Legal(dst []envs.Action) []envs.Action {
	if s.err != nil {
		return dst
	}
	return s.state.Legal(dst)
}

// Play makes a move of the learner and lets the opponents reply.
func (s *VersusState) Play(a envs.Action) {
	if s.ToPlay() == envs.Over {
		panic(fmt.Sprintf("agents: action %d after the end of a game", a))
	}
	s.earned = 0
	s.play(a)
	s.reply()
}

// reply plays until the learner is to move or the game is over.
func (s *VersusState) reply() {
	for {
		mover := s.state.ToPlay()
		if mover == envs.Over || mover == s.seat {
			return
		}
		a, err := s.opponent.Act(context.Background(), s.state)
		if err == nil {
			if s.legal = s.state.Legal(s.legal[:0]); !slices.Contains(s.legal, a) {
				err = fmt.Errorf("action %d, which is not legal", a)
			}
		}
		if err != nil {
			s.err = fmt.Errorf("the opponent at seat %d: %w", mover, err)
			return
		}
		s.play(a)
	}
}

func (s *VersusState) play(a envs.Action) {
	s.state.Play(a)
	s.state.Rewards(s.rewards)
	s.earned += s.rewards[s.seat]
}

// Rewards stores what the learner earned by its last move and the replies.
func (s *VersusState) Rewards(dst []float32) { dst[0] = s.earned }

// Observe stores what the learner sees; after the end, what the game shows.
func (s *VersusState) Observe(dst []float32) { s.state.Observe(dst) }

// CopyFrom copies the position. The opponent stays the receiver's own, with
// what it remembers of the game.
func (s *VersusState) CopyFrom(src envs.State) {
	from := src.(*VersusState)
	s.state.CopyFrom(from.state)
	s.seat, s.earned, s.err = from.seat, from.earned, from.err
}
