package sgf

import (
	"bufio"
	"io"
)

// Write writes the games as a collection that Parse reads back, a line a
// game, in UTF-8. The root's CA says so where the game has a CA or any
// character beyond ASCII, whatever it said before.
func Write(w io.Writer, games ...*Tree) error {
	b := bufio.NewWriter(w)
	for _, t := range games {
		t.write(b)
		b.WriteByte('\n')
	}
	return b.Flush() // a bufio.Writer keeps its first error until here
}

// write goes through the nodes in their order and opens a parenthesis before
// each that has siblings. No calls are nested, however deep the tree is.
func (t *Tree) write(b *bufio.Writer) {
	b.WriteByte('(')
	for i := int32(0); i >= 0; {
		if t.isVariation(i) {
			b.WriteByte('(')
		}
		t.writeNode(b, i)
		if child := t.nodes[i].firstChild; child >= 0 {
			i = child
			continue
		}
		for i >= 0 && t.nodes[i].next < 0 {
			if t.isVariation(i) {
				b.WriteByte(')')
			}
			i = t.nodes[i].parent
		}
		if i >= 0 {
			b.WriteByte(')')
			i = t.nodes[i].next
		}
	}
	b.WriteByte(')')
}

// isVariation tells whether a node has siblings.
func (t *Tree) isVariation(i int32) bool {
	parent := t.nodes[i].parent
	return parent >= 0 && t.nodes[parent].firstChild != t.nodes[parent].last
}

func (t *Tree) writeNode(b *bufio.Writer, i int32) {
	b.WriteByte(';')
	charset := i == 0 && !t.isASCII()
	for j := t.nodes[i].firstProp; j >= 0; j = t.props[j].next {
		p := t.props[j]
		if i == 0 && p.name == "CA" {
			charset = true
			continue
		}
		b.WriteString(p.name)
		for _, v := range t.values[p.start:p.end] {
			b.WriteByte('[')
			b.WriteString(v.raw)
			b.WriteByte(']')
		}
	}
	if charset {
		b.WriteString("CA[UTF-8]")
	}
}

func (t *Tree) isASCII() bool {
	for _, v := range t.values {
		if !isASCII(v.raw) {
			return false
		}
	}
	return true
}
