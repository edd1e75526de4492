package minatar

import (
	"fmt"
	"strconv"
	"strings"
)

// Config is what may be chosen about a game. Every game takes all of it;
// Ramping changes asterix, seaquest and spaceinvaders, and Fixed seaquest.
type Config struct {
	// Sticky is the probability that the action executed before is executed
	// again in place of the one chosen, from 0 to below 1.
	Sticky float64
	// Ramping makes the game harder as it goes on.
	Ramping bool
	// Minimal leaves out the actions that the game does not use.
	Minimal bool
	// Fixed mends a quirk of the reference. There a submarine that brings
	// six divers up is left with -1 of them, and one with fewer than none
	// may come up for air as often as it likes. If Fixed, it is left with
	// none, and coming up with none ends the episode.
	Fixed bool
	// Limit cuts an episode off after so many steps; 0 means that only the
	// rules end it, which in breakout may be never.
	Limit int
}

// Usual returns what the published learning curves are of: sticky actions with
// probability 0.1, ramping, all six actions, no quirk mended, no limit.
func Usual() Config { return Config{Sticky: 0.1, Ramping: true} }

const (
	maxLimit = 1 << 30 // steps
	wanted   = "want sticky= and a probability from 0 to below 1, ramping=on or off, actions=6 or minimal, mode=strict or fixed, limit= and a number of steps"
)

// ParseConfig reads options such as "sticky=0.25,ramping=off,limit=10000";
// what is not named is Usual. The error quotes the option that was not
// understood and tells what would be.
func ParseConfig(text string) (Config, error) {
	config := Usual()
	if text == "" {
		return config, nil
	}
	seen := map[string]bool{}
	for option := range strings.SplitSeq(text, ",") {
		key, value, _ := strings.Cut(option, "=")
		if seen[key] {
			return Config{}, fmt.Errorf("option %q: %s is given twice", option, key)
		}
		seen[key] = true
		if !config.set(key, value) {
			return Config{}, fmt.Errorf("unknown option %q: %s", option, wanted)
		}
	}
	return config, nil
}

// set changes one option, unless the key or the value is unknown.
func (c *Config) set(key, value string) (known bool) {
	switch key {
	case "sticky":
		p, err := strconv.ParseFloat(value, 64)
		c.Sticky = p
		return err == nil && 0 <= p && p < 1
	case "ramping":
		c.Ramping = value == "on"
		return value == "on" || value == "off"
	case "actions":
		c.Minimal = value == "minimal"
		return value == "6" || value == "minimal"
	case "mode":
		c.Fixed = value == "fixed"
		return value == "strict" || value == "fixed"
	case "limit":
		n, err := strconv.Atoi(value)
		c.Limit = n
		return err == nil && 1 <= n && n <= maxLimit
	}
	return false
}

// check panics if the configuration is none that ParseConfig could return.
func (c Config) check() {
	if !(0 <= c.Sticky && c.Sticky < 1) || c.Limit < 0 || c.Limit > maxLimit {
		panic(fmt.Sprintf("minatar: sticky %v, limit %d: want a probability from 0 to below 1, and 0 to %d steps", c.Sticky, c.Limit, maxLimit))
	}
}

// suffix is a colon and the options that differ from Usual, as ParseConfig
// reads them, or nothing.
func (c Config) suffix() string {
	var options []string
	usual := Usual()
	add := func(differs bool, option string) {
		if differs {
			options = append(options, option)
		}
	}
	add(c.Sticky != usual.Sticky, "sticky="+strconv.FormatFloat(c.Sticky, 'g', -1, 64))
	add(!c.Ramping, "ramping=off")
	add(c.Minimal, "actions=minimal")
	add(c.Fixed, "mode=fixed")
	add(c.Limit != 0, "limit="+strconv.Itoa(c.Limit))
	if options == nil {
		return ""
	}
	return ":" + strings.Join(options, ",")
}
