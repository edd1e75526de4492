package analysis_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/tengen-rl/tengen/agents"
	agentcatalog "github.com/tengen-rl/tengen/agents/catalog"
	"github.com/tengen-rl/tengen/arena/analysis"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/catalog"
)

func world(t testing.TB, name string) envs.Game {
	t.Helper()
	game, err := catalog.Game(name)
	require.NoError(t, err)
	return game
}

// config is a server of an agent.
func config(t testing.TB, game, agent string) analysis.Config {
	t.Helper()
	spec, err := agentcatalog.Parse(agent)
	require.NoError(t, err)
	family, _, _ := strings.Cut(game, ":")
	return analysis.Config{
		World: world(t, game), Name: agent, Version: "1.2.3", Concurrency: 1, Now: func() time.Time { return time.Time{} },
		NewAgent: func(w envs.Game) (agents.Agent, error) { return spec.New(w, 1) },
		Resize:   func(side int) (envs.Game, error) { return catalog.Game(fmt.Sprintf("%s:%d", family, side)) },
	}
}

// ask serves requests and returns the answers, a map each.
func ask(t testing.TB, c analysis.Config, requests ...string) []map[string]any {
	t.Helper()
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	var out bytes.Buffer
	require.NoError(t, analysis.Serve(context.Background(), strings.NewReader(strings.Join(requests, "\n")), &out, c))
	return parse(t, out.String())
}

func parse(t testing.TB, text string) (all []map[string]any) {
	t.Helper()
	for line := range strings.Lines(text) {
		var answer map[string]any
		require.NoError(t, json.Unmarshal([]byte(line), &answer), line)
		all = append(all, answer)
	}
	return all
}

func TestAnAnswer(t *testing.T) {
	got := ask(t, config(t, "go:9", "mcts:sims=1000"), `{"id":"a","moves":[["B","C3"],["W","D3"],["B","A1"]],`+
		`"rules":"chinese","komi":0.5,"boardXSize":5,"boardYSize":5,"maxVisits":60,"includeOwnership":true,"includePolicy":true,"analysisPVLen":2}`)
	require.Len(t, got, 1)
	a := got[0]
	assert.Equal(t, "a", a["id"])
	assert.EqualValues(t, 3, a["turnNumber"], "the last turn, where none is named")
	assert.Equal(t, false, a["isDuringSearch"])
	root := a["rootInfo"].(map[string]any)
	assert.EqualValues(t, 60, root["visits"])
	assert.Equal(t, "W", root["currentPlayer"])
	assert.Len(t, root["thisHash"], 16)
	assert.InDelta(t, 2*root["winrate"].(float64)-1, root["utility"], 1e-9)
	visits, last := 0.0, 1e9
	for i, info := range a["moveInfos"].([]any) {
		m := info.(map[string]any)
		assert.EqualValues(t, i, m["order"])
		assert.NotEmpty(t, m["pv"])
		assert.LessOrEqual(t, len(m["pv"].([]any)), 2, "analysisPVLen")
		assert.Equal(t, m["move"], m["pv"].([]any)[0])
		assert.GreaterOrEqual(t, m["lcb"], m["winrate"], "Black's rate where White moves: a bound from above")
		assert.LessOrEqual(t, m["visits"], last)
		last = m["visits"].(float64)
		visits += last
		assert.Equal(t, i < 10, m["scoreLead"] != nil)
	}
	assert.InDelta(t, 59, visits, 1.5)
	policy := a["policy"].([]any)
	require.Len(t, policy, 26)
	sum := 0.0
	for at, p := range policy {
		if at == 2*5+2 || at == 2*5+3 || at == 4*5 {
			assert.EqualValues(t, -1, p, "a stone stands there")
			continue
		}
		sum += p.(float64)
	}
	assert.InDelta(t, 1, sum, 1e-4)
	owners := a["ownership"].([]any)
	require.Len(t, owners, 25)
	assert.Greater(t, owners[12], owners[13], "the stone of Black is more often Black's than that of White")
}

