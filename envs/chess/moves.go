package chess

import "math/bits"

// moves are the legal moves of a position as sets of squares: cheap to count,
// and written out one by one only where they are wanted.
type moves struct {
	count int

	// The squares that pawns which are free to move reach, by the way they
	// take: one step, two, and captures to the left and to the right.
	single, double, left, right uint64

	// The pieces, pinned pawns, and pawns that may capture en passant: the
	// first n. Two pawns of the 16 men of a seat may come twice.
	pieces [room]reach
	n      uint
}

// room is a power of two, so that a mask keeps an index in range.
const room = 32

// reach is where one piece may go.
type reach struct {
	targets uint64
	from    uint8
	kind    kind
}

func (s *moves) add(from int, k kind, targets uint64) {
	s.pieces[s.n%room] = reach{targets, uint8(from), k}
	s.n++
	s.count += bits.OnesCount64(targets)
}

// find stores the legal moves of the own pieces on the squares movers.
//
// It knows before it looks at a piece which squares are left to it: those
// that end a check, and for a pinned piece those in line with its king. So
// only the king and captures en passant are tried out.
func (s *moves) find(g *geometry, b *board, movers uint64) {
	s.count, s.n = 0, 0
	s.single, s.double, s.left, s.right = 0, 0, 0, 0
	home := bits.TrailingZeros64(b.kings&b.own) & 63
	checkers, pinned := b.threats(home)
	if movers>>home&1 != 0 {
		s.findKing(g, b, home, checkers == 0)
	}
	targets := g.squares &^ (b.own | b.kings)
	if checkers != 0 {
		if checkers&(checkers-1) != 0 {
			return // nothing but the king can end two checks
		}
		targets &= checkers | between[home][bits.TrailingZeros64(checkers)&63]
	}
	s.findPieces(b, targets, movers&b.own, home, pinned)
	s.findPawns(g, b, targets, movers&b.own&b.pawns, home, pinned)
}

// threats returns the enemies that give check to the own king on home, and
// the own pieces that are pinned to it.
func (b *board) threats(home int) (checkers, pinned uint64) {
	bit := uint64(1) << home
	pawns := bit<<7&^fileH | bit<<9&^fileA
	checkers = (pawns&b.pawns | knightMoves[home&63]&b.knights) & b.enemy
	occupied := b.own | b.enemy
	snipers := (diagonalRays[home&63]&b.diagonal | straightRays[home&63]&b.straight) & b.enemy
	row := &between[home&63]
	for ; snipers != 0; snipers &= snipers - 1 {
		shield := row[bits.TrailingZeros64(snipers)&63] & occupied
		switch {
		case shield == 0:
			checkers |= snipers & -snipers
		case shield&(shield-1) == 0:
			pinned |= shield & b.own
		}
	}
	return checkers, pinned
}

func (s *moves) findKing(g *geometry, b *board, home int, mayCastle bool) {
	enemyPawns := b.pawns & b.enemy
	denied := b.own | b.kings | enemyPawns>>7&^fileA | enemyPawns>>9&^fileH |
		kingMoves[bits.TrailingZeros64(b.kings&b.enemy)&63]
	targets := kingMoves[home] & g.squares &^ denied
	occupied := (b.own | b.enemy) &^ (1 << home)
	enemyKnights := b.knights & b.enemy
	for left := targets; left != 0; left &= left - 1 {
		sq := bits.TrailingZeros64(left) & 63
		if knightMoves[sq]&enemyKnights != 0 || b.attackedBySlider(sq, occupied|left&-left) {
			targets &^= left & -left
		}
	}
	if rooks := b.special & b.own & g.rights & rank1; rooks != 0 && mayCastle {
		targets |= b.castlings(rooks, targets)
	}
	s.add(home, king, targets)
}

// castlings returns where the king, on e1 and not in check, may castle to
// with the given rooks, if it may step to the squares safe.
func (b *board) castlings(rooks, safe uint64) uint64 {
	const (
		a1, c1, d1, f1, g1, h1 = 0, 2, 3, 5, 6, 7
		shortWay, longWay      = 1<<f1 | 1<<g1, 1<<1 | 1<<c1 | 1<<d1 // must be empty
	)
	occupied := b.own | b.enemy
	var targets uint64
	if rooks>>h1&1 != 0 && occupied&shortWay == 0 && safe>>f1&1 != 0 && !b.attacked(g1, occupied) {
		targets |= 1 << g1
	}
	if rooks>>a1&1 != 0 && occupied&longWay == 0 && safe>>d1&1 != 0 && !b.attacked(c1, occupied) {
		targets |= 1 << c1
	}
	return targets
}

