package kernel

// A unit that is dead sends no gradient, and the running means of its weights
// halve and halve until they are numbers below the normal range, with which
// processors are a hundred times slower, and at which rounding holds them for
// ever. The optimisers forget means and means of squares before that: below
// meanFloor, and below its square.
const (
	meanFloor   = 0x1p-63
	squareFloor = 0x1p-126 // the smallest normal number
)

// forget is v, or zero if v is nearer to zero than floor.
func forget(v, floor float32) float32 {
	if -floor < v && v < floor {
		return 0
	}
	return v
}
