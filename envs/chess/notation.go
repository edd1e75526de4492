package chess

import (
	"fmt"
	"strings"

	"github.com/tengen-rl/tengen/envs"
)

// FormatAction returns the move as UCI writes it; see Position.
func (g Game) FormatAction(s envs.State, a envs.Action) string {
	state := s.(*State)
	m, ok := state.Move(a)
	if !ok {
		panic(fmt.Sprintf("%s: action %d is illegal in %s", g.name, a, state.text()))
	}
	return state.position.UCI(m)
}

// ParseAction reads a move as UCI or SAN write it; see Position.ParseMove. The
// error is a *MoveError.
func (g Game) ParseAction(s envs.State, text string) (envs.Action, error) {
	state := s.(*State)
	if state.end != Ongoing {
		return 0, state.position.moveErrorf(text, "the game is over by %v", state.end)
	}
	m, err := state.position.ParseMove(text)
	if err != nil {
		return 0, err
	}
	return g.planes.action(m), nil
}

// pastWord stands between the position and the moves that led to it.
const pastWord = " after "

// FormatPosition returns the position in Forsyth-Edwards notation, with an en
// passant square only where the capture is legal. If earlier positions can
// come again, which a draw by repetition asks for, the word "after" follows
// and the moves since the first of them, as UCI writes them:
//
//	r1bqkbnr/pppppppp/2n5/8/8/5N2/PPPPPPPP/RNBQKB1R w KQkq - 2 2 after g1f3 b8c6
func (g Game) FormatPosition(s envs.State) string { return s.(*State).text() }

func (s *State) text() string {
	p := &s.position
	var passed uint64
	if s.lapses {
		passed = p.board.passed()
	}
	var text strings.Builder
	text.WriteString(p.fen(passed))
	mover := *p
	mover.turn = p.turn ^ envs.Player(len(s.past)&1) // who made the first of the moves
	for i, v := range s.past {
		if i == 0 {
			text.WriteString(pastWord)
		} else {
			text.WriteByte(' ')
		}
		text.WriteString(mover.UCI(v.move))
		mover.turn = 1 - mover.turn
	}
	return text.String()
}

// ParsePosition reads what FormatPosition writes, and any FEN; see ParseFEN.
// The moves that led to the position must be legal and such that the positions
// before them can come again: no captures, no moves of pawns, none that lose a
// right to castle. The error is a *FENError or a *MoveError.
func (g Game) ParsePosition(text string) (envs.State, error) {
	fen, way, hasPast := strings.Cut(text, pastWord)
	p, err := g.ParseFEN(fen)
	if err != nil {
		return nil, err
	}
	if !hasPast {
		return g.newState(p), nil
	}
	return g.parsePast(text, p, strings.Split(way, " "))
}

// parsePast goes back from p to where the moves began, and makes them.
func (g Game) parsePast(text string, p Position, moves []string) (*State, error) {
	back := p
	for i := len(moves) - 1; i >= 0; i-- {
		if err := back.takeBack(moves[i]); err != nil {
			return nil, err
		}
	}
	first, err := g.ParseFEN(back.FEN())
	if err != nil {
		return nil, fmt.Errorf("position %q, before its moves: %w", text, err)
	}
	s := g.newState(first)
	for _, move := range moves {
		if s.end != Ongoing {
			return nil, s.position.moveErrorf(move, "the game is over by %v", s.end)
		}
		m, err := s.position.ParseMove(move)
		if err != nil {
			return nil, err
		}
		before := s.position
		if s.play(m); len(s.past) == 0 {
			return nil, before.moveErrorf(move, "it cannot be taken back, want only moves behind %q after which earlier positions can come again", pastWord)
		}
	}
	if s.position != p {
		return nil, &FENError{text, 0, "the moves do not lead to the position"}
	}
	return s, nil
}

// takeBack undoes a move of a piece that captured nothing, without asking
// whether it was legal.
func (p *Position) takeBack(text string) error {
	after := *p
	p.board.turnOver(p.geometry)
	p.turn = 1 - p.turn
	p.clock--
	p.number -= int(p.turn)
	var squares [2]int
	for i := range squares {
		if len(text) != 4 {
			return after.moveErrorf(text, "want a move to take back such as g1f3")
		}
		_, file, rank, ok := cutSquare(text[2*i : 2*i+2])
		if side := p.geometry.side; !ok || file >= side || rank >= side {
			return after.moveErrorf(text, "want a move to take back such as g1f3")
		}
		squares[i] = p.square(rank*8 + file)
	}
	from, to := uint64(1)<<squares[0], uint64(1)<<squares[1]
	k, _ := p.board.at(squares[1])
	if p.board.own&to == 0 || k == pawn || (p.board.own|p.board.enemy)&from != 0 || p.clock < 0 || p.number < 1 {
		return after.moveErrorf(text, "it cannot have led here: want a move of a piece, no capture, and a clock and a move number that have room for it")
	}
	p.board.own ^= from | to
	for _, set := range []*uint64{&p.board.knights, &p.board.diagonal, &p.board.straight, &p.board.kings} {
		if *set&to != 0 {
			*set ^= from | to
		}
	}
	return nil
}

// String draws the board with White below, and the names of its ranks and
// files.
func (s *State) String() string {
	g, b := s.game.geometry, s.position.board
	if s.position.turn == 1 {
		b.turnOver(g)
	}
	var text strings.Builder
	for rank := g.side - 1; rank >= 0; rank-- {
		fmt.Fprintf(&text, "%d", rank+1)
		for file := range g.side {
			letter, ok := b.letter(rank*8 + file)
			if !ok {
				letter = '.'
			}
			fmt.Fprintf(&text, " %c", letter)
		}
		text.WriteByte('\n')
	}
	text.WriteByte(' ')
	for file := range g.side {
		fmt.Fprintf(&text, " %c", 'a'+file)
	}
	text.WriteByte('\n')
	return text.String()
}
