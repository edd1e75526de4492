package goban

import (
	"fmt"

	"github.com/tengen-rl/tengen/envs"
)

// Reason is why a move cannot be played.
type Reason uint8

const (
	legal     Reason = iota
	GameOver         // the game is over
	OffBoard         // there is no such point
	Occupied         // a stone stands there
	Suicide          // the stone would be without a liberty
	KoBan            // it takes back the stone that has just taken one (simple ko)
	Repeats          // it makes an arrangement of stones anew (superko)
	NoPassYet        // Black still has handicap stones to place
	WrongSide        // it is the other seat's turn
)

var reasonTexts = [...]string{
	"it is legal", "the game is over", "there is no such point", "a stone stands there",
	"the stone would have no liberty", "it takes back in a ko", "it repeats an earlier position",
	"handicap stones remain to be placed", "it is the other side's turn",
}

func (r Reason) String() string { return reasonTexts[r] }

// IllegalError is a move that cannot be played, and why. The position is as
// it was.
type IllegalError struct {
	Move   string // as FormatAction writes it, or as it was given
	Reason Reason
}

func (e *IllegalError) Error() string {
	return fmt.Sprintf("go: illegal move %q: %v", e.Move, e.Reason)
}

// Check returns nil if the seat to move may play a, and an *IllegalError
// otherwise.
func (s *State) Check(a envs.Action) error {
	r := s.reason(a)
	if r == legal {
		return nil
	}
	move := fmt.Sprint(a)
	if r != OffBoard && 0 <= a && a <= s.game.Pass() {
		move = FormatVertex(s.game.config.Size, a)
	}
	return &IllegalError{move, r}
}

func (s *State) reason(a envs.Action) Reason {
	switch {
	case s.over():
		return GameOver
	case a < 0 || a > s.game.Pass():
		return OffBoard
	case a < s.game.Pass():
		return s.refusal(s.board.pointOf(int(a)))
	case s.placing > 0:
		return NoPassYet
	}
	return legal
}

// refusal tells why the seat to move may not play on the point v, which is on
// the board, or that it may.
func (s *State) refusal(v uint16) Reason {
	at := &s.board.points[v]
	if at.colour != empty {
		return Occupied
	}
	if at.around.empties() == 0 && !s.board.lives(v, s.toMove) {
		if !s.game.config.Suicide || !s.board.touches(v, s.toMove) {
			return Suicide
		}
	}
	if v == s.ko {
		return KoBan
	}
	if s.game.config.Ko != Simple && s.repeats(v) {
		return Repeats
	}
	return legal
}

// touches tells whether a stone of colour c stands beside the point v: if
// not, a suicide there would leave the board as it was.
func (b *board) touches(v uint16, c colour) bool {
	for _, n := range b.neighbours(v) {
		if b.points[n].colour == c {
			return true
		}
	}
	return false
}

// repeats tells whether a stone on the empty point v, which may be a suicide,
// would make an arrangement that superko forbids.
func (s *State) repeats(v uint16) bool {
	c := s.toMove
	hash := s.hash ^ zobrist[c][v]
	switch {
	case s.board.points[v].around.empties() == 0 || s.board.captures(v, c):
		hash = s.board.after(s.hash, v, c)
	case s.stones[0]+s.stones[1] >= s.history.most(): // one stone more than there ever were
		return false
	}
	return s.history.contains(s.key(hash, s.mover(c)))
}

// mover is the colour to move after a stone of colour c.
func (s *State) mover(c colour) colour {
	if s.placing > 1 {
		return c
	}
	return c.opponent()
}

// captures tells whether a stone of colour c on the empty point v would take
// stones.
func (b *board) captures(v uint16, c colour) bool {
	enemy := c.opponent()
	if b.points[v].around.of(enemy) == 0 {
		return false
	}
	for _, n := range b.neighbours(v) {
		if at := &b.points[n]; at.colour == enemy && b.lastLiberty(at.head, v) {
			return true
		}
	}
	return false
}

// Legal appends the points where the seat to move may play, row by row, and
// the pass.
func (s *State) Legal(dst []envs.Action) []envs.Action {
	if s.over() {
		return dst
	}
	cell, size := envs.Action(0), s.board.size
	for row := range size {
		v := (row+1)*s.board.stride + 1
		for end := v + size; v < end; v++ {
			if s.board.points[v].colour == empty && s.refusal(v) == legal {
				dst = append(dst, cell)
			}
			cell++
		}
	}
	if s.placing > 0 {
		return dst
	}
	return append(dst, cell)
}

// eachBanned calls f for each point where ko or superko, and nothing else,
// forbids the seat to move to play, in ascending order.
func (s *State) eachBanned(f func(v uint16)) {
	if s.game.config.Ko == Simple {
		if s.ko != 0 && s.refusal(s.ko) == KoBan {
			f(s.ko)
		}
		return
	}
	if s.ply == 0 {
		return
	}
	for v := s.board.stride + 1; v < s.board.limit; v++ {
		if s.board.points[v].colour == empty && s.refusal(v) == Repeats {
			f(v)
		}
	}
}
