package chess

// Blocked tells whether the position is dead (FIDE 5.2.2) because kings and
// pawns are all that is left, every pawn stands in front of another, and no
// king can get at one: then nothing will ever be captured or move but the
// kings, and no series of legal moves leads to checkmate. It is false where
// the king of the seat to move is mated already.
//
// The test is exact in one direction: every position that it names is dead.
// It does not see those that are dead for another reason, such as a king that
// only its opponent's keeps from a pawn, or a bishop behind the pawns.
func (p *Position) Blocked() bool {
	return p.board.blocked(p.geometry) && !(p.InCheck() && p.stuck())
}

// blocked is Blocked where there is no mate.
func (b *board) blocked(g *geometry) bool {
	if b.knights|b.diagonal|b.straight != 0 || b.pawns == 0 {
		return false
	}
	mine, theirs := b.pawns&b.own, b.pawns&b.enemy
	if (mine<<8|theirs>>8)&^b.pawns != 0 {
		return false // one can step on, now or when a king leaves
	}
	myHits := (mine<<7&^fileH | mine<<9&^fileA) & g.squares
	theirHits := (theirs>>7&^fileA | theirs>>9&^fileH) & g.squares
	return myHits&(theirs|b.passed()) == 0 && // nor can theirs take mine, then
		walk(b.kings&b.own, g.squares&^mine&^theirHits)&theirs == 0 &&
		walk(b.kings&b.enemy, g.squares&^theirs&^myHits)&mine == 0
}

// walk returns the squares that a king can get to by way of free ones if the
// other king stands aside.
func walk(king, free uint64) uint64 {
	reached := king
	for front := king; front != 0; {
		sq := lowest(front)
		fresh := kingMoves[sq] & free &^ reached
		reached |= fresh
		front = front&^(1<<sq) | fresh
	}
	return reached
}
