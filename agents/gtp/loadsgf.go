package gtp

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"

	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/envs/goban/sgf"
)

// loadSGF sets up the main line of a record: all of it, or up to before the
// move of a number. Size and komi are the record's, the other rules stay.
func loadSGF(e *Engine, _ context.Context, arguments []string) (string, error) {
	if len(arguments) < 1 || len(arguments) > 2 {
		return "", errSyntax
	}
	until := 0
	if len(arguments) == 2 {
		n, err := strconv.ParseInt(arguments[1], 10, 32)
		if err != nil || n < 1 {
			return "", errSyntax
		}
		until = int(n)
	}
	if err := e.load(arguments[0], until); err != nil {
		return "", fmt.Errorf("cannot load file: %w", err)
	}
	return "", nil
}

// load replays a record on a table of its own, and changes to it if that goes
// well.
func (e *Engine) load(file string, until int) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	trees, err := sgf.Parse(text)
	if err != nil {
		return err
	}
	info, err := trees[0].Info()
	if err != nil {
		return err
	}
	c := e.goban().Config()
	c.Size, c.Komi, c.Handicap, c.Free = info.Size, info.Komi, 0, false
	c.MaxPlies = goban.DefaultPlies(c.Size)
	game, err := goban.New(c)
	if err != nil {
		return err
	}
	t := newTable(game)
	if err := t.replay(trees[0], until); err != nil {
		return err
	}
	if err := e.renew(game); err != nil {
		return err
	}
	e.table = t
	return nil
}

// replay plays the main line of a record. Stones that are set up in the middle
// of it make a new beginning.
func (t *table) replay(record *sgf.Tree, until int) error {
	size, number := t.game.(*goban.Game).Config().Size, 0
	for node := range record.MainLine() {
		stones, err := node.Setup(size)
		if err != nil {
			return err
		}
		if len(stones) > 0 {
			if err := t.edit(stones); err != nil {
				return err
			}
		}
		if seat, ok, err := node.ToPlay(); err != nil {
			return err
		} else if ok && len(t.moves) == 0 {
			t.start.(*goban.State).Resume(seat)
			t.rewind()
		}
		m, ok, err := node.Move(size)
		if err != nil {
			return err
		}
		if !ok {
			continue
		}
		if number++; number == until {
			return nil
		}
		if _, err := t.parse(m.Seat, goban.FormatVertex(size, m.Point)); err != nil {
			return fmt.Errorf("move %d: %w", number, err)
		}
		t.play(m.Seat, m.Point)
	}
	if until > number+1 {
		return fmt.Errorf("it has %d moves, none of number %d", number, until)
	}
	return nil
}

// edit sets up stones, with which the game begins anew.
func (t *table) edit(stones []goban.Stone) error {
	s, ok := t.at.(*goban.State)
	if !ok {
		return errors.New("setup is for Go")
	}
	if err := s.Edit(stones...); err != nil {
		return err
	}
	t.start.CopyFrom(s)
	t.moves = t.moves[:0]
	return nil
}
