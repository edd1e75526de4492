package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// small are the flags of a run of DQN that takes well under a second.
func small(dir string, more ...string) []string {
	return append([]string{"train", "--agent", "dqn", "--game", "frozenlake", "--out", dir, "--threads", "1", "--seed", "3", "--steps", "2000",
		"--set", "report_every=500", "--set", "checkpoint_every=500", "--set", "evaluate.every=1000", "--set", "evaluate.episodes=4",
		"--set", "evaluate.final_episodes=6", "--set", "dqn.network.hidden=[8]", "--set", "dqn.replay.warmup=100",
		"--set", "dqn.train.every=4", "--set", "dqn.train.batch=8", "--set", "dqn.replay.capacity=1000"}, more...)
}

func TestTrainSteps(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	code, stdout, stderr := call(context.Background(), small(dir, "--json")...)
	require.Zero(t, code, stderr)
	assert.Contains(t, stderr, "step 1000: ")
	assert.NotContains(t, stderr, "\x1b", "no terminal, no control sequences")
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	require.Len(t, lines, 5, "four reports and the summary")
	for i, line := range lines {
		var report map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &report))
		for _, key := range []string{"generation", "games", "positions", "loss", "steps", "steps_per_s", "eval_return", "eval_lo", "eval_hi", "elo", "seconds"} {
			assert.Contains(t, report, key)
		}
		assert.EqualValues(t, min(500*(i+1), 2000), report["steps"])
	}
	var summary struct {
		Run, Weights string
		Seed         uint64
		EvalReturn   *float64 `json:"eval_return"`
		EvalEpisodes int      `json:"eval_episodes"`
	}
	require.NoError(t, json.Unmarshal([]byte(lines[4]), &summary))
	assert.Equal(t, dir, summary.Run)
	assert.FileExists(t, summary.Weights)
	assert.EqualValues(t, 3, summary.Seed)
	assert.NotNil(t, summary.EvalReturn)
	assert.Equal(t, 6, summary.EvalEpisodes)

	code, stdout, stderr = call(context.Background(), "verify", dir, "--json")
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, `"steps":2000,"weights":5,`)
	code, stdout, _ = call(context.Background(), "verify", dir)
	assert.Zero(t, code)
	assert.Contains(t, stdout, "is whole: frozenlake by dqn, step 2000, generation 4, 5 weights")
}

// The name of a world alone stands for the world of its first preset; with a
// preset, for itself.
func TestWorldOfThePreset(t *testing.T) {
	for _, c := range []struct{ game, preset, want string }{
		{"mountaincar", "", "mountaincar+repeat=2"},
		{"mountaincar", "mountaincar", "mountaincar"},
		{"mountaincar:", "mountaincar", "mountaincar:"},
		{"", "mountaincar", "mountaincar+repeat=2"},
		{"frozenlake:8x8", "", "frozenlake:8x8"},
		{"catch", "", "catch"},
	} {
		config, err := (&configFlags{Game: c.game, Preset: c.preset}).stepsConfig("dqn")
		require.NoError(t, err)
		assert.Equal(t, c.want, config.Game, "%+v", c)
	}
}

func TestResumeStepsWithOtherSettings(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	code, _, stderr := call(context.Background(), small(dir)...)
	require.Zero(t, code, stderr)
	before, err := os.ReadFile(filepath.Join(dir, "config.toml"))
	require.NoError(t, err)
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"--steps", "2500"}, 1, "was begun with other settings: steps is 2500, was 2000. --override goes on with the changed ones"},
		{[]string{"--set", "dqn.train.rate=0.002", "--set", "dqn.target.double=false"}, 1, "dqn.target.double is false, was true; dqn.train.rate is 0.002, was 0.001"},
		{[]string{"--set", "dqn.network.hidden=[9]", "--override"}, 1, "the run cannot go on with these settings"},
		{[]string{"--set", "dqn.train.batch=0", "--override"}, 2, "train.batch is 0"},
		{[]string{"--set", "dqn.train.btach=3", "--override"}, 2, `unknown key "dqn.train.btach"`},
		{[]string{"--game", "taxi"}, 1, "is a run of frozenlake, not of taxi"},
	} {
		code, _, stderr := call(context.Background(), append([]string{"resume", dir}, c.args...)...)
		assert.Equal(t, c.code, code, "%v", c.args)
		assert.Contains(t, stderr, c.want, "%v", c.args)
		after, err := os.ReadFile(filepath.Join(dir, "config.toml"))
		require.NoError(t, err)
		assert.Equal(t, string(before), string(after), "%v", c.args)
	}
	code, _, stderr = call(context.Background(), "resume", dir, "--steps", "2500", "--set", "dqn.train.rate=0.002", "--override")
	require.Zero(t, code, stderr)
	assert.Contains(t, stderr, "resumed at step 2000")
	assert.Contains(t, stderr, "step 2500: ")
}

