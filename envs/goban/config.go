package goban

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Ko is the rule against repetition.
type Ko uint8

const (
	// Positional superko: no move may recreate an earlier arrangement of
	// stones, the first one of the game included.
	Positional Ko = iota

	// Situational superko: no move may recreate an earlier arrangement of
	// stones with the same seat to move.
	Situational

	// Simple ko: a stone that has just taken a single one, and could be taken
	// back alone, may not be taken back at once. Longer cycles may repeat
	// until Config.MaxPlies.
	Simple
)

var koNames = [...]string{"positional", "situational", "simple"}

func (k Ko) String() string { return koNames[k] }

// Config is everything that distinguishes one game of Go from another.
type Config struct {
	Size     int     // rows and columns, MinSize to MaxSize
	Komi     float64 // points for White (seat 1), a multiple of a quarter, -1000 to 1000
	Ko       Ko
	Suicide  bool // a move may take its own chain of two stones or more
	Handicap int  // stones of Black (seat 0) before White's first move; 0, or 2 and more
	Free     bool // Black places the handicap where he likes, as the first moves of the game
	MaxPlies int  // the game is scored after so many moves and passes; 0 = the rules alone end it
}

const (
	defaultKomi  = 7.5
	handicapKomi = 0.5 // where stones are given and nothing is said of komi
	largestKomi  = 1000
	mostPlies    = 1 << 24
)

// DefaultPlies is the MaxPlies of a board of the size where nothing else is
// asked for: far beyond games of sense, it ends those that turn in circles.
func DefaultPlies(size int) int { return 4*size*size + 100 }

// DefaultConfig is play on a board of the size under area scoring, positional
// superko and no suicide, as in China, with komi 7.5.
func DefaultConfig(size int) Config {
	return Config{Size: size, Komi: defaultKomi, MaxPlies: DefaultPlies(size)}
}

// ruleSet is a name for a ko rule, a suicide rule and a komi.
type ruleSet struct {
	name    string
	ko      Ko
	suicide bool
	komi    float64
}

// ruleSets are those that score by area, which is all that a program can tell
// without agreement on dead stones.
var ruleSets = []ruleSet{
	{"chinese", Positional, false, 7.5},
	{"tromp-taylor", Positional, true, 7.5},
	{"aga", Situational, false, 7.5},
	{"new-zealand", Situational, true, 7},
}

// ParseConfig reads what follows the colon of a name such as
// "go:19,komi=6.5,rules=chinese": the size, 19 if it is left out, and options
// after commas,
//
//	komi=6.5              points for White
//	rules=chinese         or tromp-taylor, aga, new-zealand: ko, suicide and komi at once
//	ko=positional         or situational, simple
//	suicide=no            or yes
//	handicap=4            stones on the star points, White moves first
//	placement=fixed       or free: Black's first moves place them
//	plies=400             the game is scored after so many; 0 = never
//
// An option prevails over rules, wherever it stands. The error names what was
// not understood and what would be.
func ParseConfig(text string) (Config, error) {
	words := strings.Split(text, ",")
	c := DefaultConfig(19)
	if size := words[0]; !strings.Contains(size, "=") {
		words = words[1:]
		if size != "" {
			n, err := strconv.Atoi(size)
			if err != nil || n < MinSize || n > MaxSize {
				return Config{}, fmt.Errorf("size %q: want %d to %d", size, MinSize, MaxSize)
			}
			c = DefaultConfig(n)
		}
	}
	given := map[string]bool{}
	for _, rules := range []bool{true, false} { // first the rules, for the rest to prevail
		for _, word := range words {
			name, value, _ := strings.Cut(word, "=")
			if (name == "rules") != rules {
				continue
			}
			if given[name] {
				return Config{}, fmt.Errorf("option %q is given twice", name)
			}
			given[name] = true
			if err := c.set(name, value); err != nil {
				return Config{}, fmt.Errorf("option %q: %w", word, err)
			}
		}
	}
	if c.Handicap > 0 && !given["komi"] && !given["rules"] {
		c.Komi = handicapKomi
	}
	if c.Free && c.Handicap == 0 {
		return Config{}, errors.New(`option "placement=free": want a handicap beside it`)
	}
	return c, c.validate()
}

