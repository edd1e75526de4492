package gamefile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/envs/chess/pgn"
)

// pgnCodec reads and writes PGN.
type pgnCodec struct{ rules chess.Game }

// dateForm is a date as PGN has it.
const dateForm = "2006.01.02"

// variants are the names of the tag Variant; chess itself has none.
var variants = map[string]string{"gardner": "Gardner", "losalamos": "Los Alamos"}

// variant returns the name that the tag Variant has for the rules.
func (c pgnCodec) variant() string {
	name, _, _ := strings.Cut(c.rules.Spec().Name, ":")
	return variants[name]
}

func (c pgnCodec) read(text []byte) (games []*Game, err error) {
	for r := pgn.NewReader(bytes.NewReader(text), c.rules); ; {
		p, err := r.Read()
		if err == io.EOF {
			return games, nil
		}
		if err != nil {
			return nil, err
		}
		g, err := c.game(p)
		if err != nil {
			return nil, fmt.Errorf("game %d: %w", len(games)+1, err)
		}
		games = append(games, g)
	}
}

// game reads one game, up to where the rules of the world end it.
func (c pgnCodec) game(p *pgn.Game) (*Game, error) {
	if name, ok := p.Tag("Variant"); ok && !c.isVariant(name) {
		return nil, fmt.Errorf("PGN: a game of the variant %q, not of %s", name, c.rules.Spec().Name)
	}
	tag := func(name string) string {
		value, _ := p.Tag(name)
		return strings.TrimLeft(value, "?")
	}
	g := &Game{Players: []string{tag("White"), tag("Black")}, Event: tag("Event"), Comment: words(p.Root.Comments)}
	g.Round, _ = strconv.Atoi(tag("Round"))
	g.Date, _ = time.Parse(dateForm, tag("Date"))
	if result := p.Outcome(); result != "*" {
		g.Result, g.Ending = result, endings[tag("Termination")]
	}
	s := c.rules.New(0)
	if _, given := p.Tag("FEN"); given {
		g.Position = p.Start.FEN()
		var err error
		if s, err = c.rules.ParsePosition(g.Position); err != nil {
			return nil, err
		}
	}
	at := p.Start
	for n := p.Root; len(n.Next) > 0 && s.ToPlay() != envs.Over; {
		n = n.Next[0]
		a, err := c.rules.ParseAction(s, at.UCI(n.Move))
		if err != nil {
			return nil, err
		}
		m := Move{Action: a, Mark: markOf(n.Glyphs)}
		m.setRemark(words(n.Comments))
		g.Moves = append(g.Moves, m)
		s.Play(a)
		at.Play(n.Move)
	}
	return g, nil
}

// words joins comments, whose line breaks mean nothing.
func words(comments []string) string {
	return strings.Join(strings.Fields(strings.Join(comments, " ")), " ")
}

// isVariant tells whether a name of a variant stands for the rules.
func (c pgnCodec) isVariant(name string) bool {
	plain := func(s string) string { return strings.ToLower(strings.ReplaceAll(s, " ", "")) }
	switch name := plain(name); name {
	case "", "standard", "chess", "normal", "fromposition":
		return c.variant() == ""
	default:
		return name == plain(c.variant()) || name == "minichess" && c.variant() == "Gardner"
	}
}

// glyphs are the numbers that PGN has for marks.
var glyphs = [...]int{Doubtful: 6, Mistake: 2, Blunder: 4}

func markOf(given []int) Mark {
	for mark := Blunder; mark > Unmarked; mark-- {
		for _, n := range given {
			if n == glyphs[mark] {
				return mark
			}
		}
	}
	return Unmarked
}

