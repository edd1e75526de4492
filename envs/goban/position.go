package goban

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/envs"
)

// ParsePosition reads what FormatPosition writes. Chains without a liberty
// and bans that no ko explains are refused.
func (g *Game) ParsePosition(text string) (envs.State, error) {
	s, err := g.parsePosition(text)
	if err != nil {
		return nil, fmt.Errorf("go: position %q: %w", text, err)
	}
	return s, nil
}

func (g *Game) parsePosition(text string) (*State, error) {
	words := strings.Split(text, " ")
	if len(words) < 2 {
		return nil, errors.New("want rows of X, O and full stops separated by slashes, a space, and b or w")
	}
	s := g.newState()
	s.placing = 0
	colours, err := g.parseRows(words[0])
	if err != nil {
		return nil, err
	}
	if err := s.board.arrange(colours); err != nil {
		return nil, err
	}
	c, ok := parseColour(words[1])
	if !ok || len(words[1]) != 1 {
		return nil, fmt.Errorf("%q to move, want b or w", words[1])
	}
	s.toMove = c
	f, err := parseFields(g.config.Size, words[2:])
	if err != nil {
		return nil, err
	}
	s.ply, s.passes, s.placing = f.ply, uint8(f.passes), f.place
	if err := s.checkCounts(); err != nil {
		return nil, err
	}
	s.settle()
	return s, s.ban(f.ko)
}

// parseRows reads the stones, by cell.
func (g *Game) parseRows(text string) ([]colour, error) {
	size := g.config.Size
	rows := strings.Split(text, "/")
	if len(rows) != size {
		return nil, fmt.Errorf("%d rows separated by slashes, want %d", len(rows), size)
	}
	colours := make([]colour, 0, size*size)
	for i, row := range rows {
		if len(row) != size {
			return nil, fmt.Errorf("row %d has %d points, want %d", size-i, len(row), size)
		}
		for col := range size {
			c := strings.IndexByte(stoneLetters, row[col])
			if c < 0 {
				vertex := FormatVertex(size, envs.Action(i*size+col))
				return nil, fmt.Errorf("%q on %s, want X, O or a full stop", row[col], vertex)
			}
			colours = append(colours, colour(c))
		}
	}
	return colours, nil
}

// fields are the parts of a position after the colour to move.
type fields struct {
	ply, passes, place int
	ko                 []envs.Action
}

// parseFields reads the parts in any order, each at most once.
func parseFields(size int, words []string) (f fields, err error) {
	var seen []string
	for _, word := range words {
		name, value, _ := strings.Cut(word, "=")
		if slices.Contains(seen, name) {
			return f, fmt.Errorf("%q is given twice", name)
		}
		seen = append(seen, name)
		switch name {
		case "ply":
			f.ply, err = number(value)
		case "passes":
			f.passes, err = number(value)
		case "place":
			f.place, err = number(value)
		case "ko":
			f.ko, err = parsePoints(size, value)
		default:
			err = errors.New("want ply=, passes=, place= or ko=")
		}
		if err != nil {
			return f, fmt.Errorf("%q: %w", word, err)
		}
	}
	return f, nil
}

func parsePoints(size int, text string) ([]envs.Action, error) {
	var points []envs.Action
	for name := range strings.SplitSeq(text, ",") {
		a, ok := ParseVertex(size, name)
		if !ok || int(a) == size*size {
			return nil, fmt.Errorf("no point %q", name)
		}
		points = append(points, a)
	}
	slices.Sort(points)
	return points, nil
}

// checkCounts tells what about the counts of a position cannot be.
func (s *State) checkCounts() error {
	c := s.game.config
	switch {
	case s.passes > 2 || int(s.passes) > s.ply:
		return fmt.Errorf("%d passes in a row after %d plies, want 2 at most and no more than plies", s.passes, s.ply)
	case c.MaxPlies > 0 && s.ply > c.MaxPlies:
		return fmt.Errorf("%d plies, where the game ends after %d", s.ply, c.MaxPlies)
	case s.placing > 0 && (!c.Free || s.placing != c.Handicap-s.ply || s.toMove != black):
		return fmt.Errorf("%d handicap stones to place: want none, or Black to move in a game with free placement and so many fewer plies", s.placing)
	}
	return nil
}

// ban makes the rules against repetition forbid the points, and no others, to
// the seat to move: by the ko point, or by a past in which the arrangements
// have been that moves there would make.
func (s *State) ban(points []envs.Action) error {
	if len(points) == 0 {
		return nil
	}
	if s.game.config.Ko == Simple {
		s.ko = s.board.pointOf(int(points[0]))
	} else {
		s.history.clear()
		for _, a := range points {
			s.rememberAfter(s.board.pointOf(int(a)))
		}
		s.remember()
	}
	if got := s.Banned(); !slices.Equal(got, points) {
		size := s.game.config.Size
		return fmt.Errorf("ko at %s, where %s rules can forbid %s",
			joinVertices(size, points), s.game.config.Ko, orNothing(joinVertices(size, got)))
	}
	return nil
}

func orNothing(list string) string {
	if list == "" {
		return "nothing"
	}
	return list
}

// rememberAfter logs the arrangement that a move on the point v would make,
// if it is one that may be played.
func (s *State) rememberAfter(v uint16) {
	if r := s.refusal(v); r != legal {
		return
	}
	next := s.board
	captured, suicide := next.put(v, s.toMove)
	key := s.key(s.board.after(s.hash, v, s.toMove), s.mover(s.toMove))
	s.history.push(key, s.stones[0]+s.stones[1]+1-captured-suicide)
}

// arrange puts stones of the colours, by cell, on a board that it empties
// first. Chains without a liberty are an error, after which the board is not
// to be used.
func (b *board) arrange(colours []colour) error {
	b.reset(int(b.size))
	for cell, c := range colours {
		if c != empty {
			b.join(b.pointOf(cell), c)
		}
	}
	for cell, c := range colours {
		if c != empty && b.chains[b.points[b.pointOf(cell)].head].liberties == 0 {
			return fmt.Errorf("the stone on %s has no liberty", FormatVertex(int(b.size), envs.Action(cell)))
		}
	}
	return nil
}