// The side to move, and White, see the same position from the other end.
func TestPerspectives(t *testing.T) {
	query := func(id, as string) string {
		return fmt.Sprintf(`{"id":%q,"moves":[["B","C3"]],"boardXSize":5,"maxVisits":50,"overrideSettings":{"reportAnalysisWinratesAs":%q}}`, id, as)
	}
	rate := func(as string) float64 {
		got := ask(t, config(t, "go:5", "mcts:sims=1000"), query("x", as))
		return got[0]["rootInfo"].(map[string]any)["winrate"].(float64)
	}
	assert.InDelta(t, 1-rate("BLACK"), rate("WHITE"), 1e-6)
	assert.InDelta(t, rate("WHITE"), rate("SIDETOMOVE"), 1e-6)
	chess := ask(t, config(t, "chess", "alphabeta:depth=1"), `{"id":"x","moves":["e4","d5",["W","exd5"],["B","a6"]]}`)
	root := chess[0]["rootInfo"].(map[string]any)
	assert.Equal(t, "W", root["currentPlayer"])
	assert.Less(t, root["winrate"], 0.5, "Black, the second seat of chess, is a pawn behind")
}

// Every world of two seats, in its own notation.
func TestWorlds(t *testing.T) {
	for _, c := range []struct{ world, agent, query, best string }{
		{"tictactoe", "solver", `{"id":"x","moves":["1","4","2","5"]}`, "3"},
		{"connect4", "mcts:sims=300", `{"id":"x","initialPosition":"......./......./......./......./ooo..../xxx.x..","initialPlayer":"W","moves":[]}`, "4"},
		{"chess", "alphabeta:depth=3", `{"id":"x","moves":[["W","f3"],["B","e5"],["1","g4"]]}`, "d8h4"},
		{"hex:3", "solver", `{"id":"x","moves":["b2"]}`, ""},
		{"othello:4", "mcts:sims=50", `{"id":"x","moves":[]}`, ""},
		{"othello", "mcts:sims=20", `{"id":"x","boardXSize":6,"moves":[]}`, ""},
	} {
		got := ask(t, config(t, c.world, c.agent), c.query)
		require.Len(t, got, 1, c.query)
		infos, ok := got[0]["moveInfos"].([]any)
		require.True(t, ok, "%s: %v", c.world, got[0])
		require.NotEmpty(t, infos)
		if move := infos[0].(map[string]any)["move"]; c.best != "" {
			assert.Equal(t, c.best, move, c.world)
		}
	}
	over := ask(t, config(t, "tictactoe", "solver"), `{"id":"x","moves":["1","4","2","5","3"]}`)
	assert.Empty(t, over[0]["moveInfos"])
	assert.EqualValues(t, 1, over[0]["rootInfo"].(map[string]any)["winrate"])
}

