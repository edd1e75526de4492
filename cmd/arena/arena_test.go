package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/cli"
)

// run runs the command with a person who types in.
func run(ctx context.Context, in string, args ...string) (code int, out, errs string) {
	var stdout, stderr bytes.Buffer
	std := cli.Streams{In: strings.NewReader(in), Out: &stdout, Err: &stderr}
	code = cli.Run(ctx, std, args, cli.Grammar{Name: name, Description: description, Commands: new(commands)})
	return code, stdout.String(), stderr.String()
}

// objects runs the command and reads the JSON objects that it prints.
func objects(t *testing.T, args ...string) []map[string]any {
	t.Helper()
	code, out, errs := run(context.Background(), "", args...)
	require.Zero(t, code, errs)
	var all []map[string]any
	for line := range strings.Lines(out) {
		var object map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &object), line)
		all = append(all, object)
	}
	require.NotEmpty(t, all)
	return all
}

func file(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "positions.jsonl")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

// Whatever is wrong: one line that names it, and the right exit code.
func TestBadInput(t *testing.T) {
	good := file(t, `{"board":"XX.OO....","optimal":[2]}`)
	bad := file(t, `{"board":"XX.OO....","optimal":[2]}`+"\n"+`{"board":"XX","optimal":[2]}`)
	for _, c := range []struct {
		args string // separated by blanks
		code int
		want string
	}{
		{"", 2, "expected one of"},
		{"fight", 2, "fight"},
		{"match --game chess960 random random", 2, `unknown game "chess960": want one of acrobot, `},
		{"match random random", 2, "--game"},
		{"match --game connect4 random", 2, "<b>"},
		{"match --game connect4 random rnadom", 2, `unknown agent "rnadom": want one of random, greedy, `},
		{"match --game connect4 mcts:sim=4 random", 2, `unknown option "sim" of mcts: want sims=N, rollouts=N`},
		{"match --game connect4 mcts:sims=0 random", 2, `sims=0: want a whole number from 1 to 10000000`},
		{"match --game connect4 alphabeta random", 2, `an option is missing, one of depth=N, time=1s`},
		{"match --game connect4 human random", 2, `agent "human": a person plays in arena play only`},
		{"match --game connect4 --games 0 random random", 2, "--games 0: want at least 1"},
		{"match --game connect4 --games few random random", 2, "--games"},
		{"match --game connect4 --seed=-1 random random", 2, "--seed"},
		{"match --game connect4 --concurrency=-1 random random", 2, "--concurrency -1: want at least 1"},
		{"match --game connect4 --opening-plies=-1 random random", 2, "--opening-plies -1: want 0 or more"},
		{"match --game connect4 --opening-plies=42 random random", 2, "--opening-plies 42: connect4 lasts 42 plies at most"},
		{"match --game connect4 --gmaes 3 random random", 2, "--gmaes"},
		{"match --game connect4 az:nowhere random", 1, "nowhere"},
		{"play --game connect4 --seat 3", 2, "--seat 3: want 1 to 2"},
		{"play --game connect4 random:1", 2, `"1" is no option of random`},
		{"play --game connect4 az:nowhere", 1, "nowhere"},
		{"eval --game tictactoe random", 2, "--game tictactoe: eval wants a world of one seat, this one has 2: arena match plays games"},
		{"eval --game frozenlake human", 2, "arena play only"},
		{"eval --game frozenlake --episodes 0 random", 2, "--episodes 0: want at least 1"},
		{"eval --game frozenlake --max-steps=-1 random", 2, "--max-steps -1: want at least 1, or 0 for no limit"},
		{"eval --game frozenlake dqn:nowhere", 1, "nowhere"},
		{"suite --game tictactoe random", 2, "<file>"},
		{"suite --game tictactoe random nowhere.jsonl", 1, "nowhere.jsonl"},
		{"suite --game tictactoe random " + bad, 1, bad + `, line 2: tictactoe: position "XX" has 2 characters`},
		{"suite --game tictactoe --limit=-1 random " + good, 2, "--limit -1: want 0, for all, or more"},
		{"suite --game tictactoe human " + good, 2, "arena play only"},
		{"show --game connect4 --moves 48", 2, `move 2 of "48": connect4: unknown move "8"`},
		{"show --game tictactoe --position XX", 2, `position "XX" has 2 characters, want 9`},
		{"perft --game connect4", 2, "--depth"},
		{"perft --game connect4 --depth=-1", 2, "--depth -1: want 0 to 99"},
		{"perft --game connect4 --depth=100", 2, "--depth 100: want 0 to 99"},
		{"perft --game connect4 --depth=0 --divide", 2, "--divide: want --depth 1 or more"},
		{"show --game othello:6 --moves a1", 2, `move 1 of "a1": othello: illegal move "a1": it turns no disc; want one of c2 b3 e4 d5`},
		{"show --game hex:30", 2, `game "hex:30": a board of size "30": want 1 to 19`},
		{"uci --game connect4", 2, "--game connect4: the protocol is for chess, gardner and losalamos"},
		{"uci human", 2, "arena play only"},
		{"uci az:nowhere", 1, "nowhere"},
		{"check", 2, "<game>"},
		{"check connect4 goo", 2, `unknown game "goo"`},
		{"check connect4 --games 0", 2, "--games 0: want at least 1"},
	} {
		t.Run(c.args, func(t *testing.T) {
			code, out, errs := run(context.Background(), "", strings.Fields(c.args)...)
			assert.Equal(t, c.code, code, errs)
			assert.Empty(t, out)
			assert.Contains(t, errs, c.want)
			assert.True(t, strings.HasPrefix(errs, "arena: "), errs)
			assert.Equal(t, 1, strings.Count(errs, "\n"), "one line: %s", errs)
		})
	}
}

