package data

import (
	"math/rand/v2"

	"github.com/tengen-rl/tengen/nets"
)

// Jitter returns an augmentation for nets.FitConfig that adds normal noise of a
// deviation to all inputs.
func Jitter(deviation float32) func(batch nets.Examples, rng *rand.Rand) {
	return func(batch nets.Examples, rng *rand.Rand) {
		for i := range batch.Inputs.Data {
			batch.Inputs.Data[i] += deviation * float32(rng.NormFloat64())
		}
	}
}

// Mirror is an augmentation for nets.FitConfig that mirrors each image [C,H,W]
// from left to right with probability one half.
func Mirror(batch nets.Examples, rng *rand.Rand) {
	shape := batch.Inputs.Shape
	width := shape[len(shape)-1]
	image := batch.Inputs.Len() / max(1, shape[0])
	for i := range shape[0] {
		if rng.IntN(2) == 0 {
			continue
		}
		pixels := batch.Inputs.Data[i*image : (i+1)*image]
		for at := 0; at+width <= len(pixels); at += width {
			row := pixels[at : at+width]
			for l, r := 0, width-1; l < r; l, r = l+1, r-1 {
				row[l], row[r] = row[r], row[l]
			}
		}
	}
}