// Stones are set up, sides move out of turn, and rules and komi are those that
// a query asks for.
func TestPositionsOfGo(t *testing.T) {
	stand := func(query string) (illegal []int, root map[string]any) {
		got := ask(t, config(t, "go:9", "mcts:sims=20"), `{"id":"x","boardXSize":3,"includePolicy":true,`+query+`}`)
		require.Len(t, got, 1, "%v", got)
		for at, p := range got[0]["policy"].([]any) {
			if p.(float64) < 0 {
				illegal = append(illegal, at)
			}
		}
		return illegal, got[0]["rootInfo"].(map[string]any)
	}
	illegal, root := stand(`"initialStones":[["B","A3"],["W","C1"]],"moves":[]`)
	assert.Equal(t, []int{0, 8}, illegal, "row by row from the top")
	assert.Equal(t, "B", root["currentPlayer"])
	_, root = stand(`"initialStones":[["B","A3"]],"initialPlayer":"W","moves":[]`)
	assert.Equal(t, "W", root["currentPlayer"])
	illegal, root = stand(`"moves":[["W","B2"],["W","A1"]]`)
	assert.Equal(t, []int{4, 6}, illegal)
	assert.Equal(t, "B", root["currentPlayer"])
	illegal, _ = stand(`"moves":[["B","pass"],["W","pass"],["W","A1"]]`)
	assert.Equal(t, []int{6}, illegal, "play goes on after two passes")

	// A stone at A3 would die of its own at once, with the one at B3: White's
	// A2, B2, C3 leave them nothing.
	suicide := `"initialStones":[["B","B3"],["W","A2"],["W","B2"],["W","C3"]],"initialPlayer":"B","moves":[],"rules":`
	illegal, _ = stand(suicide + `"chinese"`)
	assert.Contains(t, illegal, 0)
	illegal, _ = stand(suicide + `{"ko":"POSITIONAL","suicide":true}`)
	assert.NotContains(t, illegal, 0)

	_, even := stand(`"moves":[],"komi":0`)
	_, ahead := stand(`"moves":[],"komi":-20`)
	assert.InDelta(t, 20, ahead["scoreLead"].(float64)-even["scoreLead"].(float64), 1e-4, "the same random games")
}

// What is wrong is told with the field and the id, and the next line is read.
func TestErrors(t *testing.T) {
	for _, c := range []struct{ request, field, want string }{
		{`nonsense`, "", "no JSON object"},
		{`null`, "", "want one JSON object"},
		{`{"id":"x"} {}`, "", "want one JSON object"},
		{`[1]`, "", "no JSON object"},
		{`{"moves":[]}`, "id", "needs an id"},
		{`{"id":7,"moves":[]}`, "id", "a number, want a string"},
		{`{"id":"x","moves":"C3"}`, "moves", "want a list of"},
		{`{"id":"x","moves":[["B"]]}`, "moves", `is no move: want a player and a move`},
		{`{"id":"x","moves":[["B","Q16"]]}`, "moves", `move 0: go: unknown move "Q16"`},
		{`{"id":"x","moves":[["R","C3"]]}`, "initialPlayer", `player "R": want B, W, 1 or 2`},
		{`{"id":"x","moves":[["B","C3"],["W","C3"]]}`, "moves", "move 1: "},
		{`{"id":"x","moves":[],"komi":"six"}`, "komi", "a string, want a number"},
		{`{"id":"x","moves":[],"komi":6.3}`, "komi", "want a multiple of 0.25"},
		{`{"id":"x","moves":[],"boardXSize":40}`, "boardXSize", "40"},
		{`{"id":"x","moves":[],"boardXSize":9,"boardYSize":7}`, "boardYSize", "want as many of both"},
		{`{"id":"x","moves":[],"rules":"house"}`, "rules", `rules "house": want chinese`},
		{`{"id":"x","moves":[],"rules":{"ko":"SUPER"}}`, "rules", `ko "SUPER": want SIMPLE`},
		{`{"id":"x","moves":[],"analyzeTurns":[1]}`, "analyzeTurns", "turn 1 of a game of 0 moves"},
		{`{"id":"x","moves":[],"priorities":[1,2]}`, "priorities", "want one for each"},
		{`{"id":"x","moves":[],"maxVisits":0}`, "maxVisits", "want 1 to"},
		{`{"id":"x","moves":[],"reportDuringSearchEvery":0}`, "reportDuringSearchEvery", "want 0.001"},
		{`{"id":"x","moves":[],"analysisPVLen":0}`, "analysisPVLen", "want 1 or more"},
		{`{"id":"x","moves":[],"initialStones":[["B","Z1"]]}`, "initialStones", `stone "Z1"`},
		{`{"id":"x","moves":[],"initialPosition":"?"}`, "initialPosition", "?"},
		{`{"id":"x","moves":[],"allowMoves":[{"player":"B","moves":["Z1"]}]}`, "allowMoves", "no legal move is left"},
		{`{"id":"x","moves":[],"overrideSettings":{"reportAnalysisWinratesAs":"RED"}}`, "overrideSettings", "want BLACK, WHITE"},
		{`{"id":"x","action":"dance"}`, "action", "want query_version"},
		{`{"id":"x","action":"terminate"}`, "terminateId", "want the id"},
	} {
		got := ask(t, config(t, "go:5", "mcts:sims=5"), c.request, `{"id":"after","action":"query_version"}`)
		require.Len(t, got, 2, c.request)
		assert.Contains(t, got[0]["error"], c.want, c.request)
		if c.field == "" {
			assert.NotContains(t, got[0], "field")
			continue
		}
		assert.Equal(t, c.field, got[0]["field"], c.request)
		if c.field != "id" {
			assert.Equal(t, "x", got[0]["id"], c.request)
		}
	}
	for _, c := range []struct{ world, request, field string }{
		{"hex:3", `{"id":"x","moves":[["W","a1"]]}`, "initialPlayer"},
		{"hex:3", `{"id":"x","moves":[["B","a1"],["B","a2"]]}`, "moves"},
		{"hex:3", `{"id":"x","moves":[],"includeOwnership":true}`, "includeOwnership"},
		{"hex:3", `{"id":"x","moves":[],"initialStones":[["B","a1"]]}`, "initialStones"},
		{"tictactoe", `{"id":"x","moves":["1","4","2","5","3","9"]}`, "moves"},
	} {
		got := ask(t, config(t, c.world, "random"), c.request)
		require.Len(t, got, 1)
		assert.Equal(t, c.field, got[0]["field"], "%v", got[0])
	}
}

