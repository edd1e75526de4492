package uci

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/internal/child"
)

// A program that writes more than this without saying what was asked is taken
// to be writing garbage: so many bytes of info, so many of anything else.
const (
	mostInfo    = 256 << 20
	mostGarbage = 1 << 20
)

// client asks a program.
type client struct {
	process  *child.Process
	name     string   // id name
	options  []string // the names of its options, as it writes them
	variants []string // what UCI_Variant may be; nil if there is no such option
}

// say sends commands, a line each.
func (c *client) say(ctx context.Context, commands ...string) error {
	for _, command := range commands {
		if err := c.process.Send(ctx, command+"\n"); err != nil {
			return fmt.Errorf("%q: %w", excerpt(command), err)
		}
	}
	return nil
}

// wait reads up to a line that begins with a word, and returns its words. The
// lines before it are told to each, which may be nil.
func (c *client) wait(ctx context.Context, word string, each func(words []string)) ([]string, error) {
	info, garbage := 0, 0
	for {
		line, err := c.process.Line(ctx)
		if err != nil {
			return nil, fmt.Errorf("waiting for %s: %w", word, err)
		}
		words := strings.Fields(line)
		switch {
		case len(words) == 0:
			garbage++
		case words[0] == word:
			return words, nil
		case words[0] == "info":
			info += len(line)
		default:
			garbage += len(line)
		}
		if info > mostInfo || garbage > mostGarbage {
			return nil, fmt.Errorf("waiting for %s: it wrote %d bytes of something else, last %q", word, info+garbage, excerpt(line))
		}
		if each != nil && len(words) > 0 {
			each(words)
		}
	}
}

// greet learns the name and the options of the program.
func (c *client) greet(ctx context.Context) error {
	if err := c.say(ctx, "uci"); err != nil {
		return err
	}
	_, err := c.wait(ctx, "uciok", func(words []string) {
		switch {
		case len(words) > 2 && words[0] == "id" && words[1] == "name":
			c.name = strings.Join(words[2:], " ")
		case words[0] == "option":
			c.learnOption(words)
		}
	})
	return err
}

// learnOption takes note of a line such as
// option name UCI_Variant type combo default chess var chess var gardner.
func (c *client) learnOption(words []string) {
	from, to := slices.Index(words, "name"), slices.Index(words, "type")
	if from < 0 || to < from {
		return
	}
	name := strings.Join(words[from+1:to], " ")
	c.options = append(c.options, name)
	if !strings.EqualFold(name, variantOption) {
		return
	}
	c.variants = []string{}
	for i := to; i+1 < len(words); i++ {
		if words[i] == "var" {
			c.variants = append(c.variants, words[i+1])
		}
	}
}

const variantOption = "UCI_Variant"

// ready waits until the program has done all that it was told.
func (c *client) ready(ctx context.Context) error {
	if err := c.say(ctx, "isready"); err != nil {
		return err
	}
	_, err := c.wait(ctx, "readyok", nil)
	return err
}

// setOption sets an option that the program has.
func (c *client) setOption(ctx context.Context, o Option) error {
	if !slices.ContainsFunc(c.options, func(name string) bool { return strings.EqualFold(name, o.Name) }) {
		return fmt.Errorf("it has no option %q: want one of %s", o.Name, strings.Join(c.options, ", "))
	}
	command := "setoption name " + o.Name
	if o.Value != "" {
		command += " value " + o.Value
	}
	return c.say(ctx, command)
}

// excerpt is the beginning of what a program wrote.
func excerpt(text string) string {
	const most = 60
	if len(text) <= most {
		return text
	}
	return strconv.Quote(text[:most])[1:most] + "…"
}
