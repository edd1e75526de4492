package minigrid

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/truth"
)

// walk is one episode of minigrid/walks*.jsonl. A grid is three hexadecimal
// digits a cell: type, colour, state.
type walk struct {
	Env       string
	MaxSteps  int32 `json:"max_steps"`
	Mission   string
	Grid      walkGrid
	FinalGrid walkGrid  `json:"final_grid"`
	AgentPos  [2]int    `json:"agent_pos"`
	AgentDir  direction `json:"agent_dir"`
	FirstObs  string    `json:"first_obs"`
	Steps     [][]json.RawMessage
}

type walkGrid struct {
	Width, Height int
	Cells         string
}

// TestTruthWalks replays the recorded walks: position, direction, what is
// carried, reward, flags and view of every step, and the grid at the end.
func TestTruthWalks(t *testing.T) {
	for _, file := range truth.Files(t, "minigrid/*walks*.jsonl") {
		for i, line := range bytes.Split(bytes.TrimSpace(truth.Read(t, file)), []byte("\n")) {
			var w walk
			decoder := json.NewDecoder(bytes.NewReader(line))
			decoder.DisallowUnknownFields()
			require.NoError(t, decoder.Decode(&w), "%s line %d", file, i+1)
			t.Run(fmt.Sprintf("%s %d", w.Env, i+1), func(t *testing.T) { w.replay(t) })
		}
	}
}

func (w *walk) replay(t *testing.T) {
	game := New(levelOf(t, w.Env), View)
	l := game.level
	require.Equal(t, []int{l.width, l.height, int(l.limit)}, []int{w.Grid.Width, w.Grid.Height, int(w.MaxSteps)})
	mission := regexp.MustCompile(`\b(red|green|blue|purple|yellow|grey) (box|ball)`).ReplaceAllString(w.Mission, "$2")
	assert.Equal(t, mission, game.Mission())
	s := game.New(0).(*state)
	w.Grid.read(t, s)
	s.at, s.dir = at(w.AgentPos[0], w.AgentPos[1]), w.AgentDir
	require.Equal(t, w.FirstObs, viewText(s))
	for i, step := range w.Steps {
		if err := replayStep(s, step); err != nil {
			t.Fatalf("step %d: %v\n%v", i+1, err, s)
		}
	}
	assert.Equal(t, w.FinalGrid.Cells, gridText(s))
}

// levelOf finds our name of a recorded level: MiniGrid-LavaGapS5-v0 is
// lavagap-s5, for example.
func levelOf(t *testing.T, env string) string {
	t.Helper()
	plain := func(name string) string { return strings.ReplaceAll(strings.ToLower(name), "-", "") }
	want := plain(regexp.MustCompile(`^MiniGrid-(.*)-v\d+$`).ReplaceAllString(env, "$1"))
	for _, name := range Levels() {
		if plain(name) == want {
			return name
		}
	}
	t.Fatalf("unknown level %q", env)
	return ""
}

// read puts the recorded grid into s.
func (g walkGrid) read(t *testing.T, s *state) {
	t.Helper()
	known := map[string]cell{}
	for c := range cell(kindCount) << 3 {
		if made := thing(c.kind(), c.colour()); c.colour() < colours {
			known[made.text()] = made
		}
	}
	require.Len(t, g.Cells, 3*g.Width*g.Height)
	for i := range g.Width * g.Height {
		c, ok := known[g.Cells[3*i:3*i+3]]
		require.True(t, ok, "unknown cell %q", g.Cells[3*i:3*i+3])
		s.set(at(i%g.Width, i/g.Width), c)
	}
}

func (c cell) text() string {
	k := c.codes()
	return fmt.Sprintf("%x%x%x", k.typ, k.colour, k.state)
}

func gridText(s *state) string {
	var b strings.Builder
	for y := range s.game.level.height {
		for x := range s.game.level.width {
			b.WriteString(s.grid[at(x, y)].text())
		}
	}
	return b.String()
}

