package gamefile

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/envs/goban/sgf"
)

// sgfCodec reads and writes SGF. Of Go it takes whatever package sgf does;
// of Othello and Hex a start, which stones may be set up for, and moves.
type sgfCodec struct {
	world envs.Game
	board *board
}

func (c sgfCodec) read(text []byte) ([]*Game, error) {
	games, _, err := c.readEach(text, func(Header) (envs.Game, error) { return c.world, nil })
	return games, err
}

// readEach reads games, each of the world that its header asks for.
func (c sgfCodec) readEach(text []byte, world func(Header) (envs.Game, error)) (games []*Game, worlds []envs.Game, err error) {
	trees, err := sgf.Parse(text)
	if err != nil {
		return nil, nil, err
	}
	for i, t := range trees {
		own, err := c.fitted(t.Root(), world)
		if err != nil {
			return nil, nil, fmt.Errorf("game %d: %w", i+1, err)
		}
		g, err := own.game(t)
		if err != nil {
			return nil, nil, fmt.Errorf("game %d: %w", i+1, err)
		}
		games, worlds = append(games, g), append(worlds, own.world)
	}
	return games, worlds, nil
}

// sgfCodecOf returns the codec of a world that SGF knows.
func sgfCodecOf(world envs.Game) (sgfCodec, error) {
	b, ok := boardOf(world)
	if !ok {
		return sgfCodec{}, fmt.Errorf("SGF holds games of go, othello and hex, not of %s", world.Spec().Name)
	}
	return sgfCodec{world, b}, nil
}

// fitted returns the codec of the world of one record.
func (c sgfCodec) fitted(root sgf.Node, world func(Header) (envs.Game, error)) (sgfCodec, error) {
	if _, err := c.number(root); err != nil {
		return c, err
	}
	own, err := world(c.header(root))
	if err != nil {
		return c, err
	}
	return sgfCodecOf(own)
}

// header reads what a record tells of its world. What cannot be read is left
// out: to read the game is an error then.
func (c sgfCodec) header(root sgf.Node) (h Header) {
	columns, rows, two := strings.Cut(text(root, "SZ"), ":")
	if side, err := strconv.Atoi(columns); err == nil && side > 0 && (!two || rows == columns) {
		h.Side = side
	}
	if !c.board.isGo() {
		return h
	}
	komi := strings.Replace(text(root, "KM"), ",", ".", 1)
	if _, err := strconv.ParseFloat(komi, 64); err == nil {
		h.Komi = komi
	}
	h.Rules = text(root, "RU")
	return h
}

// game reads one game.
func (c sgfCodec) game(t *sgf.Tree) (*Game, error) {
	if err := c.check(t.Root()); err != nil {
		return nil, err
	}
	g := &Game{Players: []string{text(t.Root(), "PB"), text(t.Root(), "PW")},
		Event: text(t.Root(), "EV"), Comment: text(t.Root(), "GC")}
	g.Round, _ = strconv.Atoi(text(t.Root(), "RO"))
	g.Date, _ = time.Parse(time.DateOnly, text(t.Root(), "DT"))
	g.Result, g.Ending = resultOf(text(t.Root(), "RE"))
	s, err := c.start(t)
	if err != nil {
		return nil, err
	}
	first := c.world.New(0)
	if n := c.world.(envs.PositionNotation); n.FormatPosition(s) != n.FormatPosition(first) {
		g.Position = n.FormatPosition(s)
	}
	return g, c.moves(g, t, s)
}

func text(n sgf.Node, name string) string {
	text, _ := n.Text(name)
	return strings.TrimSpace(text)
}

// number returns the number of the record's game (GM), which is to be that of
// the world.
func (c sgfCodec) number(root sgf.Node) (string, error) {
	number := "1"
	if given, ok := root.Text("GM"); ok {
		number = strings.TrimSpace(given)
	}
	if number != c.board.number {
		return "", fmt.Errorf("SGF: game %q (GM), want %s, which is %s", number, c.board.number, c.world.Spec().Name)
	}
	return number, nil
}

// check tells whether the record is one of the world.
func (c sgfCodec) check(root sgf.Node) error {
	number, err := c.number(root)
	if err != nil {
		return err
	}
	size := map[string]string{"1": "19", "2": "8", "11": "11"}[number]
	if given, ok := root.Text("SZ"); ok {
		size = strings.TrimSpace(given)
	}
	if n := strconv.Itoa(c.board.size); size != n && size != n+":"+n {
		return fmt.Errorf("SGF: a board of %s points a side; %s has %s", size, c.world.Spec().Name, n)
	}
	return nil
}

