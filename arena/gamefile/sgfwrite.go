package gamefile

import (
	"io"
	"math"
	"strconv"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/envs/goban/sgf"
)

func (c sgfCodec) write(w io.Writer, g *Game) error {
	t := c.root(g)
	c.setUp(t.Root(), g)
	s, at := g.Start(c.world), t.Root()
	for i := range g.Moves {
		m := &g.Moves[i]
		next := c.addMove(at, s, m.Action)
		c.addNote(next, s.ToPlay(), m)
		if len(m.Line) > 0 {
			c.addLine(at, s, m.Line)
		}
		s.Play(m.Action)
		at = next
	}
	return sgf.Write(w, t)
}

// root begins a record with what is known of the game.
func (c sgfCodec) root(g *Game) *sgf.Tree {
	t := sgf.NewTree()
	if rules, ok := c.world.(*goban.Game); ok {
		config := rules.Config()
		if g.Position != "" {
			config.Handicap = 0
		}
		t = sgf.NewGame(config)
		if name := rulesOf(config); name != "" {
			t.Root().AddText("RU", name)
		}
	} else {
		t.Root().AddRaw("GM", c.board.number)
		t.Root().AddRaw("FF", "4")
		t.Root().AddRaw("SZ", strconv.Itoa(c.board.size))
	}
	root := t.Root()
	if g.Clock.Timed() {
		root.AddRaw("TM", formatReal(g.Clock.Main.Seconds()))
	}
	for _, p := range []struct{ name, text string }{
		{"AP", "Tengen"}, {"PB", g.Player(0)}, {"PW", g.Player(1)}, {"EV", g.Event}, {"RO", number(g.Round)},
		{"DT", date(g.Date)}, {"OT", overtime(g.Clock)}, {"RE", c.result(g)}, {"GC", g.Comment},
	} {
		if p.text != "" {
			root.AddText(p.name, p.text)
		}
	}
	return t
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// overtime is the part of a clock after the main time, in words.
func overtime(c arena.Control) string {
	switch {
	case c.Periods > 0:
		return strconv.Itoa(c.Periods) + "x" + formatReal(c.Period.Seconds()) + " byo-yomi"
	case c.Increment > 0:
		return formatReal(c.Increment.Seconds()) + " fischer"
	}
	return ""
}

// rulesOf is the name of rules as SGF has them, empty for others.
func rulesOf(c goban.Config) string {
	switch {
	case c.Ko == goban.Positional && !c.Suicide:
		return "Chinese"
	case c.Ko == goban.Positional:
		return "Tromp-Taylor"
	case c.Ko == goban.Situational && !c.Suicide:
		return "AGA"
	case c.Ko == goban.Situational:
		return "NZ"
	}
	return ""
}

// result writes the result, by how many points where the board tells.
func (c sgfCodec) result(g *Game) string {
	side := map[string]string{FirstWins: "B+", SecondWins: "W+"}[g.Result]
	switch {
	case g.Result == Drawn:
		return "0"
	case side == "":
		return ""
	}
	switch g.Ending {
	case arena.Resigned:
		return side + "R"
	case arena.Late:
		return side + "T"
	case arena.Illegal, arena.Failure:
		return side + "F"
	case arena.ByRules:
		if scorer, ok := g.last(c.world).(envs.Scorer); ok {
			points := make([]float32, 2)
			scorer.Score(points)
			return side + formatReal(math.Abs(float64(points[0])-float64(points[1])))
		}
	}
	return side
}

// setUp puts the stones of a start that is not the world's own.
func (c sgfCodec) setUp(root sgf.Node, g *Game) {
	if g.Position == "" {
		return
	}
	s := g.Start(c.world)
	before := c.board.stones(c.world, c.world.New(0))
	var points [3][]string
	for cell, seat := range c.board.stones(c.world, s) {
		if seat != before[cell] || seat != envs.Over && c.board.isGo() {
			points[seat+1] = append(points[seat+1], c.board.point(envs.Action(cell)))
		}
	}
	for i, name := range []string{"AE", "AB", "AW"} {
		if len(points[i]) > 0 {
			root.AddRaw(name, points[i]...)
		}
	}
	if mover := s.ToPlay(); mover != envs.Over {
		root.AddRaw("PL", [...]string{"B", "W"}[mover])
	}
}

// addMove appends a node with a move of the seat to move at s.
func (c sgfCodec) addMove(at sgf.Node, s envs.State, a envs.Action) sgf.Node {
	next := at.AddChild()
	next.AddRaw([...]string{"B", "W"}[s.ToPlay()], c.board.point(a))
	return next
}

// addNote writes what is known of a move beside it.
func (c sgfCodec) addNote(n sgf.Node, seat envs.Player, m *Move) {
	colour := [...]string{"B", "W"}[seat]
	if m.Left != (agents.Time{}) {
		n.AddRaw(colour+"L", strconv.FormatFloat(m.Left.Left.Round(time.Millisecond).Seconds(), 'f', -1, 64))
		if m.Left.Periods > 0 {
			n.AddRaw("O"+colour, strconv.Itoa(m.Left.Periods))
		}
	}
	if v, ok := m.value(); ok {
		n.AddRaw("V", formatReal(v))
	}
	if m.Mark != Unmarked {
		n.AddRaw(marks[m.Mark].name, marks[m.Mark].value)
	}
	if m.Comment != "" {
		n.AddText("C", m.Comment)
	}
}

// addLine appends a variation.
func (c sgfCodec) addLine(at sgf.Node, s envs.State, line []envs.Action) {
	on := c.world.New(0)
	on.CopyFrom(s)
	for _, a := range line {
		if on.ToPlay() == envs.Over {
			return
		}
		at = c.addMove(at, on, a)
		on.Play(a)
	}
}
