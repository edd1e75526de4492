package connectfour

import (
	"errors"
	"fmt"
	"math/bits"
	"strings"

	"github.com/tengen-rl/tengen/envs"
)

// String draws the board, with the numbers of the columns below.
func (s *State) String() string {
	var b strings.Builder
	for row := range strings.SplitSeq(format(s), "/") {
		b.WriteString(strings.Join(strings.Split(row, ""), " ") + "\n")
	}
	b.WriteString("1 2 3 4 5 6 7\n")
	return b.String()
}

// FormatAction returns the number that people give the column, 1 to 7.
func (Game) FormatAction(_ envs.State, a envs.Action) string {
	return string(rune('1' + a))
}

// ParseAction reads the number of a column that is not full, 1 to 7.
func (Game) ParseAction(s envs.State, text string) (envs.Action, error) {
	state := s.(*State)
	if state.ToPlay() == envs.Over {
		return 0, fmt.Errorf("connect4: move %q after the end of the game", text)
	}
	if len(text) == 1 && '1' <= text[0] && text[0] <= '7' {
		if a := envs.Action(text[0] - '1'); state.legal(a) {
			return a, nil
		}
		return 0, fmt.Errorf("connect4: illegal move %q: the column is full", text)
	}
	return 0, fmt.Errorf("connect4: unknown move %q: want the number of a column that is not full, 1 to 7", text)
}

// FromMoves returns the position after the moves, one digit 1 to 7 each, from
// the empty board; or an error that names the first move which is unknown,
// illegal or after the end.
func FromMoves(moves string) (*State, error) {
	s := newState()
	for i := range len(moves) {
		a, err := Game{}.ParseAction(s, moves[i:i+1])
		if err != nil {
			return nil, fmt.Errorf("move %d of %q: %w", i+1, moves, err)
		}
		s.Play(a)
	}
	return s, nil
}

// FormatPosition returns the six rows from the top, separated by slashes; a
// cell is x, o, or a full stop where it is empty.
func (Game) FormatPosition(s envs.State) string { return format(s.(*State)) }

func format(s *State) string {
	var text [Height*(Width+1) - 1]byte
	for i := range text {
		row, col := Height-1-i/(Width+1), i%(Width+1)
		cell := uint64(1) << (col*Stride + row)
		switch {
		case col == Width:
			text[i] = '/'
		case s.discs[0]&cell != 0:
			text[i] = 'x'
		case s.discs[1]&cell != 0:
			text[i] = 'o'
		default:
			text[i] = '.'
		}
	}
	return string(text[:])
}

// ParsePosition reads what FormatPosition writes. The number of discs tells
// whose turn it is. Discs that float, counts that no game has and games that
// went on after a four are refused.
func (Game) ParsePosition(text string) (envs.State, error) {
	s := newState()
	if err := s.read(text); err != nil {
		return nil, fmt.Errorf("connect4: position %q: %w", text, err)
	}
	if err := s.settle(); err != nil {
		return nil, fmt.Errorf("connect4: position %q: %w", text, err)
	}
	return s, nil
}

// read fills the empty state with the discs of text.
func (s *State) read(text string) error {
	rows := strings.Split(text, "/")
	if len(rows) != Height {
		return fmt.Errorf("%d rows separated by slashes, want %d", len(rows), Height)
	}
	for i, row := range rows {
		if len(row) != Width {
			return fmt.Errorf("row %q has %d cells, want %d", row, len(row), Width)
		}
		for col := range Width {
			cell := uint64(1) << (col*Stride + Height - 1 - i)
			switch row[col] {
			case 'x':
				s.discs[0] |= cell
			case 'o':
				s.discs[1] |= cell
			case '.':
			default:
				return fmt.Errorf("row %q has %q in column %d, want x, o or a full stop", row, row[col], col+1)
			}
		}
	}
	return nil
}

// settle finds the winner among discs that came from outside, or what is
// impossible about them.
func (s *State) settle() error {
	if hanging := (s.filled() >> 1) &^ s.filled() & board; hanging != 0 {
		return fmt.Errorf("a disc hangs in the air in column %d", bits.TrailingZeros64(hanging)/Stride+1)
	}
	ahead := bits.OnesCount64(s.discs[0]) - bits.OnesCount64(s.discs[1])
	if ahead != 0 && ahead != 1 {
		return fmt.Errorf("%d more x than o, want 0 or 1", ahead)
	}
	s.turn = envs.Player(ahead)
	last := 1 - s.mover()
	if fourInRow(s.discs[1-last]) {
		return errors.New("the game went on after four in a row")
	}
	if fourInRow(s.discs[last]) {
		s.winner = last
		return s.lastDiscWon()
	}
	return nil
}

// lastDiscWon reports as an error that no topmost disc of the winner
// completes all of its lines, so that an earlier disc must have ended the
// game.
func (s *State) lastDiscWon() error {
	discs, filled := s.discs[s.winner], s.filled()
	for candidates := discs &^ (filled >> 1); candidates != 0; candidates &= candidates - 1 {
		if last := candidates & -candidates; !fourInRow(discs &^ last) {
			return nil
		}
	}
	return errors.New("no last disc can have completed every line at once")
}
