package gridworld

import (
	"fmt"
	"strings"
)

// kind is what a cell of a map is.
type kind uint8

const (
	floor kind = iota
	wall
	start
	goal // earns and ends
	lava // the same, and looks different
	ice  // moves from here may slip
	coin // earns, once
	key  // is taken, and opens the doors of its letter
	door // is a wall without its key
	kinds
)

var kindNames = [kinds]string{"floor", "wall", "start", "goal", "lava", "ice", "coin", "key", "door"}

// tile is a kind of cell with its number: what a goal, lava or a coin earns,
// how likely ice makes one slip, which letter a key or a door has.
type tile struct {
	kind   kind
	value  float64
	letter int // 0 for a, and so on
}

// usualTiles are the characters that every map knows. Lower-case letters are
// keys and capital letters doors beside them, save those that are taken.
func usualTiles(defaults [kinds]float64) map[rune]tile {
	tiles := map[rune]tile{}
	for c, k := range map[rune]kind{
		'.': floor, '#': wall, 'S': start, 'G': goal, 'L': lava, '~': ice, '$': coin,
	} {
		tiles[c] = tile{kind: k, value: defaults[k]}
	}
	for letter := range 26 {
		capital := rune('A' + letter)
		if _, taken := tiles[capital]; taken {
			continue
		}
		tiles[capital] = tile{kind: door, letter: letter}
		tiles[capital-'A'+'a'] = tile{kind: key, letter: letter}
	}
	return tiles
}

// knownTiles tells in words what a map may be drawn with: the usual
// characters, and those of its legend.
func knownTiles(legend []rune) string {
	text := ". # S G L ~ $, a small letter for a key and its capital for a door (not s, g, l)"
	if len(legend) == 0 {
		return text + ", or what a legend explains"
	}
	return text + ", or of the legend " + strings.Join(strings.Split(string(legend), ""), " ")
}

// parseTile reads what a legend says of a character: a kind, and a number
// for those kinds that have one.
func parseTile(words []string, defaults [kinds]float64) (tile, error) {
	if len(words) == 0 {
		return tile{}, fmt.Errorf("nothing follows the equals sign: want %s", describable)
	}
	for k, name := range kindNames {
		k := kind(k)
		if name != words[0] || k == key || k == door {
			continue
		}
		t := tile{kind: k, value: defaults[k]}
		valued := k == goal || k == lava || k == coin || k == ice
		switch {
		case len(words) == 1:
			return t, nil
		case len(words) > 2 || !valued:
			return tile{}, fmt.Errorf("%q after %s: want %s", strings.Join(words[1:], " "), name, describable)
		}
		var err error
		t.value, err = parseValue(name, words[1])
		return t, err
	}
	return tile{}, fmt.Errorf("%q: want %s", words[0], describable)
}

const describable = "floor, wall, start, goal NUMBER, lava NUMBER, coin NUMBER or ice NUMBER"
