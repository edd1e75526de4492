package toytext

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// mostSteps is the largest time limit.
const mostSteps = 1 << 30

// options are what follows the colon of a name: name=value each.
type options map[string]string

// named returns the name of a world with its options.
func named(world string, options []string) string {
	if len(options) == 0 {
		return world
	}
	return world + ":" + strings.Join(options, ",")
}

// parseOptions splits text at its commas. A first word without an equals sign
// goes to kind, if there are kinds, which tells whether it understood; want
// says what would be.
func parseOptions(text string, kind func(first string) bool, want string) (options, error) {
	o := options{}
	if text == "" {
		return o, nil
	}
	for i, word := range strings.Split(text, ",") {
		name, value, isOption := strings.Cut(word, "=")
		switch _, given := o[name]; {
		case !isOption && i == 0 && kind != nil && kind(word):
		case !isOption && (i == 0 || kind == nil):
			return nil, fmt.Errorf("%q: want %s", word, want)
		case !isOption:
			return nil, fmt.Errorf("option %q: want name=value", word)
		case given:
			return nil, fmt.Errorf("option %q is given twice", name)
		default:
			o[name] = value
		}
	}
	return o, nil
}

// take removes an option and returns its value.
func (o options) take(name string) (value string, given bool) {
	value, given = o[name]
	delete(o, name)
	return value, given
}

// rest reports an option that nobody has taken; want lists those there are.
func (o options) rest(want string) error {
	for _, name := range slices.Sorted(maps.Keys(o)) {
		return fmt.Errorf("unknown option %q: want %s", name, want)
	}
	return nil
}

// limit takes the time limit, 0 if there is none.
func (o options) limit() (int, error) {
	text, given := o.take("limit")
	if !given {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > mostSteps {
		return 0, fmt.Errorf("limit=%q: want 1 to %d", text, mostSteps)
	}
	return n, nil
}

// onOff takes an option that is on or off.
func (o options) onOff(name string, usual bool) (bool, error) {
	text, given := o.take(name)
	switch {
	case !given:
		return usual, nil
	case text == "on" || text == "off":
		return text == "on", nil
	}
	return false, fmt.Errorf("%s=%q: want on or off", name, text)
}

// success takes the options slippery and success and returns the probability
// to go as intended, 0 if neither is given.
func (o options) success(slippery float64) (float64, error) {
	text, given := o.take("success")
	_, slip := o["slippery"]
	on, err := o.onOff("slippery", true)
	switch {
	case err != nil:
		return 0, err
	case given && slip:
		return 0, fmt.Errorf("success=%s beside slippery: want one of the two", text)
	case given:
		p, err := strconv.ParseFloat(text, 64)
		if err != nil || !(p > 0 && p <= 1) {
			return 0, fmt.Errorf("success=%q: want more than 0, at most 1", text)
		}
		return p, nil
	case !on:
		return 1, nil
	case slip:
		return slippery, nil
	}
	return 0, nil
}
