package catalog_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/agents/catalog"
	"github.com/tengen-rl/tengen/agents/dqn"
	"github.com/tengen-rl/tengen/agents/tabular"
	"github.com/tengen-rl/tengen/envs"
	worlds "github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/hex"
	"github.com/tengen-rl/tengen/envs/othello"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/generation"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/search"
)

func TestParse(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"random", "random"},
		{"greedy", "greedy"},
		{"human", "human"},
		{"solver", "solver"},
		{"alphabeta:depth=5", "alphabeta:depth=5"},
		{`alphabeta:depth="5"`, "alphabeta:depth=5"},
		{"alphabeta:depth=99", "alphabeta:depth=99"},
		{"alphabeta:time=1s", "alphabeta:time=1s"},
		{"alphabeta:time=90s", "alphabeta:time=1m30s"},
		{"alphabeta:time=24h", "alphabeta:time=24h0m0s"},
		{"alphabeta:time=0.25s,depth=3", "alphabeta:depth=3,time=250ms"},
		{"alphabeta:nodes=1000,null=false,reduce=true,ponder=true,memory=1GB", "alphabeta:nodes=1000,memory=1GB,ponder=true,null=false,reduce=true"},
		{"alphabeta:net=runs/x,depth=3", "alphabeta:depth=3,net=runs/x"},
		{`alphabeta:depth=3,net="a,b@12"`, `alphabeta:depth=3,net="a,b@12"`},
		{"mcts:sims=1000", "mcts:sims=1000"},
		{"mcts:rollouts=4,sims=1000", "mcts:sims=1000,rollouts=4"},
		{"mcts:time=2s,memory=2048MB,early=false,ponder=true", "mcts:time=2s,memory=2GB,early=false,ponder=true"},
		{"mcts:memory=1025MB,sims=1,early=true", "mcts:sims=1,memory=1025MB,early=true"},
		{"az:runs/x,time=100ms,ponder=false", "az:runs/x,time=100ms,ponder=false"},
		{"az:runs/x", "az:runs/x"},
		{"az:runs/x,sims=400", "az:runs/x,sims=400"},
		{"az:runs/x@12", "az:runs/x@12"},
		{"az:runs/x@0,sims=1", "az:runs/x@0,sims=1"},
		{"az:/tmp/a b:c", "az:/tmp/a b:c"},
		{"az:runs/lr=0.1", "az:runs/lr=0.1"},
		{`az:"lr=0.1"`, `az:"lr=0.1"`},
		{`az:"a,b@7",sims=3`, `az:"a,b@7",sims=3`},
		{`az:"C:\\runs\\\"x\""`, `az:"C:\\runs\\\"x\""`},
		{"az:a@1@2", "az:a@1@2"},
		{"dqn:runs/x@3,random=5", "dqn:runs/x@3,random=5"},
		{`gtp:"gnugo --mode gtp"`, `gtp:gnugo --mode gtp`},
		{`gtp:"gnugo --mode 'g,t p'",start=1s,move=60s`, `gtp:"gnugo --mode 'g,t p'",start=1s,move=1m0s`},
		{"uci:stockfish", "uci:stockfish"},
		{`uci:"stockfish",nodes=1000`, "uci:stockfish,nodes=1000"},
		{`uci:"fairy-stockfish",variant=gardner,nodes=100,option.Skill Level=-10,option.Hash=1`,
			"uci:fairy-stockfish,nodes=100,variant=gardner,option.Skill Level=-10,option.Hash=1"},
		{`uci:x,option.Book File="a,b",option.Clear Hash=`, `uci:x,option.Book File="a,b",option.Clear Hash=`},
		{`uci:"option.=x"`, `uci:"option.=x"`},
	} {
		t.Run(c.text, func(t *testing.T) {
			spec, err := catalog.Parse(c.text)
			require.NoError(t, err)
			assert.Equal(t, c.want, spec.String())
			again, err := catalog.Parse(spec.String())
			require.NoError(t, err)
			assert.Equal(t, spec, again)
			assert.Equal(t, c.text == "human", spec.Human())
		})
	}
}

