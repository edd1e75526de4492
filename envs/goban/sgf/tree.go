package sgf

import (
	"fmt"
	"iter"
	"strings"
)

// Tree is one game: a root node and all that may follow. Nodes, properties and
// values lie in flat slices and know each other by index, so that a record
// takes memory in proportion to its text, however deep it branches:
//
//	nodes  | 0 root | 1 | 2 | 3 |       parent 0 of 1, first child 1 of 0, next 3 of 1 …
//	props  | SZ of 0 | KM of 0 | B of 1 | C of 1 | …     each names the next of its node
//	values | 9 | 6.5 | ee | text | …                     a run for each property
//
// A Tree is not safe for concurrent use while it is added to.
type Tree struct {
	nodes  []node
	props  []property
	values []value

	malformed *Error // of the text, nil if there is none
}

type node struct {
	offset              int32 // of the semicolon in the text
	parent              int32 // -1 at the root
	firstChild, last    int32 // children, -1 where there are none
	next                int32 // sibling, or -1
	firstProp, lastProp int32 // or -1
}

type property struct {
	name       string
	next       int32 // of the same node, or -1
	start, end int32 // in values
}

type value struct {
	raw    string // as it stands between the brackets, escapes included, in UTF-8
	offset int32  // of the first byte after the bracket
}

// Node is a node of a Tree: a handle, to be passed by value.
type Node struct {
	tree  *Tree
	index int32
}

// NewTree returns a tree of a root without properties.
func NewTree() *Tree {
	t := &Tree{}
	t.add(-1, 0)
	return t
}

// Root returns the first node.
func (t *Tree) Root() Node { return Node{t, 0} }

// Len returns the number of nodes.
func (t *Tree) Len() int { return len(t.nodes) }

// Nodes goes through all nodes, each after its parent and after the
// variations before it.
func (t *Tree) Nodes() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for i := int32(0); i >= 0; i = t.following(i) {
			if !yield(Node{t, i}) {
				return
			}
		}
	}
}

// following is the node that is written after another, -1 after the last.
func (t *Tree) following(i int32) int32 {
	if child := t.nodes[i].firstChild; child >= 0 {
		return child
	}
	for ; i >= 0; i = t.nodes[i].parent {
		if next := t.nodes[i].next; next >= 0 {
			return next
		}
	}
	return -1
}

// MainLine goes from the root to the first child of each node.
func (t *Tree) MainLine() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for i := int32(0); i >= 0; i = t.nodes[i].firstChild {
			if !yield(Node{t, i}) {
				return
			}
		}
	}
}

// add appends a node below the parent.
func (t *Tree) add(parent, offset int32) int32 {
	i := int32(len(t.nodes))
	t.nodes = append(t.nodes, node{offset, parent, -1, -1, -1, -1, -1})
	if parent < 0 {
		return i
	}
	if last := t.nodes[parent].last; last >= 0 {
		t.nodes[last].next = i
	} else {
		t.nodes[parent].firstChild = i
	}
	t.nodes[parent].last = i
	return i
}

// addProperty appends a property without values to a node.
func (t *Tree) addProperty(n int32, name string) {
	i := int32(len(t.props))
	end := int32(len(t.values))
	t.props = append(t.props, property{name, -1, end, end})
	if last := t.nodes[n].lastProp; last >= 0 {
		t.props[last].next = i
	} else {
		t.nodes[n].firstProp = i
	}
	t.nodes[n].lastProp = i
}

// addValue appends a value to the property added last.
func (t *Tree) addValue(v value) {
	t.values = append(t.values, v)
	t.props[len(t.props)-1].end++
}

// Offset is where the node begins in the text that was parsed.
func (n Node) Offset() int { return int(n.tree.nodes[n.index].offset) }

// Parent returns the node before; ok is false at the root.
func (n Node) Parent() (p Node, ok bool) {
	parent := n.tree.nodes[n.index].parent
	return Node{n.tree, parent}, parent >= 0
}

// Children goes through the nodes that may follow, the main variation first.
func (n Node) Children() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		for i := n.tree.nodes[n.index].firstChild; i >= 0; i = n.tree.nodes[i].next {
			if !yield(Node{n.tree, i}) {
				return
			}
		}
	}
}

// Properties goes through the names of the node's properties in their order,
// each with its values as they stand between brackets, escapes included. The
// values belong to the receiver's caller.
func (n Node) Properties() iter.Seq2[string, []string] {
	return func(yield func(string, []string) bool) {
		for i := n.tree.nodes[n.index].firstProp; i >= 0; i = n.tree.props[i].next {
			p := n.tree.props[i]
			var raw []string
			for _, v := range n.tree.values[p.start:p.end] {
				raw = append(raw, v.raw)
			}
			if !yield(p.name, raw) {
				return
			}
		}
	}
}

// find returns all values of a property, nil if the node has it not.
func (n Node) find(name string) []value {
	var all []value
	for i := n.tree.nodes[n.index].firstProp; i >= 0; i = n.tree.props[i].next {
		if p := n.tree.props[i]; p.name == name {
			if all == nil {
				all = n.tree.values[p.start:p.end:p.end]
				continue
			}
			all = append(all, n.tree.values[p.start:p.end]...)
		}
	}
	return all
}

// Values returns the values of a property as they stand between brackets,
// escapes included; nil if the node does not have it.
func (n Node) Values(name string) []string {
	var raw []string
	for _, v := range n.find(name) {
		raw = append(raw, v.raw)
	}
	return raw
}

// Text returns the first value of a property as a reader should see it:
// without escapes and soft line breaks. ok is false if the node does not have
// the property.
func (n Node) Text(name string) (text string, ok bool) {
	values := n.find(name)
	if len(values) == 0 {
		return "", false
	}
	return unescape(values[0].raw), true
}

// AddChild appends a node that may follow.
func (n Node) AddChild() Node { return Node{n.tree, n.tree.add(n.index, 0)} }

// AddText appends a property with one value of text, which is escaped. It
// panics if the name is not of capital letters.
func (n Node) AddText(name, text string) { n.AddRaw(name, escape(text)) }

// AddRaw appends a property with values that are written as they are, such as
// points. It panics if the name is not of capital letters, if there is no
// value, or if one has a closing bracket without a backslash or ends in one.
func (n Node) AddRaw(name string, raw ...string) {
	if name == "" || strings.Trim(name, capitals) != "" || len(raw) == 0 {
		panic(fmt.Sprintf("sgf: property %q with %d values, want capital letters and at least one", name, len(raw)))
	}
	n.tree.addProperty(n.index, name)
	for _, r := range raw {
		if end := valueEnd([]byte(r+"]"), 0, nil); end != len(r) {
			panic(fmt.Sprintf("sgf: value %q of %s does not end where it should, but at %d", r, name, end))
		}
		n.tree.addValue(value{raw: r})
	}
}

const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
