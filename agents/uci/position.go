package uci

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
)

// position is a position as a controller tells it: where the game began and
// what was played since.
type position struct {
	start *chess.State
	moves []envs.Action
	state *chess.State // after the moves
}

func startOf(game chess.Game) *position {
	return &position{start: game.New(0).(*chess.State), state: game.New(0).(*chess.State)}
}

// readPosition reads the arguments of the command position: startpos or fen
// and a position in Forsyth-Edwards notation, and the moves since.
func readPosition(game chess.Game, words []string) (*position, error) {
	var moves []string
	if i := slices.Index(words, "moves"); i >= 0 {
		words, moves = words[:i], words[i+1:]
	}
	if len(words) == 0 {
		return nil, errors.New("want startpos, or fen and a position")
	}
	p := startOf(game)
	switch words[0] {
	case "startpos":
	case "fen":
		s, err := game.ParsePosition(strings.Join(words[1:], " "))
		if err != nil {
			return nil, err
		}
		p.restart(s)
	default:
		return nil, fmt.Errorf("%q: want startpos, or fen and a position", excerpt(words[0]))
	}
	for i, text := range moves {
		if err := p.play(game, text); err != nil {
			return nil, fmt.Errorf("move %d: %w", i+1, err)
		}
	}
	return p, nil
}

// restart makes s the position where the game began.
func (p *position) restart(s envs.State) {
	p.start.CopyFrom(s)
	p.state.CopyFrom(s)
	p.moves = p.moves[:0]
}

// play makes a move, also where the game has ended in a draw: a controller may
// know no such draw.
func (p *position) play(game chess.Game, text string) error {
	if p.state.ToPlay() != envs.Over {
		a, err := game.ParseAction(p.state, text)
		if err != nil {
			return err
		}
		p.moves = append(p.moves, a)
		p.state.Play(a)
		return nil
	}
	after := p.state.Position()
	m, err := after.ParseMove(text)
	if err != nil {
		return err
	}
	after.Play(m)
	s, err := game.ParsePosition(after.FEN())
	if err != nil {
		return err
	}
	p.restart(s)
	return nil
}

// followed is what a Follower has been told of a game; the zero followed is
// nothing.
type followed struct {
	start *chess.State
	moves []envs.Action
}

// catchUp tells f what it does not know yet of the game that led to p: the
// latest moves if it is the game that it knows, else all.
func (t *followed) catchUp(ctx context.Context, game chess.Game, f agents.Follower, p *position) error {
	known := len(t.moves)
	same := t.start != nil && t.start.Hash() == p.start.Hash() &&
		known <= len(p.moves) && slices.Equal(t.moves, p.moves[:known])
	*t = followed{}
	if !same {
		known = 0
		if err := f.Begin(ctx, p.start); err != nil {
			return err
		}
	}
	s := game.New(0)
	s.CopyFrom(p.start)
	for i, a := range p.moves {
		if i >= known {
			if err := f.Follow(ctx, s, a); err != nil {
				return err
			}
		}
		s.Play(a)
	}
	*t = followed{p.start, p.moves}
	return nil
}