// viewText is the view as observed, so that the encoding is compared too.
func viewText(s *state) string {
	obs := make([]float32, s.game.spec.ObsLen())
	s.Observe(obs)
	var b strings.Builder
	for i := range viewCells {
		plane := 0
		for _, n := range []int{typeCodes, colours, doorStates} {
			code, ones := 0, 0
			for c := range n {
				if obs[(plane+c)*viewCells+i] == 1 {
					code, ones = c, ones+1
				}
			}
			plane += n
			if ones != 1 {
				return fmt.Sprintf("%d ones of %d at cell %d", ones, n, i)
			}
			b.WriteString(strconv.FormatInt(int64(code), 16))
		}
	}
	return b.String()
}

// replayStep plays a step [action, [x, y], direction, carried, reward,
// terminated, truncated, view].
func replayStep(s *state, step []json.RawMessage) error {
	var (
		a             envs.Action
		where         [2]int
		dir           direction
		carried       *string
		reward        float64
		ended, cutOff bool
		seen          string
	)
	fields := []any{&a, &where, &dir, &carried, &reward, &ended, &cutOff, &seen}
	if len(step) != len(fields) {
		return fmt.Errorf("%d fields, want %d", len(step), len(fields))
	}
	for i, field := range fields {
		if err := json.Unmarshal(step[i], field); err != nil {
			return err
		}
	}
	s.Play(a)
	want := "nothing"
	if carried != nil {
		want = *carried
	}
	switch {
	case s.at != at(where[0], where[1]) || s.dir != dir:
		return fmt.Errorf("at %d, %d looking %d; want %v, %d", s.at.x(), s.at.y(), s.dir, where, dir)
	case carriedText(s.carried) != want:
		return fmt.Errorf("carries %s, want %s", carriedText(s.carried), want)
	case s.reward != float32(reward) && max(s.reward-float32(reward), float32(reward)-s.reward) > 1e-6:
		return fmt.Errorf("reward %v, want %v", s.reward, reward)
	case (s.end == byRules) != ended || (s.end == byLimit) != (cutOff && !ended):
		return fmt.Errorf("end %d, want terminated %t, truncated %t", s.end, ended, cutOff)
	case viewText(s) != seen:
		return fmt.Errorf("view\n%s, want\n%s", viewText(s), seen)
	}
	return nil
}

// carriedText is such as key:blue.
func carriedText(c cell) string {
	if c == nothing {
		return "nothing"
	}
	kinds := map[kind]string{key: "key", ball: "ball", box: "box"}
	return kinds[c.kind()] + ":" + []string{"red", "green", "blue", "purple", "yellow", "grey"}[c.colour()]
}

// TestTruthFormat compares our codes with those of the format's description.
func TestTruthFormat(t *testing.T) {
	var format struct {
		Objects map[string]uint8 `json:"object_to_idx"`
		Colours map[string]uint8 `json:"color_to_idx"`
		States  map[string]uint8 `json:"state_to_idx"`
	}
	require.NoError(t, json.Unmarshal(truth.Read(t, "minigrid/format.json"), &format))
	objects := map[string]uint8{"agent": agentCode}
	for name, k := range map[string]kind{
		"unseen": unseen, "empty": empty, "wall": wall, "floor": floor, "door": closedDoor,
		"key": key, "ball": ball, "box": box, "goal": goal, "lava": lava,
	} {
		objects[name] = thing(k, red).codes().typ
	}
	assert.Equal(t, format.Objects, objects)
	assert.Equal(t, format.Colours, map[string]uint8{
		"red": uint8(red), "green": uint8(green), "blue": uint8(blue), "purple": uint8(purple), "yellow": uint8(yellow), "grey": uint8(grey),
	})
	assert.Equal(t, format.States, map[string]uint8{
		"open": thing(openDoor, red).codes().state, "closed": thing(closedDoor, red).codes().state, "locked": thing(lockedDoor, red).codes().state,
	})
}
