package uci

import "math"

// A position that is better by so many hundredths of a pawn is worth half a
// point; see valueOf.
const halfWay = 400

// valueOf returns the expected return, -1 to 1, of a seat that is better by cp
// hundredths of a pawn: cp/(|cp|+400), the rule by which the world of chess
// turns material into an estimate.
func valueOf(cp int) float32 {
	x := float64(cp)
	return float32(x / (math.Abs(x) + halfWay))
}
