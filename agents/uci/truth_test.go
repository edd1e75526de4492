package uci_test

import (
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/internal/truth"
)

// session is a talk with an engine: what is sent, and what must come back.
// Optional ones are those that some engine of others does not pass; ours must.
type session struct {
	Name     string
	Variant  *string // UCI_Variant, nil for chess
	Steps    []step
	Optional bool
}

// step is one of: something sent, the end of the input, lines that come until
// one matches, silence, or the end of the engine.
type step struct {
	Send       string
	Close      bool
	Expect     string   // up to a line that matches
	Collect    string   // the same, and of the lines up to it
	All        []string // each matches some
	None       []string // and no line matches one of these
	BestMoveIn []string `json:"bestmove_in"` // up to the answer, which is one of these
	NotBefore  string   `json:"not_before"`  // no line before the one expected matches
	Quiet      float64  // seconds in which no line
	Not        string   // matches
	Exit       bool
	Within     float64 // seconds; not looked at, but by a machine that hangs
}

// TestTruthSessions holds the engine to the sessions that Stockfish passes.
func TestTruthSessions(t *testing.T) {
	sessions := 0
	for _, line := range bytes.Split(bytes.TrimSpace(truth.Read(t, "protocol/uci_sessions.jsonl")), []byte("\n")) {
		var s session
		decoder := json.NewDecoder(bytes.NewReader(line))
		decoder.DisallowUnknownFields()
		require.NoError(t, decoder.Decode(&s))
		sessions++
		t.Run(s.Name, func(t *testing.T) {
			c := control(t, engineConfig(chess.New()))
			if s.Variant != nil {
				c.send("setoption name UCI_Variant value " + *s.Variant)
			}
			for i, step := range s.Steps {
				step.run(t, c, i)
			}
		})
	}
	assert.Positive(t, sessions)
}

func (s *step) run(t *testing.T, c *controller, i int) {
	switch {
	case s.Send != "":
		_, err := io.WriteString(c.in, s.Send)
		require.NoError(t, err)
	case s.Close:
		c.in.Close()
	case s.Exit:
		c.waitForEnd()
	case s.Quiet > 0:
		for _, line := range c.during(time.Duration(s.Quiet * float64(time.Second))) {
			assert.NotRegexp(t, s.Not, line, "step %d", i)
		}
	case s.BestMoveIn != nil:
		lines := c.match(`^bestmove\b`)
		words := strings.Fields(lines[len(lines)-1])
		require.Greater(t, len(words), 1, "step %d", i)
		assert.Contains(t, s.BestMoveIn, words[1], "step %d", i)
	case s.Expect != "":
		s.until(t, c, s.Expect)
	case s.Collect != "":
		lines := s.until(t, c, s.Collect)
		for _, want := range s.All {
			assert.True(t, slices.ContainsFunc(lines, regexp.MustCompile(want).MatchString), "step %d: no line matches %s: %q", i, want, lines)
		}
		for _, line := range lines {
			s.none(t, line)
		}
	default:
		require.Fail(t, "a step of no kind", "step %d: %+v", i, s)
	}
}

// until reads up to a line that matches, and returns the lines.
func (s *step) until(t *testing.T, c *controller, pattern string) []string {
	t.Helper()
	lines := c.match(pattern)
	if s.NotBefore != "" {
		for _, line := range lines {
			require.NotRegexp(t, s.NotBefore, line)
		}
	}
	return lines
}

// none holds a line against the patterns that must not match. Of what Go's
// regular expressions do not have, "^a (?!b)" stands for a line that begins
// with a and goes on with anything but b.
func (s *step) none(t *testing.T, line string) {
	t.Helper()
	for _, pattern := range s.None {
		before, after, negative := strings.Cut(strings.TrimSuffix(pattern, ")"), "(?!")
		if !negative {
			assert.NotRegexp(t, pattern, line)
			continue
		}
		if at := regexp.MustCompile(before).FindStringIndex(line); at != nil {
			assert.Regexp(t, "^(?:"+after+")", line[at[1]:], "%q", line)
		}
	}
}
