package chess

import "math"

// Value returns the expected return, within -1 and 1, of a seat that is better
// by so many hundredths of a pawn: cp/(|cp|+400), by which Estimate judges
// material and programs that count in pawns are understood.
func Value(centipawns float64) float64 {
	return centipawns / (math.Abs(centipawns) + evenScale)
}

// Centipawns is the inverse of Value, at most so many either way.
func Centipawns(value, most float64) float64 {
	rest := 1 - math.Abs(value)
	if rest <= 0 {
		return math.Copysign(most, value)
	}
	return min(max(evenScale*value/rest, -most), most)
}
