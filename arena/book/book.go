// Package book reads opening books: files whose games, or positions, matches
// begin with. It knows the formats of records and the worlds they belong to.
package book

import (
	"bytes"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
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
	read   func(game envs.Game, text []byte) ([]arena.Opening, error)
}

var formats = []format{
	{".pgn", readPGN},
	{".sgf", readSGF},
	{".epd", readPositions},
	{".fen", readPositions},
	{".txt", readMoves},
}

// Read returns the openings of a book of game, each position once. The ending
// of its name tells the format:
//
//	.pgn         games of chess and its kin: the main lines
//	.sgf         games of Go: the main lines, from the stones of the root on
//	.epd, .fen   positions, one a line, in the world's own notation; for chess
//	             EPD, with any operations
//	.txt         moves from the first position on, one game a line, as
//	             arena show --moves takes them
//
// Empty lines, and lines that begin with # in the last two, are passed over.
// A game that is over within Config.Plies is cut short before its last move. It
// is an error if the file holds none; errors name the file, and where in it.
func Read(game envs.Game, name string, text []byte, config Config) ([]arena.Opening, error) {
	ending := strings.ToLower(path.Ext(name))
	i := slices.IndexFunc(formats, func(f format) bool { return f.ending == ending })
	if i < 0 {
		return nil, fmt.Errorf("book %s: a file that ends in %q; want .pgn, .sgf, .epd, .fen or .txt", name, ending)
	}
	all, err := formats[i].read(game, text)
	if err != nil {
		return nil, fmt.Errorf("book %s: %w", name, err)
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

// eachLine calls read for every line that says something.
func eachLine(text []byte, read func(line string) error) error {
	number := 0
	for raw := range bytes.Lines(text) {
		number++
		line := strings.TrimSpace(string(raw))
		if line == "" || line[0] == '#' {
			continue
		}
		if err := read(line); err != nil {
			return fmt.Errorf("line %d: %w", number, err)
		}
	}
	return nil
}

// readMoves reads a game a line.
func readMoves(game envs.Game, text []byte) (all []arena.Opening, err error) {
	err = eachLine(text, func(line string) error {
		actions, err := arena.PlayMoves(game, game.New(0), line)
		all = append(all, arena.Opening{Actions: actions})
		return err
	})
	return all, err
}

// readPositions reads a position a line.
func readPositions(game envs.Game, text []byte) (all []arena.Opening, err error) {
	err = eachLine(text, func(line string) error {
		s, err := arena.ParsePosition(game, line)
		if fields := strings.Fields(line); err != nil && isChess(game) && len(fields) >= 4 { // EPD: no counters, but operations
			s, err = arena.ParsePosition(game, strings.Join(fields[:4], " ")+" 0 1")
		}
		if err == nil {
			all = append(all, arena.Opening{Position: game.(envs.PositionNotation).FormatPosition(s)})
		}
		return err
	})
	return all, err
}