func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", `unknown agent "": want one of random, greedy, human, alphabeta:depth=5, mcts:sims=1000, solver, az:runs/x,sims=400, dqn:runs/x, pqn:runs/x, tabular:runs/x, gtp:"gnugo --mode gtp", uci:"stockfish",nodes=1000`},
		{"Random", `unknown agent "Random": want one of `},
		{"alphbeta:depth=5", `unknown agent "alphbeta": want one of `},
		{"random:", `agent "random:": nothing stands where a value or an option is expected`},
		{"random:5", `agent "random:5": "5" is no option of random: want nothing after the name`},
		{"random:sims=5", `agent "random:sims=5": unknown option "sims" of random: want nothing after the name`},
		{"alphabeta", `agent "alphabeta": an option is missing, one of depth=N, time=1s, nodes=N: want alphabeta:depth=5`},
		{"alphabeta:time=5", `time=5: want a time such as 1s or 250ms, at least 1ms and at most 24h0m0s`},
		{"alphabeta:time=0s", `time=0s: want a time such as`},
		{"alphabeta:time=-1s", `time=-1s: want a time such as`},
		{"alphabeta:time=1500us", `time=1500us: want a time such as`},
		{"alphabeta:time=25h", `time=25h: want a time such as`},
		{"alphabeta:time=soon", `time=soon: want a time such as`},
		{"alphabeta:5", `"5" is no option of alphabeta: want depth=N`},
		{"alphabeta:deep=5", `unknown option "deep" of alphabeta: want depth=N`},
		{"alphabeta:depth=0", `depth=0: want a whole number from 1 to 99`},
		{"alphabeta:depth=100", `depth=100: want a whole number from 1 to 99`},
		{"alphabeta:depth=-3", `depth=-3: want a whole number from 1 to 99`},
		{"alphabeta:depth=2.5", `depth=2.5: want a whole number from 1 to 99`},
		{"alphabeta:depth=", `depth=: want a whole number from 1 to 99`},
		{"alphabeta:depth=99999999999999999999", `depth=99999999999999999999: want a whole number`},
		{"alphabeta:depth=5,depth=5", `option depth is given twice`},
		{"alphabeta:depth=5,", `nothing stands where a value or an option is expected`},
		{"alphabeta:depth=5,6", `"6" is no option: want name=value`},
		{"alphabeta:net=runs/x", `an option is missing, one of depth=N, time=1s, nodes=N`},
		{"alphabeta:depth=2,net=", `the folder of a run is missing after net=`},
		{"alphabeta:depth=2,net=x@", `generation "" after the @`},
		{"alphabeta:depth=2,net=x,net=y", `option net is given twice`},
		{"mcts:sims=2,net=x", `unknown option "net" of mcts`},
		{"mcts", `agent "mcts": an option is missing, one of sims=N, time=1s: want mcts:sims=1000`},
		{"mcts:rollouts=2", `an option is missing, one of sims=N, time=1s`},
		{"mcts:sims=2,ponder=yes", `ponder=yes: want true or false`},
		{"mcts:sims=2,memory=64", `memory=64: want a size such as 64MB or 1GB, at least 1MB and at most 1024GB`},
		{"mcts:sims=2,memory=0MB", `memory=0MB: want a size such as`},
		{"mcts:sims=2,memory=1025GB", `memory=1025GB: want a size such as`},
		{"mcts:sims=2,memory=9223372036854775807GB", `want a size such as`},
		{"mcts:sim=2", `unknown option "sim" of mcts: want sims=N, rollouts=N, time=1s, memory=64MB, early=true, ponder=true`},
		{"mcts:sims=10000001", `sims=10000001: want a whole number from 1 to 10000000`},
		{"az", `agent "az": the folder of a run is missing: want az:runs/x,sims=400`},
		{"az:sims=400", `the folder of a run is missing`},
		{"dqn:random=5", `agent "dqn:random=5": the folder of a run is missing: want dqn:runs/x`},
		{"dqn:runs/x,random=101", `random=101: want a whole number from 1 to 100`},
		{"az:@3", `the folder of a run is missing before the @`},
		{"az:runs/x@", `generation "" after the @: want a whole number from 0`},
		{"az:runs/x@latest", `generation "latest" after the @: want a whole number from 0`},
		{"az:runs/x@-1", `generation "-1" after the @`},
		{"az:runs/x@+1", `generation "+1" after the @`},
		{`az:"runs/x`, `"runs/x has no closing quote`},
		{`az:"runs/x"y`, `want a comma or the end before "y"`},
		{`az:"runs\x"`, `a backslash stands before something else than " or \`},
		{`az:"runs\`, `a backslash stands before something else`},
		{"gtp", `agent "gtp": the command of a program is missing: want gtp:"gnugo --mode gtp"`},
		{"gtp:move=1s", `the command of a program is missing`},
		{`gtp:"gnugo 'a"`, `a quote ' is not closed`},
		{`gtp:" "`, `the command is empty`},
		{"gtp:gnugo,nodes=4", `unknown option "nodes" of gtp: want start=1s, move=1s`},
		{"gtp:gnugo,option.Hash=4", `unknown option "option.Hash" of gtp`},
		{"uci:stockfish,sims=4", `unknown option "sims" of uci: want nodes=N, depth=N, time=1s, start=1s, move=1s, variant=NAME, option.NAME=value`},
		{"uci:stockfish,nodes=0", `nodes=0: want a whole number from 1 to 1000000000`},
		{"uci:stockfish,option.Hash=1,option.Hash=2", `option.Hash is given twice`},
		{"uci:stockfish,variant=a,variant=b", `option variant is given twice`},
		{"uci:stockfish,option.=2", `the name of an option is missing`},
		{"uci:stockfish,gnuchess", `"gnuchess" is no option: want name=value`},
		{`az:""`, `nothing stands where a value or an option is expected`},
	} {
		t.Run(c.text, func(t *testing.T) {
			_, err := catalog.Parse(c.text)
			assert.ErrorContains(t, err, c.want)
		})
	}
}

