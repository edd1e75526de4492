package goban

import "github.com/tengen-rl/tengen/envs"

// mostFixed is the number of star points for handicap stones on a board of
// the size: 9 on odd boards from 9 × 9, 4 on even ones and 7 × 7, none below.
func mostFixed(size int) int {
	switch {
	case size < 7:
		return 0
	case size == 7 || size%2 == 0:
		return 4
	}
	return 9
}

// mostFree is the number of stones that Black may place freely.
func mostFree(size int) int { return size * size / 2 }

// FixedHandicap returns the points of n handicap stones on a board of the
// size, as the Go Text Protocol (version 2, 4.1.1) lays them: on the third
// line of boards below 13 × 13, on the fourth from there. It returns nil
// where that has no place for n: 2 to 4 stones want a board of 7 × 7 at
// least, 5 to 9 an odd one of 9 × 9.
func FixedHandicap(size, n int) []envs.Action {
	if n < 2 || n > mostFixed(size) {
		return nil
	}
	low := 3 // line, counted from 0
	if size < 13 {
		low = 2
	}
	high, mid := size-1-low, size/2
	at := func(row, col int) envs.Action { return envs.Action(row*size + col) }
	stars := []envs.Action{
		at(high, low), at(low, high), at(low, low), at(high, high), // the corners
		at(mid, low), at(mid, high), at(low, mid), at(high, mid), // the sides
	}
	centre := at(mid, mid)
	if n >= 5 && n%2 == 1 {
		return append(stars[:n-1], centre)
	}
	return stars[:n]
}