func TestWarningsAndActions(t *testing.T) {
	got := ask(t, config(t, "go:5", "mcts:sims=5"),
		`{"id":"w","moves":[],"rules":"japanese","rootPolicyTemperature":1.2,"overrideSettings":{"maxTime":3}}`,
		`{"id":"v","action":"query_version","extra":[1]}`, `{"id":"m","action":"query_models"}`,
		`{"id":"c","action":"clear_cache"}`, `{"id":"t","action":"terminate_all"}`, "")
	kinds := map[string]int{}
	for _, a := range got {
		switch {
		case a["warning"] != nil:
			kinds[fmt.Sprint(a["field"])]++
			assert.Equal(t, "w", a["id"])
		case a["action"] == "query_version":
			assert.Equal(t, map[string]any{"id": "v", "action": "query_version", "extra": []any{1.0}, "version": "1.2.3", "git_hash": "<omitted>"}, a)
		case a["action"] != nil:
			kinds[fmt.Sprint(a["action"])]++
		default:
			kinds["answers of "+fmt.Sprint(a["id"])]++
		}
	}
	assert.Equal(t, map[string]int{"rules": 1, "rootPolicyTemperature": 1, "overrideSettings.maxTime": 1,
		"query_models": 1, "clear_cache": 1, "terminate_all": 1, "answers of w": 1}, kinds)
}

func TestMovesThatAreAllowed(t *testing.T) {
	moves := func(restriction string) (all []any) {
		got := ask(t, config(t, "go:3", "mcts:sims=40"), `{"id":"x","moves":[],`+restriction+`}`)
		for _, info := range got[0]["moveInfos"].([]any) {
			all = append(all, info.(map[string]any)["move"])
		}
		return all
	}
	assert.ElementsMatch(t, []any{"A1", "B2"}, moves(`"allowMoves":[{"player":"B","moves":["A1","B2"],"untilDepth":1}]`))
	without := moves(`"avoidMoves":[{"player":"B","moves":["B2","pass"],"untilDepth":3},{"player":"W","moves":["A1"],"untilDepth":1}]`)
	assert.NotContains(t, without, "B2")
	assert.Contains(t, without, "A1", "what White may not do is of no consequence")
}

