package envtest_test

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/tengen-rl/tengen/envs"
)

// rowGame is a tiny world with every power: two seats mark the cells of a row
// of five in turn, x and o, and two marks side by side win. Its fault, if it
// has one, breaks one law.
type rowGame struct {
	fault  string
	shared *rowState // for the fault that shares states
	calls  *int      // for faults that change from call to call
}

const rowCells = 5

func newRow(fault string) rowGame { return rowGame{fault, &rowState{}, new(int)} }

func (g rowGame) Spec() envs.Spec {
	spec := envs.Spec{Name: "row", Players: 2, Actions: rowCells, Obs: [3]int{2, 1, rowCells}, MaxPlies: rowCells}
	switch g.fault {
	case "no name":
		spec.Name = ""
	case "short MaxPlies":
		spec.MaxPlies = 2
	}
	return spec
}

// Binary promises zeros and ones except where a fault leaves another law only.
func (g rowGame) Binary() bool {
	return g.fault != "observation not mirrored" && g.fault != "observation out of range"
}

func (g rowGame) New(uint64) envs.State {
	s := &rowState{game: g, cells: []byte(".....")}
	switch g.fault {
	case "one state for all":
		*g.shared = *s
		return g.shared
	case "another start each time":
		*g.calls++
		s.cells[*g.calls%rowCells] = '#' // a cell that nobody can mark
	}
	return s
}

type rowState struct {
	game   rowGame
	cells  []byte
	plies  int
	winner envs.Player // plus 1; 0 if there is none
	asked  int
	path   uint64
}

func (s *rowState) ToPlay() envs.Player {
	switch {
	case s.winner != 0 || !strings.Contains(string(s.cells), "."):
		return envs.Over
	case s.game.fault == "a third seat" && s.plies == 2:
		return 2
	}
	return s.mover()
}

func (s *rowState) mover() envs.Player { return envs.Player(s.plies & 1) }

func (s *rowState) Legal(dst []envs.Action) []envs.Action {
	s.asked++
	switch {
	case s.game.fault == "legal replaces dst":
		dst = dst[:0]
	case s.ToPlay() == envs.Over && s.game.fault != "legal when over":
		return dst
	case s.game.fault == "no legal action" && s.plies == 2:
		return dst
	}
	for i, c := range s.cells {
		if c == '.' || s.game.fault == "legal when over" && s.ToPlay() == envs.Over {
			dst = append(dst, envs.Action(i))
		}
	}
	if s.game.fault == "legal descending" && len(dst) > 1 {
		dst[len(dst)-1], dst[len(dst)-2] = dst[len(dst)-2], dst[len(dst)-1]
	}
	return dst
}

func (s *rowState) Play(a envs.Action) {
	legal := s.ToPlay() != envs.Over && 0 <= a && int(a) < rowCells && s.cells[a] == '.'
	switch {
	case !legal && s.game.fault == "an illegal action passes" && 0 <= a && int(a) < rowCells:
		return
	case !legal && s.game.fault == "out of range passes" && int(a) >= rowCells:
		return
	case !legal:
		panic(fmt.Sprintf("row: illegal action %d", a))
	case s.game.fault == "a legal action panics" && a == 3:
		panic("row: a legal action")
	}
	mark := "xo"[s.mover()]
	s.cells[a] = mark
	if strings.Contains(string(s.cells), string([]byte{mark, mark})) {
		s.winner = s.mover() + 1
	}
	s.plies++
	s.path = s.path*31 + uint64(a) + 1
}

func (s *rowState) Rewards(dst []float32) {
	dst[0], dst[1] = 0, 0
	if s.winner != 0 {
		dst[s.winner-1], dst[2-s.winner] = 1, -1
	}
	switch {
	case s.game.fault == "reward at the start" && s.plies == 0:
		dst[0] = 1
	case s.game.fault == "infinite reward" && s.winner != 0:
		dst[0] = float32(math.Inf(1))
	case s.game.fault == "asking moves it" && s.asked > 3:
		dst[0] = 0.5
	}
}

