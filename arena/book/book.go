// Package book reads opening books: files whose games, or positions, matches
// begin with.
package book

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/gamefile"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/internal/seed"
)

// Config is how a book is used.
type Config struct {
	Plies  int    // of each game, at most; 0 is all that are given
	Random bool   // in an order drawn at random from Seed, not that of the file
	Seed   uint64 // of that order, and of the worlds
}

// format is one line of the table of formats.
type format struct {
	ending string
	read   func(game envs.Game, name string, text []byte) ([]arena.Opening, error)
}

var formats = []format{
	{".pgn", readGames},
	{".sgf", readGames},
	{".txt", readGames},
	{".epd", readPositions},
	{".fen", readPositions},
}

// Read returns the openings of a book of game, each position once. The ending
// of its name tells the format:
//
//	.pgn, .sgf, .txt   games, as package gamefile reads them: the main lines,
//	                   from the position on that they begin with
//	.epd, .fen         positions, one a line, in the world's own notation; for
//	                   chess EPD, with any operations
//
// Empty lines, and lines of positions that begin with #, are passed over. A game that is over within Config.Plies is cut short before its last move. It
// is an error if the file holds none; errors name the file, and where in it.
func Read(game envs.Game, name string, text []byte, config Config) ([]arena.Opening, error) {
	ending := strings.ToLower(path.Ext(name))
	i := slices.IndexFunc(formats, func(f format) bool { return f.ending == ending })
	if i < 0 {
		return nil, fmt.Errorf("book %s: a file that ends in %q; want .pgn, .sgf, .epd, .fen or .txt", name, ending)
	}
	all, err := formats[i].read(game, name, text)
	if err != nil {
		return nil, fmt.Errorf("book %w", err)
	}
	for i := range all {
		shorten(game, &all[i], config.Plies)
	}
	all = once(game, all)
	if len(all) == 0 {
		return nil, fmt.Errorf("book %s: no opening after which the game goes on", name)
	}
	if config.Random {
		seed.Stream(config.Seed, orderStream).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	}
	for i := range all {
		all[i].Seed = seed.Mix(config.Seed, uint64(i), orderStream)
	}
	return all, nil
}

// orderStream keeps the randomness of books apart from all other.
const orderStream = 3

// Fill returns n of the openings, beginning anew after the last.
func Fill(openings []arena.Opening, n int) []arena.Opening {
	filled := make([]arena.Opening, n)
	for i := range filled {
		filled[i] = openings[i%len(openings)]
	}
	return filled
}

// shorten leaves a number of plies, 0 for all, and none that ends the game.
func shorten(game envs.Game, o *arena.Opening, plies int) {
	if plies > 0 && plies < len(o.Actions) {
		o.Actions = o.Actions[:plies]
	}
	if n := len(o.Actions); n > 0 && o.State(game).ToPlay() == envs.Over {
		o.Actions = o.Actions[:n-1]
	}
}

// once leaves out positions that are over, and those that came before.
func once(game envs.Game, all []arena.Opening) []arena.Opening {
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(o arena.Opening) bool {
		s := o.State(game)
		key := identity(game, s, o)
		gone := s.ToPlay() == envs.Over || seen[key]
		seen[key] = true
		return gone
	})
}

// identity tells openings apart: by position where the world has a hash.
func identity(game envs.Game, s envs.State, o arena.Opening) string {
	if h, ok := s.(envs.Hasher); ok {
		return fmt.Sprint(h.Hash())
	}
	return fmt.Sprint(o.Position, o.Actions)
}

// readGames reads a file of games.
func readGames(game envs.Game, name string, text []byte) (all []arena.Opening, err error) {
	games, err := gamefile.Read(game, name, text)
	for _, g := range games {
		all = append(all, g.Opening())
	}
	return all, err
}

// readPositions reads a position a line.
func readPositions(game envs.Game, name string, text []byte) (all []arena.Opening, err error) {
	number := 0
	for raw := range bytes.Lines(text) {
		number++
		line := strings.TrimSpace(string(raw))
		if line == "" || line[0] == '#' {
			continue
		}
		position, err := readPosition(game, line)
		if err != nil {
			return nil, fmt.Errorf("%s: line %d: %w", name, number, err)
		}
		all = append(all, arena.Opening{Position: position})
	}
	return all, nil
}

// readPosition reads a position; of EPD, which has operations instead of
// counters, its four fields.
func readPosition(game envs.Game, line string) (string, error) {
	s, err := arena.ParsePosition(game, line)
	_, isChess := game.(chess.Game)
	if fields := strings.Fields(line); err != nil && isChess && len(fields) >= 4 {
		s, err = arena.ParsePosition(game, strings.Join(fields[:4], " ")+" 0 1")
	}
	if err != nil {
		return "", err
	}
	return game.(envs.PositionNotation).FormatPosition(s), nil
}