// Many at once: every turn is answered once, the same whatever the number of
// workers.
func TestManyAtOnce(t *testing.T) {
	var requests []string
	for i := range 20 {
		requests = append(requests, fmt.Sprintf(`{"id":"q%d","moves":["4","4","3"],"analyzeTurns":[0,1,2,3],"maxVisits":%d}`, i, 10+i))
	}
	byTurn := func(concurrency int) map[string]any {
		c := config(t, "connect4", "mcts:sims=1000")
		c.Concurrency = concurrency
		all := map[string]any{}
		for _, a := range ask(t, c, requests...) {
			all[fmt.Sprint(a["id"], " ", a["turnNumber"])] = a
		}
		return all
	}
	one := byTurn(1)
	assert.Len(t, one, 80)
	assert.Equal(t, one, byTurn(4))
}

// gate is an agent that says when it thinks and waits for leave to go on.
type gate struct {
	agents.Agent
	begun chan envs.State
	leave chan struct{}
}

func (g *gate) Reset() {}
func (g *gate) Analyze(ctx context.Context, s envs.State, q agents.Query) (agents.Thought, error) {
	g.begun <- s
	select {
	case <-g.leave:
		t := agents.Thought{Values: []float32{0, 0}, Visits: 1, Candidates: []agents.Candidate{{Action: s.Legal(nil)[0], Visits: 1}}}
		q.Watch(func() agents.Thought { return t })
		return t, nil
	case <-ctx.Done():
		return agents.Thought{}, ctx.Err()
	}
}

// gated is a server whose agent is a gate, and the ends to talk with it.
type gated struct {
	*gate
	t   *testing.T
	in  *io.PipeWriter
	out *json.Decoder
	end chan error
}

func serveGate(t *testing.T, ctx context.Context) *gated {
	g := &gated{gate: &gate{begun: make(chan envs.State), leave: make(chan struct{})}, t: t, end: make(chan error, 1)}
	c := config(t, "tictactoe", "random")
	c.NewAgent = func(envs.Game) (agents.Agent, error) { return g.gate, nil }
	clock := time.Time{}
	c.Now = func() time.Time { clock = clock.Add(time.Second); return clock }
	in, toServer := io.Pipe()
	fromServer, out := io.Pipe()
	g.in, g.out = toServer, json.NewDecoder(fromServer)
	go func() { err := analysis.Serve(ctx, in, out, c); out.Close(); g.end <- err }()
	t.Cleanup(func() { in.Close(); fromServer.Close() })
	return g
}

func (g *gated) send(request string) { fmt.Fprintln(g.in, request) }

func (g *gated) next() (answer map[string]any) {
	g.t.Helper()
	require.NoError(g.t, g.out.Decode(&answer))
	return answer
}

func TestPrioritiesAreHonoured(t *testing.T) {
	g := serveGate(t, context.Background())
	g.send(`{"id":"first","moves":[]}`)
	<-g.begun // all others wait
	g.send(`{"id":"low","moves":[],"priority":-1}`)
	g.send(`{"id":"two","moves":["1"],"analyzeTurns":[0,1],"priorities":[2,7]}`)
	g.send(`{"id":"plain","moves":[]}`)
	g.send(`{"id":"high","moves":[],"priority":5}`)
	g.send(`{"id":"v","action":"query_version"}`)
	assert.Equal(t, "v", g.next()["id"], "actions do not wait")
	g.in.Close()
	var order []string
	for i := range 6 {
		if i > 0 {
			<-g.begun
		}
		g.leave <- struct{}{}
		a := g.next()
		order = append(order, fmt.Sprint(a["id"], a["turnNumber"]))
	}
	assert.Equal(t, []string{"first0", "two1", "high0", "two0", "plain0", "low0"}, order)
	assert.NoError(t, <-g.end)
}

