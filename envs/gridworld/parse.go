package gridworld

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The bounds of a map.
const (
	mostSide  = 128
	mostItems = 64 // keys and coins
	mostLimit = 1 << 30
	mostValue = 1e6 // of a reward, either way
	mostView  = 31
)

// MapError says what is wrong with a map, and where. Lines and columns are
// counted from 1; a column of 0 means the whole line, a line of 0 the whole
// map.
type MapError struct {
	Line, Column int
	What         string
}

func (e *MapError) Error() string {
	switch {
	case e.Line == 0:
		return "map: " + e.What
	case e.Column == 0:
		return fmt.Sprintf("map: line %d: %s", e.Line, e.What)
	}
	return fmt.Sprintf("map: line %d, column %d: %s", e.Line, e.Column, e.What)
}

// Parse reads a map: options, a legend and a drawing, of which only the
// drawing is needed.
//
//	// a comment
//	limit: 50            truncate episodes after so many steps; 100
//	step: -0.01          what each step earns; 0
//	slip: 0.2            the probability to go aside, half to either side; 0
//	goal: 1              what a goal earns, on top of the step; 1
//	lava: -1             what lava earns; 0
//	coin: 0.5            what a coin earns, once; 1
//	ice: 0.5             slip on ice; 2/3
//	view: egocentric 5   what is seen: so many cells square around oneself; full
//
//	legend:
//	* = coin 3           a character of one's own: a kind, and its number
//
//	map:
//	#######
//	#S.b#G#
//	#..~B*#
//	#######
//
// A text without the line "map:" is all drawing. The error is a *MapError.
func Parse(text string) (*Map, error) {
	r := reader{config: usualConfig(), legend: map[rune]tile{}}
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if at := firstInvalid(text); at >= 0 {
		return nil, &MapError{Line: 1 + strings.Count(text[:at], "\n"), What: "it is not UTF-8 text"}
	}
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	top := slices.IndexFunc(lines, func(l string) bool { return strings.TrimSpace(l) == "map:" })
	if top < 0 {
		for top+1 < len(lines) && lines[top+1] == "" {
			top++
		}
	} else if err := r.head(lines[:top]); err != nil {
		return nil, err
	}
	if err := r.drawing(lines[top+1:], top+1); err != nil {
		return nil, err
	}
	return newMap(r), nil
}

// firstInvalid returns the index of the first byte that is no part of UTF-8
// text, -1 if there is none.
func firstInvalid(text string) int {
	for i, c := range text {
		if c != utf8.RuneError {
			continue
		}
		if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
			return i
		}
	}
	return -1
}

// mapConfig is what the options of a map say.
type mapConfig struct {
	limit  int
	step   float64
	slip   float64
	values [kinds]float64 // the number that a tile of the kind has
	view   int            // the side of the square that is seen; 0 = all
}

func usualConfig() mapConfig {
	c := mapConfig{limit: 100}
	c.values[goal], c.values[coin], c.values[ice] = 1, 1, 2./3
	return c
}

// reader is a map as far as it has been read.
type reader struct {
	config mapConfig
	legend map[rune]tile
	marks  []rune // the characters of the legend, in its order

	rows, cols int
	tiles      []tile // row by row
	symbols    []rune // as drawn
}

// head reads the lines above the drawing.
func (r *reader) head(lines []string) error {
	given := map[string]bool{}
	type entry struct {
		line int
		text string
	}
	var legend []entry
	inLegend := false
	for i, line := range lines {
		text := strings.TrimSpace(line)
		switch {
		case text == "" || strings.HasPrefix(text, "//"):
		case text == "legend:":
			inLegend = true
		case inLegend:
			legend = append(legend, entry{i + 1, text})
		default:
			name, value, ok := strings.Cut(text, ":")
			name = strings.TrimSpace(name)
			if !ok {
				return &MapError{Line: i + 1, What: fmt.Sprintf("%q: want an option such as limit: 100, or the line legend: or map:", text)}
			}
			if given[name] {
				return &MapError{Line: i + 1, What: fmt.Sprintf("option %q is given twice", name)}
			}
			given[name] = true
			if err := r.config.set(name, strings.TrimSpace(value)); err != nil {
				return &MapError{Line: i + 1, What: err.Error()}
			}
		}
	}
	for _, e := range legend { // after all options, which it may build on
		if err := r.explain(e.text); err != nil {
			return &MapError{Line: e.line, What: err.Error()}
		}
	}
	return nil
}

