package solver

import "math/bits"

// A bridge joins two stones that do not touch by two empty cells which touch
// both: if the opponent takes one of them, its owner takes the other. A stone
// in the second row is joined so to the edge.
//
//	. o .        . o
//	 . . o        . .   the edge
//
// Bridges that share no cell hold all at once (Hayward et al., 2005).
type bridge struct {
	from, to uint64 // cells of the stones, or 0 for an edge
	cells    uint64 // the two that must be empty
}

// links are the bridges that one seat may have on a board.
type links struct {
	stones []bridge // between two stones, either way round
	first  []bridge // from the first edge to a stone
	last   []bridge // from a stone to the last edge
}

// linksOf returns the bridges of a seat.
func (b *board) linksOf(seat int) links {
	var l links
	for from := range singles(b.all) {
		for to := range singles(b.all &^ (b.around(from) | from)) {
			if shared := b.around(from) & b.around(to); bits.OnesCount64(shared) == 2 {
				l.stones = append(l.stones, bridge{from, to, shared})
			}
		}
		for i, edge := range b.edges[seat] {
			shared := b.around(from) & edge
			if from&edge != 0 || bits.OnesCount64(shared) != 2 {
				continue
			}
			if i == 0 {
				l.first = append(l.first, bridge{0, from, shared})
			} else {
				l.last = append(l.last, bridge{from, 0, shared})
			}
		}
	}
	return l
}

// singles are the single cells of a set, ascending.
func singles(cells uint64) func(yield func(uint64) bool) {
	return func(yield func(uint64) bool) {
		for ; cells != 0; cells &= cells - 1 {
			if !yield(cells & -cells) {
				return
			}
		}
	}
}

// bridged tells whether bridges that share no cell join the two edges of a
// seat, so that it wins even if its opponent moves first, and the cells of
// those bridges.
func (v *prover) bridged(seat int, stones, empty uint64) (carrier uint64, ok bool) {
	return v.extend(seat, stones, empty, v.board.chained(v.board.edges[seat][0], stones))
}

// extend is bridged from a group of stones on, which are joined to the first
// edge; empty are the cells that no bridge has used.
func (v *prover) extend(seat int, stones, empty, group uint64) (carrier uint64, ok bool) {
	if group&v.board.edges[seat][1] != 0 {
		return 0, true
	}
	l := &v.links[seat]
	for i := range l.last {
		if b := &l.last[i]; group&b.from != 0 && b.cells&^empty == 0 {
			return b.cells, true
		}
	}
	for _, kind := range [2][]bridge{l.stones, l.first} {
		for i := range kind {
			b := &kind[i]
			if b.from != 0 && group&b.from == 0 || stones&^group&b.to == 0 || b.cells&^empty != 0 {
				continue
			}
			rest, ok := v.extend(seat, stones, empty&^b.cells, group|v.board.chained(b.to, stones))
			if ok {
				return b.cells | rest, true
			}
		}
	}
	return 0, false
}
