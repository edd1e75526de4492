package goban

import "github.com/tengen-rl/tengen/internal/seed"

// zobrist holds a random number for each stone of each colour on each point
// (Zobrist, "A new hashing method with application for game playing", 1970).
// The hash of an arrangement of stones is the exclusive or of theirs.
var zobrist = stoneNumbers()

func stoneNumbers() (numbers [border][room]uint64) {
	for c := black; c < border; c++ {
		for v := range numbers[c] {
			numbers[c][v] = seed.Mix(uint64(c), uint64(v))
		}
	}
	return numbers
}

// moverNumbers tell the situations of one arrangement apart.
var moverNumbers = [2]uint64{seed.Mix(100), seed.Mix(101)}

// after returns the hash of the arrangement that a stone of colour c on the
// empty point v would make of one with the hash: what it takes is gone. It
// walks along the chains that are taken and no others.
func (b *board) after(hash uint64, v uint16, c colour) uint64 {
	hash ^= zobrist[c][v]
	heads := b.headsAround(v)
	alone := b.points[v].around.empties() == 0
	takes := false
	for i, n := range b.neighbours(v) {
		if heads[i] == 0 {
			continue
		}
		last := b.lastLiberty(heads[i], v)
		switch own := b.points[n].colour == c; {
		case own && !last:
			alone = false
		case !own && last:
			takes = true
			if first(heads, i) {
				hash ^= b.chainHash(heads[i])
			}
		}
	}
	if !alone || takes {
		return hash
	}
	hash ^= zobrist[c][v] // suicide: the stone is gone, and all it touches
	for i, n := range b.neighbours(v) {
		if heads[i] != 0 && b.points[n].colour == c && first(heads, i) {
			hash ^= b.chainHash(heads[i])
		}
	}
	return hash
}

// chainHash is the exclusive or of the numbers of the chain's stones.
func (b *board) chainHash(head uint16) (hash uint64) {
	numbers := &zobrist[b.points[head].colour]
	for v := head; ; {
		hash ^= numbers[v]
		if v = b.points[v].next; v == head {
			return hash
		}
	}
}

// hash computes the hash of the arrangement anew.
func (b *board) hash() (hash uint64) {
	for v := range b.limit {
		if c := b.points[v].colour; c == black || c == white {
			hash ^= zobrist[c][v]
		}
	}
	return hash
}
