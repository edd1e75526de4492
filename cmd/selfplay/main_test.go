package main

import (
	"bytes"
	"context"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/cli"
)

// asCommand makes the test binary be the command, for tests that kill it.
const asCommand = "TENGEN_SELFPLAY_AS_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(asCommand) != "" {
		main() // exits
	}
	os.Exit(m.Run())
}

// call runs the command in this process.
func call(ctx context.Context, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = cli.Run(ctx, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &errs}, args,
		cli.Grammar{Name: "selfplay", Description: description, Commands: new(commands)})
	return code, out.String(), errs.String()
}

// tiny are the flags of a run that takes well under a second.
func tiny(dir string, more ...string) []string {
	return append([]string{"train", "--game", "tictactoe", "--out", dir, "--threads", "2", "--seed", "3",
		"--set", "generations=4", "--set", "network.blocks=1", "--set", "network.channels=4",
		"--set", "selfplay.games=12", "--set", "selfplay.slots=3", "--set", "selfplay.simulations=8",
		"--set", "train.batch=32", "--set", "train.micro_batch=8", "--set", "train.passes=2",
		"--set", "evaluate.every=0", "--set", "evaluate.final_games=4", "--set", `evaluate.opponents=["random"]`}, more...)
}

func TestTrainTellsTheResult(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	code, stdout, stderr := call(context.Background(), tiny(dir)...)
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "against random")
	assert.Contains(t, stdout, "play --game tictactoe az:"+dir)
	assert.Contains(t, stderr, "generation 4: 48 games, policy loss")
	assert.NotContains(t, stderr, "\x1b", "no terminal, no control sequences")
	assert.FileExists(t, filepath.Join(dir, "report.html"))

	code, stdout, stderr = call(context.Background(), "verify", dir, "--json")
	require.Zero(t, code, stderr)
	assert.JSONEq(t, `{"run":"`+dir+`","game":"tictactoe","generation":4,"weights":5,"games":48,"positions":`+positions(t, dir)+`,"reports":4}`, stdout)
}

// positions returns the number of positions that the last report tells.
func positions(t *testing.T, dir string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "metrics.jsonl"))
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	var report struct{ Positions json.Number }
	require.NoError(t, json.Unmarshal([]byte(lines[len(lines)-1]), &report))
	return report.Positions.String()
}

func TestJSON(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	code, stdout, stderr := call(context.Background(), tiny(dir, "--json", "--games", "30")...)
	require.Zero(t, code, stderr)
	lines := strings.Split(strings.TrimSpace(stdout), "\n")
	require.Len(t, lines, 4, "three generations and the summary")
	for i, line := range lines {
		var report map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &report))
		for _, key := range []string{"generation", "games", "positions", "loss", "policy_loss", "value_loss", "sims_per_s", "evals_per_s", "elo", "seconds"} {
			assert.Contains(t, report, key)
		}
		assert.EqualValues(t, min(12*(i+1), 30), report["games"])
	}
	var summary struct {
		Run, Weights string
		Seed         uint64
	}
	require.NoError(t, json.Unmarshal([]byte(lines[3]), &summary))
	assert.Equal(t, dir, summary.Run)
	assert.FileExists(t, summary.Weights)
	assert.EqualValues(t, 3, summary.Seed)
}