// terminations are what the tag Termination says of endings, and endings the
// other way round, where that is certain.
var (
	terminations = map[arena.Ending]string{
		arena.ByRules: "normal", arena.Resigned: "normal", arena.Agreed: "normal", arena.Late: "time forfeit",
		arena.Illegal: "rules infraction", arena.Failure: "abandoned", arena.TooLong: "adjudication",
	}
	endings = map[string]arena.Ending{
		"time forfeit": arena.Late, "rules infraction": arena.Illegal, "abandoned": arena.Failure, "adjudication": arena.TooLong,
	}
)

func (c pgnCodec) write(w io.Writer, g *Game) error {
	p := &pgn.Game{Root: &pgn.Node{}, Start: c.rules.Start(), Result: g.Result}
	if g.Result == "" {
		p.Result = "*"
	}
	p.Tags = []pgn.Tag{{Name: "Result", Value: p.Result}}
	for _, t := range []pgn.Tag{
		{Name: "Event", Value: g.Event}, {Name: "Round", Value: number(g.Round)}, {Name: "White", Value: g.Player(0)},
		{Name: "Black", Value: g.Player(1)}, {Name: "Variant", Value: c.variant()},
		{Name: "Termination", Value: terminations[g.Ending]}, {Name: "TimeControl", Value: timeControl(g.Clock)},
	} {
		if t.Value != "" {
			p.Tags = append(p.Tags, t)
		}
	}
	if !g.Date.IsZero() {
		p.Tags = append(p.Tags, pgn.Tag{Name: "Date", Value: g.Date.UTC().Format(dateForm)})
	}
	if g.Position != "" {
		s, ok := g.Start(c.rules).(*chess.State)
		if !ok {
			return errors.New("PGN: a position that is none of chess")
		}
		p.Start = s.Position()
		p.Tags = append(p.Tags, pgn.Tag{Name: "SetUp", Value: "1"}, pgn.Tag{Name: "FEN", Value: p.Start.FEN()})
	}
	if g.Comment != "" {
		p.Root.Comments = []string{g.Comment}
	}
	c.addMoves(p, g)
	return pgn.Write(w, p)
}

// timeControl writes a clock in seconds; PGN has no form for byo-yomi.
func timeControl(c arena.Control) string {
	if !c.Timed() || c.Periods > 0 {
		return ""
	}
	text := formatReal(c.Main.Seconds())
	if c.Moves > 0 {
		text = strconv.Itoa(c.Moves) + "/" + text
	}
	if c.Increment > 0 {
		text += "+" + formatReal(c.Increment.Seconds())
	}
	return text
}

// addMoves adds the moves, each with what is known of it, and its better line
// as a variation.
func (c pgnCodec) addMoves(p *pgn.Game, g *Game) {
	s := g.Start(c.rules).(*chess.State)
	at := p.Root
	for i := range g.Moves {
		m := &g.Moves[i]
		n := c.node(s, m.Action)
		if m.Mark != Unmarked {
			n.Glyphs = []int{glyphs[m.Mark]}
		}
		if text := m.remark(true); text != "" {
			n.Comments = []string{text}
		}
		at.Next = append(at.Next, n)
		if len(m.Line) > 0 {
			at.Next = append(at.Next, c.line(s, m.Line))
		}
		s.Play(m.Action)
		at = n
	}
}

func (c pgnCodec) node(s *chess.State, a envs.Action) *pgn.Node {
	m, ok := s.Move(a)
	if !ok {
		panic(fmt.Sprintf("gamefile: action %d is illegal in %s", a, c.rules.FormatPosition(s)))
	}
	return &pgn.Node{Move: m}
}

// line returns the first node of a variation from s.
func (c pgnCodec) line(s *chess.State, line []envs.Action) *pgn.Node {
	on := c.rules.New(0).(*chess.State)
	on.CopyFrom(s)
	var root pgn.Node
	at := &root
	for _, a := range line {
		if on.ToPlay() == envs.Over {
			break
		}
		n := c.node(on, a)
		at.Next = []*pgn.Node{n}
		on.Play(a)
		at = n
	}
	return root.Next[0]
}
