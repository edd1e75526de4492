package sgf

import (
	"math"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/envs/goban"
)

const (
	defaultSize = 19
	largestSize = 52 // the letters a to z and A to Z
)

// Info is what the root of a game tells about it.
type Info struct {
	Size     int     // rows and columns, 1 to 52; 19 where nothing is said
	Komi     float64 // points for White
	Handicap int     // stones for Black, which the setup of the root places
	Black    string  // the players' names
	White    string
	Result   string // such as B+3.5, W+R, 0
	Rules    string
}

// Info reads the root. The error is an *Error about the first property that
// cannot be read, or about a game that is not Go on a square board.
func (t *Tree) Info() (Info, error) {
	root := t.Root()
	info := Info{Size: defaultSize}
	for _, text := range []struct {
		name string
		dst  *string
	}{{"PB", &info.Black}, {"PW", &info.White}, {"RE", &info.Result}, {"RU", &info.Rules}} {
		*text.dst, _ = root.Text(text.name)
	}
	if v, ok := root.first("GM"); ok && strings.TrimSpace(v.raw) != "1" {
		return Info{}, errorAt(int(v.offset), "game %q: want 1, Go", v.raw)
	}
	if v, ok := root.first("SZ"); ok {
		size, err := parseSize(v)
		if err != nil {
			return Info{}, err
		}
		info.Size = size
	}
	if v, ok := root.first("KM"); ok {
		komi, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(v.raw), ",", ".", 1), 64)
		if err != nil || math.IsNaN(komi) || math.IsInf(komi, 0) {
			return Info{}, errorAt(int(v.offset), "komi %q: want a number", v.raw)
		}
		info.Komi = komi
	}
	if v, ok := root.first("HA"); ok {
		n, err := strconv.Atoi(strings.TrimSpace(v.raw))
		if err != nil || n < 0 {
			return Info{}, errorAt(int(v.offset), "handicap %q: want a number of stones", v.raw)
		}
		info.Handicap = n
	}
	return info, nil
}

// first returns the first value of a property.
func (n Node) first(name string) (value, bool) {
	values := n.find(name)
	if len(values) == 0 {
		return value{}, false
	}
	return values[0], true
}

// parseSize reads a size, which may be given twice as columns:rows.
func parseSize(v value) (int, error) {
	columns, rows, two := strings.Cut(strings.TrimSpace(v.raw), ":")
	if two && columns != rows {
		return 0, errorAt(int(v.offset), "board of %q: want as many columns as rows", v.raw)
	}
	size, err := strconv.Atoi(columns)
	if err != nil || size < 1 || size > largestSize {
		return 0, errorAt(int(v.offset), "size %q: want 1 to %d", v.raw, largestSize)
	}
	return size, nil
}

// Game returns rules for the record: its size and komi, simple ko, suicide of
// several stones and no end by plies, so that what people have played under
// any rules can be played again. The error is about Info, or about a size or
// komi that package goban does not have.
func (t *Tree) Game() (*goban.Game, error) {
	info, err := t.Info()
	if err != nil {
		return nil, err
	}
	game, err := goban.New(goban.Config{Size: info.Size, Komi: info.Komi, Ko: goban.Simple, Suicide: true})
	if err != nil {
		return nil, &Error{t.Root().Offset(), "the game of the record", err}
	}
	return game, nil
}