// The usage names every agent and option in lines that fit a terminal.
func TestUsage(t *testing.T) {
	usage := catalog.Usage()
	for _, example := range catalog.Examples() {
		assert.Contains(t, usage, "    "+example)
	}
	assert.Contains(t, usage, "sims=N time=1s memory=64MB early=true ponder=true")
	assert.Contains(t, usage, "threads=N symmetries=N points=N")
	assert.Contains(t, usage, "net=RUN")
	for line := range strings.Lines(usage) {
		assert.LessOrEqual(t, len(line), 96)
	}
}

func FuzzParse(f *testing.F) {
	for _, example := range catalog.Examples() {
		f.Add(example)
	}
	f.Add(`az:"a\"b,@\\",sims=4`)
	f.Add("az:x@12,sims=1")
	f.Add(`alphabeta:net="x@1",nodes=3,null=false`)
	f.Add(`uci:"x y",variant="a,b",option.A b="\"",nodes=1`)
	f.Fuzz(func(t *testing.T, text string) {
		spec, err := catalog.Parse(text)
		if err != nil {
			return
		}
		again, err := catalog.Parse(spec.String())
		require.NoError(t, err)
		require.Equal(t, spec, again)
		require.Equal(t, spec.String(), again.String())
	})
}

// parse is Parse of text that is known to be right.
func parse(t *testing.T, text string) catalog.Spec {
	t.Helper()
	spec, err := catalog.Parse(text)
	require.NoError(t, err)
	return spec
}

// saved writes an untrained network for game into a run folder.
func saved(t *testing.T, game envs.Game) string {
	t.Helper()
	run := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(run, "weights"), 0o755))
	shape := alphazero.Network{Blocks: 1, Channels: 8, PolicyChannels: 2, ValueChannels: 2, ValueHidden: 8}
	require.NoError(t, alphazero.Save(alphazero.NewNet(game, shape, seed.Stream(1)), game, run, 3, search.DefaultConfig()))
	return run
}

// learned writes an untrained network of action values into a run folder.
func learned(t *testing.T, game envs.Game) string {
	t.Helper()
	run := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(run, "weights"), 0o755))
	config := dqn.DefaultConfig()
	config.Network.Hidden, config.SelfPlay.Pool, config.SelfPlay.Every = []int{8}, 1, 1
	l, err := dqn.New(game, config, 1, 1)
	require.NoError(t, err)
	require.NoError(t, l.SaveWeights(alphazero.WeightsFile(run, 5), nil))
	return run
}

