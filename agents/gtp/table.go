package gtp

import (
	"fmt"
	"strings"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
)

// table is a game under way that can be taken back: in Go either side may
// move at any time, also after two passes.
type table struct {
	game     envs.Game
	notation envs.Notation
	start    envs.State // before the first of moves: with setup and handicap
	moves    []move
	at       envs.State
	trial    envs.State // scratch
	clock    clock
}

// move is a move and who made it.
type move struct {
	seat   envs.Player
	action envs.Action
}

func newTable(game envs.Game) *table {
	return &table{
		game: game, notation: agents.Notation(game),
		start: game.New(0), at: game.New(0), trial: game.New(0),
	}
}

// clear goes back to the first position of the game.
func (t *table) clear() {
	t.start.CopyFrom(t.game.New(0))
	t.rewind()
}

// rewind goes back to start.
func (t *table) rewind() {
	t.at.CopyFrom(t.start)
	t.moves = t.moves[:0]
}

// give gives the turn to a seat at s, if the rules let it have it.
func give(s envs.State, seat envs.Player) error {
	if s.ToPlay() == seat {
		return nil
	}
	if g, ok := s.(*goban.State); ok {
		g.Resume(seat)
	}
	switch s.ToPlay() {
	case seat:
		return nil
	case envs.Over:
		return fmt.Errorf("illegal move: the game is over")
	}
	return fmt.Errorf("illegal move: it is the turn of %s", seatNames[s.ToPlay()])
}

// before returns the position in which a seat is to move, which is the
// table's until its next change.
func (t *table) before(seat envs.Player) (envs.State, error) {
	t.trial.CopyFrom(t.at)
	return t.trial, give(t.trial, seat)
}

// parse reads a move of a seat.
func (t *table) parse(seat envs.Player, text string) (envs.Action, error) {
	s, err := t.before(seat)
	if err != nil {
		return 0, err
	}
	a, err := t.notation.ParseAction(s, text)
	if err != nil {
		return 0, fmt.Errorf("illegal move: %w", err)
	}
	return a, nil
}

// play makes a legal move of a seat.
func (t *table) play(seat envs.Player, a envs.Action) {
	if err := give(t.at, seat); err != nil {
		panic("gtp: " + err.Error())
	}
	t.at.Play(a)
	t.moves = append(t.moves, move{seat, a})
}

// undo takes the last move back, and reports whether there was one.
func (t *table) undo() bool {
	if len(t.moves) == 0 {
		return false
	}
	moves := t.moves[:len(t.moves)-1]
	t.rewind()
	for _, m := range moves {
		t.play(m.seat, m.action)
	}
	return true
}

// turn is the seat to move, also where the game is over.
func (t *table) turn() envs.Player {
	if g, ok := t.at.(*goban.State); ok {
		return g.Turn()
	}
	if p := t.at.ToPlay(); p != envs.Over {
		return p
	}
	return envs.Player(len(t.moves) % 2)
}

var seatNames = [2]string{"black", "white"}

// parseColour reads a colour: w, b, white or black in letters of either case.
func parseColour(text string) (envs.Player, bool) {
	switch strings.ToLower(text) {
	case "b", "black":
		return 0, true
	case "w", "white":
		return 1, true
	}
	return 0, false
}
