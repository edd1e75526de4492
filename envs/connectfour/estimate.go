package connectfour

import "math/bits"

// windows are the 69 sets of four cells in line.
var windows = allWindows()

func allWindows() []uint64 {
	var all []uint64
	for _, step := range [...]int{1, Stride, Stride - 1, Stride + 1} {
		four := uint64(1 | 1<<step | 1<<(2*step) | 1<<(3*step))
		for start := 0; start+3*step < Width*Stride; start++ {
			if window := four << start; window&^board == 0 {
				all = append(all, window)
			}
		}
	}
	return all
}

// worth is what a window is worth that holds so many discs of one seat and
// none of the other: three of four are worth much more than two and one.
var worth = [5]int{0, 1, 4, 16, 0}

// Estimate weighs the windows of four cells that hold discs of one seat only,
// by how many, and squashes the difference d to d/(|d|+32): an even game is
// 0, one open three about a third, and no sum reaches 1.
func (s *State) Estimate(dst []float32) {
	d := 0
	for _, window := range windows {
		x, o := bits.OnesCount64(window&s.discs[0]), bits.OnesCount64(window&s.discs[1])
		switch {
		case o == 0:
			d += worth[x]
		case x == 0:
			d -= worth[o]
		}
	}
	dst[0] = float32(d) / float32(max(d, -d)+32)
	dst[1] = 0 - dst[0] // not -dst[0], which makes a negative zero
}
