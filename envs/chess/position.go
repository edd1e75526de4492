package chess

import (
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/envs"
)

// Position is one position of a game by the rules of movement alone: whose
// turn it is, where the pieces stand, what may castle or be captured en
// passant. It knows no repetition and no draw; a State does. A Position is a
// value: an assignment copies it. The zero Position is not valid; Game makes
// one.
type Position struct {
	geometry *geometry
	board    board
	turn     envs.Player // 0 is White
	clock    int         // plies since the last capture or move of a pawn
	number   int         // of the move to come, from 1, as a score sheet counts
}

// Turn returns the seat to move, 0 for White and 1 for Black, even if it has
// no move.
func (p *Position) Turn() envs.Player { return p.turn }

// Clock returns the number of plies since the last capture or move of a pawn.
func (p *Position) Clock() int { return p.clock }

// Number returns the number of the move to come: 1 at the start, one more
// after each move of Black.
func (p *Position) Number() int { return p.number }

// InCheck tells whether the king of the seat to move is attacked.
func (p *Position) InCheck() bool { return p.board.inCheck() }

// Moves appends the legal moves to dst, in no particular order.
func (p *Position) Moves(dst []Move) []Move {
	var found moves
	found.find(p.geometry, &p.board, p.board.own)
	return found.list(p.geometry, dst)
}

// Play makes the move m. It panics if m is illegal.
func (p *Position) Play(m Move) {
	if !slices.Contains(p.movesFrom(nil, m.from()), m) {
		panic(fmt.Sprintf("chess: illegal move %#x from square %d to %d in %s", uint32(m), m.from(), m.to(), p.FEN()))
	}
	p.play(m)
}

// movesFrom appends the legal moves of the piece on a square.
func (p *Position) movesFrom(dst []Move, from int) []Move {
	var found moves
	found.find(p.geometry, &p.board, p.board.own&(1<<from))
	return found.list(p.geometry, dst)
}

// play makes a move that is legal.
func (p *Position) play(m Move) {
	before := p.board
	p.clock++
	if m.kind() == pawn || before.enemy>>m.to()&1 != 0 {
		p.clock = 0
	}
	before.play(p.geometry, m, &p.board)
	p.number += int(p.turn)
	p.turn = 1 - p.turn
}

// stuck tells whether the seat to move has no legal move.
func (p *Position) stuck() bool {
	var found moves
	found.find(p.geometry, &p.board, p.board.own)
	return found.count == 0
}

// Perft counts the sequences of depth legal moves, the measure by which move
// generators are compared. No draw ends a sequence. It counts the last move
// without making it, and remembers nothing.
func (p *Position) Perft(depth int) uint64 {
	return newCounter(p.geometry, depth).sequences(&p.board, depth)
}

// enPassant is the square that the enemy's pawn has just stepped over if it
// can legally be captured there, and else empty.
func (b *board) enPassant(g *geometry) uint64 {
	passed := b.passed()
	if pawns := (passed>>7&^fileA | passed>>9&^fileH) & b.pawns & b.own; pawns != 0 {
		var found moves
		found.find(g, b, pawns)
		for _, reach := range found.pieces[:found.n] {
			if reach.targets == passed {
				return passed
			}
		}
	}
	return 0
}

// square returns the square of the board as White sees it, for one that the
// seat to move sees, and the other way round.
func (p *Position) square(sq int) int {
	if p.turn == 0 {
		return sq
	}
	return p.geometry.turnedSquare(sq)
}

// turnOver gives the turn to the other seat, without a move.
func (b *board) turnOver(g *geometry) {
	b.own, b.enemy = g.turned(b.enemy), g.turned(b.own)
	b.pawns, b.knights = g.turned(b.pawns), g.turned(b.knights)
	b.diagonal, b.straight = g.turned(b.diagonal), g.turned(b.straight)
	b.kings, b.special = g.turned(b.kings), g.turned(b.special)
}