func TestBadInput(t *testing.T) {
	dir := t.TempDir()
	run := filepath.Join(dir, "run")
	code, _, stderr := call(context.Background(), tiny(run)...)
	require.Zero(t, code, stderr)
	steps := filepath.Join(dir, "steps")
	code, _, stderr = call(context.Background(), small(steps)...)
	require.Zero(t, code, stderr)
	half := filepath.Join(dir, "half")
	require.NoError(t, os.MkdirAll(filepath.Join(half, "weights"), 0o755))
	file := filepath.Join(dir, "bad.toml")
	require.NoError(t, os.WriteFile(file, []byte("[train]\nlerning_rate = 1\n"), 0o644))
	free := filepath.Join(dir, "free")

	const usage, failure = 2, 1
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"train", "--game", "checkers"}, usage, `unknown game "checkers": want one of acrobot`},
		{[]string{"train", "--agent", "az", "--game", "go:11"}, usage, `no presets for the game "go:11"; there are some for connect4, `},
		{[]string{"train", "--preset", "huge"}, usage, `connect4 has no preset "huge"; it has quick, long`},
		{[]string{"train", "--agent", "sarsa"}, usage, `agent is "sarsa"; it should be one of az, dqn`},
		{[]string{"train", "--agent", "dqn"}, usage, "--game is missing: the preset default fits any world; those with a world of their own are "},
		{[]string{"train", "--agent", "dqn", "--preset", "huge"}, usage, `dqn has no preset "huge"; it has default, `},
		{[]string{"train", "--agent", "dqn", "--game", "othello:4"}, usage, "othello:4 has two seats: evaluate.opponents is empty; name who the agent is measured against"},
		{[]string{"train", "--agent", "dqn", "--game", "othello:4", "--set", `evaluate.opponents=["random"]`}, usage,
			"othello:4 has two seats and no opponent is named: set opponent to an agent, as in opponent=random, or selfplay.pool"},
		{[]string{"train", "--game", "cartpole", "--set", "opponent=random"}, usage, "cartpole has one seat: leave opponent and evaluate.opponents empty"},
		{[]string{"train", "--game", "cartpole", "--set", "train.batch=3"}, usage, `unknown key "train`},
		{[]string{"train", "--game", "cartpole", "--set", "dqn.train.batch=0"}, usage, "in [dqn]: train.batch is 0; it should be between 1"},
		{[]string{"train", "--game", "cartpole", "--set", "dqn.network.conv=[{out = 4, size = 3, stride = 1, valid = true}]", "--steps", "9"}, usage, "in [dqn]: network.conv"},
		{[]string{"train", "--game", "cartpole", "--games", "3"}, usage, "--games: a run of dqn is counted in steps of the world"},
		{[]string{"train", "--gmae", "connect4"}, usage, "unknown flag --gmae"},
		{[]string{"fly"}, usage, "fly"},
		{[]string{"train", "--threads=-1"}, usage, "--threads is -1; it should be between 0 and 1024"},
		{[]string{"train", "--threads", "two"}, usage, "--threads"},
		{[]string{"train", "--time=-5s"}, usage, "--time is -5s; it should be positive"},
		{[]string{"train", "--time", "soon"}, usage, "--time"},
		{[]string{"train", "--games", "0"}, usage, "--games is 0; it should be at least 1"},
		{[]string{"train", "--steps=-3"}, usage, "--steps is -3; it should be at least 1"},
		{[]string{"train", "--seed", "-1"}, usage, "--seed"},
		{[]string{"train", "--set", "train.batch"}, usage, "--set train.batch: it should be KEY=VALUE"},
		{[]string{"train", "--set", "train.bach=3"}, usage, `unknown key "train.bach"; a run has`},
		{[]string{"train", "--set", "train.batch=0"}, usage, "train.batch is 0; it should be between 1"},
		{[]string{"train", "--config", file}, usage, `unknown key "train.lerning_rate"`},
		{[]string{"train", "--config", file + ".gone"}, usage, "bad.toml.gone"},
		{[]string{"train", "--out", run}, failure, "exists: `selfplay resume " + run},
		{[]string{"train", "--out", half, "--force"}, failure, "exists and is no run"},
		{[]string{"resume", filepath.Join(dir, "gone")}, failure, "gone is no folder of a run"},
		{[]string{"resume", half}, failure, "half is no folder of a run: it has no config.toml"},
		{[]string{"resume", run, "--game", "connect4"}, failure, "is a run of tictactoe, not of connect4"},
		{[]string{"resume"}, usage, "<run>"},
		{[]string{"resume", run, "--set", "train.batch=64", "--set", "seed=9"}, failure,
			"was begun with other settings: seed is 9, was 3; train.batch is 64, was 32. --override goes on with the changed ones"},
		{[]string{"resume", run, "--set", "seed=9", "--override"}, failure, "seed is 9, was 3: a run keeps its seed"},
		{[]string{"resume", run, "--set", "train.batch=0", "--override"}, usage, "train.batch is 0"},
		{[]string{"bench", "--game", "cartpole"}, usage, "bench measures self-play of az, not dqn"},
		{[]string{"verify", half}, failure, "is no folder of a run"},
		{[]string{"bench", "--seconds", "0"}, usage, "--seconds is 0"},
		{[]string{"bench", "--warm-up=-1s"}, usage, "--warm-up is -1s; it should be between 0s and 24h0m0s"},
		{[]string{"bench", "--warm-up", "25h"}, usage, "--warm-up is 25h0m0s; it should be between"},
		{[]string{"bench", half}, failure, "half is no folder of a run"},
		{[]string{"bench", run, "--game", "connect4"}, failure, "is a run of tictactoe, not of connect4"},
		{[]string{"bench", run, "--agent", "dqn"}, failure, "is a run of az, not of dqn"},
		{[]string{"bench", run, "--preset", "quick"}, usage, "--preset: the settings are those of the run"},
		{[]string{"bench", run, "--set", "network.blocks=2"}, usage, "network.blocks is 2, was 1: the weights of a run keep their network"},
		{[]string{"bench", run, "--set", "train.soft_weight=2"}, usage, "train.soft_weight is 2, was 0: the weights of a run keep their network"},
		{[]string{"bench", run, "--set", "selfplay.slots=0"}, usage, "selfplay.slots is 0"},
		{[]string{"bench", steps}, failure, "is a run of dqn; bench measures self-play of az"},
	} {
		args := c.args
		if c.args[0] == "train" && !strings.Contains(strings.Join(args, " "), "--out") {
			args = append(args[:len(args):len(args)], "--out", free)
		}
		code, stdout, stderr := call(context.Background(), args...)
		assert.Equal(t, c.code, code, "%v", args)
		assert.Contains(t, stderr, c.want, "%v", args)
		assert.Empty(t, stdout, "%v", args)
		assert.NotContains(t, stderr, "goroutine", "%v", args)
		assert.NoDirExists(t, free, "%v", args)
	}
	code, _, stderr = call(context.Background(), "verify", run)
	assert.Zero(t, code, "the run is as it was: %s", stderr)
}

