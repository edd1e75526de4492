package chess

import (
	"fmt"
	"strings"
)

// MoveError reports text that is not a legal move of a position.
type MoveError struct {
	Position string // FEN
	Text     string
	Reason   string // what was wrong, and what would be accepted
}

func (e *MoveError) Error() string {
	return fmt.Sprintf("move %q in %s: %s", e.Text, e.Position, e.Reason)
}

func (p *Position) moveErrorf(text, format string, args ...any) error {
	return &MoveError{p.FEN(), text, fmt.Sprintf(format, args...)}
}

// UCI returns the legal move m as the Universal Chess Interface writes it: the
// squares it goes from and to, and the letter of a promotion, as in e2e4, e1g1
// and a7a8q.
func (p *Position) UCI(m Move) string {
	text := squareName(p.square(m.from())) + squareName(p.square(m.to()))
	if m.promotion() != none {
		text += string(letters[m.promotion()])
	}
	return text
}

// SAN returns the legal move m in standard algebraic notation (PGN standard,
// 1994, section 8.2.3): with as much of the square it comes from as is needed
// to tell it from other legal moves, and with + or # for check and mate.
func (p *Position) SAN(m Move) string {
	text := p.sanWithoutCheck(m)
	next := *p
	next.play(m)
	switch {
	case !next.InCheck():
		return text
	case next.stuck():
		return text + "#"
	}
	return text + "+"
}

func (p *Position) sanWithoutCheck(m Move) string {
	if castles(m) {
		if m.to() > m.from() {
			return "O-O"
		}
		return "O-O-O"
	}
	from, to := squareName(p.square(m.from())), squareName(p.square(m.to()))
	captures := p.board.enemy>>m.to()&1 != 0
	if m.kind() == pawn {
		text := to
		if m.from()&7 != m.to()&7 {
			text = from[:1] + "x" + to
		}
		if m.promotion() != none {
			text += "=" + strings.ToUpper(string(letters[m.promotion()]))
		}
		return text
	}
	text := strings.ToUpper(string(letters[m.kind()])) + p.apart(m, from)
	if captures {
		text += "x"
	}
	return text + to
}

func castles(m Move) bool {
	return m.kind() == king && (m.to() == m.from()+2 || m.to() == m.from()-2)
}

// apart is the part of the square from that tells m from the other legal
// moves of pieces of its kind: the file if that is enough, else the rank, else
// both.
func (p *Position) apart(m Move, from string) string {
	var found moves
	found.find(p.geometry, &p.board, p.board.own&p.board.of(m.kind()))
	others, sameFile, sameRank := false, false, false
	for _, r := range found.pieces[:found.n] {
		other := int(r.from)
		if other == m.from() || r.targets>>m.to()&1 == 0 {
			continue
		}
		others = true
		sameFile = sameFile || other&7 == m.from()&7
		sameRank = sameRank || other>>3 == m.from()>>3
	}
	switch {
	case !others:
		return ""
	case !sameFile:
		return from[:1]
	case !sameRank:
		return from[1:]
	}
	return from
}

// ParseMove returns the legal move that text names, as UCI or as SAN write
// it. Of SAN it also takes what other programs write: marks of check that are
// missing or too many, more of the square it comes from than is needed, x or -
// or nothing for a capture, a promotion without =, and zeros for castling. The
// error is a *MoveError.
func (p *Position) ParseMove(text string) (Move, error) {
	w, ok := readWanted(text)
	if !ok {
		return 0, p.moveErrorf(text, "not the text of a move, want one such as e2e4 or a7a8q, or e4, Nbd7, exd5, O-O or a8=Q")
	}
	var matches []Move
	for _, m := range p.Moves(nil) {
		if w.matches(p, m) {
			matches = append(matches, m)
		}
	}
	switch len(matches) {
	case 1:
		return matches[0], nil
	case 0:
		return 0, p.moveErrorf(text, "illegal: %s", p.whyNot(w))
	}
	var names []string
	for _, m := range matches {
		names = append(names, p.UCI(m))
	}
	return 0, p.moveErrorf(text, "ambiguous, want one of %s", strings.Join(names, ", "))
}

