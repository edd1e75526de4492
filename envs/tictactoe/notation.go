package tictactoe

import (
	"errors"
	"fmt"
	"math/bits"
	"strings"

	"github.com/tengen-rl/tengen/envs"
)

// String draws the board, with their numbers in the empty cells.
func (s *State) String() string {
	var b strings.Builder
	for cell, mark := range format(s) {
		if mark == '.' {
			mark = rune('1' + cell)
		}
		b.WriteRune(mark)
		if cell%Side == Side-1 {
			b.WriteByte('\n')
		} else {
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// FormatAction returns the number that people give the cell, 1 to 9.
func (Game) FormatAction(_ envs.State, a envs.Action) string {
	return string(rune('1' + a))
}

// ParseAction reads the number of an empty cell, 1 to 9.
func (Game) ParseAction(s envs.State, text string) (envs.Action, error) {
	state := s.(*State)
	if state.ToPlay() == envs.Over {
		return 0, fmt.Errorf("tictactoe: move %q after the end of the game", text)
	}
	if len(text) == 1 && '1' <= text[0] && text[0] <= '9' {
		if a := envs.Action(text[0] - '1'); state.legal(a) {
			return a, nil
		}
		return 0, fmt.Errorf("tictactoe: illegal move %q: the cell is taken", text)
	}
	return 0, fmt.Errorf("tictactoe: unknown move %q: want the number of an empty cell, 1 to 9 row by row", text)
}

// FormatPosition returns nine characters, row by row from the top left: X, O,
// or a full stop for an empty cell.
func (Game) FormatPosition(s envs.State) string { return format(s.(*State)) }

func format(s *State) string {
	var text [Cells]byte
	for cell := range text {
		switch {
		case s.marks[0]>>cell&1 == 1:
			text[cell] = 'X'
		case s.marks[1]>>cell&1 == 1:
			text[cell] = 'O'
		default:
			text[cell] = '.'
		}
	}
	return string(text[:])
}

// ParsePosition reads what FormatPosition writes. The number of marks tells
// whose turn it is. A position that no game reaches is refused.
func (Game) ParsePosition(text string) (envs.State, error) {
	s := &State{winner: envs.Over}
	if len(text) != Cells {
		return nil, fmt.Errorf("tictactoe: position %q has %d characters, want %d", text, len(text), Cells)
	}
	for cell := range Cells {
		switch text[cell] {
		case 'X':
			s.marks[0] |= 1 << cell
		case 'O':
			s.marks[1] |= 1 << cell
		case '.':
		default:
			return nil, fmt.Errorf("tictactoe: position %q has %q in cell %d, want X, O or a full stop", text, text[cell], cell+1)
		}
	}
	if err := s.settle(); err != nil {
		return nil, fmt.Errorf("tictactoe: position %q: %w", text, err)
	}
	return s, nil
}

// settle finds the winner of marks that came from outside, or what is
// impossible about them.
func (s *State) settle() error {
	ahead := bits.OnesCount16(s.marks[0]) - bits.OnesCount16(s.marks[1])
	if ahead != 0 && ahead != 1 {
		return fmt.Errorf("%d more X than O, want 0 or 1", ahead)
	}
	last := 1 - s.mover()
	if threeInRow(s.marks[1-last]) {
		return errors.New("the game went on after three in a row")
	}
	if threeInRow(s.marks[last]) {
		s.winner = last
		return s.lastMarkWon()
	}
	return nil
}

// lastMarkWon reports as an error that no one mark of the winner completes
// all of its lines, so that an earlier mark must have ended the game.
func (s *State) lastMarkWon() error {
	marks := s.marks[s.winner]
	for rest := marks; rest != 0; rest &= rest - 1 {
		if last := rest & -rest; !threeInRow(marks &^ last) {
			return nil
		}
	}
	return errors.New("no last mark can have completed every line at once")
}
