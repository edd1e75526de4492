package chess

import "math/bits"

// The estimate is in hundredths of a pawn: what the pieces are worth, where
// they stand, and how many squares they reach.
var (
	worth    = [kinds]int{100, 320, 330, 500, 900, 0}
	mobility = [kinds]int{0, 4, 5, 3, 1, 0} // a square reached that no own piece holds
)

const (
	// bare is the worth of an enemy's pieces, pawns aside, below which a king
	// belongs in the middle of the board, and above which it hides.
	bare = 1300
	// evenScale is the advantage that counts as one half.
	evenScale = 400
)

// estimates are the worth of a piece on a square as its own seat sees it.
type estimates struct {
	pieces   [kinds][64]int
	bareKing [64]int // of the king when the enemy is bare
	geometry *geometry
}

func newEstimates(g *geometry) *estimates {
	t := &estimates{geometry: g}
	for sq := range 64 {
		file, rank := sq&7, sq>>3
		if file >= g.side || rank >= g.side {
			continue
		}
		inwards := min(file, g.side-1-file)          // from the nearer edge
		centre := inwards + min(rank, g.side-1-rank) // 0 in the corners
		ahead := rank - 1                            // steps that a pawn has made
		toGo := g.side - 1 - rank                    // and must make to become a queen
		t.pieces[pawn][sq] = worth[pawn] + 4*inwards*ahead + 60*max(0, ahead)/(1+toGo)
		t.pieces[knight][sq] = worth[knight] + 8*centre - 20
		t.pieces[bishop][sq] = worth[bishop] + 4*centre - 10
		t.pieces[rook][sq] = worth[rook] + 3*inwards
		if toGo == 1 {
			t.pieces[rook][sq] += 15
		}
		t.pieces[queen][sq] = worth[queen] + 2*centre
		t.pieces[king][sq] = -12*min(rank, 4) - 5*inwards
		t.bareKing[sq] = 10 * centre
	}
	return t
}

// Estimate weighs the pieces of both seats, where they stand and how far they
// reach, and squashes the difference d, in hundredths of a pawn, to
// d/(|d|+400).
func (s *State) Estimate(dst []float32) {
	other := s.position.board
	other.turnOver(s.game.geometry)
	d := s.game.tables.of(&s.position.board) - s.game.tables.of(&other)
	v := float32(d) / float32(max(d, -d)+evenScale)
	dst[s.position.turn], dst[1-s.position.turn] = v, 0-v // not -v, which makes a negative zero
}

// of is the worth of the own pieces.
func (t *estimates) of(b *board) int {
	sum := 0
	occupied := b.own | b.enemy
	for k := pawn; k < king; k++ {
		for set := b.of(k) & b.own; set != 0; set &= set - 1 {
			sq := lowest(set)
			sum += t.pieces[k][sq]
			if k != pawn {
				reached := attacks(k, sq, occupied) & t.geometry.squares &^ b.own
				sum += mobility[k] * bits.OnesCount64(reached)
			}
		}
	}
	home := lowest(b.kings & b.own)
	if b.pieceWorth(b.enemy) < bare {
		return sum + t.bareKing[home]
	}
	return sum + t.pieces[king][home]
}

// pieceWorth is what the pieces of a set are worth, pawns aside.
func (b *board) pieceWorth(men uint64) int {
	sum := 0
	for k := knight; k < king; k++ {
		sum += worth[k] * bits.OnesCount64(b.of(k)&men)
	}
	return sum
}

// attacks is what a piece other than a pawn attacks from sq.
func attacks(k kind, sq int, occupied uint64) uint64 {
	switch k {
	case knight:
		return knightMoves[sq&63]
	case bishop:
		return diagonalAttacks(sq, occupied)
	case rook:
		return straightAttacks(sq, occupied)
	case queen:
		return diagonalAttacks(sq, occupied) | straightAttacks(sq, occupied)
	default:
		return kingMoves[sq&63]
	}
}