// start returns the position that the root sets up.
func (c sgfCodec) start(t *sgf.Tree) (envs.State, error) {
	if rules, ok := c.world.(*goban.Game); ok {
		if _, err := t.Info(); err != nil {
			return nil, err
		}
		return sgf.Replay(rules, t.Root())
	}
	if !setsUp(t.Root()) {
		return c.world.New(0), nil
	}
	seats := c.board.stones(c.world, c.world.New(0))
	for p, name := range []string{"AE", "AB", "AW"} {
		for _, value := range t.Root().Values(name) {
			a, err := c.board.action(value)
			if err != nil || a == c.board.special {
				return nil, fmt.Errorf("SGF: %s[%s]: want a point such as %s", name, value, c.board.point(0))
			}
			seats[a] = envs.Player(p - 1)
		}
	}
	mover, given, err := t.Root().ToPlay()
	if err != nil {
		return nil, err
	}
	if !given {
		mover = 0
	}
	return c.world.(envs.PositionNotation).ParsePosition(c.board.position(seats, mover))
}

// moves reads the main line as far as it is one game.
func (c sgfCodec) moves(g *Game, t *sgf.Tree, s envs.State) error {
	for n := range t.MainLine() {
		if n == t.Root() {
			if g.Comment == "" {
				g.Comment = text(n, "C")
			}
			continue
		}
		if setsUp(n) {
			return nil
		}
		m, ok, err := c.move(n, s)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if s.ToPlay() != m.Seat { // a side moves twice, or on after the end
			return nil
		}
		if state, isGo := s.(*goban.State); isGo {
			if err := state.Check(m.Point); err != nil {
				return err
			}
		}
		move := Move{Action: m.Point}
		c.note(&move, n, m.Seat)
		if err := play(c.world, s, m.Point); err != nil {
			return fmt.Errorf("SGF: move %d: %w", len(g.Moves)+1, err)
		}
		g.Moves = append(g.Moves, move)
	}
	return nil
}

// move reads the move of a node.
func (c sgfCodec) move(n sgf.Node, s envs.State) (m sgf.Move, ok bool, err error) {
	if c.board.isGo() {
		return n.Move(c.board.size)
	}
	for seat, name := range []string{"B", "W"} {
		values := n.Values(name)
		if len(values) == 0 {
			continue
		}
		if name := strings.ToLower(values[0]); name == "resign" || name == "forfeit" {
			return m, false, nil
		}
		m.Seat = envs.Player(seat)
		if m.Point, err = c.board.action(values[0]); err != nil {
			return m, false, fmt.Errorf("SGF: byte %d: %w", n.Offset(), err)
		}
		return m, true, nil
	}
	return m, false, nil
}

// note reads what a node tells besides its move.
func (c sgfCodec) note(m *Move, n sgf.Node, seat envs.Player) {
	m.Comment = text(n, "C")
	if v, err := strconv.ParseFloat(text(n, "V"), 64); err == nil {
		m.setValue(v)
	}
	colour := [...]string{"B", "W"}[seat]
	if left, err := strconv.ParseFloat(text(n, colour+"L"), 64); err == nil && left >= 0 && left < 1e9 {
		m.Left.Left = time.Duration(left * float64(time.Second)).Round(time.Millisecond)
	}
	m.Left.Periods, _ = strconv.Atoi(text(n, "O"+colour))
	for mark, sign := range marks {
		if value, ok := n.Text(sign.name); ok && sign.name != "" && (sign.value == "" || value == sign.value) {
			m.Mark = Mark(mark)
		}
	}
}

// marks are the properties that say what a Mark does.
var marks = [...]struct{ name, value string }{{}, {"DO", ""}, {"BM", "1"}, {"BM", "2"}}

// setsUp tells whether a node changes the board or the turn without a move.
func setsUp(n sgf.Node) bool {
	for name := range n.Properties() {
		switch name {
		case "AB", "AW", "AE", "PL":
			return true
		}
	}
	return false
}

// resultOf reads a result such as B+3.5, W+R, 0.
func resultOf(text string) (result string, end arena.Ending) {
	text = strings.ToUpper(text)
	winner, how, _ := strings.Cut(text, "+")
	switch {
	case winner == "B":
		result = FirstWins
	case winner == "W":
		result = SecondWins
	case text == "0" || text == "DRAW" || text == "JIGO":
		return Drawn, ""
	default:
		return "", ""
	}
	switch how {
	case "R", "RESIGN":
		end = arena.Resigned
	case "T", "TIME":
		end = arena.Late
	case "F", "FORFEIT":
		end = arena.Failure
	default:
		if _, err := strconv.ParseFloat(how, 64); err == nil {
			end = arena.ByRules
		}
	}
	return result, end
}
