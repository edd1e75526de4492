// Package seed derives independent streams of randomness from identifiers.
//
// A run, a generation and a game are numbers; the stream of a game is a hash
// of all three. Streams derived by adding to a seed would overlap between
// runs, and a shared generator would make results depend on the order in
// which goroutines reach it.
package seed

import "math/rand/v2"

// Stream returns the generator that belongs to ids, in their order.
func Stream(ids ...uint64) *rand.Rand {
	return rand.New(rand.NewPCG(Mix(ids...), Mix(append([]uint64{^uint64(0)}, ids...)...)))
}

// Mix hashes ids, in their order, to one number.
func Mix(ids ...uint64) uint64 {
	h := finalize(uint64(len(ids)))
	for _, id := range ids {
		h = finalize(h ^ finalize(id))
	}
	return h
}

// finalize is the output function of SplitMix64 (Steele, Lea and Flood,
// "Fast splittable pseudorandom number generators", 2014), a bijection.
func finalize(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