func TestMatch(t *testing.T) {
	args := strings.Fields("match --game tictactoe --games 30 --seed 7 --json greedy random --concurrency")
	got := objects(t, append(args, "1")...)
	assert.Equal(t, got, objects(t, append(args, "4")...), "whatever the number of goroutines")
	require.Len(t, got, 31)
	summary := got[30]
	for _, key := range strings.Fields("games wins draws losses score elo elo_lo elo_hi duplicates faults") {
		assert.Contains(t, summary, key)
	}
	assert.EqualValues(t, 30, summary["games"])
	wins := 0.0
	for i, g := range got[:30] {
		assert.EqualValues(t, i, g["index"])
		assert.EqualValues(t, i%2, g["seat_a"])
		if g["outcome"] == "win" {
			wins++
		}
		assert.Len(t, strings.Fields(g["moves"].(string)), int(g["plies"].(float64)))
	}
	assert.Equal(t, wins, summary["wins"])

	code, out, _ := run(context.Background(), "", strings.Fields("match --game tictactoe --games 3 greedy random")...)
	assert.Zero(t, code)
	assert.Regexp(t, `^greedy against random at tictactoe, seed 1
games 3: \d won, \d drawn, \d lost
score \d+\.\d % \(95 %: \d+\.\d to \d+\.\d\)
Elo [+-]\d+ \(95 %: [+-]\d+ to [+-]\d+\), superiority \d+\.\d %
duplicates 0, faults 0
$`, out)
}

