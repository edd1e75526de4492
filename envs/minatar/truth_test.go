package minatar

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/truth"
)

// rigged is a state whose draws a test writes down.
type rigged interface {
	envs.State
	start()
	rig(script func(n uint64) int)
}

func (s *shell) rig(script func(n uint64) int) { s.dice.script = script }

// recorded is one episode of minatar/*.jsonl.
type recorded struct {
	Game      string
	Ramping   bool
	Channels  map[string]int
	ActionMap []string          `json:"action_map"`
	Minimal   []envs.Action     `json:"minimal_actions"`
	Draws     []json.RawMessage `json:"reset_draws"`
	Initial   string            `json:"initial_state"`
	Steps     [][]json.RawMessage
	Return    int32
	Length    int
	Terminal  bool
}

// recordedKinds are the games by their names in the files.
var recordedKinds = map[string]Kind{
	"asterix": Asterix, "breakout": Breakout, "freeway": Freeway, "seaquest": Seaquest, "space_invaders": SpaceInvaders,
}

// TestTruthEpisodes replays the recorded draws of the reference: every state,
// reward and end must be the recorded one.
func TestTruthEpisodes(t *testing.T) {
	for _, file := range truth.Files(t, "minatar/*.jsonl") {
		t.Run(path.Base(file), func(t *testing.T) {
			for i, line := range bytes.Split(bytes.TrimSpace(truth.Read(t, file)), []byte("\n")) {
				var r recorded
				decoder := json.NewDecoder(bytes.NewReader(line))
				decoder.DisallowUnknownFields()
				require.NoError(t, decoder.Decode(&r), "line %d", i+1)
				require.NoError(t, r.replay(), "line %d", i+1)
			}
		})
	}
}

// replay returns what differs first.
func (r recorded) replay() error {
	game, err := r.game()
	if err != nil {
		return err
	}
	s := game.New(0).(rigged)
	script, err := newScript(r.Draws)
	if err != nil {
		return err
	}
	s.rig(script.next)
	s.start()
	if err := differs(s, r.Initial, script, len(game.kind.glyphs)); err != nil {
		return fmt.Errorf("at the start: %w", err)
	}
	sum := int32(0)
	for i, step := range r.Steps {
		reward, err := replayStep(s, step, len(game.kind.glyphs))
		if err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
		sum += reward
	}
	if ended := s.ToPlay() == envs.Over; len(r.Steps) != r.Length || ended != r.Terminal || sum != r.Return {
		return fmt.Errorf("%d steps, over %t, return %d; want %d, %t, %d", len(r.Steps), ended, sum, r.Length, r.Terminal, r.Return)
	}
	return nil
}

// game makes the game of the record, without sticky actions, and compares the
// static facts.
func (r recorded) game() (*Game, error) {
	k, known := recordedKinds[r.Game]
	if !known {
		return nil, fmt.Errorf("unknown game %q", r.Game)
	}
	game := New(k, Config{Ramping: r.Ramping})
	if len(r.Channels) != game.spec.Obs[0] {
		return nil, fmt.Errorf("channels %v, got %d", r.Channels, game.spec.Obs[0])
	}
	var initials []string
	for _, a := range everyAction {
		initials = append(initials, a.String()[:1])
	}
	if fmt.Sprint(initials) != fmt.Sprint(r.ActionMap) {
		return nil, fmt.Errorf("actions %v, got %v", r.ActionMap, initials)
	}
	var minimal []envs.Action
	for _, a := range game.kind.minimal {
		minimal = append(minimal, envs.Action(a))
	}
	if fmt.Sprint(minimal) != fmt.Sprint(r.Minimal) {
		return nil, fmt.Errorf("minimal actions %v, got %v", r.Minimal, minimal)
	}
	return game, nil
}

