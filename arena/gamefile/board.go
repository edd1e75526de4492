package gamefile

import (
	"fmt"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/envs/hex"
	"github.com/tengen-rl/tengen/envs/othello"
)

// board is what SGF must know of a world of stones on a square board: seat 0
// is Black.
type board struct {
	number string // of the game (GM)
	size   int    // cells in a row

	// special is the action that is no cell, or -1, and its name.
	special     envs.Action
	specialName string
}

// boardOf returns the board of a world; ok is false if SGF does not know it.
func boardOf(world envs.Game) (b *board, ok bool) {
	switch w := world.(type) {
	case *goban.Game:
		return &board{number: "1", size: w.Config().Size, special: w.Pass()}, true
	case othello.Game:
		return &board{number: "2", size: w.Side(), special: envs.Action(w.Side() * w.Side())}, true
	case hex.Game:
		b = &board{number: "11", size: w.Config().Size, special: -1}
		if w.Config().Swap {
			b.special, b.specialName = envs.Action(b.size*b.size), "swap-pieces"
		}
		return b, true
	}
	return nil, false
}

// isGo tells whether points are two letters, and not the column's letter and
// the row's number.
func (b *board) isGo() bool { return b.number == "1" }

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// point is an action as SGF names it.
func (b *board) point(a envs.Action) string {
	if a == b.special {
		return b.specialName
	}
	row, col := int(a)/b.size, int(a)%b.size
	if b.isGo() {
		return letters[col:col+1] + letters[row:row+1]
	}
	return fmt.Sprintf("%c%d", 'a'+col, row+1)
}

// action reads what point writes, and for Othello two letters as well, as
// some programs have them.
func (b *board) action(text string) (envs.Action, error) {
	text = strings.ToLower(strings.TrimSpace(text))
	if b.special >= 0 && (text == b.specialName || b.number == "2" && text == "pass") {
		return b.special, nil
	}
	for a := range envs.Action(b.size * b.size) {
		row, col := int(a)/b.size, int(a)%b.size
		if text == fmt.Sprintf("%c%d", 'a'+col, row+1) || b.number == "2" && text == letters[col:col+1]+letters[row:row+1] {
			return a, nil
		}
	}
	return 0, fmt.Errorf("point %q: want a1 to %s", text, b.point(envs.Action(b.size*b.size-1)))
}

// stones returns the seats of the stones of a position, by cell, Over where
// there is none.
func (b *board) stones(world envs.Game, s envs.State) []envs.Player {
	seats := make([]envs.Player, b.size*b.size)
	if state, ok := s.(*goban.State); ok {
		for a := range seats {
			seats[a] = state.At(envs.Action(a))
		}
		return seats
	}
	text := world.(envs.PositionNotation).FormatPosition(s)
	for cell := range seats {
		seats[cell] = envs.Player(strings.IndexByte("XO", text[cell]))
	}
	return seats
}

// position returns the text of a position of Othello or Hex.
func (b *board) position(seats []envs.Player, mover envs.Player) string {
	var text strings.Builder
	for _, p := range seats {
		text.WriteByte(".XO"[p+1])
	}
	return text.String() + " " + string("XO"[mover])
}
