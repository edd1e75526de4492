package goban

import (
	"fmt"

	"github.com/tengen-rl/tengen/envs"
)

// Stone is what an edit puts on a point.
type Stone struct {
	Point envs.Action // not the pass
	Seat  envs.Player // whose stone it is; Over leaves the point empty
}

// Edit puts stones on the board, replaces and removes them outside play, as
// the setup of a game record or free handicap stones of a protocol do. Turn,
// plies and prisoners stay; passes and all bans are lifted, and the memory of
// superko begins anew. The error names a point off the board or a chain left
// without a liberty, and leaves the position as it was.
func (s *State) Edit(stones ...Stone) error {
	size := int(s.board.size)
	colours := s.colours()
	for _, e := range stones {
		if e.Point < 0 || int(e.Point) >= size*size || e.Seat < envs.Over || e.Seat > 1 {
			return fmt.Errorf("go: edit of point %d for seat %d: want points 0 to %d and seats -1 to 1", e.Point, e.Seat, size*size-1)
		}
		colours[e.Point] = colourOf(e.Seat)
	}
	next := board{size: s.board.size}
	if err := next.arrange(colours); err != nil {
		return fmt.Errorf("go: edit: %w", err)
	}
	s.board.copyFrom(&next)
	s.passes = 0
	s.settle()
	return nil
}

// colours are those of all cells.
func (s *State) colours() []colour {
	size := int(s.board.size)
	colours := make([]colour, size*size)
	for cell := range colours {
		colours[cell] = s.board.points[s.board.pointOf(cell)].colour
	}
	return colours
}

// Remove takes the stones on the points off as prisoners of the other seat:
// the dead, when a game is counted. Empty points are passed over. It does not
// reopen the game: turn, passes and plies stay.
func (s *State) Remove(points []envs.Action) error {
	edits := make([]Stone, 0, len(points))
	prisoners := s.prisoners
	seen := map[envs.Action]bool{}
	for _, a := range points {
		edits = append(edits, Stone{a, envs.Over})
		if 0 <= a && a < s.game.Pass() && !seen[a] && s.At(a) != envs.Over {
			prisoners[1-s.At(a)]++
		}
		seen[a] = true
	}
	passes := s.passes
	if err := s.Edit(edits...); err != nil {
		return err
	}
	s.prisoners, s.passes = prisoners, passes
	return nil
}

// Resume gives the turn to seat p, whoever had it and though two passes ended
// the game: records and protocols let a side move twice, and play go on. A ko
// ban on the other side is lifted, passes are forgotten, and Black has no
// more handicap stones to place. A game that reached MaxPlies stays over.
func (s *State) Resume(p envs.Player) {
	if p != 0 && p != 1 {
		panic(fmt.Sprintf("go: turn for seat %d, want 0 or 1", p))
	}
	if s.toMove != colourOf(p) {
		s.ko = 0
		s.toMove = colourOf(p)
	}
	s.passes, s.placing = 0, 0
}
