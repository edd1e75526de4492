package gamefile

import (
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
)

// Format is how games are written in a file.
type Format string

// The formats, by the ending of a file's name.
const (
	SGF  Format = ".sgf" // games of Go, Othello and Hex
	PGN  Format = ".pgn" // games of chess and its kin
	Text Format = ".txt" // games of any world
)

// codec is how games of a world are read and written in one format.
type codec interface {
	read(text []byte) ([]*Game, error)
	write(w io.Writer, g *Game) error
}

// Formats tells which endings a file of games may have.
const Formats = ".sgf, .pgn or .txt"

// FormatOf returns the format that the ending of a file's name stands for.
func FormatOf(name string) (Format, bool) {
	f := Format(strings.ToLower(path.Ext(name)))
	return f, f == SGF || f == PGN || f == Text
}

// Usual returns the format in which people keep games of a world.
func Usual(world envs.Game) Format {
	for _, f := range []Format{SGF, PGN} {
		if f.Holds(world) == nil {
			return f
		}
	}
	return Text
}

// Holds tells whether games of the world can be written in the format; the
// error names the worlds whose games could be.
func (f Format) Holds(world envs.Game) error {
	_, err := f.codec(world)
	return err
}

// codec returns how the format holds games of the world; the error tells
// which worlds it could.
func (f Format) codec(world envs.Game) (codec, error) {
	name := world.Spec().Name
	switch f {
	case SGF:
		return sgfCodecOf(world)
	case PGN:
		if rules, ok := world.(chess.Game); ok {
			return pgnCodec{rules}, nil
		}
		return nil, fmt.Errorf("PGN holds games of chess, gardner and losalamos, not of %s", name)
	case Text:
		return textCodec{world}, nil
	}
	return nil, fmt.Errorf("a file that ends in %q: want %s", string(f), Formats)
}

// Read returns the games of a file of the world, their main lines: variations
// are passed over. The ending of its name tells the format. A game goes as far
// as the rules of the world let it: to where they end it, or where a record of
// Go sets up stones between moves or has one side move twice. Errors name the
// file, and where in it.
func Read(world envs.Game, name string, text []byte) ([]*Game, error) {
	f, _ := FormatOf(name)
	c, err := f.codec(world)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	games, err := c.read(text)
	return games, checkRead(name, games, err)
}

// checkRead returns what is wrong with a file that was read.
func checkRead(name string, games []*Game, err error) error {
	switch {
	case err != nil:
		return fmt.Errorf("%s: %w", name, err)
	case len(games) == 0:
		return fmt.Errorf("%s: it holds no game", name)
	}
	return nil
}

// Header is what a record tells of its world. What it does not tell is zero;
// SGF alone tells any of it.
type Header struct {
	Side  int    // cells in a row of the board (SZ)
	Komi  string // points for White in Go, a number (KM)
	Rules string // of Go, by the name that people have for them (RU)
}

// ReadEach is Read of games that need not be of one world: world returns that
// of a record by its header, and of one that tells nothing by the zero Header.
// The worlds are returned beside the games.
func ReadEach(name string, text []byte, world func(Header) (envs.Game, error)) ([]*Game, []envs.Game, error) {
	usual, err := world(Header{})
	if err != nil {
		return nil, nil, err
	}
	c, err := sgfCodecOf(usual)
	if f, _ := FormatOf(name); f != SGF || err != nil {
		games, err := Read(usual, name, text)
		return games, slices.Repeat([]envs.Game{usual}, len(games)), err
	}
	games, worlds, err := c.readEach(text, world)
	return games, worlds, checkRead(name, games, err)
}

// Write writes a game of the world. What is written for several games one
// after the other is a file of them all.
func Write(w io.Writer, world envs.Game, f Format, g *Game) error {
	c, err := f.codec(world)
	if err != nil {
		return err
	}
	return c.write(w, g)
}
