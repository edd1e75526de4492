package book

import (
	"bytes"
	"fmt"
	"io"

	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/envs/chess/pgn"
	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/envs/goban/sgf"
)

func isChess(game envs.Game) bool {
	_, ok := game.(chess.Game)
	return ok
}

// readPGN reads the main lines of games of chess.
func readPGN(game envs.Game, text []byte) (all []arena.Opening, err error) {
	rules, ok := game.(chess.Game)
	if !ok {
		return nil, fmt.Errorf("PGN holds games of chess, not of %s", game.Spec().Name)
	}
	for r := pgn.NewReader(bytes.NewReader(text), rules); ; {
		g, err := r.Read()
		if err == io.EOF {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		o, err := mainLine(rules, g)
		if err != nil {
			return nil, fmt.Errorf("game %d: %w", len(all)+1, err)
		}
		all = append(all, o)
	}
}

// mainLine is the moves of a game, up to where the rules of the world end it.
func mainLine(rules chess.Game, g *pgn.Game) (o arena.Opening, err error) {
	s := rules.New(0)
	if _, given := g.Tag("FEN"); given {
		o.Position = g.Start.FEN()
		if s, err = rules.ParsePosition(o.Position); err != nil {
			return o, err
		}
	}
	p := g.Start
	for _, m := range g.MainLine() {
		if s.ToPlay() == envs.Over {
			break
		}
		a, err := rules.ParseAction(s, p.UCI(m))
		if err != nil {
			return o, err
		}
		s.Play(a)
		p.Play(m)
		o.Actions = append(o.Actions, a)
	}
	return o, nil
}

// readSGF reads the main lines of games of Go.
func readSGF(game envs.Game, text []byte) (all []arena.Opening, err error) {
	rules, ok := game.(*goban.Game)
	if !ok {
		return nil, fmt.Errorf("SGF is read as games of Go, not of %s", game.Spec().Name)
	}
	trees, err := sgf.Parse(text)
	if err != nil {
		return nil, err
	}
	for i, t := range trees {
		o, err := gameOf(rules, t)
		if err != nil {
			return nil, fmt.Errorf("game %d: %w", i+1, err)
		}
		all = append(all, o)
	}
	return all, nil
}

// gameOf is the moves of a game: from the root, and what it sets up, to where a side
// moves twice in a row, or stones are set up, or the game is over.
func gameOf(rules *goban.Game, t *sgf.Tree) (o arena.Opening, err error) {
	info, err := t.Info()
	if err != nil {
		return o, err
	}
	if size := rules.Config().Size; info.Size != size {
		return o, fmt.Errorf("a board of %d points a side; %s has %d", info.Size, rules.Spec().Name, size)
	}
	s, err := sgf.Replay(rules, t.Root())
	if err != nil {
		return o, err
	}
	if first := rules.FormatPosition(s); first != rules.FormatPosition(rules.New(0)) {
		o.Position = first
	}
	for n := range t.MainLine() {
		m, ok, err := n.Move(info.Size)
		switch {
		case err != nil:
			return o, err
		case n == t.Root() || !ok && !setsUp(n):
			continue
		case setsUp(n) || s.ToPlay() != m.Seat:
			return o, nil
		}
		if err := s.Check(m.Point); err != nil {
			return o, err
		}
		s.Play(m.Point)
		o.Actions = append(o.Actions, m.Point)
	}
	return o, nil
}

// setsUp tells whether a node changes the board or the turn without a move.
func setsUp(n sgf.Node) bool {
	for name := range n.Properties() {
		switch name {
		case "AB", "AW", "AE", "PL":
			return true
		}
	}
	return false
}