// Every agent plays legal games, the same for the same seed, be it new or
// reseeded, and other games for other seeds.
func TestAgentsAreAFunctionOfTheirSeed(t *testing.T) {
	game := tictactoe.New()
	run, learned := saved(t, game), learned(t, game)
	for _, c := range []struct {
		text    string
		chooses bool // by chance, at least between equals
	}{
		{"random", true},
		{"greedy", true},
		{"alphabeta:depth=2", true},
		{"alphabeta:depth=2,net=" + run, false},
		{"alphabeta:nodes=60", false},
		{"mcts:sims=30", true},
		{"mcts:sims=10,rollouts=2", true},
		{"mcts:sims=30,early=true,memory=1MB", true},
		{"solver", true},
		{"az:" + run + ",sims=8", false},
		{"az:" + run + "@3", false},
		{"az:" + run + ",sims=20,threads=3", false},
		{"az:" + run + ",sims=20,threads=2,symmetries=8", false},
		{"dqn:" + learned, false},
		{"dqn:" + learned + "@5,random=50", true},
	} {
		t.Run(c.text, func(t *testing.T) {
			spec := parse(t, c.text)
			agent, err := spec.New(game, 1)
			require.NoError(t, err)
			want := games(t, game, agent)

			agent.Reseed(1)
			assert.Equal(t, want, games(t, game, agent), "reseeded")
			fresh, err := spec.New(game, 1)
			require.NoError(t, err)
			assert.Equal(t, want, games(t, game, fresh), "made again")
			if c.chooses {
				agent.Reseed(2)
				assert.NotEqual(t, want, games(t, game, agent), "another seed")
			}
			assert.NoError(t, agent.Close())
			assert.NoError(t, fresh.Close())
		})
	}
}

// What an az thinks of a position depends on the images in which it looks at it,
// and on what points count; both change no more than they say.
func TestAnAZLooksAtImagesAndPoints(t *testing.T) {
	game := othello.New(6)
	run := t.TempDir()
	require.NoError(t, os.MkdirAll(filepath.Join(run, "weights"), 0o755))
	shape := alphazero.Network{Blocks: 1, Channels: 8, Pooled: 4, PooledHeads: true, Heads: nets.Auxiliary{Lead: true}}
	net := alphazero.NewNet(game, shape, seed.Stream(1))
	require.NoError(t, alphazero.Save(net, game, run, 3, search.DefaultConfig()))
	s := game.New(0)
	s.Play(s.Legal(nil)[0]) // looks another way in every image
	judged := func(view alphazero.View) float64 {
		leaf := search.Leaf{State: s, Logits: make([]float32, game.Spec().Actions), Values: make([]float32, 2)}
		plan := net.Compile(max(1, len(view.Images)))
		require.NoError(t, alphazero.NewEvaluatorOf(game, plan, view).Evaluate(context.Background(), []search.Leaf{leaf}))
		return float64(leaf.Values[s.ToPlay()])
	}
	images := game.Symmetries()
	seen := map[float64]bool{}
	for options, view := range map[string]alphazero.View{
		"": {}, ",symmetries=2": {Images: images[:2]}, ",points=10": {Points: 0.1},
		",symmetries=4,points=100": {Images: images, Points: 1},
	} {
		agent, err := parse(t, "az:"+run+",sims=1"+options).New(game, 1)
		require.NoError(t, err)
		_, err = agent.Act(context.Background(), s)
		require.NoError(t, err)
		explainer, ok := agents.Power[agents.Explainer](agent)
		require.True(t, ok)
		want := judged(view)
		assert.InDelta(t, want, explainer.Explain().Values[s.ToPlay()], 1e-6, options)
		assert.False(t, seen[want], "%s changes nothing", options)
		seen[want] = true
		require.NoError(t, agent.Close())
	}
}

