package solver

import (
	"context"
	"math/bits"
)

// position is the stones of each seat and the seat to move.
type position struct {
	stones [2]uint64
	mover  int
}

// after returns the position after a stone on the cell.
func (p position) after(cell uint64) position {
	p.stones[p.mover] |= cell
	p.mover = 1 - p.mover
	return p
}

// result tells whether the seat to move wins, and the empty cells that the
// winner's strategy needs.
type result struct {
	wins    bool
	carrier uint64
}

// prover proves who wins positions of one board, and remembers it.
type prover struct {
	board board
	links [2]links // by seat
	table *table

	ctx   context.Context
	err   error // of ctx; everything returned since is meaningless
	nodes uint64
}

const pollMask = 1<<10 - 1 // the context is asked once in so many nodes

func newProver(size int) prover {
	b := newBoard(size)
	return prover{board: b, links: [2]links{b.linksOf(0), b.linksOf(1)}, table: newTable(tableBits)}
}

// prove finds who wins a position in which nobody has won.
func (v *prover) prove(p position) result {
	if v.nodes++; v.nodes&pollMask == 0 && v.err == nil {
		v.err = v.ctx.Err()
	}
	if v.err != nil {
		return result{}
	}
	if known, ok := v.table.load(p); ok {
		return known
	}
	found := v.tryAll(p, v.board.all&^(p.stones[0]|p.stones[1]))
	if v.err == nil {
		v.table.store(p, found)
	}
	return found
}

// tryAll is prove by moves: one that wins by bridges alone; or else those that
// meet every way in which the opponent could so win next, and as moves fail,
// those alone that meet every strategy that refuted one.
func (v *prover) tryAll(p position, empty uint64) result {
	own, theirs := p.stones[p.mover], p.stones[1-p.mover]
	for move := range singles(empty) {
		if cells, ok := v.bridged(p.mover, own|move, empty&^move); ok {
			return result{wins: true, carrier: move | cells}
		}
	}
	must, carrier := empty, uint64(0)
	for threat := range singles(empty) {
		if cells, ok := v.bridged(1-p.mover, theirs|threat, empty&^threat); ok {
			must &= threat | cells
			carrier |= threat | cells
		}
	}
	sums := v.promise(p, empty, must)
	for must != 0 && v.err == nil {
		move := best(must, &sums)
		answer := v.prove(p.after(move))
		if !answer.wins {
			return result{wins: true, carrier: move | answer.carrier}
		}
		must &= answer.carrier
		carrier |= answer.carrier
	}
	return result{carrier: carrier}
}

// promise returns by bit how far the cells lie from all four edges, through
// the stones of the edges' owners: a cell on the shortest ways of both seats
// promises most, and among equals one near the centre.
func (v *prover) promise(p position, empty, cells uint64) (sums [64]int) {
	if cells&(cells-1) == 0 {
		return sums // there is no choice
	}
	for seat, edges := range v.board.edges {
		for _, edge := range edges {
			v.board.distances(edge, p.stones[seat], empty, cells, &sums)
		}
	}
	for bit := range sums {
		sums[bit] = 2*v.board.size*sums[bit] + v.board.eccentric[bit]
	}
	return sums
}

// best returns the cell with the least sum.
func best(cells uint64, sums *[64]int) uint64 {
	first := bits.TrailingZeros64(cells)
	for rest := cells & (cells - 1); rest != 0; rest &= rest - 1 {
		if bit := bits.TrailingZeros64(rest); sums[bit] < sums[first] {
			first = bit
		}
	}
	return 1 << first
}
