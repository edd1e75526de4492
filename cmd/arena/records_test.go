package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/arena/gamefile"
	envcatalog "github.com/tengen-rl/tengen/envs/catalog"
)

// ok runs a command that must go well, and returns its output.
func ok(t *testing.T, in string, args ...string) string {
	t.Helper()
	code, out, errs := run(context.Background(), in, args...)
	require.Zero(t, code, errs)
	return out
}

func exists(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

// Games go from a match to a store, to files, and under analysis.
func TestExport(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	for _, c := range []struct{ game, flag, ending, want string }{
		{"go:5", "--sgf", ".sgf", "PB[mcts\\:sims=10]PW[greedy]"},
		{"gardner", "--pgn", ".pgn", "[White \"mcts:sims=10\"]"},
		{"connect4", "--txt", ".txt", "# Seat 1: mcts:sims=10"},
	} {
		db := path(c.game + ".db")
		ok(t, "", "match", "--game", c.game, "--games", "2", "--clock", "1h", "--store", db, "mcts:sims=10", "greedy")
		file := path("all" + c.ending)
		got := objects(t, "export", c.flag, file, "--json", db)
		assert.EqualValues(t, 2, got[0]["games"])
		world, err := envcatalog.Game(c.game)
		require.NoError(t, err)
		games, err := gamefile.Read(world, file, []byte(exists(t, file)))
		require.NoError(t, err)
		require.Len(t, games, 2)
		moves := objects(t, "query", "--json", db, "SELECT moves, result FROM games ORDER BY number")
		for i, g := range games {
			assert.Equal(t, moves[i]["result"], g.Result)
			assert.Len(t, g.Moves, len(strings.Fields(moves[i]["moves"].(string))))
			m := g.Moves[i] // of mcts, which has the other seat in the second game
			assert.NotNil(t, m.Thought, "what it was thought to be worth")
			assert.Positive(t, m.Left.Left, "the clock")
			assert.Contains(t, m.Comment, "visits")
		}
		assert.Contains(t, exists(t, file), c.want)

		ok(t, "", "export", c.flag, path("dir"+c.game), db)
		one := filepath.Join(path("dir"+c.game), "game-000002"+c.ending)
		games, err = gamefile.Read(world, one, []byte(exists(t, one)))
		require.NoError(t, err)
		assert.Len(t, games, 1)

		code, _, errs := run(context.Background(), "", "export", c.flag, file, db)
		assert.Equal(t, 1, code)
		assert.Contains(t, errs, file+" is there already; --force replaces it")
		ok(t, "", "export", c.flag, file, "--force", db)
	}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{path("go:5.db")}, "nothing to write: want --sgf, --pgn or --txt"},
		{[]string{"--pgn", path("x.pgn"), path("go:5.db")}, "PGN holds games of chess, gardner and losalamos, not of go:5"},
		{[]string{"--sgf", path("x.pgn"), path("go:5.db")}, "want a file that ends in .sgf, or a folder"},
	} {
		code, _, errs := run(context.Background(), "", append([]string{"export"}, c.args...)...)
		assert.Equal(t, 2, code)
		assert.Contains(t, errs, c.want)
	}
}

func TestAnalyze(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	record := path("game.txt")
	require.NoError(t, os.WriteFile(record, []byte("1 2 9 5 8 7 3 6\n\n# Seat 1: anna\n1 4 2 9\n"), 0o666))
	got := objects(t, "analyze", "--game", "tictactoe", "--json", "--out", path("all.txt"), "alphabeta:depth=9", record)
	require.Len(t, got, 8+4+1)
	assert.Equal(t, "??", got[1]["mark"])
	assert.InDelta(t, 0.5, got[1]["loss"], 1e-6)
	assert.Equal(t, "5", got[1]["line"].([]any)[0], "the only move that holds")
	assert.EqualValues(t, 12, got[12]["moves"])
	seats := got[12]["seats"].([]any)
	assert.EqualValues(t, 6, seats[0].(map[string]any)["moves"])
	assert.EqualValues(t, 1, seats[0].(map[string]any)["blunders"])
	assert.Contains(t, exists(t, path("all.txt")), "# Move 2: ?? [%value 1] win rate 50.0 % → 0.0 %, best 5")
	assert.Contains(t, exists(t, path("all.txt")), "\n1 4 2 9\n")

	out := ok(t, "", "analyze", "--game", "tictactoe", "--number", "2", "--svg", path("curve.svg"), "solver", record)
	assert.Contains(t, out, "game 1: anna\n")
	assert.Contains(t, out, "  2. seat 2  4??       50.0 % →   0.0 %  best 5")
	assert.Contains(t, out, "seat 2: 2 moves, 0 doubtful, 0 mistakes, 1 blunders")
	assert.Contains(t, exists(t, path("curve.svg")), "Win rate of anna")

	sgf := path("game.sgf")
	require.NoError(t, os.WriteFile(sgf, []byte("(;GM[1]SZ[5];B[cc]C[hello];W[aa];B[bb])"), 0o666))
	ok(t, "", "analyze", "--game", "go:5", "--sims", "30", "--out", path("out.sgf"), "mcts:sims=10", sgf)
	assert.Contains(t, exists(t, path("out.sgf")), "C[hello; win rate ")
	assert.Contains(t, exists(t, path("out.sgf")), "visits 30")
}