func (s *rowState) Observe(dst []float32) {
	if s.game.fault != "leaves the old observation" {
		clear(dst[:2*rowCells])
	}
	me := "xo"[s.mover()]
	for i, c := range s.cells {
		switch c {
		case me:
			dst[i] = 1
		case 'x', 'o':
			dst[rowCells+i] = 1
		}
	}
	switch {
	case s.game.fault == "observation out of range" && s.plies > 1:
		dst[0] = 3
	case s.game.fault == "observation not a number" && s.plies > 1:
		dst[0] = float32(math.NaN())
	case strings.HasPrefix(s.game.fault, "observation not") && s.cells[0] != '.': // mirrored, or binary
		dst[0] = 0.5
	}
}

func (s *rowState) CopyFrom(src envs.State) {
	from := src.(*rowState)
	cells := s.cells
	if s.game.fault == "copies allocate" {
		cells = nil
	}
	winner, plies := s.winner, s.plies
	*s = *from
	s.cells = append(cells[:0], from.cells...)
	switch s.game.fault {
	case "copies share cells":
		s.cells = from.cells
	case "copies forget":
		s.winner, s.plies = winner, plies
	}
}

func (s *rowState) Hash() uint64 {
	var h uint64
	for _, c := range s.cells {
		h = h*4 + uint64(c&3)
	}
	switch s.game.fault {
	case "hash of the way":
		return s.path
	case "hash of the count":
		return uint64(s.plies)
	}
	return h
}

func (s *rowState) Estimate(dst []float32) {
	dst[0], dst[1] = 0.1, -0.1
	switch s.game.fault {
	case "estimate beyond":
		dst[0] = 1
	case "estimate of one seat":
		dst[1] = float32(math.NaN())
	}
}

// Pass is refused while two cells or fewer are marked.
func (s *rowState) Pass() bool {
	over := s.ToPlay() == envs.Over
	switch {
	case over && s.game.fault == "a pass when over":
		return true
	case over, s.plies < 3:
		if s.game.fault == "a pass refused moves it" {
			s.plies++
		}
		return false
	case s.game.fault != "a pass to nobody":
		s.plies++
	}
	return true
}

func (g rowGame) Symmetries() []envs.Symmetry {
	identity := envs.Symmetry{Actions: []envs.Action{0, 1, 2, 3, 4}, Cells: []int{0, 1, 2, 3, 4}}
	mirror := envs.Symmetry{Actions: []envs.Action{4, 3, 2, 1, 0}, Cells: []int{4, 3, 2, 1, 0}}
	switch g.fault {
	case "mirror first":
		return []envs.Symmetry{mirror, identity}
	case "no permutation":
		mirror.Cells = []int{4, 3, 2, 1, 1}
	case "actions not mirrored":
		mirror.Actions = identity.Actions
	}
	return []envs.Symmetry{identity, mirror}
}

func (g rowGame) FormatAction(_ envs.State, a envs.Action) string {
	if g.fault == "two actions of one name" && a == 3 {
		a = 2
	}
	return string(rune('a' + a))
}

func (g rowGame) ParseAction(s envs.State, text string) (envs.Action, error) {
	for _, a := range s.Legal(nil) {
		if text == g.FormatAction(s, a) || text == "?!" && g.fault == "nonsense is a move" {
			return a, nil
		}
	}
	if g.fault == "an error that says nothing" {
		return 0, errors.New("row: bad move")
	}
	return 0, fmt.Errorf("row: no move %q, want a to e", text)
}

func (g rowGame) FormatPosition(s envs.State) string { return string(s.(*rowState).cells) }

func (g rowGame) ParsePosition(text string) (envs.State, error) {
	if g.fault == "nonsense is a position" && len(text) > rowCells {
		text = text[:rowCells]
	}
	if len(text) != rowCells || strings.Trim(text, ".xo") != "" {
		return nil, fmt.Errorf("row: position %q, want five of x, o and full stops", text)
	}
	s := g.New(0).(*rowState)
	s.cells = []byte(text)
	s.plies = strings.Count(text, "x") + strings.Count(text, "o")
	for p, pair := range []string{"xx", "oo"} {
		if strings.Contains(text, pair) {
			s.winner = envs.Player(p) + 1
		}
	}
	if g.fault == "positions forget whose turn it is" {
		s.plies = 0
	}
	return s, nil
}
