package chess

// kind is a kind of piece. The empty kind stands for no piece, and in a move
// for no promotion.
type kind uint8

const (
	pawn kind = iota
	knight
	bishop
	rook
	queen
	king
	kinds      // how many there are
	none  kind = 0
)

// letters are the kinds' names in text, Black's.
const letters = "pnbrqk"

// geometry is what differs between the boards; the rules of movement are one
// code for all. Every bitboard is laid out eight squares to a rank, so that a
// small board is the lower left corner of the large one:
//
//	8 │ · · · · · · · ·      a1 is bit 0, b1 bit 1, a2 bit 8.
//	7 │ · · · · · · · ·      Squares off the board are always empty, and
//	6 │ · · · · · · · ·      never a target.
//	5 │ # # # # # · · ·
//	  …
//	1 │ # # # # # · · ·
//	    a b c d e f g h
//
// A board is always seen by the seat to move, whose own pieces go up; between
// two moves it is turned over.
type geometry struct {
	side       int    // files, and ranks
	squares    uint64 // of the board
	last       uint64 // the rank of promotion
	third      uint64 // the rank from which a pawn may step on, having come from its first; empty without double steps
	rights     uint64 // the ranks of rooks that may castle; empty without castling
	turn       int    // by how much a bitboard turned over must be shifted down
	pieces     []kind // on this board, in the order of their planes
	promotions []kind // the queen first
	start      string // FEN of the first position
}

var (
	full = geometry{
		side:       8,
		squares:    ^uint64(0),
		last:       rank1 << 56,
		third:      rank1 << 16,
		rights:     rank1 | rank1<<56,
		pieces:     []kind{pawn, knight, bishop, rook, queen, king},
		promotions: []kind{queen, rook, bishop, knight},
		start:      "rnbqkbnr/pppppppp/8/8/8/8/PPPPPPPP/RNBQKBNR w KQkq - 0 1",
	}
	gardner = geometry{
		side:       5,
		squares:    corner(5),
		last:       corner(5) & (rank1 << 32),
		turn:       24,
		pieces:     []kind{pawn, knight, bishop, rook, queen, king},
		promotions: []kind{queen, rook, bishop, knight},
		start:      "rnbqk/ppppp/5/PPPPP/RNBQK w - - 0 1",
	}
	losAlamos = geometry{
		side:       6,
		squares:    corner(6),
		last:       corner(6) & (rank1 << 40),
		turn:       16,
		pieces:     []kind{pawn, knight, rook, queen, king},
		promotions: []kind{queen, rook, knight},
		start:      "rnqknr/pppppp/6/6/PPPPPP/RNQKNR w - - 0 1",
	}
)

// corner is the squares of a board with so many files and ranks.
func corner(side int) uint64 {
	var squares uint64
	for rank := range side {
		squares |= (1<<side - 1) << (8 * rank)
	}
	return squares
}
