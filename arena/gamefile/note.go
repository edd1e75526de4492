package gamefile

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs/chess"
)

// Comments of PGN, and of the text of moves, may hold commands for programs
// among the words for people, such as [%clk 0:05:00]: the time left, [%emt …]:
// the time spent, [%eval 0.25]: pawns by which White is better, or, of ours,
// [%value 0.25]: the expected return of the first seat.

var command = regexp.MustCompile(`\s*\[%(\w+)\s+([^\]]*)\]`)

// mostPawns is what a position is called that is as good as won.
const mostPawns = 99.99

// commands returns what is known of a move as commands; eval tells that its
// value is to be told in pawns.
func (m *Move) commands(eval bool) string {
	var all []string
	add := func(name, value string) { all = append(all, fmt.Sprintf("[%%%s %s]", name, value)) }
	if v, ok := m.value(); ok && eval {
		add("eval", strconv.FormatFloat(chess.Centipawns(v, 100*mostPawns)/100, 'f', 2, 64))
	} else if ok {
		add("value", formatReal(v))
	}
	if m.Left != (agents.Time{}) {
		add("clk", formatClock(m.Left.Left))
	}
	if m.Spent >= time.Millisecond {
		add("emt", formatClock(m.Spent))
	}
	return strings.Join(all, " ")
}

// remark is the commands and the comment of a move.
func (m *Move) remark(eval bool) string { return strings.TrimSpace(m.commands(eval) + " " + m.Comment) }

// value returns what the mover expected the first seat to return.
func (m *Move) value() (float64, bool) {
	if m.Thought == nil || len(m.Thought.Values) == 0 {
		return 0, false
	}
	return float64(m.Thought.Values[0]) + 0, true // not a negative zero
}

// setValue keeps an expected return of the first of two seats.
func (m *Move) setValue(v float64) {
	if math.IsNaN(v) || math.Abs(v) > 1 {
		return // not a return of the worlds of two seats
	}
	m.Thought = &agents.Thought{Values: []float32{float32(v), float32(-v)}}
}

// setRemark takes the commands out of a remark, and keeps the rest as the
// comment. Commands that are not known stay in it.
func (m *Move) setRemark(text string) {
	rest := command.ReplaceAllStringFunc(text, func(found string) string {
		part := command.FindStringSubmatch(found)
		if m.obey(part[1], strings.TrimSpace(part[2])) {
			return ""
		}
		return found
	})
	m.Comment = strings.TrimSpace(rest)
}

// obey keeps what a command says; it reports whether it was understood.
func (m *Move) obey(name, value string) (ok bool) {
	switch name {
	case "eval":
		pawns, err := strconv.ParseFloat(value, 64)
		if mate, isMate := strings.CutPrefix(value, "#"); isMate {
			_, err = strconv.Atoi(mate)
			pawns = mostPawns
			if strings.HasPrefix(mate, "-") {
				pawns = -mostPawns
			}
		}
		if err == nil {
			m.setValue(chess.Value(100 * pawns))
		}
		return err == nil
	case "value":
		v, err := strconv.ParseFloat(value, 64)
		if err == nil {
			m.setValue(v)
		}
		return err == nil
	case "clk":
		m.Left.Left, ok = parseClock(value)
	case "emt":
		m.Spent, ok = parseClock(value)
	}
	return ok
}

// formatReal writes a number with the digits that tell something.
func formatReal(x float64) string { return strconv.FormatFloat(x, 'g', 4, 64) }

// formatClock writes a time as 1:02:03.004, without a fraction that is none.
func formatClock(d time.Duration) string {
	d = max(d, 0).Round(time.Millisecond)
	text := fmt.Sprintf("%d:%02d:%02d", d/time.Hour, d/time.Minute%60, d/time.Second%60)
	if rest := d % time.Second; rest > 0 {
		text += strings.TrimRight(fmt.Sprintf(".%03d", rest/time.Millisecond), "0")
	}
	return text
}

// parseClock reads hours, minutes and seconds, which may have a fraction.
func parseClock(text string) (time.Duration, bool) {
	parts := strings.Split(text, ":")
	if len(parts) != 3 {
		return 0, false
	}
	h, errH := strconv.ParseUint(parts[0], 10, 16)
	m, errM := strconv.ParseUint(parts[1], 10, 16)
	s, errS := strconv.ParseFloat(parts[2], 64)
	if errH != nil || errM != nil || errS != nil || !(s >= 0 && s < 1e6) {
		return 0, false
	}
	whole := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
	return whole + time.Duration(math.Round(s*1000))*time.Millisecond, true
}
