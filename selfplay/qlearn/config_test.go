package qlearn_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/selfplay/knobs"
	"github.com/tengen-rl/tengen/selfplay/qlearn"
)

// Every preset can be read, has a world that is there, and makes sense.
func TestPresetsAreValid(t *testing.T) {
	for _, agent := range qlearn.Agents() {
		names := qlearn.PresetNames(agent)
		require.Equal(t, qlearn.DefaultPreset, names[0])
		for _, name := range names {
			for _, word := range []string{"breakout", "spaceinvaders"} {
				full := strings.Replace(name, "*", word, 1)
				c, err := qlearn.Preset(agent, full)
				require.NoError(t, err, full)
				assert.Equal(t, full, c.Preset)
				if name == qlearn.DefaultPreset {
					assert.Empty(t, c.Game)
					c.Game = "cartpole"
				}
				c.Seed = 1
				assert.NoError(t, c.Validate(), "%s %s", agent, full)
				assert.Zero(t, c.CheckpointEvery%c.ReportEvery, "%s %s: a checkpoint stands where a report does", agent, full)
			}
		}
	}
}

func TestPresetFor(t *testing.T) {
	for game, want := range map[string]string{
		"cartpole":                  "cartpole",
		"frozenlake:8x8":            "frozenlake",
		"minatar/breakout":          "minatar/breakout",
		"minatar/breakout:sticky=0": "minatar/breakout",
		"cartpole+limit=200":        "cartpole",
		"connect4":                  "connect4",
		"tictactoe":                 qlearn.DefaultPreset,
		"":                          qlearn.DefaultPreset,
	} {
		assert.Equal(t, want, qlearn.PresetFor("dqn", game), game)
	}
	rainbow, err := qlearn.Preset("dqn", "minatar/freeway-rainbow")
	require.NoError(t, err)
	assert.Equal(t, "minatar/freeway", rainbow.Game)
	assert.Equal(t, float32(100), rainbow.DQN.Network.High, "what the preset says")
	assert.Equal(t, 100_000, rainbow.DQN.Replay.Capacity, "what the one says that it is like")
	assert.Equal(t, 1.0, float64(rainbow.DQN.Target.Rate), "and what the default says")
	_, err = qlearn.Preset("dqn", "minatar/break-out")
	assert.ErrorContains(t, err, `dqn has no preset "minatar/break-out"; it has default, `)
	_, err = qlearn.Preset("sarsa", "default")
	assert.ErrorContains(t, err, `agent is "sarsa"; it should be one of az, dqn`)
}

// The first preset of a kind sets and explains every knob, and nothing else.
func TestEveryKnobIsDocumented(t *testing.T) {
	for _, agent := range qlearn.Agents() {
		data, err := os.ReadFile(filepath.Join("presets", agent, "0-default.toml"))
		require.NoError(t, err)
		explained := map[string]bool{}
		table := ""
		for line := range strings.Lines(string(data)) {
			if name, ok := strings.CutPrefix(line, "["); ok {
				table = strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(strings.TrimRight(name, "]\n")), "default"), ".")
			}
			if key, rest, ok := strings.Cut(line, " = "); ok && !strings.HasPrefix(line, "#") && strings.Contains(rest, "# ") {
				explained[strings.TrimPrefix(table+"."+key, ".")] = true
			}
		}
		c, err := qlearn.Preset(agent, qlearn.DefaultPreset)
		require.NoError(t, err)
		own := map[string]bool{"format": true, "version": true, "game": true, "agent": true, "preset": true, "seed": true}
		for _, key := range knobs.Keys(c) {
			if !own[key] {
				assert.True(t, explained[key], "presets/%s/0-default.toml explains %s", agent, key)
				delete(explained, key)
			}
		}
		assert.Empty(t, explained, "knobs that a run has not")
	}
}

func TestWrongConfigs(t *testing.T) {
	for _, c := range []struct{ key, value, want string }{
		{"steps", "0", "steps is 0; it should be between 1"},
		{"report_every", "-1", "report_every is -1"},
		{"evaluate.episodes", "0", "evaluate.episodes is 0"},
		{"evaluate.epsilon", "nan", "evaluate.epsilon is NaN"},
		{"opponent", "random", "frozenlake has one seat: leave opponent and evaluate.opponents empty"},
		{"evaluate.opponents", `["random"]`, "frozenlake has one seat"},
		{"dqn.target.loss", "l1", `in [dqn]: target.loss is "l1"`},
		{"dqn.replay.capacity", "1", "in [dqn]: replay.capacity is 1"},
		{"dqn.network.head", "c51", "in [dqn]: network.head"},
	} {
		config := tiny(t, "dqn")
		require.NoError(t, config.Set(c.key, c.value), c.key)
		assert.ErrorContains(t, config.Validate(), c.want)
	}
	for _, c := range []struct{ key, value, want string }{
		{"dqn.train.bacth", "64", `unknown key "dqn.train.bacth"; a run has format`},
		{"selfplay.games", "64", `unknown key "selfplay`},
		{"game", "taxi", `the key "game" is no knob`},
		{"agent", "pqn", `the key "agent" is no knob`},
	} {
		config := tiny(t, "dqn")
		assert.ErrorContains(t, config.Set(c.key, c.value), c.want)
	}
	for _, c := range []struct {
		game string
		set  []string
		want string
	}{
		{"othello:4", nil, "othello:4 has two seats: evaluate.opponents is empty"},
		{"othello:4", []string{"evaluate.opponents", `["random"]`}, "othello:4 has two seats and no opponent is named: set opponent to an agent, as in opponent=random, or selfplay.pool"},
		{"othello:4", []string{"evaluate.opponents", `["human"]`}, "nobody can sit at a run's matches"},
		{"othello:4", []string{"evaluate.opponents", `["random"]`, "opponent", "stockfish"}, `opponent: unknown agent "stockfish"`},
		{"atari", nil, `unknown game "atari"`},
	} {
		config := tiny(t, "dqn")
		config.Game = c.game
		for i := 0; i < len(c.set); i += 2 {
			require.NoError(t, config.Set(c.set[i], c.set[i+1]))
		}
		assert.ErrorContains(t, config.Validate(), c.want)
	}
	config := tiny(t, "dqn")
	config.Game = "tictactoe"
	require.NoError(t, config.Set("opponent", "az:nowhere"))
	require.NoError(t, config.Set("evaluate.opponents", `["random"]`))
	dir := filepath.Join(t.TempDir(), "run")
	_, err := qlearn.Create(dir, config, false)
	assert.ErrorContains(t, err, "nowhere")
	assert.NoDirExists(t, dir, "what has no opponent is not begun")
}

