package chess

import (
	"fmt"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// State is a position of a game with what came before it as far as that can
// come again. The zero State is not valid; Game's New and ParsePosition make
// one.
type State struct {
	game     Game
	position Position
	key      uint64 // of the position
	lapses   bool   // a capture en passant is legal now, so this very position cannot come again

	// The positions since the last move that cannot be taken back: capture,
	// move of a pawn, loss of a right.
	past    []visit
	pastSum uint64 // of their keys, hashed

	occurrences int // of the position, this one included
	end         End
}

// visit is an earlier position, and the move that was made in it.
type visit struct {
	key  uint64
	move Move
}

// longestPast is the room for earlier positions that a State starts with:
// more are only kept where no draw ends the game.
const longestPast = 150

func (g Game) newState(p Position) *State {
	s := &State{game: g, past: make([]visit, 0, longestPast)}
	s.restart(p)
	return s
}

// restart makes p the first position.
func (s *State) restart(p Position) {
	s.position, s.past, s.pastSum, s.occurrences = p, s.past[:0], 0, 1
	s.key = p.Key()
	s.lapses = p.board.enPassant(p.geometry) != 0
	s.end = s.judge()
}

// Position returns the position without its history.
func (s *State) Position() Position { return s.position }

// ToPlay returns the seat to move, or Over. Seat 0 is White.
func (s *State) ToPlay() envs.Player {
	if s.end != Ongoing {
		return envs.Over
	}
	return s.position.turn
}

// Legal appends the legal actions to dst.
func (s *State) Legal(dst []envs.Action) []envs.Action {
	if s.end != Ongoing {
		return dst
	}
	var found moves
	found.find(s.game.geometry, &s.position.board, s.position.board.own)
	var set actionSet
	set.addAll(s.game.planes, &found, s.game.geometry)
	return set.appendTo(s.game.planes, dst)
}

// Tactical appends the legal captures and promotions to dst, or all legal
// actions if the king is in check. It reports whether it is not.
func (s *State) Tactical(dst []envs.Action) (actions []envs.Action, mayStand bool) {
	if s.end != Ongoing {
		return dst, true
	}
	g, b := s.game.geometry, &s.position.board
	mayStand = !b.inCheck()
	var found moves
	found.find(g, b, b.own)
	if mayStand {
		found.keep(b.enemy, b.passed(), g.last)
	}
	var set actionSet
	set.addAll(s.game.planes, &found, g)
	return set.appendTo(s.game.planes, dst), mayStand
}

// Play makes the move a of the seat to move. It panics if a is illegal.
func (s *State) Play(a envs.Action) {
	m, ok := s.Move(a)
	if !ok {
		panic(fmt.Sprintf("%s: illegal action %d in %s", s.game.name, a, s.text()))
	}
	s.play(m)
}

// play makes a legal move and keeps the key, the past and the end up to date.
func (s *State) play(m Move) {
	p := &s.position
	g := s.game.geometry
	key := s.key ^ p.changeOf(m)
	if s.lapses {
		key ^= keys.enPassant[lowest(p.board.passed())]
	}
	rights := p.board.special & g.rights
	before := visit{s.key, m}
	p.play(m)
	left := g.turned(p.board.special & g.rights)
	if lost := rights &^ left; lost != 0 {
		mover := 1 - p.turn
		key ^= rightsKey(mover, lost&rank1) ^ rightsKey(1-mover, g.turned(lost&^rank1))
	}
	final := p.clock == 0 || rights != left || s.lapses
	if s.lapses = p.board.passed() != 0 && p.board.enPassant(g) != 0; s.lapses {
		key ^= keys.enPassant[lowest(p.board.passed())]
	}
	s.key = key
	s.remember(before, final)
	s.end = s.judge()
}

// remember adds the position before the last move to the past, or forgets it
// all if the move was final, and counts the occurrences of this one.
func (s *State) remember(before visit, final bool) {
	s.occurrences = 1
	if final {
		s.past, s.pastSum = s.past[:0], 0
		return
	}
	s.past = append(s.past, before)
	s.pastSum += seed.Mix(before.key)
	for i := len(s.past) - 4; i >= 0; i -= 2 {
		if s.past[i].key == s.key {
			s.occurrences++
		}
	}
}

// Rewards stores +1 for the seat that gave checkmate and -1 for the other,
// zeros in all other positions.
func (s *State) Rewards(dst []float32) {
	dst[0], dst[1] = 0, 0
	if s.end == Checkmate {
		dst[s.position.turn], dst[1-s.position.turn] = -1, 1
	}
}

// CopyFrom makes the state equal to src.
func (s *State) CopyFrom(src envs.State) {
	from := src.(*State)
	past := append(s.past[:0], from.past...)
	*s = *from
	s.past = past
}

// Hash returns a number that only this position has: it mixes the Key, the
// clock, the number of the move, and the positions that were there before and
// can come again, in whatever order they came.
func (s *State) Hash() uint64 {
	return seed.Mix(s.key, uint64(s.position.clock)<<32|uint64(s.position.number), s.pastSum)
}

// Key returns the Key of the position: that of a transposition table of a
// search which takes no account of the clock and of repetition.
func (s *State) Key() uint64 { return s.key }

// Perft counts the sequences of depth legal moves from the position, by the
// rules of movement alone; see Position.
func (s *State) Perft(depth int) uint64 { return s.position.Perft(depth) }