func (s *moves) findPieces(b *board, targets, movers uint64, home int, pinned uint64) {
	occupied := b.own | b.enemy
	n, count := s.n, s.count
	for set := b.knights & movers &^ pinned; set != 0; set &= set - 1 { // a pinned knight cannot move
		from := bits.TrailingZeros64(set) & 63
		reached := knightMoves[from] & targets
		s.pieces[n%room] = reach{reached, uint8(from), knight}
		n, count = n+1, count+bits.OnesCount64(reached)
	}
	for set := b.diagonal & movers; set != 0; set &= set - 1 {
		from := bits.TrailingZeros64(set) & 63
		reached := diagonalAttacks(from, occupied) & targets
		if pinned>>from&1 != 0 {
			reached &= through[home][from]
		}
		s.pieces[n%room] = reach{reached, uint8(from), bishop + kind(b.straight>>from&1)*(queen-bishop)}
		n, count = n+1, count+bits.OnesCount64(reached)
	}
	for set := b.straight & movers; set != 0; set &= set - 1 {
		from := bits.TrailingZeros64(set) & 63
		reached := straightAttacks(from, occupied) & targets
		if pinned>>from&1 != 0 {
			reached &= through[home][from]
		}
		s.pieces[n%room] = reach{reached, uint8(from), rook + kind(b.diagonal>>from&1)*(queen-rook)}
		n, count = n+1, count+bits.OnesCount64(reached)
	}
	s.n, s.count = n, count
}

func (s *moves) findPawns(g *geometry, b *board, targets, pawns uint64, home int, pinned uint64) {
	empty, prey := g.squares&^(b.own|b.enemy), b.enemy&targets
	free := pawns &^ pinned
	single := free << 8 & empty
	s.double = (single & g.third) << 8 & empty & targets
	s.single = single & targets
	s.left, s.right = (free&^fileA)<<7&prey, (free&^fileH)<<9&prey
	s.count += bits.OnesCount64(s.single) + bits.OnesCount64(s.double) +
		bits.OnesCount64(s.left) + bits.OnesCount64(s.right)
	if last := (s.single | s.left | s.right) & g.last; last != 0 {
		promotions := bits.OnesCount64(s.single&g.last) + bits.OnesCount64(s.left&g.last) + bits.OnesCount64(s.right&g.last)
		s.count += promotions * (len(g.promotions) - 1)
	}
	for set := pawns & pinned; set != 0; set &= set - 1 {
		bit := set & -set
		from := bits.TrailingZeros64(set) & 63
		step := bit << 8 & empty
		reached := step | (step&g.third)<<8&empty | ((bit&^fileA)<<7|(bit&^fileH)<<9)&b.enemy
		reached &= targets & through[home][from]
		s.add(from, pawn, reached)
		s.count += bits.OnesCount64(reached&g.last) * (len(g.promotions) - 1)
	}
	if passed := b.passed(); passed != 0 {
		s.findEnPassant(b, passed, pawns, home)
	}
}

// findEnPassant tries out the captures of the pawn that has just stepped over
// the square passed: two pawns leave a line at once, so that neither need be
// pinned for the king to be exposed.
func (s *moves) findEnPassant(b *board, passed, pawns uint64, home int) {
	captured := passed >> 8
	for set := (passed>>7&^fileA | passed>>9&^fileH) & pawns; set != 0; set &= set - 1 {
		occupied := (b.own|b.enemy)&^(set&-set|captured) | passed
		if !b.attacked(home, occupied) {
			s.add(bits.TrailingZeros64(set), pawn, passed)
		}
	}
}

// list appends the moves to dst.
func (s *moves) list(g *geometry, dst []Move) []Move {
	dst = appendPawns(g, dst, s.single, 8)
	dst = appendPawns(g, dst, s.double, 16)
	dst = appendPawns(g, dst, s.left, 7)
	dst = appendPawns(g, dst, s.right, 9)
	for i := range s.pieces[:s.n] {
		p := &s.pieces[i]
		for set := p.targets; set != 0; set &= set - 1 {
			to := bits.TrailingZeros64(set)
			if p.kind == pawn && g.last>>(to&63)&1 != 0 {
				dst = appendPromotions(g, dst, int(p.from), to)
			} else {
				dst = append(dst, newMove(int(p.from), to, p.kind, none))
			}
		}
	}
	return dst
}

// appendPawns appends the moves of pawns that come from so many squares below.
func appendPawns(g *geometry, dst []Move, targets uint64, below int) []Move {
	for set := targets; set != 0; set &= set - 1 {
		to := bits.TrailingZeros64(set)
		if g.last>>to&1 != 0 {
			dst = appendPromotions(g, dst, to-below, to)
		} else {
			dst = append(dst, newMove(to-below, to, pawn, none))
		}
	}
	return dst
}

func appendPromotions(g *geometry, dst []Move, from, to int) []Move {
	for _, k := range g.promotions {
		dst = append(dst, newMove(from, to, pawn, k))
	}
	return dst
}

// keep leaves of the moves the captures of the enemies and of the pawn that
// stepped over the square passed, and all that lead a pawn to the last rank.
func (s *moves) keep(enemy, passed, last uint64) {
	s.single, s.double = s.single&last, 0
	for i := range s.pieces[:s.n] {
		r := &s.pieces[i]
		if r.kind == pawn {
			r.targets &= enemy | passed | last
		} else {
			r.targets &= enemy
		}
	}
}