func TestEval(t *testing.T) {
	args := strings.Fields("eval --game frozenlake --episodes 40 --seed 7 --json random --concurrency")
	got := objects(t, append(args, "1")...)
	assert.Equal(t, got, objects(t, append(args, "4")...), "whatever the number of goroutines")
	require.Len(t, got, 41)
	sum, steps := 0.0, 0.0
	for i, e := range got[:40] {
		assert.EqualValues(t, i, e["index"])
		sum += e["return"].(float64)
		steps += e["steps"].(float64)
	}
	summary := got[40]
	assert.InDelta(t, sum/40, summary["eval_return"], 1e-12)
	assert.InDelta(t, steps/40, summary["eval_steps"], 1e-9)
	assert.LessOrEqual(t, summary["eval_lo"], summary["eval_return"])
	assert.GreaterOrEqual(t, summary["eval_hi"], summary["eval_return"])
	capped := objects(t, strings.Fields("eval --game frozenlake --episodes 9 --max-steps 1 --json random")...)
	assert.EqualValues(t, 9, capped[9]["eval_capped"])

	code, out, _ := run(context.Background(), "", strings.Fields("eval --game cartpole --episodes 5 random")...)
	assert.Zero(t, code)
	assert.Regexp(t, `^random at cartpole: mean return \d+\.\d+ of 5 episodes \(95 %: \d+\.\d+ to \d+\.\d+\), mean length \d+\.\d, broken off 0\n$`, out)
	code, out, _ = run(context.Background(), "", strings.Fields("eval --game frozenlake --show --max-steps 2 random")...)
	assert.Zero(t, code)
	assert.Regexp(t, `(?s)1\. (left|down|right|up)\n.*2\. (left|down|right|up)\nbroken off by --max-steps after 2 steps; return 0\n$`, out)
}

func TestInterruption(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	positions := file(t, `{"board":"XX.OO....","optimal":[2]}`)
	for _, c := range []struct {
		args, out, want string
	}{
		{"match --game connect4 --games 9 random random", "no game was played to its end", "arena: interrupted after 0 of 9 games\n"},
		{"match --game connect4 --games 9 --json random random", `"games":0,`, "arena: interrupted after 0 of 9 games\n"},
		{"eval --game frozenlake --episodes 3 random", "", "arena: interrupted before 3 episodes were over\n"},
		{"suite --game tictactoe --json random " + positions, `"positions":0,`, "after 0 of 1 positions\n"},
		{"play --game connect4 random", "your move", "arena: the game was interrupted\n"},
		{"perft --game othello --depth 99", "", "arena: interrupted at depth 1\n"},
		{"perft --game othello --depth 1 --divide", "", "arena: interrupted at depth 1\n"},
		{"perft --game chess --depth 99", "", "arena: interrupted at depth 1\n"},
		{"check tictactoe --json", `"games":0,`, "arena: interrupted after 0 of 1 games\n"},
	} {
		t.Run(c.args, func(t *testing.T) {
			code, out, errs := run(ctx, "", strings.Fields(c.args)...)
			assert.Equal(t, 1, code)
			assert.Contains(t, out, c.out)
			assert.Contains(t, errs, c.want)
		})
	}
}

func TestPlay(t *testing.T) {
	for _, c := range []struct {
		name, args, typed string
		code              int
		want              []string
	}{
		{"two people", "play --game tictactoe human", "1\n4\n2\n5\n3\n", 0, []string{"X X X\nO O 6\n7 8 9\nSeat 1 wins.\n"}},
		{"two people draw", "play --game tictactoe human", "1\n2\n3\n5\n4\n6\n8\n7\n9\n", 0, []string{"A draw.\n"}},
		{"a mistyped move", "play --game tictactoe human", "one\n1\n1\nquit\n", 0,
			[]string{`unknown move "one": want the number of an empty cell`, `illegal move "1": the cell is taken`, "You left the game."}},
		{"the input ends", "play --game connect4 random", "", 0, []string{"You left the game."}},
		{"the agent begins", "play --game tictactoe --seat 2 --seed 1 random", "quit\n", 0, []string{"random plays "}},
		{"a whole game", "play --game tictactoe --seed 1 alphabeta:depth=9", strings.Repeat("1\n2\n3\n4\n5\n6\n7\n8\n9\n", 3), 0,
			[]string{"alphabeta:depth=9 plays ", "You lose.\n"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, out, errs := run(context.Background(), c.typed, strings.Fields(c.args)...)
			assert.Equal(t, c.code, code, errs)
			for _, want := range c.want {
				assert.Contains(t, out, want)
			}
		})
	}
}