// Without a clock an az makes its hundred simulations; with one, the clock
// alone is its limit, unless it is given simulations of its own.
func TestAnAZByTheClock(t *testing.T) {
	game := connectfour.New()
	run := saved(t, game)
	for _, c := range []struct {
		options     string
		nodes, sims int
	}{
		{"", 0, 100}, {"", 150, 150}, {"", 20, 20}, {",sims=40", 150, 40}, {",sims=40", 20, 20},
		{",sims=41,threads=4", 0, 41}, {",threads=4", 150, 150},
	} {
		agent, err := parse(t, "az:"+run+c.options).New(game, 1)
		require.NoError(t, err)
		clocked, ok := agents.Power[agents.Clocked](agent)
		require.True(t, ok)
		clocked.SetClock(agents.Clock{Nodes: c.nodes})
		_, err = agent.Act(context.Background(), game.New(0))
		require.NoError(t, err)
		explainer, ok := agents.Power[agents.Explainer](agent)
		require.True(t, ok)
		assert.Equal(t, c.sims, explainer.Explain().Visits, "az%s with nodes=%d", c.options, c.nodes)
		require.NoError(t, agent.Close())
	}
}

// A table that has learned plays again what it played.
func TestTabularAgentsOfARun(t *testing.T) {
	frozen, err := worlds.Game("frozenlake:4x4,slippery=off")
	require.NoError(t, err)
	learner, err := tabular.New(frozen, tabular.DefaultConfig(), 1)
	require.NoError(t, err)
	require.NoError(t, learner.Advance(context.Background(), 50_000))
	run := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(run, "weights"), 0o755))
	file, err := os.Create(generation.File(run, 2, ".json"))
	require.NoError(t, err)
	require.NoError(t, learner.WriteTable(file, nil))
	require.NoError(t, file.Close())
	agent, err := parse(t, "tabular:"+run).New(frozen, 1)
	require.NoError(t, err)
	played := games(t, frozen, agent)
	assert.Len(t, played[0], 6, "the shortest way around the holes")
	agent.Reseed(1)
	assert.Equal(t, played, games(t, frozen, agent))
}

// games plays three games of the agent against itself.
func games(t *testing.T, game envs.Game, a agents.Agent) [][]envs.Action {
	t.Helper()
	all := make([][]envs.Action, 3)
	for i := range all {
		a.Reset()
		for s := game.New(0); s.ToPlay() != envs.Over; {
			action, err := a.Act(context.Background(), s)
			require.NoError(t, err)
			require.Contains(t, s.Legal(nil), action)
			s.Play(action)
			all[i] = append(all[i], action)
		}
	}
	return all
}

// The solver of every world plays a game in it.
func TestSolversPlayTheirWorlds(t *testing.T) {
	for _, game := range []envs.Game{
		hex.New(hex.Config{Size: 3}), hex.New(hex.Config{Size: 4, Swap: true}), othello.New(4), tictactoe.New(),
	} {
		agent, err := parse(t, "solver").New(game, 1)
		require.NoError(t, err)
		games(t, game, agent)
	}
}

func TestSolversFitTheirWorlds(t *testing.T) {
	s, err := connectfour.FromMoves("44444326555522223")
	require.NoError(t, err)
	agent, err := parse(t, "solver").New(connectfour.New(), 1)
	require.NoError(t, err)
	a, err := agent.Act(context.Background(), s)
	require.NoError(t, err)
	assert.Contains(t, s.Legal(nil), a)
}