func TestStepsStopAndGoOn(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	code, _, stderr := call(ctx, small(dir)...)
	assert.Equal(t, 1, code)
	assert.Contains(t, stderr, "stopped at step 0, all saved; go on with:")
	code, stdout, stderr := call(context.Background(), "resume", dir, "--time", "1ns")
	assert.Zero(t, code, stderr)
	assert.Contains(t, stderr, "time is up: step 0 stands")
	assert.Contains(t, stdout, "Mean return ", "the agent of that moment is measured")
	code, _, stderr = call(context.Background(), "resume", dir)
	assert.Zero(t, code, stderr)
	assert.Contains(t, stderr, "step 2000: ")
}

func TestCompareAndDoctor(t *testing.T) {
	base := t.TempDir()
	var runs []string
	for seed := range 3 {
		dir := filepath.Join(base, fmt.Sprint(seed))
		code, _, stderr := call(context.Background(), small(dir, "--seed", fmt.Sprint(seed))...)
		require.Zero(t, code, stderr)
		runs = append(runs, dir)
	}
	other := filepath.Join(base, "other")
	code, _, stderr := call(context.Background(), small(other, "--set", "dqn.explore.steps=10", "--set", "dqn.explore.end=0.02")...)
	require.Zero(t, code, stderr)
	svg := filepath.Join(base, "curves.svg")
	code, stdout, stderr := call(context.Background(), append([]string{"compare", "--json", "--svg", svg, other}, runs...)...)
	require.Zero(t, code, stderr)
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	require.Len(t, lines, 4, "two groups, a pair and the summary")
	assert.Contains(t, lines[0], `"seeds":[3]`)
	assert.Contains(t, lines[0], "dqn.explore.end=0.02")
	assert.Contains(t, lines[1], `"seeds":[0,1,2]`)
	assert.Contains(t, lines[2], `"probability":`)
	assert.JSONEq(t, `{"runs":4,"groups":2,"svg":"`+svg+`"}`, lines[3])
	picture, err := os.ReadFile(svg)
	require.NoError(t, err)
	assert.Contains(t, string(picture), "<svg")
	code, stdout, _ = call(context.Background(), append([]string{"compare", "--svg", svg}, runs...)...)
	assert.Zero(t, code)
	assert.Regexp(t, `frozenlake +3 +\d\.\d+ +\d\.\d+ to \d\.\d+`, stdout)
	code, _, stderr = call(context.Background(), "compare", "--svg", svg, runs[0], runs[0])
	assert.Equal(t, 1, code)
	assert.Contains(t, stderr, "are one run twice")

	code, stdout, _ = call(context.Background(), "doctor", other)
	assert.Zero(t, code)
	assert.Contains(t, stdout, "Epsilon has fallen to 0.02 by step 10, and learning begins at step 100")
	assert.Contains(t, stdout, "→ raise dqn.explore.steps (10)")
	code, stdout, _ = call(context.Background(), "doctor", other, "--json")
	assert.Zero(t, code)
	assert.Contains(t, stdout, `"name":"exploration too short"`)
	code, _, stderr = call(context.Background(), "doctor", base)
	assert.Equal(t, 1, code)
	assert.Contains(t, stderr, "is no folder of a run")
}

// A run that is killed by SIGKILL at random moments and resumed makes the
// weights of one that never was.
func TestKillAndResumeSteps(t *testing.T) {
	base := filepath.Join(t.TempDir(), "base")
	more := []string{"--steps", "20000", "--set", "report_every=2000", "--set", "checkpoint_every=2000", "--set", "evaluate.every=4000"}
	code, _, stderr := call(context.Background(), small(base, more...)...)
	require.Zero(t, code, stderr)
	dir := filepath.Join(t.TempDir(), "killed")
	command := func() *exec.Cmd {
		args := []string{"resume", dir, "--threads", "2"}
		if _, err := os.Stat(filepath.Join(dir, "config.toml")); err != nil {
			args = small(dir, more...)
		}
		c := exec.Command(os.Args[0], args...)
		c.Env = append(os.Environ(), asCommand+"=1")
		return c
	}
	for range 6 {
		c := command()
		require.NoError(t, c.Start())
		time.Sleep(time.Duration(20+rand.IntN(180)) * time.Millisecond)
		_ = c.Process.Kill()
		_ = c.Wait() // killed, or done already
	}
	output, err := command().CombinedOutput()
	require.NoError(t, err, string(output))
	want, err := os.ReadDir(filepath.Join(base, "weights"))
	require.NoError(t, err)
	got, err := os.ReadDir(filepath.Join(dir, "weights"))
	require.NoError(t, err)
	require.Len(t, got, len(want))
	for _, e := range want {
		a, err := os.ReadFile(filepath.Join(base, "weights", e.Name()))
		require.NoError(t, err)
		b, err := os.ReadFile(filepath.Join(dir, "weights", e.Name()))
		require.NoError(t, err)
		assert.True(t, bytes.Equal(a, b), "weights/%s differs", e.Name())
	}
	code, _, stderr = call(context.Background(), "verify", dir)
	assert.Zero(t, code, stderr)
}
