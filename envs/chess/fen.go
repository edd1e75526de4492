package chess

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

// FENError reports text that is not the position of a game.
type FENError struct {
	Text   string
	Offset int    // of the byte where it goes wrong, from 0
	Reason string // what was wrong, and what would be accepted
}

func (e *FENError) Error() string {
	return fmt.Sprintf("position %q, byte %d: %s", e.Text, e.Offset, e.Reason)
}

// FEN returns the position in Forsyth-Edwards notation (PGN standard, 1994,
// section 16.1). It names the square that a pawn has just stepped over whether
// or not it can be captured there.
func (p *Position) FEN() string { return p.fen(p.board.passed()) }

func (p *Position) fen(passed uint64) string {
	b := p.board
	if p.turn == 1 {
		b.turnOver(p.geometry) // white is own, and below
		passed = p.geometry.turned(passed)
	}
	var text strings.Builder
	text.Grow(90)
	b.writePlacement(p.geometry, &text)
	text.WriteString([2]string{" w ", " b "}[p.turn])
	text.WriteString(castlingText(b.special & p.geometry.rights))
	text.WriteByte(' ')
	text.WriteString(squareOrDash(passed))
	fmt.Fprintf(&text, " %d %d", p.clock, p.number)
	return text.String()
}

// writePlacement writes the ranks from the top, with White below.
func (b *board) writePlacement(g *geometry, text *strings.Builder) {
	for rank := g.side - 1; rank >= 0; rank-- {
		empty := 0
		for file := range g.side {
			sq := rank*8 + file
			letter, ok := b.letter(sq)
			if !ok {
				empty++
				continue
			}
			if empty > 0 {
				text.WriteByte('0' + byte(empty))
				empty = 0
			}
			text.WriteByte(letter)
		}
		if empty > 0 {
			text.WriteByte('0' + byte(empty))
		}
		if rank > 0 {
			text.WriteByte('/')
		}
	}
}

// letter is the piece on sq, a capital for an own one.
func (b *board) letter(sq int) (byte, bool) {
	k, ok := b.at(sq)
	if !ok {
		return 0, false
	}
	if b.own>>sq&1 != 0 {
		return letters[k] - 'a' + 'A', true
	}
	return letters[k], true
}

// castler is the letter of a right to castle, and where its rook and king
// stand as White sees them.
type castler struct {
	letter     byte
	rook, king int
}

var castlers = [4]castler{{'K', 7, 4}, {'Q', 0, 4}, {'k', 63, 60}, {'q', 56, 60}}

func castlingText(rooks uint64) string {
	text := ""
	for _, c := range castlers {
		if rooks>>c.rook&1 != 0 {
			text += string(c.letter)
		}
	}
	if text == "" {
		return "-"
	}
	return text
}

func squareOrDash(bit uint64) string {
	if bit == 0 {
		return "-"
	}
	return squareName(bits.TrailingZeros64(bit))
}

func squareName(sq int) string {
	return string([]byte{'a' + byte(sq&7), '1' + byte(sq>>3)})
}

// fenReader reads one FEN, field by field, and remembers where it is.
type fenReader struct {
	text   string
	offset int // of the field
	p      *Position
}

func (r *fenReader) failf(within int, format string, args ...any) error {
	return &FENError{r.text, r.offset + within, fmt.Sprintf(format, args...)}
}

// ParseFEN reads a position in Forsyth-Edwards notation: six fields with one
// space between them, of which the last two, the clock and the number of the
// move, may be missing. It refuses with a *FENError what is not written as
// the standard says and what no game can come to: kings that are not one
// each, the seat to move able to capture a king, pawns on an outer rank, too
// many men, rights to castle without their king and rook, an en passant
// square without its pawn, three checks at once.
func (g Game) ParseFEN(text string) (Position, error) {
	p, err := g.ParseSetup(text)
	if err != nil {
		return Position{}, err
	}
	r := fenReader{text: text, p: &p}
	if err := r.checks(); err != nil {
		return Position{}, err
	}
	return p, nil
}

