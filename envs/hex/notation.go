package hex

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/envs"
)

// swapText is the name of the swap.
const swapText = "swap"

// String draws the board between the names of columns and rows.
func (s *State) String() string {
	var b strings.Builder
	for col := range s.shape.size {
		fmt.Fprintf(&b, " %c", 'a'+col)
	}
	cells := s.cellsText()
	for row := range s.shape.size {
		fmt.Fprintf(&b, "\n%*d", row+1, row+1)
		for _, mark := range cells[row*s.shape.size:][:s.shape.size] {
			fmt.Fprintf(&b, " %c", mark)
		}
	}
	b.WriteByte('\n')
	return b.String()
}

// FormatAction returns the column's letter and the row's number of the cell,
// such as d3, or "swap".
func (g Game) FormatAction(_ envs.State, a envs.Action) string {
	if a == g.shape.swap {
		return swapText
	}
	return fmt.Sprintf("%c%d", 'a'+int(a)%g.shape.size, int(a)/g.shape.size+1)
}

// ParseAction reads what FormatAction writes, in small or capital letters.
func (g Game) ParseAction(s envs.State, text string) (envs.Action, error) {
	state := s.(*State)
	a, ok := g.readAction(text)
	switch {
	case state.winner != envs.Over:
		return 0, fmt.Errorf("hex: move %q after the end of the game", text)
	case !ok:
		return 0, fmt.Errorf("hex: unknown move %q: want an empty cell from %s", text, g.accepts())
	case state.legal(a):
		return a, nil
	case a == g.shape.swap:
		return 0, fmt.Errorf("hex: illegal move %q: only the first stone can be taken over, and at once", text)
	}
	return 0, fmt.Errorf("hex: illegal move %q: the cell is taken", text)
}

// accepts names the actions there are.
func (g Game) accepts() string {
	all := "a1 to " + g.FormatAction(nil, envs.Action(g.shape.cells-1))
	if g.shape.swap >= 0 {
		all += ", or " + swapText
	}
	return all
}

// readAction reads the name of a cell of the board or of the swap.
func (g Game) readAction(text string) (envs.Action, bool) {
	if g.shape.swap >= 0 && strings.EqualFold(text, swapText) {
		return g.shape.swap, true
	}
	if len(text) < 2 {
		return 0, false
	}
	row, err := strconv.Atoi(text[1:])
	col := int(text[0]|0x20) - 'a'
	if err != nil || text[1:] != strconv.Itoa(row) || row < 1 || row > g.shape.size || col < 0 || col >= g.shape.size {
		return 0, false
	}
	return envs.Action((row-1)*g.shape.size + col), true
}

// FormatPosition returns the cells row by row from the top left, X, O, or a
// full stop where it is empty. With the swap rule, where their number does not
// tell it, the seat follows after a blank whose turn it is or would be.
func (Game) FormatPosition(s envs.State) string { return format(s.(*State)) }

func format(s *State) string {
	text := s.cellsText()
	if s.shape.swap >= 0 {
		text += " " + string("XO"[s.mover])
	}
	return text
}

// cellsText is the part of a position's text about the cells.
func (s *State) cellsText() string {
	text := make([]byte, s.shape.cells)
	for cell := range text {
		switch {
		case s.stones[0].has(cell):
			text[cell] = 'X'
		case s.stones[1].has(cell):
			text[cell] = 'O'
		default:
			text[cell] = '.'
		}
	}
	return string(text)
}

// ParsePosition reads what FormatPosition writes, and without the swap rule
// also a text that tells whose turn it is. A position that no game reaches is
// refused.
func (g Game) ParsePosition(text string) (envs.State, error) {
	s := newState(g.shape)
	if err := s.read(text); err != nil {
		return nil, fmt.Errorf("hex: position %q: %w", text, err)
	}
	return s, nil
}

// read fills the empty state with the stones of text.
func (s *State) read(text string) error {
	cells, turn, hasTurn := strings.Cut(text, " ")
	if len(cells) != s.shape.cells {
		return fmt.Errorf("%d cells, want %d", len(cells), s.shape.cells)
	}
	for cell := range len(cells) {
		switch cells[cell] {
		case 'X':
			s.place(cell, 0)
		case 'O':
			s.place(cell, 1)
		case '.':
		default:
			return fmt.Errorf("%q in column %d of row %d, want X, O or a full stop", cells[cell], cell%s.shape.size+1, cell/s.shape.size+1)
		}
	}
	if err := s.readTurn(turn, hasTurn); err != nil {
		return err
	}
	if s.mover == 1 {
		s.hash ^= turnKey
	}
	return s.lastStoneWon()
}

// readTurn finds out whose turn it is.
func (s *State) readTurn(turn string, given bool) error {
	ahead := s.stones[0].count() - s.stones[1].count()
	mover := 0
	if given {
		if mover = strings.Index("XO", turn); mover < 0 || len(turn) != 1 {
			return fmt.Errorf("%q to move, want X or O", turn)
		}
	} else if s.shape.swap >= 0 {
		return errors.New("a blank and X or O to move is missing")
	} else if ahead == 1 {
		mover = 1
	}
	s.mover = envs.Player(mover)
	// Without a swap the second seat is never ahead; after one it is as far
	// ahead as the first would be.
	swapped := ahead == mover-1
	switch {
	case ahead == mover && !(mover == 1 && s.placed == 0):
		return nil
	case s.shape.swap < 0:
		return fmt.Errorf("%d more X than O with %c to move, want %d", ahead, "XO"[mover], mover)
	case !swapped || s.placed == 0:
		return fmt.Errorf("%d more X than O with %c to move, want %d, or %d after a swap", ahead, "XO"[mover], mover, mover-1)
	}
	return nil
}

// lastStoneWon reports as an error that the game must have ended before the
// last move: by a stone of the seat to move, or because no single stone of
// the winner is one that the connection cannot do without.
func (s *State) lastStoneWon() error {
	switch s.winner {
	case envs.Over:
		return nil
	case s.mover:
		return errors.New("the game went on after a connection")
	}
	without := &State{shape: s.shape}
	for last := range s.shape.cells {
		if !s.stones[s.winner].has(last) {
			continue
		}
		*without = State{shape: s.shape, winner: envs.Over}
		for cell := range s.shape.cells {
			if cell != last && s.stones[s.winner].has(cell) {
				without.place(cell, s.winner)
			}
		}
		if without.winner == envs.Over {
			return nil
		}
	}
	return errors.New("no last stone can have completed every connection at once")
}