func TestSuite(t *testing.T) {
	one := file(t, `{"moves":"112233","value_keeping":[4],"best_exact":[4]}
{"moves":"1212","value_keeping":[3],"best_exact":[3]}`)
	two := file(t, `{"moves":"223344","value_keeping":[1,5],"best_exact":[5]}`)
	got := objects(t, "suite", "--game", "connect4", "--json", "greedy", one, two)
	require.Len(t, got, 3)
	for _, line := range got {
		for _, key := range strings.Fields("positions optimal mistakes share exact") {
			assert.Contains(t, line, key)
		}
	}
	assert.Equal(t, one, got[0]["file"])
	assert.EqualValues(t, 2, got[0]["positions"])
	assert.EqualValues(t, 1, got[1]["optimal"])
	assert.EqualValues(t, 3, got[2]["positions"])
	assert.EqualValues(t, 2, got[2]["files"])
	assert.InDelta(t, got[2]["optimal"].(float64)/3, got[2]["share"], 1e-12)

	limited := objects(t, "suite", "--game", "connect4", "--json", "--limit", "1", "greedy", one, two)
	assert.Equal(t, limited[1], got[1], "a file's line does not depend on the files before it")
	assert.EqualValues(t, 1, limited[0]["positions"])

	code, out, _ := run(context.Background(), "", "suite", "--game", "connect4", "--limit", "1", "greedy", one)
	assert.Zero(t, code)
	assert.Contains(t, out, one+"  mistakes   0 of    1,  0.0 % (0.0 to 79.3), exact 1 of 1 (100.0 %)\n")
	assert.Contains(t, out, "files: 1 ")
}

func TestSuiteOfBuiltInSets(t *testing.T) {
	got := objects(t, strings.Fields("suite --game connect4 --set end-easy --set middle-easy --limit 30 --beside random --json solver")...)
	require.Len(t, got, 6, "two sets and the sum, of two agents")
	for i, line := range got {
		assert.Equal(t, []string{"solver", "random"}[i%2], line["agent"])
	}
	assert.Equal(t, "end-easy", got[0]["set"])
	assert.Equal(t, "middle-easy", got[3]["set"])
	assert.EqualValues(t, 2, got[4]["sets"])
	assert.EqualValues(t, 60, got[4]["positions"])
	assert.Zero(t, got[4]["mistakes"])
	assert.Greater(t, got[5]["mistake_lo"], 0.1, "whoever plays at random errs")

	code, out, _ := run(context.Background(), "", strings.Fields("suite --game gardner --limit 20 --beside random alphabeta:depth=3")...)
	assert.Zero(t, code)
	assert.Contains(t, out, "mate-in-1, alphabeta:depth=3  mistakes   0 of   20,  0.0 % (0.0 to 16.1)\n")
	assert.Contains(t, out, "mate-in-2, random             mistakes ")
	for _, c := range []struct{ args, want string }{
		{"suite --game connect4 --set hard random", `--set: connect4 has no set "hard"; it has beginning-easy, middle-easy`},
		{"suite --game hex:5 random", "no sets of positions are built in for hex:5"},
		{"suite --game connect4 --set end-easy random some.jsonl", "want either built-in sets or files"},
	} {
		code, _, errs := run(context.Background(), "", strings.Fields(c.args)...)
		assert.Equal(t, 2, code, c.args)
		assert.Contains(t, errs, c.want)
	}
}

func TestShow(t *testing.T) {
	got := objects(t, strings.Fields("show --game connect4 --moves 4435 --json")...)
	require.Len(t, got, 1)
	for _, key := range strings.Fields("board to_play legal over rewards position hash planes") {
		assert.Contains(t, got[0], key)
	}
	assert.Equal(t, "......./......./......./......./...o.../..xxo..", got[0]["position"])
	assert.EqualValues(t, 0, got[0]["to_play"])
	again := objects(t, "show", "--game", "connect4", "--position", got[0]["position"].(string), "--json")
	assert.Equal(t, got, again)

	code, out, _ := run(context.Background(), "", "show", "--game", "tictactoe", "--position", "XX.OO....", "--moves", "3")
	assert.Zero(t, code)
	assert.Equal(t, "X X X\nO O 6\n7 8 9\nover; rewards [1 -1]\nposition XXXOO....\n"+
		"what the mover observes:\n  0    1\n  ...  111\n  11.  ...\n  ...  ...\n", out)
}