// ParseSetup is ParseFEN for positions set up by hand, as in files of games
// and studies: it lets pass checks that no game comes to, to the king of the
// seat that has just moved and by three pieces at once. No move captures a
// king.
func (g Game) ParseSetup(text string) (Position, error) {
	p := Position{geometry: g.geometry, number: 1}
	r := fenReader{text: text, p: &p}
	fields := strings.Split(text, " ")
	if n := len(fields); n != 4 && n != 6 {
		return Position{}, r.failf(0, "%d fields separated by single spaces, want 4 or 6: pieces, w or b, castling, en passant, clock, move number", n)
	}
	parsers := []func(string) error{r.pieces, r.turn, r.castling, r.enPassant, r.clock, r.number}
	for i, field := range fields {
		if err := parsers[i](field); err != nil {
			return Position{}, err
		}
		r.offset += len(field) + 1
	}
	if p.turn == 1 {
		p.board.turnOver(p.geometry)
	}
	return p, nil
}

func (r *fenReader) pieces(field string) error {
	g, b := r.p.geometry, &r.p.board
	rank, file := g.side-1, 0
	digit := false // the last character was one
	for i := range len(field) {
		c := field[i]
		switch {
		case c == '/':
			if file != g.side {
				return r.failf(i, "rank %d has %d squares, want %d", rank+1, file, g.side)
			}
			if rank == 0 {
				return r.failf(i, "more than %d ranks", g.side)
			}
			rank, file, digit = rank-1, 0, false
			continue
		case '1' <= c && c <= '9':
			if digit {
				return r.failf(i, "two digits in a row, want their sum")
			}
			file, digit = file+int(c-'0'), true
		default:
			if err := r.piece(i, c, rank*8+file, file); err != nil {
				return err
			}
			file, digit = file+1, false
		}
		if file > g.side {
			return r.failf(i, "rank %d has more than %d squares", rank+1, g.side)
		}
	}
	if rank != 0 || file != g.side {
		return r.failf(len(field), "the pieces end at rank %d after %d squares, want %d ranks of %d squares", rank+1, file, g.side, g.side)
	}
	return r.men(b)
}

// piece puts the piece of a letter on the square sq of a file, which may be
// off the board.
func (r *fenReader) piece(within int, c byte, sq, file int) error {
	g, b := r.p.geometry, &r.p.board
	k := strings.IndexByte(letters, c|0x20)
	if c < 'A' || k < 0 || !g.has(kind(k)) {
		return r.failf(within, "%q is no piece, want one of %s", c, g.pieceLetters())
	}
	if file >= g.side {
		return r.failf(within, "rank %d has more than %d squares", sq/8+1, g.side)
	}
	bit := uint64(1) << sq
	if kind(k) == pawn && (sq/8 == 0 || sq/8 == g.side-1) {
		return r.failf(within, "a pawn on rank %d, want ranks 2 to %d", sq/8+1, g.side-1)
	}
	b.put(kind(k), bit)
	if c < 'a' {
		b.own |= bit
	} else {
		b.enemy |= bit
	}
	return nil
}

// men checks how many there are of each seat.
func (r *fenReader) men(b *board) error {
	side := r.p.geometry.side
	for seat, men := range [2]uint64{b.own, b.enemy} {
		name := [2]string{"White", "Black"}[seat]
		if n := bits.OnesCount64(men & b.kings); n != 1 {
			return r.failf(0, "%s has %d kings, want 1", name, n)
		}
		if n := bits.OnesCount64(men & b.pawns); n > side {
			return r.failf(0, "%s has %d pawns, want at most %d", name, n, side)
		}
		if n := bits.OnesCount64(men); n > 2*side {
			return r.failf(0, "%s has %d men, want at most %d", name, n, 2*side)
		}
	}
	return nil
}

func (r *fenReader) turn(field string) error {
	switch field {
	case "w":
	case "b":
		r.p.turn = 1
	default:
		return r.failf(0, "turn %q, want w or b", field)
	}
	return nil
}