// wanted is what the text of a move tells of it; -1 stands for what it does
// not tell.
type wanted struct {
	castling           int  // files that the king moves to the right, or 0
	any                bool // UCI, which does not tell the kind of the piece
	kind               kind
	fromFile, fromRank int
	to                 int // as White sees it
	promotion          kind
}

func readWanted(text string) (wanted, bool) {
	w := wanted{fromFile: -1, fromRank: -1, to: -1}
	if n := len(text); n > 0 && (text[n-1] == '+' || text[n-1] == '#') {
		text = text[:n-1]
	}
	switch text {
	case "O-O", "0-0":
		w.castling = 2
		return w, true
	case "O-O-O", "0-0-0":
		w.castling = -2
		return w, true
	}
	text, w.promotion = cutPromotion(text)
	text, file, rank, ok := cutSquare(text)
	if !ok {
		return w, false
	}
	w.to = rank*8 + file
	mark := strings.HasSuffix(text, "x") || strings.HasSuffix(text, "-")
	if mark {
		text = text[:len(text)-1]
	}
	if n := len(text); n > 0 && '1' <= text[n-1] && text[n-1] <= '8' {
		w.fromRank, text = int(text[n-1]-'1'), text[:n-1]
	}
	if n := len(text); n > 0 && 'a' <= text[n-1] && text[n-1] <= 'h' {
		w.fromFile, text = int(text[n-1]-'a'), text[:n-1]
	}
	if text == "" {
		w.any = w.fromFile >= 0 && w.fromRank >= 0 && !mark
		return w, true
	}
	k := strings.Index(strings.ToUpper(letters), text)
	w.kind = kind(max(k, 0))
	return w, len(text) == 1 && k > 0 && w.promotion == none
}

// cutPromotion removes a promotion such as =Q, Q or q from the end of text.
func cutPromotion(text string) (string, kind) {
	if text == "" {
		return text, none
	}
	k := strings.IndexByte(letters, text[len(text)-1]|0x20)
	if k <= 0 || kind(k) == king || text[len(text)-1] < 'A' {
		return text, none
	}
	return strings.TrimSuffix(text[:len(text)-1], "="), kind(k)
}

// cutSquare removes the name of a square from the end of text.
func cutSquare(text string) (rest string, file, rank int, ok bool) {
	n := len(text)
	if n < 2 {
		return text, 0, 0, false
	}
	file, rank = int(text[n-2])-'a', int(text[n-1])-'1'
	return text[:n-2], file, rank, 0 <= file && file < 8 && 0 <= rank && rank < 8
}

func (w wanted) matches(p *Position, m Move) bool {
	if w.castling != 0 {
		return castles(m) && m.to()-m.from() == w.castling
	}
	from := p.square(m.from())
	switch {
	case p.square(m.to()) != w.to || m.promotion() != w.promotion:
		return false
	case w.fromFile >= 0 && from&7 != w.fromFile, w.fromRank >= 0 && from>>3 != w.fromRank:
		return false
	case w.any:
		return true
	case m.kind() != w.kind || castles(m):
		return false
	}
	return m.kind() != pawn || w.fromFile >= 0 || from&7 == w.to&7
}

// whyNot tells in words why no legal move is the wanted one.
func (p *Position) whyNot(w wanted) string {
	name := [2]string{"White", "Black"}
	if p.stuck() {
		return "the game is over, " + name[p.turn] + " has no move"
	}
	reason := name[p.turn] + " is to move"
	if w.fromFile >= 0 && w.fromRank >= 0 && w.fromFile < p.geometry.side && w.fromRank < p.geometry.side {
		from := p.square(w.fromRank*8 + w.fromFile)
		square := squareName(w.fromRank*8 + w.fromFile)
		switch {
		case p.board.enemy>>from&1 != 0:
			return reason + ", and " + square + " holds a piece of " + name[1-p.turn]
		case p.board.own>>from&1 == 0:
			return reason + ", and " + square + " is empty"
		}
	}
	if w.promotion == none {
		w.promotion = queen
		for _, m := range p.Moves(nil) {
			if w.matches(p, m) {
				return reason + ", and the pawn must become a piece: want its letter, such as q or =Q, behind the move"
			}
		}
	}
	if p.InCheck() {
		reason += " and in check"
	}
	return reason + ", and no piece of the kind may go there"
}
