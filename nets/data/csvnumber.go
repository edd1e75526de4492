package data

import (
	"math"
	"strconv"
)

// A number in a CSV file has at most so many characters, and digits and an
// exponent that keep it below 1e308.
const (
	maxNumber    = 64
	maxMagnitude = 308
)

// isNumber tells whether a text is such a number. strconv alone would make an
// error for each text that is not, and so cost many times the file.
func isNumber(text []byte) bool {
	if len(text) > maxNumber {
		return false
	}
	rest := withoutSign(text)
	whole := digits(rest)
	rest = rest[whole:]
	fraction := 0
	if len(rest) > 0 && rest[0] == '.' {
		fraction = digits(rest[1:])
		rest = rest[1+fraction:]
	}
	if whole+fraction == 0 || len(rest) == 0 {
		return whole+fraction > 0
	}
	if rest[0] != 'e' && rest[0] != 'E' {
		return false
	}
	exponent := withoutSign(rest[1:])
	if len(exponent) == 0 || digits(exponent) < len(exponent) {
		return false
	}
	return rest[1] == '-' || whole+valueOf(exponent) <= maxMagnitude
}

// numberOf reads a number; no text is a missing one.
func numberOf(text []byte) float64 {
	if len(text) == 0 {
		return math.NaN()
	}
	x, _ := strconv.ParseFloat(string(text), 64) // on the stack, unless it is long
	return x
}

func withoutSign(text []byte) []byte {
	if len(text) > 0 && (text[0] == '+' || text[0] == '-') {
		return text[1:]
	}
	return text
}

// digits returns how many digits text begins with.
func digits(text []byte) int {
	for i, c := range text {
		if c < '0' || c > '9' {
			return i
		}
	}
	return len(text)
}

// valueOf returns the number that digits stand for, or any beyond maxMagnitude
// if it is beyond.
func valueOf(digits []byte) int {
	n := 0
	for _, c := range digits {
		n = min(10*n+int(c-'0'), maxMagnitude+1)
	}
	return n
}