func TestNewRefuses(t *testing.T) {
	run, learned := saved(t, tictactoe.New()), learned(t, tictactoe.New())
	frozen, err := worlds.Game("frozenlake")
	require.NoError(t, err)
	tables := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(tables, "weights"), 0o755))
	require.NoError(t, os.WriteFile(generation.File(tables, 0, ".json"), []byte("{}"), 0o600))
	for _, c := range []struct {
		text string
		game envs.Game
		fits bool // the failure is out there, not in what was typed
		want string
	}{
		{"alphabeta:depth=3", alone{}, false, `agent "alphabeta:depth=3": it plays worlds of two seats; alone has 1`},
		{"alphabeta:depth=3,null=true", connectfour.New(), true, `null=true: no mover can pass in connect4`},
		{"alphabeta:depth=3,net=nowhere", tictactoe.New(), true, `nowhere`},
		{"alphabeta:depth=3,net=" + run, connectfour.New(), true, `plays "tictactoe", not "connect4"`},
		{"solver", alone{}, false, `agent "solver": it plays connect4, hex, othello, tictactoe; alone has no solver`},
		{"solver", hex.New(hex.Usual()), false, `agent "solver": it plays hex up to 7 cells a side; hex has 11`},
		{"human", tictactoe.New(), true, `agent "human": a person plays at a terminal: arena play`},
		{"gtp:nowhere --mode gtp", tictactoe.New(), true, `agent "gtp:nowhere --mode gtp": gtp: exec: "nowhere": executable file not found`},
		{"gtp:gnugo", alone{}, false, `it plays worlds of two seats`},
		{"uci:nowhere", chess.Gardner(), true, `agent "uci:nowhere": uci: exec: "nowhere": executable file not found`},
		{"uci:stockfish", tictactoe.New(), false, `agent "uci:stockfish": it plays chess, gardner, losalamos; not tictactoe`},
		{"az:nowhere", tictactoe.New(), true, `agent "az:nowhere": nowhere`},
		{"az:" + run + "@7", tictactoe.New(), true, `000007.safetensors`},
		{"az:" + run, connectfour.New(), true, `plays "tictactoe", not "connect4"`},
		{"az:" + run + ",symmetries=8", connectfour.New(), true, `plays "tictactoe", not "connect4"`},
		{"az:" + saved(t, connectfour.New()) + ",symmetries=3", connectfour.New(), true, `symmetries=3: the board of connect4 has 2: want at most 2`},
		{"az:" + saved(t, frozen) + ",symmetries=2", frozen, true, `symmetries=2: frozenlake knows no symmetry of the board`},
		{"az:" + run + ",points=10", tictactoe.New(), true, `points=10: tictactoe is no game of points between two: leave the option out`},
		{"az:" + saved(t, othello.New(6)) + ",points=10", othello.New(6), true, `points=10: the network has not learned by how many points a side leads`},
		{"tabular:" + run, tictactoe.New(), false, `it plays worlds of one seat; tictactoe has 2`},
		{"tabular:nowhere", frozen, true, `nowhere is no folder of a run`},
		{"tabular:" + tables, frozen, true, `tabular: table: `},
		{"pqn:" + run, tictactoe.New(), true, `agent "pqn:`},
		{"dqn:" + run, tictactoe.New(), true, `not the weights of a network of action values`},
		{"dqn:" + learned, connectfour.New(), true, `plays "tictactoe", not "connect4"`},
		{"dqn:" + learned + "@4", tictactoe.New(), true, `000004.safetensors`},
	} {
		t.Run(c.text, func(t *testing.T) {
			spec := parse(t, c.text)
			assert.Equal(t, c.fits, spec.Fits(c.game) == nil)
			_, err := spec.New(c.game, 1)
			assert.ErrorContains(t, err, c.want)
		})
	}
}

type alone struct{ tictactoe.Game }

func (alone) Spec() envs.Spec { return envs.Spec{Name: "alone", Players: 1} }

// holder is an agent that holds something outside of memory.
type holder struct{ agents.Agent }

var errClosed = errors.New("closed")

func (holder) Close() error { return errClosed }

func TestCloseReachesTheAgent(t *testing.T) {
	assert.ErrorIs(t, (&catalog.Agent{Agent: holder{}}).Close(), errClosed)
	assert.NoError(t, (&catalog.Agent{Agent: agents.Random(seed.Stream(1))}).Close())
}

func ExampleParse() {
	spec, _ := catalog.Parse("alphabeta:depth=4")
	agent, err := spec.New(tictactoe.New(), 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	s, _ := tictactoe.New().ParsePosition("XX.OO....")
	fmt.Println(agent.Act(context.Background(), s))
	_, err = catalog.Parse("alphabeta:depht=4")
	fmt.Println(err)
	// Output:
	// 2 <nil>
	// agent "alphabeta:depht=4": unknown option "depht" of alphabeta: want depth=N, time=1s, nodes=N, memory=64MB, ponder=true, null=true, reduce=true, reuse=true, exchange=true, aspire=true, net=RUN
}
