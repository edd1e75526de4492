package sgf

import (
	"slices"
	"strconv"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
)

// Replay returns the position after a node: the setup and moves of all nodes
// from the root to it. A side may move twice, and play may go on after two
// passes. The error is an *Error about the first node that cannot be, whose
// cause is a *goban.IllegalError if it is a move.
func Replay(game *goban.Game, last Node) (*goban.State, error) {
	var line []Node
	for n, ok := last, true; ok; n, ok = n.Parent() {
		line = append(line, n)
	}
	slices.Reverse(line)
	s := game.New(0).(*goban.State)
	for i, n := range line {
		if err := n.apply(s); err != nil {
			return nil, err
		}
		if i == 0 && n.givesHandicap() {
			s.Resume(1) // Black's stones were his move
		}
	}
	return s, nil
}

// givesHandicap tells whether a root places handicap stones and leaves the
// turn open.
func (n Node) givesHandicap() bool {
	_, handicap := n.first("HA")
	_, stones := n.first("AB")
	_, turn := n.first("PL")
	return handicap && stones && !turn
}

// apply plays one node: setup, turn, move.
func (n Node) apply(s *goban.State) error {
	size := s.Game().Config().Size
	stones, err := n.Setup(size)
	if err != nil {
		return err
	}
	if len(stones) > 0 {
		if err := s.Edit(stones...); err != nil {
			return &Error{n.Offset(), "setup", err}
		}
	}
	seat, given, err := n.ToPlay()
	if err != nil {
		return err
	}
	if given {
		s.Resume(seat)
	}
	m, ok, err := n.Move(size)
	if err != nil || !ok {
		return err
	}
	if s.ToPlay() != m.Seat {
		s.Resume(m.Seat)
	}
	if err := s.Check(m.Point); err != nil {
		return &Error{n.Offset(), "move", err}
	}
	s.Play(m.Point)
	return nil
}

// NewGame returns a record of a game of the configuration without moves:
// size, komi, and the stones of a fixed handicap.
func NewGame(c goban.Config) *Tree {
	t := NewTree()
	root := t.Root()
	root.AddRaw("GM", "1")
	root.AddRaw("FF", "4")
	root.AddRaw("CA", "UTF-8")
	root.AddRaw("SZ", strconv.Itoa(c.Size))
	root.AddRaw("KM", strconv.FormatFloat(c.Komi, 'f', -1, 64))
	if c.Handicap > 0 {
		root.AddRaw("HA", strconv.Itoa(c.Handicap))
	}
	if c.Handicap > 0 && !c.Free {
		var points []string
		for _, a := range goban.FixedHandicap(c.Size, c.Handicap) {
			points = append(points, formatPoint(c.Size, a))
		}
		root.AddRaw("AB", points...)
	}
	return t
}

// AddMove appends a node with a move on a board of the size.
func (n Node) AddMove(size int, m Move) Node {
	child := n.AddChild()
	child.AddRaw([]string{"B", "W"}[m.Seat], formatPoint(size, m.Point))
	return child
}

// formatPoint is the two letters of a point, nothing for the pass.
func formatPoint(size int, a envs.Action) string {
	if int(a) == size*size {
		return ""
	}
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	row, col := int(a)/size, int(a)%size
	return letters[col:col+1] + letters[row:row+1]
}