func TestCtrlCAndTime(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	code, _, stderr := call(ctx, tiny(dir)...)
	assert.Equal(t, 1, code)
	assert.Contains(t, stderr, "stopped at generation 0, all saved; go on with:")
	assert.Contains(t, stderr, "resume "+dir)

	code, stdout, stderr := call(context.Background(), "resume", dir, "--time", "1ns")
	assert.Zero(t, code, stderr)
	assert.Contains(t, stderr, "time is up: generation 0 stands")
	assert.Contains(t, stdout, "against random", "the agent of that generation is measured")
	code, _, stderr = call(context.Background(), "resume", dir)
	assert.Zero(t, code, stderr)
	assert.Contains(t, stderr, "generation 4: 48 games")
}

func TestBench(t *testing.T) {
	code, stdout, stderr := call(context.Background(), "bench", "--game", "tictactoe", "--seconds", "0.3", "--json")
	require.Zero(t, code, stderr)
	var speed map[string]any
	require.NoError(t, json.Unmarshal([]byte(stdout), &speed))
	for _, key := range []string{"sims_per_s", "evals_per_s", "games_per_s", "network_share"} {
		assert.Contains(t, speed, key)
	}
	assert.Positive(t, speed["evals_per_s"])
	assert.NotContains(t, speed, "run")
	assert.EqualValues(t, 0, speed["generation"])
}

func TestBenchOfARun(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	code, _, stderr := call(context.Background(), tiny(dir)...)
	require.Zero(t, code, stderr)
	args := []string{"bench", "--agent", "az", dir, "--seconds", "0.2", "--warm-up", "100ms", "--set", "selfplay.slots=5", "--threads", "2"}
	code, stdout, stderr := call(context.Background(), append(args, "--json")...)
	require.Zero(t, code, stderr)
	var speed map[string]any
	require.NoError(t, json.Unmarshal([]byte(stdout), &speed))
	assert.Equal(t, dir, speed["run"])
	assert.EqualValues(t, 4, speed["generation"])
	assert.Equal(t, "tictactoe", speed["game"])
	assert.InDelta(t, 0.1, speed["warm_up_seconds"], 0.09)
	assert.Positive(t, speed["moves_per_s"])

	code, stdout, stderr = call(context.Background(), args...)
	require.Zero(t, code, stderr)
	assert.Contains(t, stdout, "tictactoe, "+dir+" at generation 4, 2 threads: ")
}

// A run that is killed by SIGKILL at random moments and resumed makes the
// weights of one that never was.
func TestKillAndResume(t *testing.T) {
	base := filepath.Join(t.TempDir(), "base")
	more := []string{"--set", "generations=6", "--set", "selfplay.games=40"}
	code, _, stderr := call(context.Background(), tiny(base, more...)...)
	require.Zero(t, code, stderr)

	dir := filepath.Join(t.TempDir(), "killed")
	command := func() *exec.Cmd {
		args := []string{"resume", dir, "--threads", "2"}
		if _, err := os.Stat(filepath.Join(dir, "config.toml")); err != nil {
			args = tiny(dir, more...)
		}
		c := exec.Command(os.Args[0], args...)
		c.Env = append(os.Environ(), asCommand+"=1")
		return c
	}
	for range 10 {
		c := command()
		require.NoError(t, c.Start())
		time.Sleep(time.Duration(20+rand.IntN(180)) * time.Millisecond)
		_ = c.Process.Kill()
		_ = c.Wait() // killed, or done already
	}
	output, err := command().CombinedOutput()
	require.NoError(t, err, string(output))
	for _, sub := range []string{"weights", "games", "state"} {
		want, err := os.ReadDir(filepath.Join(base, sub))
		require.NoError(t, err)
		got, err := os.ReadDir(filepath.Join(dir, sub))
		require.NoError(t, err)
		require.Len(t, got, len(want), sub)
		for _, e := range want {
			a, err := os.ReadFile(filepath.Join(base, sub, e.Name()))
			require.NoError(t, err)
			b, err := os.ReadFile(filepath.Join(dir, sub, e.Name()))
			require.NoError(t, err)
			assert.True(t, bytes.Equal(a, b), "%s/%s differs", sub, e.Name())
		}
	}
}