// Size, komi and rules are those of each record, unless the name of the game
// has others; variations of the record are passed over.
func TestAnalyzeTakesTheRecordsWorld(t *testing.T) {
	dir := t.TempDir()
	path := func(name string) string { return filepath.Join(dir, name) }
	require.NoError(t, os.WriteFile(path("go.sgf"), []byte(
		"(;GM[1]SZ[5]KM[2.5]RU[Japanese];B[cc];W[bb](;B[bc])(;B[dd];W[aa]))\n(;GM[1]SZ[7]KM[0]RU[AGA];B[dd])\n(;SZ[5]RU[GOE];B[cc])"), 0o666))
	require.NoError(t, os.WriteFile(path("five.sgf"), []byte("(;SZ[5]KM[2.5]RU[Japanese];B[cc])"), 0o666))
	require.NoError(t, os.WriteFile(path("othello.sgf"), []byte("(;GM[2]SZ[6];B[c2])"), 0o666))

	code, out, errs := run(context.Background(), "", "analyze", "--game", "go", "--out", path("out.sgf"), "mcts:sims=5", path("go.sgf"))
	require.Zero(t, code, errs)
	assert.Contains(t, out, "game 1 (go:5,komi=2.5): \n")
	assert.Contains(t, out, "game 2 (go:7,komi=0,ko=situational): \n")
	assert.Contains(t, out, "game 3 (go:5): \n")
	assert.Contains(t, out, "seat 1: 4 moves")
	assert.Contains(t, errs, `go.sgf: the rules "Japanese" of the record (RU) count territory, which is not known here; the area is counted, as in China`)
	assert.Contains(t, errs, `go.sgf: the rules "GOE" of the record (RU) are not known here; those of --game serve`)
	assert.Contains(t, exists(t, path("out.sgf")), "SZ[5]KM[2.5]RU[Chinese]")
	assert.Contains(t, exists(t, path("out.sgf")), "SZ[7]KM[0]RU[AGA]")
	assert.NotContains(t, exists(t, path("out.sgf")), "B[dd];W[aa]", "a variation of the record")

	got := objects(t, "analyze", "--game", "go:5,komi=1.5,rules=tromp-taylor", "--json", "mcts:sims=5", path("five.sgf"))
	assert.Equal(t, "go:5,komi=1.5,suicide=yes", got[0]["world"])
	out = ok(t, "", "analyze", "--game", "othello", "alphabeta:depth=1", path("othello.sgf"))
	assert.Contains(t, out, "game 1 (othello:6): \n")

	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"go:5", "mcts:sims=5", path("go.sgf")}, 1, "go.sgf: game 2: SGF: a board of 7 points a side; go:5,komi=0,ko=situational has 5"},
		{[]string{"othello", "mcts:sims=5", path("go.sgf")}, 1, `go.sgf: game 1: SGF: game "1" (GM), want 2, which is othello`},
		{[]string{"go", "solver", path("go.sgf")}, 2, "go.sgf holds a game of go:5,komi=2.5 by its size, komi and rules (SZ, KM, RU), unless --game names others: agent \"solver\""},
		{[]string{"go", "human", path("go.sgf")}, 2, "a person plays in arena play only"},
	} {
		code, _, errs := run(context.Background(), "", append([]string{"analyze", "--game"}, c.args...)...)
		assert.Equal(t, c.code, code, c.args)
		assert.Contains(t, errs, c.want)
	}
}

// What is named prevails over what is recorded.
func TestRecorded(t *testing.T) {
	for _, c := range []struct{ name, side, komi, rules, want string }{
		{"go", "9", "6.5", "NZ", "go:9,rules=new-zealand,komi=6.5"},
		{"go", "", "", "", "go"},
		{"go:9", "13", "6.5", "Chinese", "go:9,rules=chinese,komi=6.5"},
		{"go:komi=3", "9", "6.5", "", "go:9,komi=3"},
		{"go:,komi=3", "9", "6.5", "", "go:9,komi=3"},
		{"go:9,rules=aga", "", "6.5", "Chinese", "go:9,rules=aga,komi=6.5"},
		{"go:9,ko=simple", "", "", "tromp taylor", "go:9,ko=simple,rules=tromp-taylor"},
		{"go:komi=3,rules=aga", "", "6.5", "Chinese", "go:komi=3,rules=aga"},
		{"hex:swap", "5", "6.5", "Chinese", "hex:5,swap"},
		{"hex:7,swap", "5", "", "", "hex:7,swap"},
		{"othello", "6", "", "", "othello:6"},
	} {
		side, _ := strconv.Atoi(c.side)
		got, note := recorded(c.name, gamefile.Header{Side: side, Komi: c.komi, Rules: c.rules})
		assert.Equal(t, c.want, got, c.name)
		assert.Empty(t, note)
		_, err := envcatalog.Game(got)
		assert.NoError(t, err)
	}
	_, note := recorded("go:9,rules=chinese", gamefile.Header{Rules: "Japanese"})
	assert.Empty(t, note, "they are named")
}

