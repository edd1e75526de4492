package arena

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/tengen-rl/tengen/agents"
)

// Control is the time, and the work, that an agent may spend on a game. The
// zero Control is no limit.
type Control struct {
	Main      time.Duration // for the game, or for Moves of it
	Moves     int           // after so many moves Main is added again; 0 is never
	Increment time.Duration // added after each move (Fischer)
	Periods   int           // of byo-yomi after Main
	Period    time.Duration // each of which lasts so long, and begins anew with each move within it
	Nodes     int           // simulations or positions a move, 0 is any number
}

// controlForms tells what ParseControl takes.
const controlForms = "5m (a game), 5m+3s (added after each move), 40/5m (for each 40 moves), " +
	"10m+3x30s (periods of byo-yomi), 1x2s (each move), nodes=1000, or a time and nodes with a comma between"

// ParseControl reads a control: 5m is a time for the game, 5m+3s has an
// increment, 40/5m gives five minutes for each forty moves, 10m+3x30s has three
// periods of byo-yomi, 1x2s is two seconds a move, nodes=1000 limits the work
// of each move. A time and nodes may stand together, with a comma between.
func ParseControl(text string) (Control, error) {
	var c Control
	for part := range strings.SplitSeq(text, ",") {
		if err := c.parse(part); err != nil {
			return Control{}, fmt.Errorf("clock %q: %w; want %s", text, err, controlForms)
		}
	}
	return c, nil
}

func (c *Control) parse(part string) error {
	if nodes, ok := strings.CutPrefix(part, "nodes="); ok {
		if c.Nodes != 0 {
			return fmt.Errorf("nodes stand twice")
		}
		return parseCount(nodes, &c.Nodes)
	}
	if c.Timed() {
		return fmt.Errorf("a second time %q", part)
	}
	first, rest, more := strings.Cut(part, "+")
	if err := c.parseMain(first); err != nil {
		return err
	}
	switch {
	case !more:
		return nil
	case c.Periods > 0:
		return fmt.Errorf("%q after periods of byo-yomi", rest)
	case !strings.Contains(rest, "x"):
		return parseTime(rest, &c.Increment)
	case c.Moves > 0:
		return fmt.Errorf("byo-yomi after a number of moves")
	}
	return c.parsePeriods(rest)
}

// parseMain reads what stands before the plus.
func (c *Control) parseMain(text string) error {
	if strings.Contains(text, "x") {
		return c.parsePeriods(text)
	}
	moves, main, both := strings.Cut(text, "/")
	if !both {
		return parseTime(text, &c.Main)
	}
	if err := parseCount(moves, &c.Moves); err != nil {
		return err
	}
	return parseTime(main, &c.Main)
}

func (c *Control) parsePeriods(text string) error {
	count, period, _ := strings.Cut(text, "x")
	if err := parseCount(count, &c.Periods); err != nil {
		return err
	}
	return parseTime(period, &c.Period)
}

func parseCount(text string, dst *int) error {
	n, err := strconv.ParseInt(text, 10, 32)
	if err != nil || n < 1 {
		return fmt.Errorf("%q is no whole number from 1 to %d", text, 1<<31-1)
	}
	*dst = int(n)
	return nil
}

const longestTime = 1000 * time.Hour // so that sums of times do not overflow

func parseTime(text string, dst *time.Duration) error {
	d, err := time.ParseDuration(text)
	if err != nil || d < time.Millisecond || d > longestTime {
		return fmt.Errorf("%q is no time such as 90s, 1ms to %v", text, longestTime)
	}
	*dst = d
	return nil
}

// Timed reports whether there is a clock.
func (c Control) Timed() bool { return c.Main > 0 || c.Periods > 0 }

// String returns text that ParseControl reads as c; empty if c is no limit.
func (c Control) String() string {
	var b strings.Builder
	if c.Moves > 0 {
		fmt.Fprintf(&b, "%d/", c.Moves)
	}
	if c.Main > 0 {
		b.WriteString(c.Main.String())
	}
	if c.Increment > 0 {
		b.WriteString("+" + c.Increment.String())
	}
	if c.Periods > 0 {
		if c.Main > 0 {
			b.WriteByte('+')
		}
		fmt.Fprintf(&b, "%dx%v", c.Periods, c.Period)
	}
	if c.Nodes > 0 {
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "nodes=%d", c.Nodes)
	}
	return b.String()
}

// start returns the clock before the first move.
func (c Control) start() agents.Time {
	return agents.Time{
		Left: c.Main, Increment: c.Increment,
		Period: c.Period, Periods: c.Periods, MovesToGo: c.Moves,
	}
}

// press returns the clock after a move that took so long, and whether it was
// made in time.
func (c Control) press(t agents.Time, spent time.Duration) (after agents.Time, inTime bool) {
	if spent > t.Total() {
		return t, false
	}
	if over := spent - t.Left; over > 0 { // a period that is used up to its end is not lost yet
		t.Periods -= int((over - 1) / t.Period)
	}
	t.Left = max(t.Left-spent, 0) + c.Increment
	if t.MovesToGo > 0 {
		if t.MovesToGo--; t.MovesToGo == 0 {
			t.MovesToGo = c.Moves
			t.Left += c.Main
		}
	}
	return t, true
}