// replayStep plays a step [action, reward, terminal, state, draws].
func replayStep(s rigged, step []json.RawMessage, channels int) (reward int32, err error) {
	var (
		action   envs.Action
		terminal int
		want     string
		draws    []json.RawMessage
	)
	if len(step) != 5 {
		return 0, fmt.Errorf("%d fields, want 5", len(step))
	}
	for i, field := range []any{&action, &reward, &terminal, &want, &draws} {
		if err := json.Unmarshal(step[i], field); err != nil {
			return 0, err
		}
	}
	script, err := newScript(draws)
	if err != nil {
		return 0, err
	}
	s.rig(script.next)
	s.Play(action)
	var got [1]float32
	s.Rewards(got[:])
	if got[0] != float32(reward) || (s.ToPlay() == envs.Over) != (terminal == 1) {
		return 0, fmt.Errorf("reward %v, to play %d; want %d, terminal %d", got[0], s.ToPlay(), reward, terminal)
	}
	return reward, differs(s, want, script, channels)
}

// differs compares what is observed with the recorded bits, in the order
// channel, row, column, and tells if a draw was left over.
func differs(s envs.State, want string, script *script, channels int) error {
	if script.err != nil {
		return script.err
	}
	if len(script.draws) > 0 {
		return fmt.Errorf("draws left over: %v", script.draws)
	}
	obs := make([]float32, channels*plane)
	s.Observe(obs)
	packed := make([]byte, (len(obs)+7)/8)
	for i, v := range obs {
		if v != 0 {
			packed[i/8] |= 0x80 >> (i % 8)
		}
	}
	if got := hex.EncodeToString(packed)[:(len(obs)+3)/4]; got != want {
		return fmt.Errorf("state\n%s, want\n%s\n%v", got, want, s)
	}
	return nil
}

// draw is one recorded number: of lo to hi-1, or of 0 to 1 if hi is 0.
type draw struct {
	lo, hi int
	value  float64
}

// script gives out recorded draws.
type script struct {
	draws []draw
	err   error
}

// newScript reads draws such as ["rand",[0.5]] and ["randint",1,9,[4]], which
// may have several values.
func newScript(raw []json.RawMessage) (*script, error) {
	s := &script{}
	for _, text := range raw {
		var fields []json.RawMessage
		if err := json.Unmarshal(text, &fields); err != nil {
			return nil, err
		}
		d, kind := draw{}, ""
		var values []float64
		into := map[int][]any{2: {&kind, &values}, 4: {&kind, &d.lo, &d.hi, &values}}[len(fields)]
		for i, field := range into {
			if err := json.Unmarshal(fields[i], field); err != nil {
				return nil, err
			}
		}
		if kind != map[int]string{2: "rand", 4: "randint"}[len(fields)] || kind == "" {
			return nil, fmt.Errorf("unknown draw %s", text)
		}
		for _, d.value = range values {
			s.draws = append(s.draws, d)
		}
	}
	return s, nil
}

// next answers a draw of 0 to n-1 with the next recorded one.
func (s *script) next(n uint64) int {
	if len(s.draws) == 0 {
		s.err = fmt.Errorf("one of %d is drawn, where no draw was recorded", n)
		return 0
	}
	d := s.draws[0]
	s.draws = s.draws[1:]
	if d.hi == 0 {
		return int(math.Floor(d.value * float64(n)))
	}
	if uint64(d.hi-d.lo) != n {
		s.err = fmt.Errorf("one of %d is drawn, where one of %d to %d was recorded", n, d.lo, d.hi-1)
	}
	return int(d.value) - d.lo
}

func TestScriptsRefuseWhatTheyDoNotKnow(t *testing.T) {
	for _, c := range []struct{ draws, want string }{
		{`[["normal",[0.5]]]`, "unknown draw"},
		{`[["randint",[1]]]`, "unknown draw"},
		{`[["rand",1,2,[1]]]`, "unknown draw"},
		{`[[]]`, "unknown draw"},
	} {
		var raw []json.RawMessage
		require.NoError(t, json.NewDecoder(strings.NewReader(c.draws)).Decode(&raw))
		_, err := newScript(raw)
		assert.ErrorContains(t, err, c.want, c.draws)
	}
	s, err := newScript([]json.RawMessage{[]byte(`["randint",1,9,[4,5]]`)})
	require.NoError(t, err)
	assert.Equal(t, 3, s.next(8))
	s.next(7)
	assert.ErrorContains(t, s.err, "one of 7 is drawn")
}