func TestAnalyzeRefuses(t *testing.T) {
	record := filepath.Join(t.TempDir(), "game.txt")
	require.NoError(t, os.WriteFile(record, []byte("1\n2\n"), 0o666))
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"solver"}, 2, "want a record to analyze, or --serve, and not both"},
		{[]string{"--serve", "solver", record}, 2, "want a record to analyze, or --serve, and not both"},
		{[]string{"--serve", "--concurrency", "0", "solver"}, 2, "--concurrency 0: want at least 1"},
		{[]string{"--limits", "5,4,3", "solver", record}, 2, `--limits "5,4,3": want three numbers that grow`},
		{[]string{"--sims=-1", "solver", record}, 2, "--sims -1"},
		{[]string{"--number", "3", "solver", record}, 2, "has games 1 to 2"},
		{[]string{"--svg", "x.svg", "solver", record}, 2, "--svg draws one game: want --number, 1 to 2"},
		{[]string{"--out", "x.doc", "solver", record}, 2, "--out x.doc: want a file that ends in .sgf, .pgn or .txt"},
		{[]string{"--out", "x.pgn", "solver", record}, 2, "PGN holds games of chess"},
		{[]string{"--out", record, "solver", record}, 2, "the record itself stays as it is; want another file"},
		{[]string{"solver", "nowhere.txt"}, 1, "nowhere.txt"},
		{[]string{"random", record}, 1, "the agent does not tell what a position is worth"},
	} {
		code, _, errs := run(context.Background(), "", append([]string{"analyze", "--game", "tictactoe"}, c.args...)...)
		assert.Equal(t, c.code, code, "%v: %s", c.args, errs)
		assert.Contains(t, errs, c.want)
	}
	code, _, errs := run(context.Background(), "", "analyze", "--game", "frozenlake", "greedy", record)
	assert.Equal(t, 2, code)
	assert.Contains(t, errs, "analysis is of games of two seats")
}

// Ctrl-C leaves a record of what was done, with the rest as it was.
func TestAnalyzeIsInterruptible(t *testing.T) {
	dir := t.TempDir()
	record, out := filepath.Join(dir, "game.txt"), filepath.Join(dir, "out.txt")
	require.NoError(t, os.WriteFile(record, []byte("1 2 9\n\n4 5\n"), 0o666))
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	code, _, errs := run(ctx, "", "analyze", "--game", "tictactoe", "--out", out, "alphabeta:depth=9", record)
	assert.Equal(t, 1, code)
	assert.Contains(t, errs, "arena: interrupted after 0 of 5 moves\n")
	world, err := envcatalog.Game("tictactoe")
	require.NoError(t, err)
	games, err := gamefile.Read(world, out, []byte(exists(t, out)))
	require.NoError(t, err)
	require.Len(t, games, 2)
	assert.Len(t, games[0].Moves, 3)
}

func TestAnalyzeServes(t *testing.T) {
	out := ok(t, `{"id":"a","moves":[["B","C3"]],"boardXSize":5,"boardYSize":5,"maxVisits":20}`+"\n"+`{"id":"v","action":"query_version"}`+"\n",
		"analyze", "--serve", "--game", "go:9", "mcts:sims=5")
	visits := map[string]any{}
	for line := range strings.Lines(out) {
		var answer struct {
			ID       string
			RootInfo struct{ Visits int }
		}
		require.NoError(t, json.Unmarshal([]byte(line), &answer))
		visits[answer.ID] = answer.RootInfo.Visits
	}
	assert.Equal(t, map[string]any{"a": 20, "v": 0}, visits)
}

// A game against an agent is kept when the person leaves.
func TestPlaySaves(t *testing.T) {
	file := filepath.Join(t.TempDir(), "game.sgf")
	out := ok(t, "hint\nC3\nquit\n", "play", "--game", "go:5", "--seed", "1", "--save", file, "--hint", "mcts:sims=20", "greedy")
	assert.Contains(t, out, " 1. ")
	assert.Regexp(t, `;B\[cc\];W\[..\]\)`, exists(t, file))
	for _, c := range []struct{ save, want string }{
		{file, "it is there already"}, {"x.doc", "want a file that ends in"}, {"x.pgn", "PGN holds games of chess"},
	} {
		code, _, errs := run(context.Background(), "", "play", "--game", "go:5", "--save", c.save, "greedy")
		assert.Equal(t, 2, code)
		assert.Contains(t, errs, c.want)
	}
}
