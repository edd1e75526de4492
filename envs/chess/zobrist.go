package chess

import (
	"math/bits"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// zobrist are the random numbers whose sum without carry is the key of a
// position (Zobrist, "A new hashing method with application for game
// playing", 1970). A piece's square is the one that its own seat sees.
type zobrist struct {
	pieces    [2][kinds][64]uint64 // by seat
	rights    [2][64]uint64        // of a rook to castle, by seat
	enPassant [64]uint64           // the square stepped over, as the capturing seat sees it
	black     uint64               // Black is to move
}

var keys = newZobrist()

func newZobrist() *zobrist {
	z := new(zobrist)
	rng := seed.Stream(0xc4e55)
	for p := range 2 {
		for k := range kinds {
			for sq := range 64 {
				z.pieces[p][k][sq] = rng.Uint64()
			}
		}
		for sq := range 64 {
			z.rights[p][sq] = rng.Uint64()
		}
	}
	for sq := range 64 {
		z.enPassant[sq] = rng.Uint64()
	}
	z.black = rng.Uint64()
	return z
}

// Key is a number that only this position has, up to the accident of a
// collision: the pieces, the seat to move, the rights to castle, and the
// square of a capture en passant if that is legal. It leaves out the clock and
// what came before. So it says when positions repeat in the sense of FIDE
// 9.2.3, and serves as the key of a transposition table.
func (p *Position) Key() uint64 {
	g, b := p.geometry, p.board
	key := keys.black & -uint64(p.turn)
	if passed := b.enPassant(g); passed != 0 {
		key ^= keys.enPassant[bits.TrailingZeros64(passed)]
	}
	for seat := range envs.Player(2) {
		if seat != p.turn {
			b.turnOver(g)
		}
		key ^= b.keyOf(seat, g)
		if seat != p.turn {
			b.turnOver(g)
		}
	}
	return key
}

// keyOf is the part of the key that tells of the own pieces, those of seat.
func (b *board) keyOf(seat envs.Player, g *geometry) uint64 {
	var key uint64
	for k := range kinds {
		for set := b.of(k) & b.own; set != 0; set &= set - 1 {
			key ^= keys.pieces[seat][k][bits.TrailingZeros64(set)]
		}
	}
	return key ^ rightsKey(seat, b.special&b.own&g.rights)
}

// rightsKey is the part of the key that tells of the rooks of seat that may
// castle, as it sees them.
func rightsKey(seat envs.Player, rooks uint64) uint64 {
	var key uint64
	for ; rooks != 0; rooks &= rooks - 1 {
		key ^= keys.rights[seat][bits.TrailingZeros64(rooks)]
	}
	return key
}

// changeOf is by how much the legal move m changes the key of p, but for
// captures en passant before and after it.
func (p *Position) changeOf(m Move) uint64 {
	g, b := p.geometry, &p.board
	from, to := m.from(), m.to()
	own, enemy := &keys.pieces[p.turn], &keys.pieces[1-p.turn]
	arrives := m.kind()
	if m.promotion() != none {
		arrives = m.promotion()
	}
	key := keys.black ^ own[m.kind()][from] ^ own[arrives][to]
	if captured, ok := b.at(to); ok {
		key ^= enemy[captured][g.turnedSquare(to)]
	} else if m.kind() == pawn && b.passed()>>to&1 != 0 {
		key ^= enemy[pawn][g.turnedSquare(to-8)]
	}
	if castles(m) {
		if to > from {
			key ^= own[rook][to+1] ^ own[rook][to-1]
		} else {
			key ^= own[rook][to-2] ^ own[rook][to+1]
		}
	}
	return key
}