func TestTermination(t *testing.T) {
	g := serveGate(t, context.Background())
	g.send(`{"id":"a","moves":["1"],"analyzeTurns":[0,1]}`)
	<-g.begun
	g.send(`{"id":"b","moves":["1"],"analyzeTurns":[0,1]}`)
	g.send(`{"id":"t","action":"terminate","terminateId":"b","turnNumbers":[1]}`)
	assert.Equal(t, map[string]any{"id": "t", "action": "terminate", "terminateId": "b", "turnNumbers": []any{1.0}}, g.next())
	assert.Equal(t, map[string]any{"id": "b", "turnNumber": 1.0, "isDuringSearch": false, "noResults": true}, g.next())
	g.send(`{"id":"t","action":"terminate_all"}`)
	g.in.Close()
	gone := map[string]bool{}
	for range 4 {
		a := g.next()
		gone[fmt.Sprintf("%v %v %v", a["id"], a["turnNumber"], a["noResults"])] = true
	}
	assert.Equal(t, map[string]bool{"t <nil> <nil>": true, "a 0 true": true, "a 1 true": true, "b 0 true": true}, gone)
	assert.NoError(t, <-g.end)
}

func TestReportsDuringTheSearch(t *testing.T) {
	g := serveGate(t, context.Background())
	g.send(`{"id":"a","moves":[],"reportDuringSearchEvery":0.5}`)
	g.in.Close()
	<-g.begun
	g.leave <- struct{}{}
	assert.Equal(t, true, g.next()["isDuringSearch"])
	assert.Equal(t, false, g.next()["isDuringSearch"])
	assert.NoError(t, <-g.end)
}

func TestTheContextEndsAll(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	g := serveGate(t, ctx)
	g.send(`{"id":"a","moves":[]}`)
	<-g.begun
	cancel()
	assert.Equal(t, true, g.next()["noResults"])
	assert.ErrorIs(t, <-g.end, context.Canceled)
}

// An agent that fails answers by an error; a reader or writer that fails ends
// the server.
func TestFailures(t *testing.T) {
	c := config(t, "tictactoe", "random")
	broken := errors.New("broken")
	c.NewAgent = func(envs.Game) (agents.Agent, error) { return nil, broken }
	got := ask(t, c, `{"id":"x","moves":["1"]}`, `{"id":"y","moves":[]}`)
	require.Len(t, got, 2)
	assert.Equal(t, map[string]any{"error": "broken", "id": "x", "turnNumber": 1.0}, got[0])

	assert.ErrorIs(t, analysis.Serve(context.Background(), iotest.ErrReader(broken), io.Discard, c), broken)
	in := strings.NewReader(`{"id":"v","action":"query_version"}`)
	assert.ErrorIs(t, analysis.Serve(context.Background(), in, badWriter{broken}, c), broken)
	long := strings.Repeat("x", 17<<20) + "\n" + `{"id":"v","action":"query_version"}`
	got = ask(t, c, long)
	assert.Contains(t, got[0]["error"], "a line of more than")
	assert.Equal(t, "v", got[1]["id"])
}

type badWriter struct{ err error }

func (w badWriter) Write([]byte) (int, error) { return 0, w.err }

// Whatever a line says, there are answers in JSON and no crash.
func FuzzServe(f *testing.F) {
	f.Add(`{"id":"a","moves":[["B","C3"]],"boardXSize":5,"komi":3,"analyzeTurns":[0]}`)
	f.Add(`{"id":"a","moves":[["W","pass"],["W","pass"],["B","A1"]],"rules":{"ko":"SIMPLE","suicide":true}}`)
	f.Add(`{"id":"a","initialStones":[["B","A1"]],"moves":[],"initialPlayer":"W","includePolicy":true}`)
	f.Add(`{"id":"a","action":"terminate","terminateId":"b","turnNumbers":[1]}`)
	c := config(f, "go:3", "greedy")
	f.Fuzz(func(t *testing.T, line string) {
		if strings.Contains(line, "Size") || strings.ContainsAny(line, "\n\r") || line == "" {
			t.Skip() // large boards take long
		}
		assert.NotEmpty(t, ask(t, c, line))
	})
}