// set sets one option.
func (c *Config) set(name, value string) (err error) {
	switch name {
	case "komi":
		c.Komi, err = strconv.ParseFloat(value, 64)
		if err != nil {
			err = errors.New("want a number of points such as 6.5")
		}
	case "rules":
		return c.setRules(value)
	case "ko":
		var i int
		i, err = choose(value, koNames[:])
		c.Ko = Ko(i)
	case "suicide":
		var i int
		i, err = choose(value, []string{"no", "yes"})
		c.Suicide = i == 1
	case "placement":
		var i int
		i, err = choose(value, []string{"fixed", "free"})
		c.Free = i == 1
	case "handicap":
		c.Handicap, err = number(value)
	case "plies":
		c.MaxPlies, err = number(value)
	default:
		err = errors.New("want komi=, rules=, ko=, suicide=, handicap=, placement= or plies=")
	}
	return err
}

func (c *Config) setRules(name string) error {
	var names []string
	for _, r := range ruleSets {
		names = append(names, r.name)
	}
	i, err := choose(name, names)
	if err != nil {
		return err
	}
	r := ruleSets[i]
	c.Ko, c.Suicide, c.Komi = r.ko, r.suicide, r.komi
	return nil
}

func choose(value string, names []string) (int, error) {
	for i, n := range names {
		if n == value {
			return i, nil
		}
	}
	return 0, fmt.Errorf("want one of %s", strings.Join(names, ", "))
}

func number(value string) (int, error) {
	n, err := strconv.Atoi(value)
	if err != nil || n < 0 || n > mostPlies {
		return 0, fmt.Errorf("want a number, 0 to %d", mostPlies)
	}
	return n, nil
}

// validate tells what is wrong with a configuration, if anything is.
func (c Config) validate() error {
	switch {
	case c.Size < MinSize || c.Size > MaxSize:
		return fmt.Errorf("size %d: want %d to %d", c.Size, MinSize, MaxSize)
	case math.IsNaN(c.Komi) || math.Abs(c.Komi) > largestKomi || c.Komi*4 != math.Trunc(c.Komi*4):
		return fmt.Errorf("komi %v: want a multiple of 0.25 from %d to %d", c.Komi, -largestKomi, largestKomi)
	case int(c.Ko) >= len(koNames):
		return fmt.Errorf("ko rule %d: want 0 to %d", c.Ko, len(koNames)-1)
	case c.MaxPlies < 0 || c.MaxPlies > mostPlies:
		return fmt.Errorf("%d plies: want 0 to %d", c.MaxPlies, mostPlies)
	}
	most := mostFixed(c.Size)
	if c.Free {
		most = mostFree(c.Size)
	}
	if c.Handicap != 0 && (c.Handicap < 2 || c.Handicap > most) {
		return fmt.Errorf("handicap %d: want 0, or 2 to %d on a board of size %d", c.Handicap, most, c.Size)
	}
	return nil
}

// String is the text after the colon that ParseConfig reads back: the size,
// and what differs from the default.
func (c Config) String() string {
	text := strconv.Itoa(c.Size)
	komi := defaultKomi
	if c.Handicap > 0 {
		komi = handicapKomi
	}
	if c.Komi != komi {
		text += ",komi=" + strconv.FormatFloat(c.Komi, 'f', -1, 64)
	}
	if c.Ko != Positional {
		text += ",ko=" + c.Ko.String()
	}
	if c.Suicide {
		text += ",suicide=yes"
	}
	if c.Handicap > 0 {
		text += ",handicap=" + strconv.Itoa(c.Handicap)
	}
	if c.Free {
		text += ",placement=free"
	}
	if c.MaxPlies != DefaultPlies(c.Size) {
		text += ",plies=" + strconv.Itoa(c.MaxPlies)
	}
	return text
}
