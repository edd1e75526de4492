package chess

import "math/bits"

// board is the pieces of one position as the seat to move sees them, in 64
// bytes. A queen is both diagonal and straight.
//
// The special squares are those of own and enemy rooks that may still castle,
// on the outer ranks, and the square that a pawn has just stepped over, on
// the sixth.
type board struct {
	own, enemy         uint64 // the pieces of the seat to move, and of the other
	pawns, knights     uint64
	diagonal, straight uint64
	kings              uint64
	special            uint64
}

// Move is a legal move of a Position, as its mover sees the board: a number
// that means nothing without the position.
//
//	bit  0      6    12     15
//	     from   to   kind   promotion
//
// The king's move of two files is castling, the pawn's to a special square is
// en passant.
type Move uint32

func newMove(from, to int, k, promotion kind) Move {
	return Move(from) | Move(to)<<6 | Move(k)<<12 | Move(promotion)<<15
}

func (m Move) from() int       { return int(m & 63) }
func (m Move) to() int         { return int(m >> 6 & 63) }
func (m Move) kind() kind      { return kind(m >> 12 & 7) }
func (m Move) promotion() kind { return kind(m >> 15 & 7) }

// of returns the pieces of a kind, of both seats.
func (b *board) of(k kind) uint64 {
	switch k {
	case pawn:
		return b.pawns
	case knight:
		return b.knights
	case bishop:
		return b.diagonal &^ b.straight
	case rook:
		return b.straight &^ b.diagonal
	case queen:
		return b.diagonal & b.straight
	default:
		return b.kings
	}
}

// at returns the kind of the piece on sq, and whether there is one.
func (b *board) at(sq int) (kind, bool) {
	bit := uint64(1) << sq
	switch {
	case (b.own|b.enemy)&bit == 0:
		return none, false
	case b.pawns&bit != 0:
		return pawn, true
	case b.knights&bit != 0:
		return knight, true
	case b.diagonal&b.straight&bit != 0:
		return queen, true
	case b.diagonal&bit != 0:
		return bishop, true
	case b.straight&bit != 0:
		return rook, true
	default:
		return king, true
	}
}

// put adds a piece of a kind to the square bit of its kind's bitboards; whose
// it is, is told apart.
func (b *board) put(k kind, bit uint64) {
	switch k {
	case pawn:
		b.pawns |= bit
	case knight:
		b.knights |= bit
	case bishop:
		b.diagonal |= bit
	case rook:
		b.straight |= bit
	case queen:
		b.diagonal |= bit
		b.straight |= bit
	case king:
		b.kings |= bit
	}
}

// passed is the square that a pawn of the enemy has just stepped over, or
// none.
func (b *board) passed() uint64 { return b.special & (rank1 << 40) }

// play stores in next the board after the legal move m, turned over to the
// other seat.
func (b *board) play(g *geometry, m Move, next *board) {
	from, to := uint64(1)<<(m&63), uint64(1)<<(m>>6&63)
	own, enemy := b.own^(from|to), b.enemy&^to
	pawns, knights := b.pawns&^to, b.knights&^to
	diagonal, straight := b.diagonal&^to, b.straight&^to
	kings, special := b.kings, b.special&g.rights&^(from|to)
	switch m.kind() {
	case pawn:
		pawns ^= from
		switch {
		case to&g.last != 0:
			p := board{knights: knights, diagonal: diagonal, straight: straight}
			p.put(m.promotion(), to)
			knights, diagonal, straight = p.knights, p.diagonal, p.straight
		case to == from<<16:
			special |= from << 8
			pawns |= to
		case to == b.passed():
			enemy ^= to >> 8
			pawns ^= to>>8 | to
		default:
			pawns |= to
		}
	case knight:
		knights ^= from | to
	case bishop:
		diagonal ^= from | to
	case rook:
		straight ^= from | to
	case queen:
		diagonal ^= from | to
		straight ^= from | to
	case king:
		kings ^= from | to
		special &^= rank1
		switch to {
		case from << 2:
			own ^= to<<1 | to>>1
			straight ^= to<<1 | to>>1
		case from >> 2:
			own ^= to>>2 | to<<1
			straight ^= to>>2 | to<<1
		}
	}
	next.own, next.enemy = g.turned(enemy), g.turned(own)
	next.pawns, next.knights = g.turned(pawns), g.turned(knights)
	next.diagonal, next.straight = g.turned(diagonal), g.turned(straight)
	next.kings, next.special = g.turned(kings), g.turned(special)
}

// turned is the bitboard with its first rank last.
func (g *geometry) turned(squares uint64) uint64 {
	return bits.ReverseBytes64(squares) >> (g.turn & 63)
}

// turnedSquare is the square as the other seat sees it.
func (g *geometry) turnedSquare(sq int) int { return (g.side-1-sq>>3)<<3 | sq&7 }

// attacked tells whether the enemy attacks the square sq, with the given
// squares occupied. Enemy pieces on squares that are not occupied do not
// count.
func (b *board) attacked(sq int, occupied uint64) bool {
	enemy := b.enemy & occupied
	sq &= 63
	bit := uint64(1) << sq
	pawns := bit<<7&^fileH | bit<<9&^fileA
	return pawns&b.pawns&enemy != 0 ||
		knightMoves[sq]&b.knights&enemy != 0 ||
		kingMoves[sq]&b.kings&enemy != 0 ||
		b.attackedBySlider(sq, occupied)
}

func (b *board) attackedBySlider(sq int, occupied uint64) bool {
	enemy := b.enemy & occupied
	sq &= 63
	if d := b.diagonal & enemy; diagonalRays[sq]&d != 0 && diagonalAttacks(sq, occupied)&d != 0 {
		return true
	}
	s := b.straight & enemy
	return straightRays[sq]&s != 0 && straightAttacks(sq, occupied)&s != 0
}

// inCheck tells whether the king of the seat to move is attacked.
func (b *board) inCheck() bool {
	return b.attacked(bits.TrailingZeros64(b.kings&b.own), b.own|b.enemy)
}