// set takes the value of an option.
func (c *mapConfig) set(name, text string) (err error) {
	switch name {
	case "limit":
		c.limit, err = strconv.Atoi(text)
		if err != nil || c.limit < 1 || c.limit > mostLimit {
			return fmt.Errorf("limit %q: want a number of steps, 1 to %d", text, mostLimit)
		}
		return nil
	case "step":
		c.step, err = parseValue(name, text)
	case "slip":
		c.slip, err = parseValue(kindNames[ice], text)
	case "goal":
		c.values[goal], err = parseValue(name, text)
	case "lava":
		c.values[lava], err = parseValue(name, text)
	case "coin":
		c.values[coin], err = parseValue(name, text)
	case "ice":
		c.values[ice], err = parseValue(name, text)
	case "view":
		c.view, err = parseView(text)
	default:
		return fmt.Errorf("unknown option %q: want limit, step, slip, goal, lava, coin, ice or view", name)
	}
	return err
}

// parseValue reads a reward, or for ice a probability.
func parseValue(name, text string) (float64, error) {
	x, err := strconv.ParseFloat(text, 64)
	if name == kindNames[ice] {
		if err != nil || !(x >= 0 && x <= 1) {
			return 0, fmt.Errorf("a slip of %q: want a probability, 0 to 1", text)
		}
		return x, nil
	}
	if err != nil || !(math.Abs(x) <= mostValue) {
		return 0, fmt.Errorf("%s %q: want a number, at most %v either way", name, text, mostValue)
	}
	return x, nil
}

func parseView(text string) (int, error) {
	if text == "full" {
		return 0, nil
	}
	side, ok := strings.CutPrefix(text, "egocentric ")
	n, err := strconv.Atoi(side)
	if !ok || err != nil || n < 3 || n > mostView || n%2 == 0 {
		return 0, fmt.Errorf("view %q: want full, or egocentric and an odd number of cells, 3 to %d", text, mostView)
	}
	return n, nil
}

// explain reads a line of the legend.
func (r *reader) explain(text string) error {
	name, description, ok := strings.Cut(text[1:], "=") // the character may be an equals sign
	name = strings.TrimSpace(text[:1] + name)
	mark, size := utf8.DecodeRuneInString(name)
	switch _, twice := r.legend[mark]; {
	case !ok || size != len(name) || name == "":
		return fmt.Errorf("%q: want one character, an equals sign and %s", text, describable)
	case twice:
		return fmt.Errorf("%q is explained twice", name)
	}
	t, err := parseTile(strings.Fields(description), r.config.values)
	if err != nil {
		return fmt.Errorf("%q: %w", name, err)
	}
	r.legend[mark] = t
	r.marks = append(r.marks, mark)
	return nil
}

// drawing reads the rows; above is how many lines stand above them.
func (r *reader) drawing(rows []string, above int) error {
	known := usualTiles(r.config.values)
	for mark, t := range r.legend {
		known[mark] = t
	}
	if len(rows) == 0 || len(rows) == 1 && rows[0] == "" {
		return &MapError{What: "there is no drawing: want rows of cells, one of them S for the start"}
	}
	if len(rows) > mostSide {
		return &MapError{Line: above + mostSide + 1, What: fmt.Sprintf("more than %d rows", mostSide)}
	}
	r.rows, r.cols = len(rows), utf8.RuneCountInString(rows[0])
	for y, row := range rows {
		line := above + y + 1
		for x, mark := range []rune(row) {
			t, ok := known[mark]
			if !ok {
				return &MapError{line, x + 1, fmt.Sprintf("unknown character %q: want %s", mark, knownTiles(r.marks))}
			}
			r.tiles, r.symbols = append(r.tiles, t), append(r.symbols, mark)
		}
		if n := utf8.RuneCountInString(row); n != r.cols {
			return &MapError{Line: line, What: fmt.Sprintf("%d cells, where the first row has %d: the rows of a map are equally long", n, r.cols)}
		}
	}
	if r.cols > mostSide {
		return &MapError{above + 1, mostSide + 1, fmt.Sprintf("more than %d columns", mostSide)}
	}
	return r.check(above)
}

// check looks at the map as a whole.
func (r *reader) check(above int) error {
	var keys [26]bool
	starts, items := 0, 0
	at := func(i int, format string, args ...any) error {
		return &MapError{above + 1 + i/r.cols, i%r.cols + 1, fmt.Sprintf(format, args...)}
	}
	for i, t := range r.tiles {
		switch t.kind {
		case start:
			starts++
		case key, coin:
			if items++; items > mostItems {
				return at(i, "more than %d keys and coins", mostItems)
			}
			keys[t.letter] = keys[t.letter] || t.kind == key
		}
	}
	if starts == 0 {
		return &MapError{What: "there is no start: want at least one S"}
	}
	for i, t := range r.tiles {
		if t.kind == door && !keys[t.letter] {
			return at(i, "the door %c has no key: want a small %c somewhere", r.symbols[i], 'a'+rune(t.letter))
		}
	}
	return nil
}
