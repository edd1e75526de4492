package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/arena/tournament"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/search"
)

const small = `
name = "small"
game = "tictactoe"
games = 10
[rating]
anchor = "g"
elo = 1000
[[player]]
name = "r1"
agent = "random"
[[player]]
name = "r2"
agent = "random"
[[player]]
name = "g"
agent = "greedy"
`

// write writes a file in a folder of the test.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestTournament(t *testing.T) {
	path := write(t, "small.toml", small)
	folder := t.TempDir()
	db, page, plot := filepath.Join(folder, "a.db"), filepath.Join(folder, "a.html"), filepath.Join(folder, "a.svg")
	got := objects(t, "tournament", path, "--json", "--store", db, "--html", page, "--svg", plot)
	require.Len(t, got, 31)
	for i, g := range got[:30] {
		assert.EqualValues(t, i, g["index"])
		for _, key := range strings.Fields("round first second outcome ending plies opening moves duplicate") {
			assert.Contains(t, g, key)
		}
	}
	summary := got[30]
	assert.EqualValues(t, 30, summary["games"])
	players := summary["players"].([]any)
	require.Len(t, players, 3)
	first := players[0].(map[string]any)
	assert.Equal(t, "g", first["player"])
	assert.EqualValues(t, 1000, first["elo"])
	assert.Greater(t, first["superiority"], 0.9)

	assert.Equal(t, got, objects(t, "tournament", path, "--json", "--concurrency", "1"), "whatever the number of goroutines")
	again := objects(t, "tournament", path, "--json", "--store", db)
	assert.Equal(t, got, again, "nothing is left to play")

	text, err := os.ReadFile(page)
	require.NoError(t, err)
	assert.Equal(t, 1, strings.Count(string(text), "<svg"))
	assert.NotContains(t, string(text), "<?xml")
	svg, err := os.ReadFile(plot)
	require.NoError(t, err)
	assert.Contains(t, string(svg), "<svg")

	rated := objects(t, "ratings", db, "--json")
	assert.Equal(t, summary, rated[0], "from the store as from the games")
	other := objects(t, "ratings", db, "--json", "--anchor", "r1", "--elo=-5")
	for _, p := range other[0]["players"].([]any) {
		if row := p.(map[string]any); row["player"] == "r1" {
			assert.EqualValues(t, -5, row["elo"])
		}
	}
}

func TestTournamentTable(t *testing.T) {
	code, out, errs := run(context.Background(), "", "tournament", write(t, "small.toml", small))
	assert.Zero(t, code, errs)
	assert.Regexp(t, `^ +player +points +games +score +Elo +95 % +better than next +1 +2 +3
1 +g +[\d.]+ +20 +[\d.]+ % +\+1000 +\+1000 to \+1000 +[\d.]+ % +· +[\d.]+/10 +[\d.]+/10
2 +r\d +[\d.]+ +20 +[\d.]+ % +\+\d+ +[+-]\d+ to [+-]\d+ +[\d.]+ % +[\d.]+/10 +· +[\d.]+/10
3 +r\d +[\d.]+ +20 +[\d.]+ % +\+\d+ +[+-]\d+ to [+-]\d+ +[\d.]+/10 +[\d.]+/10 +·
games 30, duplicates \d+, faults 0; the first move is worth [+-]\d+ Elo \(95 %: [+-]\d+ to [+-]\d+\), draws between equals [\d.]+ %
$`, out)
}

func TestTheExampleIsATournament(t *testing.T) {
	text, err := os.ReadFile("../../docs/tournament.toml")
	require.NoError(t, err)
	c, err := tournament.Parse(string(text))
	require.NoError(t, err)
	assert.Len(t, c.Players, 3)
	_, err = tournament.Parse(strings.Replace(string(text), "# elo1 =", "elo1 =", 1))
	assert.Error(t, err, "the example is read")
}

func TestMatchGoesOn(t *testing.T) {
	db := filepath.Join(t.TempDir(), "a.db")
	args := strings.Fields("match --game tictactoe --games 20 --seed 7 --json greedy random --store " + db)
	want := objects(t, args...)
	assert.Equal(t, want, objects(t, args...), "what was played before is told again")
	code, _, errs := run(context.Background(), "", strings.Fields("match --game tictactoe --games 20 --seed 8 --json greedy random --store "+db)...)
	assert.Equal(t, 1, code)
	assert.Contains(t, errs, `the event "tictactoe: greedy - random" was begun with other settings`)

	rows := objects(t, "query", db, "--json")
	assert.EqualValues(t, 20, rows[0]["games"])
	rows = objects(t, "query", db, "--json", "SELECT result, count(*) AS n FROM games GROUP BY result ORDER BY result")
	n := 0.0
	for _, row := range rows[:len(rows)-1] {
		n += row["n"].(float64)
	}
	assert.EqualValues(t, 20, n)
	assert.EqualValues(t, len(rows)-1, rows[len(rows)-1]["rows"])
	code, out, _ := run(context.Background(), "", "query", db, "SELECT number, NULL AS x FROM games LIMIT 1")
	assert.Zero(t, code)
	assert.Equal(t, "number\tx\n0\t\n", out)
}

func TestMatchWithATest(t *testing.T) {
	args := strings.Fields("match --game tictactoe --games 2000 --sprt 0,60 greedy random --json --concurrency")
	got := objects(t, append(args, "4")...)
	assert.Equal(t, got, objects(t, append(args, "1")...))
	summary := got[len(got)-1]
	assert.Equal(t, "H1", summary["decision"])
	assert.Less(t, summary["games"], 1000.0)
	assert.GreaterOrEqual(t, summary["llr"], summary["llr_upper"])
	assert.Equal(t, summary["llr"], got[len(got)-2]["llr"])
	code, out, _ := run(context.Background(), "", strings.Fields("match --game tictactoe --games 4 --sprt=-5,5 --sprt-model trinomial random random")...)
	assert.Zero(t, code)
	assert.Regexp(t, `SPRT: LLR -?\d\.\d\d \(-2\.94 to 2\.94\), not decided\n`, out)
}

