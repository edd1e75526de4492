package catalog

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// option is one thing that can be said of an agent, kept as a whole number of
// at least 1.
type option struct {
	name string
	unit unit
	most int // of a unit other than a toggle
}

// unit is what the number of an option counts, and how it is written.
type unit int

const (
	count        unit = iota
	milliseconds      // as 1s or 250ms
	megabytes         // as 64MB or 1GB
	toggle            // off is 1, on is 2
)

const (
	off = iota + 1
	on
)

// read reads the value of the option; the error tells what it should be.
func (o option) read(text string) (int, error) {
	switch o.unit {
	case milliseconds:
		d, err := time.ParseDuration(text)
		if err != nil || d < time.Millisecond || d > time.Duration(o.most)*time.Millisecond || d%time.Millisecond != 0 {
			return 0, fmt.Errorf("want a time such as 1s or 250ms, at least 1ms and at most %s", o.format(o.most))
		}
		return int(d / time.Millisecond), nil
	case megabytes:
		return o.readMemory(text)
	case toggle:
		switch text {
		case "true":
			return on, nil
		case "false":
			return off, nil
		}
		return 0, fmt.Errorf("want true or false")
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > o.most {
		return 0, fmt.Errorf("want a whole number from 1 to %d", o.most)
	}
	return n, nil
}

func (o option) readMemory(text string) (int, error) {
	number, unit := text, 0
	if rest, ok := strings.CutSuffix(text, "MB"); ok {
		number, unit = rest, 1
	} else if rest, ok := strings.CutSuffix(text, "GB"); ok {
		number, unit = rest, gigabyte
	}
	n, err := strconv.Atoi(number)
	if err != nil || unit == 0 || n < 1 || n > o.most/unit {
		return 0, fmt.Errorf("want a size such as 64MB or 1GB, at least 1MB and at most %s", o.format(o.most))
	}
	return n * unit, nil
}

const gigabyte = 1024 // megabytes

// format writes a value so that read reads it back.
func (o option) format(value int) string {
	switch {
	case o.unit == milliseconds:
		return (time.Duration(value) * time.Millisecond).String()
	case o.unit == megabytes && value%gigabyte == 0:
		return strconv.Itoa(value/gigabyte) + "GB"
	case o.unit == megabytes:
		return strconv.Itoa(value) + "MB"
	case o.unit == toggle:
		return strconv.FormatBool(value == on)
	}
	return strconv.Itoa(value)
}

// form tells how the option is written.
func (o option) form() string {
	return o.name + "=" + [...]string{count: "N", milliseconds: "1s", megabytes: "64MB", toggle: "true"}[o.unit]
}