func (r *fenReader) castling(field string) error {
	if field == "-" {
		return nil
	}
	g, b := r.p.geometry, &r.p.board
	if g.rights == 0 {
		return r.failf(0, "castling %q, want - on this board", field)
	}
	next := 0
	for i := range len(field) {
		for next < len(castlers) && castlers[next].letter != field[i] {
			next++
		}
		if next == len(castlers) {
			return r.failf(i, "castling %q, want - or some of KQkq in this order", field)
		}
		c := castlers[next]
		men := b.own
		if c.rook > 31 {
			men = b.enemy
		}
		if men&b.kings>>c.king&1 == 0 || men&b.of(rook)>>c.rook&1 == 0 {
			return r.failf(i, "castling %c without a king on %s and a rook on %s", c.letter, squareName(c.king), squareName(c.rook))
		}
		b.special |= 1 << c.rook
		next++
	}
	if field == "" {
		return r.failf(0, "no castling field, want - or some of KQkq")
	}
	return nil
}

// enPassant reads the square that the pawn of the seat not to move has just
// stepped over.
func (r *fenReader) enPassant(field string) error {
	if field == "-" {
		return nil
	}
	g, b := r.p.geometry, &r.p.board
	if g.third == 0 {
		return r.failf(0, "en passant %q, want - on this board", field)
	}
	rank, pawns, up := byte('6'), b.pawns&b.enemy, 8
	if r.p.turn == 1 {
		rank, pawns, up = '3', b.pawns&b.own, -8
	}
	if len(field) != 2 || field[0] < 'a' || field[0] > 'h' || field[1] != rank {
		return r.failf(0, "en passant %q, want - or a square of rank %c", field, rank)
	}
	sq := int(field[1]-'1')*8 + int(field[0]-'a')
	if pawns>>(sq-up)&1 == 0 {
		return r.failf(0, "en passant %s without a pawn on %s that has stepped over it", field, squareName(sq-up))
	}
	if way := uint64(1)<<sq | 1<<(sq+up); (b.own|b.enemy)&way != 0 {
		return r.failf(0, "en passant %s, but a piece stands in the way of the pawn that should have come from %s", field, squareName(sq+up))
	}
	b.special |= 1 << sq
	return nil
}

// largestNumber keeps clocks and move numbers far from the end of an int32.
const largestNumber = 999_999

func (r *fenReader) clock(field string) (err error) {
	r.p.clock, err = r.decimal(field, "clock", 0)
	return err
}

func (r *fenReader) number(field string) (err error) {
	r.p.number, err = r.decimal(field, "move number", 1)
	return err
}

func (r *fenReader) decimal(field, name string, least int) (int, error) {
	n, err := strconv.Atoi(field)
	if err != nil || strconv.Itoa(n) != field || n < least || n > largestNumber {
		return 0, r.failf(0, "%s %q, want a number from %d to %d", name, field, least, largestNumber)
	}
	return n, nil
}

// checks refuses boards, as the seat to move sees them, where a king could be
// captured or is attacked as it never can be.
func (r *fenReader) checks() error {
	p := r.p
	enemy := p.board
	enemy.turnOver(p.geometry)
	if enemy.inCheck() {
		return r.failf(0, "%s is to move and could capture the king", [2]string{"White", "Black"}[p.turn])
	}
	checkers, _ := p.board.threats(bits.TrailingZeros64(p.board.kings & p.board.own))
	if n := bits.OnesCount64(checkers); n > 2 {
		return r.failf(0, "%d pieces give check at once, want at most 2", n)
	}
	return nil
}

// has tells whether there are pieces of a kind on the board.
func (g *geometry) has(k kind) bool {
	for _, there := range g.pieces {
		if k == there {
			return true
		}
	}
	return false
}

// pieceLetters are the letters of all pieces, for messages.
func (g *geometry) pieceLetters() string {
	var text []byte
	for _, k := range g.pieces {
		text = append(text, letters[k])
	}
	return strings.ToUpper(string(text)) + string(text)
}
