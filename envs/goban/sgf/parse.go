package sgf

import (
	"bytes"
	"math"
)

const mostBytes = math.MaxInt32 / 2 // offsets are 32 bits wide

// Parse reads a collection: one or more games, and any text around them. The
// error is an *Error that tells the first byte that cannot be, and what was
// expected there. The cost in time and memory is in proportion to the text.
func Parse(text []byte) ([]*Tree, error) {
	if len(text) > mostBytes {
		return nil, errorAt(mostBytes, "the text has %d bytes, want at most %d", len(text), mostBytes)
	}
	p := parser{text: text}
	marked := bytes.HasPrefix(text, []byte("\ufeff"))
	var trees []*Tree
	for p.findGame() {
		if err := p.game(); err != nil {
			return nil, err
		}
		p.tree.decode(marked)
		trees = append(trees, p.tree)
	}
	if len(trees) == 0 {
		return nil, errorAt(len(text), "no game: want an opening parenthesis and a semicolon")
	}
	return trees, nil
}

// parser is the place in a text, and the game that is being read there.
type parser struct {
	text []byte
	at   int
	tree *Tree
	open []branch // the parentheses that are open, the outermost first
	node int32    // the latest, -1 before the root

	leads func(byte) bool // of the character set that the root has named
}

// branch is an open parenthesis.
type branch struct {
	offset int   // of the parenthesis
	node   int32 // that its first node follows, -1 at the root
}

// findGame skips to the next opening parenthesis before a semicolon.
func (p *parser) findGame() bool {
	for {
		i := bytes.IndexByte(p.text[p.at:], '(')
		if i < 0 {
			return false
		}
		p.at += i
		start := p.at
		p.at++
		p.skipSpace()
		if p.peek() == ';' {
			p.at = start
			return true
		}
	}
}

// peek is the next byte, 0 at the end.
func (p *parser) peek() byte {
	if p.at < len(p.text) {
		return p.text[p.at]
	}
	return 0
}

func (p *parser) skipSpace() {
	for p.at < len(p.text) {
		switch p.text[p.at] {
		case ' ', '\t', '\n', '\r', '\v', '\f':
			p.at++
		default:
			return
		}
	}
}

// game reads one game from its opening parenthesis to its closing one. It
// keeps the open parentheses in a slice of its own: variations may be nested
// deeper than a stack of calls allows.
func (p *parser) game() error {
	p.tree, p.node, p.open, p.leads = &Tree{}, -1, p.open[:0], nil
	closed := false // a variation has ended, so that no node may follow but in another
	for {
		p.skipSpace()
		switch c := p.peek(); {
		case p.at >= len(p.text):
			return errorAt(p.at, "the text ends, but the parenthesis at byte %d is not closed", p.open[len(p.open)-1].offset)
		case c == '(':
			if err := p.openVariation(); err != nil {
				return err
			}
			closed = false
		case c == ')':
			p.at++
			p.node = p.open[len(p.open)-1].node
			p.open = p.open[:len(p.open)-1]
			if len(p.open) == 0 {
				return nil
			}
			closed = true
		case closed:
			return errorAt(p.at, "%q after a variation: want an opening or closing parenthesis", c)
		case c == ';':
			p.node = p.tree.add(p.node, int32(p.at))
			p.at++
		default:
			if err := p.property(); err != nil {
				return err
			}
		}
	}
}

// openVariation reads an opening parenthesis, which a node must follow.
func (p *parser) openVariation() error {
	p.open = append(p.open, branch{p.at, p.node})
	p.at++
	p.skipSpace()
	if c := p.peek(); c != ';' {
		return errorAt(p.at, "%s after an opening parenthesis: want a semicolon", p.describe())
	}
	return nil
}

// describe is the next byte in quotes, or the end.
func (p *parser) describe() string {
	if p.at >= len(p.text) {
		return "the end of the text"
	}
	return string(appendQuoted(nil, p.text[p.at]))
}

// property reads a name and the values after it.
func (p *parser) property() error {
	start := p.at
	name := p.name()
	if name == "" {
		return errorAt(p.at, "%s: want a property, a semicolon or a parenthesis", p.describe())
	}
	p.skipSpace()
	if p.peek() != '[' {
		return errorAt(p.at, "%s after the property %q at byte %d: want a value in brackets", p.describe(), name, start)
	}
	p.tree.addProperty(p.node, name)
	for p.peek() == '[' {
		begin := p.at + 1
		end := valueEnd(p.text, begin, p.leads)
		if end < 0 && p.leads != nil {
			end = valueEnd(p.text, begin, nil)
		}
		if end < 0 {
			return errorAt(p.at, "the value of %q that begins here is not closed by a bracket", name)
		}
		p.tree.addValue(value{string(p.text[begin:end]), int32(begin)})
		p.at = end + 1
		p.skipSpace()
	}
	if p.node == 0 && name == "CA" {
		set, _ := p.tree.Root().Text("CA")
		p.leads = charsetNamed(set).leads()
	}
	return nil
}

// name reads a property's name, without its lower-case letters.
func (p *parser) name() string {
	start := p.at
	plain := true
	for ; ; p.at++ {
		c := p.peek()
		if 'a' <= c && c <= 'z' {
			plain = false
		} else if c < 'A' || c > 'Z' {
			break
		}
	}
	if plain {
		return known(p.text[start:p.at])
	}
	return known(bytes.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' {
			return -1
		}
		return r
	}, p.text[start:p.at]))
}

// known is the name as a string, without allocation for the commonest.
func known(name []byte) string {
	switch string(name) {
	case "B":
		return "B"
	case "W":
		return "W"
	case "C":
		return "C"
	}
	return string(name)
}

// valueEnd finds the first bracket from a place on that closes a value, -1 if
// there is none. The byte after one that leads, if there are such, is neither a
// bracket nor a backslash, whatever it looks like.
func valueEnd(text []byte, from int, leads func(byte) bool) int {
	for i := from; i < len(text); i++ {
		switch c := text[i]; {
		case c == '\\' || leads != nil && leads(c):
			i++
		case c == ']':
			return i
		}
	}
	return -1
}
