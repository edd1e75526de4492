package chess

// Squares are numbered as on every bitboard of this package, a1 = 0, b1 = 1,
// up to h8 = 63, eight to a rank whatever the size of the board.
const (
	fileA = 0x0101010101010101
	fileH = fileA << 7
	rank1 = 0xff
)

// step is a direction: so many files to the right and ranks up.
type step struct{ file, rank int }

var (
	diagonalSteps = []step{{1, 1}, {-1, 1}, {1, -1}, {-1, -1}}
	straightSteps = []step{{1, 0}, {-1, 0}, {0, 1}, {0, -1}}
	knightSteps   = []step{{1, 2}, {2, 1}, {2, -1}, {1, -2}, {-1, -2}, {-2, -1}, {-2, 1}, {-1, 2}}
)

// The tables of moves on an otherwise empty board, by square.
var (
	knightMoves  = leaps(knightSteps)
	kingMoves    = leaps(append(straightSteps, diagonalSteps...))
	diagonalRays = rays(diagonalSteps)
	straightRays = rays(straightSteps)
)

// between[a][b] holds the squares strictly between two squares in line, and
// through[a][b] the whole line on which they lie; empty if they are not in
// line.
var between, through = lines()

// on returns the square s steps from square sq, and false off the board.
func on(sq int, d step, s int) (int, bool) {
	file, rank := sq%8+s*d.file, sq/8+s*d.rank
	return rank*8 + file, 0 <= file && file < 8 && 0 <= rank && rank < 8
}

func leaps(steps []step) (table [64]uint64) {
	for sq := range table {
		for _, d := range steps {
			if to, ok := on(sq, d, 1); ok {
				table[sq] |= 1 << to
			}
		}
	}
	return table
}

func rays(steps []step) (table [64]uint64) {
	for sq := range table {
		table[sq] = slide(sq, 0, steps)
	}
	return table
}

// slide is the dumb twin of the slider tables: it walks from sq until it
// meets one of the occupied squares, which it includes, or the edge.
func slide(sq int, occupied uint64, steps []step) uint64 {
	var attacks uint64
	for _, d := range steps {
		for s := 1; ; s++ {
			to, ok := on(sq, d, s)
			if !ok {
				break
			}
			attacks |= 1 << to
			if occupied>>to&1 != 0 {
				break
			}
		}
	}
	return attacks
}

func lines() (between, through [64][64]uint64) {
	for _, steps := range [][]step{diagonalSteps, straightSteps} {
		for a := range 64 {
			for b := range 64 {
				if a == b || slide(a, 0, steps)>>b&1 == 0 {
					continue
				}
				ends := uint64(1)<<a | 1<<b
				between[a][b] = slide(a, ends, steps) & slide(b, ends, steps)
				through[a][b] = slide(a, 0, steps)&slide(b, 0, steps) | ends
			}
		}
	}
	return between, through
}
