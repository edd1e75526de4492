package chess

// counter counts the sequences of moves from a position, with room for one
// list of moves a ply.
type counter struct {
	g     *geometry
	found moves
	plies []ply
}

type ply struct {
	board board
	list  []Move
}

func newCounter(g *geometry, depth int) *counter {
	c := &counter{g: g, plies: make([]ply, depth)}
	for i := range c.plies {
		c.plies[i].list = make([]Move, 0, maxMoves)
	}
	return c
}

// maxMoves is the largest number of legal moves known for a position that a
// game can reach. A list grows where there are more.
const maxMoves = 218

// sequences counts the sequences of depth moves from b. It counts the last
// moves without making them, and remembers nothing.
func (c *counter) sequences(b *board, depth int) uint64 {
	if depth == 0 {
		return 1
	}
	c.found.find(c.g, b, b.own)
	if depth == 1 {
		return uint64(c.found.count)
	}
	here := &c.plies[depth-1]
	here.list = c.found.list(c.g, here.list[:0])
	var n uint64
	for _, m := range here.list {
		b.play(c.g, m, &here.board)
		n += c.sequences(&here.board, depth-1)
	}
	return n
}
