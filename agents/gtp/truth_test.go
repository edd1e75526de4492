package gtp_test

import (
	"bytes"
	"encoding/json"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/truth"
)

// session is a talk with an engine: what is sent, and what must come back.
type session struct {
	Name     string
	Steps    []step
	Optional bool
	EOFOK    bool `json:"eof_ok"`
}

type step struct {
	Send      string
	Status    string          // = if empty; any for either
	ID        json.RawMessage // absent: not looked at; null: none
	Match     string          // the text matches
	Not       string          // and does not match
	Responses *int            // 1 if nil
	Exit      bool            // the engine ends
	Close     bool            // the input ends behind what is sent
	Raw       bool            // the bytes are no text
	Note      string
}

// TestTruthSessions holds the engine to the sessions that GNU Go passes.
func TestTruthSessions(t *testing.T) {
	sessions := 0
	for _, line := range bytes.Split(bytes.TrimSpace(truth.Read(t, "protocol/gtp_sessions.jsonl")), []byte("\n")) {
		var s session
		decoder := json.NewDecoder(bytes.NewReader(line))
		decoder.DisallowUnknownFields()
		require.NoError(t, decoder.Decode(&s))
		sessions++
		t.Run(s.Name, func(t *testing.T) {
			c := control(t, engineConfig(board(t, 19)))
			for i, step := range s.Steps {
				step.run(t, c, i)
			}
		})
	}
	assert.Positive(t, sessions)
}

func (s *step) run(t *testing.T, c *controller, i int) {
	sent := make(chan error, 1)
	go func() { // an engine may answer before all is read
		_, err := io.WriteString(c.in, s.Send)
		if s.Close {
			c.in.Close()
		}
		sent <- err
	}()
	if s.Exit {
		go func() { _, _ = io.Copy(io.Discard, c.out) }()
		select {
		case err := <-c.done:
			c.done <- err // for the end of the test
		case <-time.After(20 * time.Second):
			require.Fail(t, "the engine did not end", "step %d", i)
		}
		<-sent
		return
	}
	count := 1
	if s.Responses != nil {
		count = *s.Responses
	}
	for range count {
		status, id, text := c.answer()
		if want := s.Status; want != "any" {
			if want == "" {
				want = "="
			}
			require.Equal(t, want, status, "step %d, %q: %s", i, s.Send, text)
		}
		if s.ID != nil {
			assert.Equal(t, wantedID(s.ID), id, "step %d, %q", i, s.Send)
		}
		if s.Match != "" {
			assert.Regexp(t, regexp.MustCompile("(?s)"+s.Match), text, "step %d, %q", i, s.Send)
		}
		if s.Not != "" {
			assert.NotRegexp(t, regexp.MustCompile("(?s)"+s.Not), text, "step %d, %q", i, s.Send)
		}
	}
	require.NoError(t, <-sent)
}

// wantedID is the text of an id: none for null.
func wantedID(raw json.RawMessage) string {
	text := string(raw)
	if text == "null" {
		return ""
	}
	if unquoted, err := strconv.Unquote(text); err == nil {
		return unquoted
	}
	return strings.TrimSpace(text)
}
