package pgn

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/tengen-rl/tengen/envs/chess"
)

// roster is the tags that every game has, in the order of the standard, and
// the values of those that are not known.
var roster = []Tag{
	{"Event", "?"}, {"Site", "?"}, {"Date", "????.??.??"}, {"Round", "?"},
	{"White", "?"}, {"Black", "?"}, {"Result", "*"},
}

// widest is the length of a line of moves.
const widest = 79

// Write writes the game: the seven tags of the roster, the others in their
// order, the moves in SAN on lines of at most 79 bytes where words allow, and
// an empty line.
func Write(w io.Writer, g *Game) error {
	out := bufio.NewWriter(w)
	for _, t := range roster {
		if value, ok := g.Tag(t.Name); ok {
			t.Value = value
		} else if t.Name == "Result" {
			t.Value = g.Outcome()
		}
		writeTag(out, t)
	}
	for _, t := range g.Tags {
		if !inRoster(t.Name) {
			writeTag(out, t)
		}
	}
	fmt.Fprintln(out)
	m := moveText{out: out}
	for _, c := range g.Root.Comments {
		m.comment(c)
	}
	m.line(g.Root, g.Start, true)
	result := g.Result
	if result == "" {
		result = g.Outcome()
	}
	m.word(result)
	fmt.Fprint(out, "\n\n")
	return out.Flush()
}

func inRoster(name string) bool {
	for _, t := range roster {
		if t.Name == name {
			return true
		}
	}
	return false
}

func writeTag(out *bufio.Writer, t Tag) {
	fmt.Fprintf(out, "[%s \"%s\"]\n", t.Name, escape.Replace(t.Value))
}

var escape = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", " ")

// moveText breaks words into lines.
type moveText struct {
	out    *bufio.Writer
	column int
	glue   string // stands right before the next word
}

func (m *moveText) word(text string) {
	text, m.glue = m.glue+text, ""
	switch {
	case m.column == 0:
	case m.column+1+len(text) > widest:
		m.out.WriteByte('\n')
		m.column = 0
	default:
		m.out.WriteByte(' ')
		m.column++
	}
	m.out.WriteString(text)
	m.column += len(text)
}

func (m *moveText) comment(text string) {
	words := strings.Fields("{" + strings.ReplaceAll(text, "}", ")") + "}")
	for _, w := range words {
		m.word(w)
	}
}

// line writes what follows a node: its main line, and the variations of each
// of its moves behind that move. With numbered, the first move gets its number
// though it be Black's.
func (m *moveText) line(n *Node, p chess.Position, numbered bool) {
	for len(n.Next) > 0 {
		main := n.Next[0]
		after := m.move(main, p, numbered)
		numbered = len(n.Next) > 1 || len(main.Comments) > 0
		for _, v := range n.Next[1:] {
			m.glue = "("
			for _, c := range v.Before {
				m.comment(c)
			}
			end := m.move(v, p, true)
			m.line(v, end, len(v.Comments) > 0)
			m.closeVariation()
		}
		n, p = main, after
	}
}

// closeVariation writes a bracket, as near to the last word as the line
// allows.
func (m *moveText) closeVariation() {
	m.out.WriteByte(')')
	m.column++
}

// move writes one move with its number, glyphs and comments, and returns the
// position after it.
func (m *moveText) move(n *Node, p chess.Position, numbered bool) chess.Position {
	switch {
	case p.Turn() == 0:
		m.word(fmt.Sprintf("%d.", p.Number()))
	case numbered:
		m.word(fmt.Sprintf("%d...", p.Number()))
	}
	m.word(p.SAN(n.Move))
	for _, glyph := range n.Glyphs {
		m.word(fmt.Sprintf("$%d", glyph))
	}
	for _, c := range n.Comments {
		m.comment(c)
	}
	p.Play(n.Move)
	return p
}
