package othello

import (
	"fmt"
	"strings"

	"github.com/tengen-rl/tengen/envs"
)

// passText is the name of the pass.
const passText = "pass"

// String draws the board between the names of columns and rows, an asterisk
// where the seat to move may put a disc.
func (s *State) String() string {
	var b strings.Builder
	b.WriteByte(' ')
	for col := range s.shape.side {
		fmt.Fprintf(&b, " %c", 'a'+col)
	}
	cells := format(s)
	for row := range s.shape.side {
		fmt.Fprintf(&b, "\n%d", row+1)
		for col := range s.shape.side {
			mark := cells[row*s.shape.side+col]
			switch {
			case s.moves>>s.shape.bit(row, col)&1 == 1:
				mark = '*'
			case mark == '-':
				mark = '.'
			}
			fmt.Fprintf(&b, " %c", mark)
		}
	}
	b.WriteByte('\n')
	return b.String()
}

// FormatAction returns the column's letter and the row's number of the cell,
// such as d3, or "pass".
func (g Game) FormatAction(_ envs.State, a envs.Action) string {
	if a == g.shape.pass {
		return passText
	}
	return fmt.Sprintf("%c%d", 'a'+int(a)%g.shape.side, int(a)/g.shape.side+1)
}

// ParseAction reads what FormatAction writes, in small or capital letters.
func (g Game) ParseAction(s envs.State, text string) (envs.Action, error) {
	state := s.(*State)
	a, ok := g.readAction(text)
	switch {
	case state.over:
		return 0, fmt.Errorf("othello: move %q after the end of the game", text)
	case !ok:
		return 0, fmt.Errorf("othello: unknown move %q: want a cell from a1 to %s, or %s", text, g.FormatAction(s, g.shape.pass-1), passText)
	case state.legal(a):
		return a, nil
	case a == g.shape.pass:
		return 0, fmt.Errorf("othello: illegal move %q: there is a disc to turn; want one of %s", text, g.names(state))
	case (state.discs[0]|state.discs[1])>>g.shape.cells[a]&1 == 1:
		return 0, fmt.Errorf("othello: illegal move %q: the cell is taken; want one of %s", text, g.names(state))
	}
	return 0, fmt.Errorf("othello: illegal move %q: it turns no disc; want one of %s", text, g.names(state))
}

// readAction reads the name of a cell of the board or of the pass.
func (g Game) readAction(text string) (envs.Action, bool) {
	if strings.EqualFold(text, passText) {
		return g.shape.pass, true
	}
	if len(text) != 2 {
		return 0, false
	}
	col, row := int(text[0]|0x20)-'a', int(text[1])-'1'
	if col < 0 || col >= g.shape.side || row < 0 || row >= g.shape.side {
		return 0, false
	}
	return envs.Action(row*g.shape.side + col), true
}

// names lists the names of the legal moves.
func (g Game) names(s *State) string {
	var names []string
	for _, a := range s.Legal(nil) {
		names = append(names, g.FormatAction(s, a))
	}
	return strings.Join(names, " ")
}

// FormatPosition returns the cells row by row from the top left, X, O, or a
// hyphen where it is empty; then, after a blank, whose turn it is or would be.
func (Game) FormatPosition(s envs.State) string { return format(s.(*State)) }

func format(s *State) string {
	cells := s.shape.side * s.shape.side
	text := make([]byte, 0, cells+2)
	for a := range cells {
		bit := s.shape.cells[a]
		switch {
		case s.discs[0]>>bit&1 == 1:
			text = append(text, 'X')
		case s.discs[1]>>bit&1 == 1:
			text = append(text, 'O')
		default:
			text = append(text, '-')
		}
	}
	return string(append(text, ' ', "XO"[s.mover]))
}

// ParsePosition reads what FormatPosition writes; small letters are read like
// capital ones and full stops like hyphens. Any board is a position: whether
// a game leads to it is not examined. A seat that is to move and cannot must
// pass, and if neither can the game is over.
func (g Game) ParsePosition(text string) (envs.State, error) {
	cells := int(g.shape.pass)
	if len(text) != cells+2 || text[cells] != ' ' {
		return nil, fmt.Errorf("othello: position %q: want %d cells of X, O and -, a blank, and X or O to move", text, cells)
	}
	var discs [2]uint64
	for a := range cells {
		seat, ok := seatOf(text[a])
		switch {
		case ok:
			discs[seat] |= 1 << g.shape.cells[a]
		case text[a] != '-' && text[a] != '.':
			return nil, fmt.Errorf("othello: position %q has %q at %s, want X, O or -", text, text[a], g.FormatAction(nil, envs.Action(a)))
		}
	}
	mover, ok := seatOf(text[cells+1])
	if !ok {
		return nil, fmt.Errorf("othello: position %q has %q to move, want X or O", text, text[cells+1])
	}
	return newState(g.shape, discs, mover), nil
}

// seatOf returns the seat whose discs a letter stands for.
func seatOf(letter byte) (envs.Player, bool) {
	switch letter {
	case 'X', 'x':
		return 0, true
	case 'O', 'o':
		return 1, true
	}
	return 0, false
}
