// Package options reads what follows the colon of a world's name, such as the
// "8x8,slippery=off" of "frozenlake:8x8,slippery=off": a kind, and options
// with values, with commas between them. Its errors name the word that was not
// understood and what would be.
package options

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Options are names with their values. Whoever understands one takes it; what
// is left in the end nobody understands.
type Options map[string]string

// Parse splits text at its commas. A first word without an equals sign is
// kind, empty if there is none.
func Parse(text string) (kind string, o Options, err error) {
	o = Options{}
	if text == "" {
		return "", o, nil
	}
	for i, word := range strings.Split(text, ",") {
		name, value, isOption := strings.Cut(word, "=")
		switch _, given := o[name]; {
		case !isOption && i == 0:
			kind = word
		case !isOption:
			return "", nil, fmt.Errorf("option %q: want name=value", word)
		case given:
			return "", nil, fmt.Errorf("option %q is given twice", name)
		default:
			o[name] = value
		}
	}
	return kind, o, nil
}

// Join writes a name and what follows its colon, if anything does.
func Join(name string, words []string) string {
	if len(words) == 0 {
		return name
	}
	return name + ":" + strings.Join(words, ",")
}

// Take removes an option and returns its value.
func (o Options) Take(name string) (value string, given bool) {
	value, given = o[name]
	delete(o, name)
	return value, given
}

// Int takes a whole number from low to high, usual if it is not given.
func (o Options) Int(name string, low, high, usual int) (int, error) {
	text, given := o.Take(name)
	if !given {
		return usual, nil
	}
	return Int(name, text, low, high)
}

// Int reads a whole number from low to high, written as people write it.
func Int(name, text string, low, high int) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || text != strconv.Itoa(n) || n < low || n > high {
		return 0, fmt.Errorf("%s %q: want %d to %d", name, text, low, high)
	}
	return n, nil
}

// OnOff takes an option that is on or off, usual if it is not given.
func (o Options) OnOff(name string, usual bool) (bool, error) {
	text, given := o.Take(name)
	switch {
	case !given:
		return usual, nil
	case text == "on" || text == "off":
		return text == "on", nil
	}
	return false, fmt.Errorf("%s %q: want on or off", name, text)
}

// Rest reports an option that nobody has taken; want lists those there are.
func (o Options) Rest(want string) error {
	for _, name := range slices.Sorted(maps.Keys(o)) {
		return fmt.Errorf("unknown option %q: want %s", name, want)
	}
	return nil
}