func TestBrokenFolders(t *testing.T) {
	whole := t.TempDir()
	require.NoError(t, train(t, context.Background(), whole, tiny(t, "dqn"), options(1)))
	const state = "state/000000002000.state"
	for name, c := range map[string]struct {
		file string
		edit func([]byte) []byte // nil: remove the file
		want string
	}{
		"no config":         {"config.toml", nil, "is no folder of a run: it has no config.toml"},
		"newer format":      {"config.toml", replace("format = 2", "format = 3"), "this version reads format 2"},
		"config shortened":  {"config.toml", func(b []byte) []byte { return b[:strings.Index(string(b), "[dqn.train]")] }, `the key "dqn.train.actors" is missing`},
		"config edited":     {"config.toml", replace("batch = 8", "batch = -2"), "train.batch is -2"},
		"unknown key":       {"config.toml", replace("batch = 8", "btach = 8"), `unknown key "dqn.train.btach"`},
		"unknown agent":     {"config.toml", replace(`agent = "dqn"`, `agent = "sarsa"`), `agent is "sarsa"`},
		"state flipped":     {state, flip, "000000002000.state: "},
		"state truncated":   {state, func(b []byte) []byte { return b[:len(b)-9] }, "000000002000.state: "},
		"state empty":       {state, func([]byte) []byte { return nil }, "0 bytes are no checkpoint"},
		"state of a shell":  {state, func([]byte) []byte { return []byte("#!/bin/sh\n") }, "a checkpoint with"},
		"state lost":        {state, nil, "has weights but no state"},
		"reports damaged":   {"metrics.jsonl", func(b []byte) []byte { b[0] ^= 4; return b }, "metrics.jsonl: line 1 is damaged"},
		"weights flipped":   {"weights/000003.safetensors", flip, "000003.safetensors"},
		"weights lost":      {"weights/000003.safetensors", nil, "000003.safetensors"},
		"another network":   {"config.toml", replace("hidden = [8]", "hidden = [9]"), "000000002000.state"},
		"reports cut short": {"metrics.jsonl", func(b []byte) []byte { return b[:len(b)/2] }, "reports of 4 generations"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			require.NoError(t, os.CopyFS(dir, os.DirFS(whole)))
			path := filepath.Join(dir, c.file)
			if c.edit == nil {
				require.NoError(t, os.Remove(path))
			} else {
				data, err := os.ReadFile(path)
				require.NoError(t, err)
				require.NoError(t, os.WriteFile(path, c.edit(data), 0o644))
			}
			if _, err := qlearn.Verify(dir); name == "state lost" { // all that Verify knows is that it has not begun
				assert.ErrorContains(t, err, "has no state")
			} else {
				assert.ErrorContains(t, err, c.want)
			}
			if strings.HasPrefix(c.file, "weights") || name == "reports cut short" {
				return // not needed to go on
			}
			folder, config, err := qlearn.OpenFolder(dir)
			if err == nil {
				_, err = qlearn.Start(folder, config, options(1))
			}
			assert.ErrorContains(t, err, c.want)
		})
	}
}

func replace(old, new string) func([]byte) []byte {
	return func(b []byte) []byte { return []byte(strings.Replace(string(b), old, new, 1)) }
}

// flip flips a bit in the middle.
func flip(b []byte) []byte {
	b[len(b)/2] ^= 4
	return b
}

// Other settings are taken over if the checkpoint fits them, and leave the run
// alone if not.
func TestChange(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, train(t, context.Background(), dir, tiny(t, "dqn"), options(1)))
	folder, before, err := qlearn.OpenFolder(dir)
	require.NoError(t, err)
	for _, c := range []struct{ key, value, want string }{
		{"seed", "7", "seed is 7, was 1: a run keeps its seed"},
		{"dqn.network.hidden", "[9]", "the run cannot go on with these settings"},
		{"dqn.replay.capacity", "900", "the run cannot go on with these settings"},
	} {
		config := tiny(t, "dqn")
		require.NoError(t, config.Set(c.key, c.value))
		assert.ErrorContains(t, folder.Change(config, config.Changes(before)), c.want)
		_, now, err := qlearn.OpenFolder(dir)
		require.NoError(t, err)
		assert.Equal(t, before, now)
	}
	config := tiny(t, "dqn", "steps", "2500", "dqn.train.rate", "0.001")
	changes := config.Changes(before)
	require.Len(t, changes, 2)
	assert.Equal(t, "steps is 2500, was 2000", changes[0].String())
	require.NoError(t, folder.Change(config, changes))
	require.NoError(t, train(t, context.Background(), dir, config, options(1)))
	counts, err := qlearn.Verify(dir)
	require.NoError(t, err)
	assert.Equal(t, 2500, counts.Steps)
	assert.Equal(t, 5, counts.Reports)
}