func TestPerft(t *testing.T) {
	got := objects(t, strings.Fields("perft --game tictactoe --depth 5 --json")...)
	require.Len(t, got, 5)
	for i, want := range []float64{9, 72, 504, 3024, 15120} { // the number of games cut off at each ply
		assert.Equal(t, want, got[i]["nodes"])
		assert.EqualValues(t, i+1, got[i]["depth"])
		assert.Contains(t, got[i], "seconds")
	}
	got = objects(t, strings.Fields("perft --game tictactoe --depth 2 --position XX.OO.... --json")...)
	assert.EqualValues(t, 16, got[1]["nodes"], "one of five moves wins at once")
	assert.Equal(t, "XX.OO....", got[1]["position"])

	code, out, _ := run(context.Background(), "", strings.Fields("perft --game connect4 --depth 0")...)
	assert.Zero(t, code)
	assert.Contains(t, out, "depth 0: 1 sequences")
}

// Chess counts by a power of its own.
func TestPerftOfChess(t *testing.T) {
	got := objects(t, strings.Fields("perft --game chess --depth 4 --json")...)
	assert.EqualValues(t, 197281, got[len(got)-1]["nodes"]) // Edwards, "Perft results"
	got = objects(t, strings.Fields("perft --game gardner --depth 4 --divide --json")...)
	assert.EqualValues(t, 4775, got[len(got)-1]["nodes"])
}

func TestPerftDivides(t *testing.T) {
	got := objects(t, strings.Fields("perft --game othello --depth 3 --divide --json")...)
	require.Len(t, got, 7, "two depths, four moves, and the depth asked for")
	sum := 0.0
	for i, move := range []string{"d3", "c4", "f5", "e6"} {
		assert.Equal(t, move, got[2+i]["move"])
		sum += got[2+i]["nodes"].(float64)
	}
	assert.Equal(t, 56.0, sum)
	assert.Equal(t, 56.0, got[6]["nodes"])
	assert.NotContains(t, got[6], "move")

	code, out, _ := run(context.Background(), "", strings.Fields("perft --game tictactoe --depth 1 --divide --position XX.OO....")...)
	assert.Zero(t, code)
	assert.Regexp(t, `^3: 1\n6: 1\n7: 1\n8: 1\n9: 1\ndepth 1: 5 sequences in `, out)
}

func TestCheck(t *testing.T) {
	got := objects(t, strings.Fields("check tictactoe connect4 --games 2 --json")...)
	require.Len(t, got, 3)
	assert.Equal(t, map[string]any{"game": "tictactoe", "ok": true, "violations": []any{}}, got[0])
	assert.Equal(t, map[string]any{"games": 2.0, "ok": true, "violations": 0.0}, got[2])
}

func TestGames(t *testing.T) {
	got := objects(t, "games", "--json")
	assert.Contains(t, got, map[string]any{"game": "connect4", "players": 2.0, "actions": 7.0,
		"observation": []any{2.0, 6.0, 7.0}, "max_plies": 42.0, "symmetries": 2.0, "kinds": ""})
	assert.EqualValues(t, len(got)-1, got[len(got)-1]["games"])

	code, out, _ := run(context.Background(), "", "games")
	assert.Zero(t, code)
	assert.Contains(t, out, "tictactoe              seats 2, actions 9, observation 2 × 3 × 3, symmetries 8, plies at most 9\n")
	assert.Contains(t, out, "othello                seats 2, actions 65, observation 2 × 8 × 8, symmetries 4, plies at most 120; also othello:4, othello:6\n")
}

func TestHelp(t *testing.T) {
	for _, args := range [][]string{{"--help"}, {"match", "--help"}, {"play", "--help"}, {"suite", "--help"}} {
		code, out, errs := run(context.Background(), "", args...)
		assert.Zero(t, code)
		assert.Contains(t, out, "Usage: arena")
		assert.Empty(t, errs)
	}
}