func TestMatchFromABook(t *testing.T) {
	book := write(t, "book.txt", "44\n4455\n112233\n")
	got := objects(t, "match", "--game", "connect4", "--games", "6", "--book", book, "--book-order", "file",
		"--max-plies", "20", "--clock", "10s,nodes=5", "--json", "random", "random")
	for i, want := range []string{"4 4 ", "4 4 5 5 ", "1 1 2 2 3 3 "} {
		for _, g := range got[2*i : 2*i+2] {
			assert.True(t, strings.HasPrefix(g["moves"].(string), want), "%v", g["moves"])
			assert.EqualValues(t, len(want)/2, g["opening"])
			assert.LessOrEqual(t, g["plies"], 20.0)
		}
	}
}

func TestLadder(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "my run")
	require.NoError(t, os.MkdirAll(filepath.Join(folder, "weights"), 0o755))
	for _, g := range []int{0, 1, 2, 5} {
		saveNet(t, folder, g)
	}
	plot := filepath.Join(folder, "ladder.svg")
	got := objects(t, "ladder", "--game", "tictactoe", folder, "--options", "sims=2", "--games", "2", "--every", "2",
		"--neighbours", "1", "--json", "--svg", plot)
	require.Len(t, got, 2*2+1)
	var names []string
	for _, p := range got[4]["players"].([]any) {
		names = append(names, p.(map[string]any)["player"].(string))
	}
	assert.ElementsMatch(t, []string{"generation 0", "generation 2", "generation 5"}, names)
	assert.FileExists(t, plot)
}

func saveNet(t *testing.T, folder string, generation int) {
	t.Helper()
	shape := alphazero.Network{Blocks: 1, Channels: 8, PolicyChannels: 2, ValueChannels: 2, ValueHidden: 8}
	net := alphazero.NewNet(tictactoe.New(), shape, seed.Stream(uint64(generation)))
	require.NoError(t, alphazero.Save(net, tictactoe.New(), folder, generation, search.DefaultConfig()))
}

func TestBadTournaments(t *testing.T) {
	good := write(t, "good.toml", small)
	db := filepath.Join(t.TempDir(), "a.db")
	objects(t, "tournament", good, "--json", "--store", db)
	for _, c := range []struct {
		args string
		code int
		want string
	}{
		{"tournament", 2, "<file>"},
		{"tournament nowhere.toml", 1, "nowhere.toml"},
		{"tournament " + good + " --concurrency=-1", 2, "--concurrency -1: want at least 1"},
		{"tournament " + write(t, "bad.toml", "gmae = 1\n"+small), 1, `bad.toml: unknown key "gmae": want one of`},
		{"tournament " + write(t, "bad.toml", strings.Replace(small, "greedy", "greedier", 1)), 2, `unknown agent "greedier"`},
		{"tournament " + write(t, "bad.toml", strings.Replace(small, "tictactoe", "ludo", 1)), 2, `unknown game "ludo"`},
		{"tournament " + write(t, "bad.toml", strings.Replace(small, "games = 10", "games = 11", 1)), 1, "games is 11; it should be even"},
		{"ratings nowhere.db", 1, "store nowhere.db: there is no such file"},
		{"ratings " + db + " --event x", 1, `no event "x"; want one of ["small"]`},
		{"ratings " + db + " --anchor x", 2, `rating.anchor is "x", who does not take part`},
		{"ratings " + good, 1, "good.toml: "},
		{"query " + db + " SELEKT", 1, "syntax error"},
		{"ladder --game tictactoe nowhere", 1, "nowhere"},
		{"ladder --game tictactoe nowhere --every 0", 2, "--every 0: want at least 1"},
		{"match --game connect4 --clock 5 random random", 2, `clock "5": "5" is no time`},
		{"match --game connect4 --book b.txt random random", 1, "b.txt"},
		{"match --game connect4 --resign 1 random random", 2, "--resign 1: want V,N"},
		{"match --game connect4 --resign x,1 random random", 2, `--resign x,1: "x" is no number; want V,N`},
		{"match --game connect4 --draw 1,2,3,4 random random", 2, "--draw 1,2,3,4: want V,N or V,N,PLY"},
		{"match --game connect4 --sprt 5,0 random random", 2, "sprt: elo0 5 and elo1 0: want elo0 less than elo1"},
		{"match --game connect4 --sprt 0,5 --alpha 0.7 random random", 2, "sprt: alpha 0.7"},
		{"match --game connect4 --store " + t.TempDir() + "/no/a.db random random", 1, "a.db: "},
	} {
		t.Run(c.args, func(t *testing.T) {
			code, out, errs := run(context.Background(), "", strings.Fields(c.args)...)
			assert.Equal(t, c.code, code, errs)
			assert.Empty(t, out)
			assert.Contains(t, errs, c.want)
			assert.Equal(t, 1, strings.Count(errs, "\n"), "one line: %s", errs)
		})
	}
}

func TestTournamentInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	code, out, errs := run(ctx, "", "tournament", write(t, "small.toml", small), "--json")
	assert.Equal(t, 1, code)
	assert.Contains(t, out, `"games":0`)
	assert.Contains(t, errs, fmt.Sprintf("arena: interrupted after 0 of %d games\n", 30))
}
