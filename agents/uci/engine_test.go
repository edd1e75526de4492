package uci_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/alphabeta"
	"github.com/tengen-rl/tengen/agents/mcts"
	"github.com/tengen-rl/tengen/agents/uci"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/internal/seed"
)

// engineConfig is an engine that looks three plies ahead of its own.
func engineConfig(game chess.Game) uci.EngineConfig {
	return uci.EngineConfig{
		Game: game, Name: "test", Author: "us", Now: time.Now,
		NewAgent: func(game chess.Game, _ []int) (agents.Agent, error) {
			return alphabeta.New(game, alphabeta.Config{Depth: 3}, seed.Stream(1))
		},
	}
}

// controller is the other side of an engine that runs in this process.
type controller struct {
	t     *testing.T
	in    *io.PipeWriter
	lines chan string
	done  chan error
}

// patience is how long a test waits for what must come before it fails.
const patience = time.Minute

func control(t *testing.T, config uci.EngineConfig) *controller {
	t.Helper()
	engine, err := uci.NewEngine(config)
	require.NoError(t, err)
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	c := &controller{t: t, in: inW, lines: make(chan string, 1<<16), done: make(chan error, 1)}
	go func() {
		c.done <- engine.Run(context.Background(), inR, outW)
		outW.Close()
		inR.Close()
	}()
	read := make(chan struct{})
	go func() {
		defer close(read)
		defer close(c.lines)
		for s := bufio.NewScanner(outR); s.Scan(); {
			c.lines <- s.Text()
		}
	}()
	t.Cleanup(func() {
		inW.Close()
		assert.NoError(t, <-c.done)
		<-read
	})
	return c
}

func (c *controller) send(commands ...string) {
	c.t.Helper()
	_, err := io.WriteString(c.in, strings.Join(commands, "\n")+"\n")
	require.NoError(c.t, err)
}

// match returns the lines up to one that matches, that included.
func (c *controller) match(pattern string) (lines []string) {
	c.t.Helper()
	want := regexp.MustCompile(pattern)
	for late := time.After(patience); ; {
		select {
		case line, ok := <-c.lines:
			require.True(c.t, ok, "the engine has ended")
			if lines = append(lines, line); want.MatchString(line) {
				return lines
			}
		case <-late:
			require.Fail(c.t, "the engine does not say it", "%s in %q", pattern, lines)
		}
	}
}

// until returns the lines up to one that begins with a word, that included.
func (c *controller) until(word string) []string {
	c.t.Helper()
	return c.match(`^` + word + `\b`)
}

// during returns the lines that come within a time.
func (c *controller) during(d time.Duration) (lines []string) {
	c.t.Helper()
	for end := time.After(d); ; {
		select {
		case line, ok := <-c.lines:
			require.True(c.t, ok, "the engine has ended")
			lines = append(lines, line)
		case <-end:
			return lines
		}
	}
}

// waitForEnd waits until the engine has ended by itself.
func (c *controller) waitForEnd() {
	c.t.Helper()
	select {
	case err := <-c.done:
		c.done <- err // for the end of the test
	case <-time.After(patience):
		require.Fail(c.t, "the engine did not end")
	}
}

// ask returns what the engine says to commands, of which the last is a go.
func (c *controller) ask(commands ...string) (bestmove string, told []string) {
	c.t.Helper()
	c.send(commands...)
	lines := c.until("bestmove")
	return lines[len(lines)-1], lines[:len(lines)-1]
}

// remark returns the one line that the engine says to a command that is wrong.
func (c *controller) remark(command string) string {
	c.t.Helper()
	c.send(command, "isready")
	lines := c.until("readyok")
	require.Len(c.t, lines, 2, command)
	text, ok := strings.CutPrefix(lines[0], "info string ")
	require.True(c.t, ok, lines[0])
	return text
}

const info = `^info depth (\d+) seldepth \d+ multipv (\d+) score (cp|mate) -?\d+( wdl \d+ \d+ \d+)? nodes \d+ nps \d+ time \d+ pv( [a-h][1-8][a-h][1-8][nbrq]?)+$`

func TestInfo(t *testing.T) {
	c := control(t, engineConfig(chess.New()))
	best, told := c.ask("position startpos moves e2e4 e7e5", "go depth 4")
	require.NotEmpty(t, told)
	for _, line := range told {
		assert.Regexp(t, info, line)
	}
	last := told[len(told)-1]
	assert.Contains(t, last, "info depth 4 ")
	line := strings.Fields(last[strings.Index(last, " pv ")+4:])
	assert.Equal(t, "bestmove "+line[0]+" ponder "+line[1], best, "the beginning of the line")

	c.send("setoption name multipv value 3", "setoption name UCI_ShowWDL value true")
	_, told = c.ask("go depth 2")
	require.GreaterOrEqual(t, len(told), 3)
	for i, line := range told[len(told)-3:] {
		assert.Regexp(t, info, line)
		assert.Contains(t, line, fmt.Sprintf(" multipv %d ", i+1))
		assert.Contains(t, line, " wdl ")
	}
}

// A mate is told in moves, negative for the side that is mated.
func TestMate(t *testing.T) {
	c := control(t, engineConfig(chess.New()))
	for _, m := range []struct{ fen, limit, score string }{
		{"6k1/5ppp/8/8/8/8/8/K3R3 w - - 0 1", "depth 3", "mate 1"},
		{"6k1/5ppp/8/8/8/8/8/K3R3 w - - 0 1", "mate 1", "mate 1"},
		{"7k/8/8/8/8/8/R7/1R5K w - - 0 1", "mate 2", "mate 2"},
		{"7k/R7/8/8/8/8/8/1R5K b - - 0 1", "depth 4", "mate -1"},
	} {
		_, told := c.ask("position fen "+m.fen, "go "+m.limit)
		assert.Contains(t, told[len(told)-1], " score "+m.score+" ", m.fen)
	}
	for fen, score := range map[string]string{
		"R5k1/5ppp/8/8/8/8/8/K7 b - - 0 1": "mate 0",
		"7k/5Q2/6K1/8/8/8/8/8 b - - 0 1":   "cp 0",
	} {
		best, told := c.ask("position fen "+fen, "go depth 2")
		assert.Equal(t, "bestmove (none)", best)
		assert.Equal(t, []string{"info depth 0 score " + score}, told)
	}
}

// A draw by the laws of chess need not be the end for the controller.
func TestPlayGoesOnAfterADraw(t *testing.T) {
	c := control(t, engineConfig(chess.New()))
	best, _ := c.ask("position fen 8/8/4k3/8/8/3K4/8/8 w - - 0 1 moves d3d4", "go depth 1")
	assert.Regexp(t, "^bestmove e6[def][567]", best)
	shuffle := strings.Repeat(" g1f3 g8f6 f3g1 f6g8", 5) // the fifth occurrence comes before its end
	best, _ = c.ask("position startpos moves"+shuffle+" e2e4", "go depth 1")
	assert.Regexp(t, "^bestmove [a-h][78][a-h][56]", best)
}

// Each limit ends a search, and what has none is as for a move of the agent's
// own.
func TestLimits(t *testing.T) {
	c := control(t, engineConfig(chess.New()))
	for _, limit := range []string{"", "depth 2", "nodes 500", "movetime 30", "wtime 500 btime 1", "wtime -20 btime 5", "mate 1",
		"wtime 1000 btime 1000 winc 10 binc 10 movestogo 5", "depth 5 movetime 20", "some depth 1 other words"} {
		best, told := c.ask("go " + limit)
		assert.Regexp(t, "^bestmove [a-h][12][a-h][34]", best, limit)
		for _, line := range told {
			assert.NotContains(t, line, "info string", limit)
		}
	}
	_, told := c.ask("go nodes 500")
	assert.Regexp(t, ` nodes (50[0-9]|5[1-9]\d) `, told[len(told)-1])
	best, _ := c.ask("go depth 2 searchmoves h2h3 a2a3 infinite", "stop")
	assert.Regexp(t, "^bestmove (h2h3|a2a3)", best)
}

// An endless search ends by stop alone, and the engine listens meanwhile.
func TestStop(t *testing.T) {
	c := control(t, engineConfig(chess.New()))
	for _, command := range []string{"go infinite", "go infinite depth 1", "go ponder", "go ponder wtime 100 btime 100", "go ponder depth 1"} {
		c.send(command, "isready", "uci")
		for _, line := range append(c.until("readyok"), c.until("uciok")...) {
			assert.NotContains(t, line, "bestmove", command)
		}
		assert.NotContains(t, strings.Join(c.during(60*time.Millisecond), "\n"), "bestmove", command)
		best, _ := c.ask("stop")
		assert.Regexp(t, "^bestmove [a-h][12]", best)
	}
	c.send("stop", "ponderhit", "isready")
	assert.Equal(t, []string{"readyok"}, c.until("readyok"))
	best, _ := c.ask("position fen R5k1/5ppp/8/8/8/8/8/K7 b - - 0 1", "go infinite", "isready", "stop")
	assert.Equal(t, "bestmove (none)", best)
}

// After ponderhit a search is as any other.
func TestPonderHit(t *testing.T) {
	c := control(t, engineConfig(chess.New()))
	c.send("setoption name Ponder value true")
	for _, limit := range []string{"wtime 1000 btime 1000", "depth 2", "nodes 100", "movetime 50", "mate 1", ""} {
		c.send("go ponder "+limit, "isready")
		c.until("readyok")
		best, _ := c.ask("ponderhit")
		assert.Regexp(t, "^bestmove [a-h][12]", best, limit)
	}
	c.send("go infinite", "ponderhit", "isready")
	c.until("readyok")
	best, _ := c.ask("stop")
	assert.Regexp(t, "^bestmove", best, "it was not pondering")
}

// What is sent while the engine searches is done when it has answered.
func TestCommandsWait(t *testing.T) {
	c := control(t, engineConfig(chess.New()))
	c.send("go depth 3", "position startpos moves e2e4", "go depth 1", "position startpos moves e2e4 e7e5", "go depth 1", "isready")
	for _, want := range []string{"^bestmove [a-h][12]", "^bestmove [a-h][78]", "^bestmove [a-h][12]"} {
		lines := c.until("bestmove")
		assert.Regexp(t, want, lines[len(lines)-1])
	}
	c.send("go infinite")
	for range 300 {
		c.send("position startpos")
	}
	c.send("isready")
	assert.Contains(t, c.until("readyok")[0], "too many commands wait")
	c.ask("stop")
}

func TestWhatIsWrong(t *testing.T) {
	c := control(t, engineConfig(chess.New()))
	for command, want := range map[string]string{
		"position":                          "position: want startpos, or fen and a position",
		"position somewhere":                `position: "somewhere": want startpos, or fen and a position`,
		"position fen 8/8 w - - 0 1":        "position: position \"8/8 w - - 0 1\", byte 3: the pieces end at rank 7",
		"position startpos moves e2e4 e2e4": `position: move 2: move "e2e4"`,
		"setoption":                         "setoption: want name, and the name of an option",
		"setoption name No Such value 3":    `setoption: no option "No Such": want one of UCI_Variant, MultiPV, UCI_ShowWDL, Ponder`,
		"setoption name MultiPV value 0":    `setoption: MultiPV "0": want a whole number from 1 to 500`,
		"setoption name Ponder value maybe": `setoption: Ponder "maybe": want true or false`,
		"setoption name UCI_Variant value":  `setoption: UCI_Variant "": want one of chess, gardner, losalamos`,
		strings.Repeat("x", 1<<20+1):        "a command of more than 1048576 bytes",
	} {
		assert.Contains(t, c.remark(command), want)
	}
	best, told := c.ask("position startpos moves e2e5", "go depth 1")
	assert.Equal(t, "bestmove (none)", best, "no answer to a position that nobody knows")
	assert.Contains(t, told[len(told)-1], "go: the last position was refused")
	c.send("position startpos")
	for command, want := range map[string]string{
		"go depth":                   "go: depth: want a number behind it",
		"go depth x":                 "go: depth x: want a whole number from 1 to 2147483647",
		"go nodes 0":                 "go: nodes 0: want a whole number from 1",
		"go movetime 99999999999999": "go: movetime 99999999999999: want a whole number",
		"go searchmoves e2e5":        `go: searchmoves: move "e2e5"`,
		"go searchmoves depth 1":     "go: searchmoves: want legal moves behind it",
	} {
		best, told := c.ask(command)
		assert.Contains(t, told[0], want)
		assert.Regexp(t, "^bestmove [a-h][12]", best, "it is answered all the same")
	}
	c.send("", "\x00\xff", "hello", "debug on", "register later go", "joho isready")
	assert.Equal(t, []string{"readyok"}, c.until("readyok"), "what is unknown is passed over")
}

func TestVariants(t *testing.T) {
	made := []string{}
	config := engineConfig(chess.New().WithDraws(chess.DrawsClaimed))
	inner := config.NewAgent
	config.NewAgent = func(game chess.Game, settings []int) (agents.Agent, error) {
		if made = append(made, game.Spec().Name); game.Spec().Obs[1] == 6 {
			return nil, errors.New("its network is for other boards")
		}
		return inner(game, settings)
	}
	c := control(t, config)
	c.send("uci")
	assert.Contains(t, c.until("uciok"), "option name UCI_Variant type combo default chess var chess var gardner var losalamos")
	c.send("setoption name UCI_Variant value gardner")
	best, _ := c.ask("go depth 1")
	assert.Regexp(t, "^bestmove [a-e][12][a-e][23]", best)
	assert.Equal(t, `setoption: UCI_Variant "losalamos": its network is for other boards`, c.remark("setoption name UCI_Variant value losalamos"))
	best, _ = c.ask("position startpos moves a2a3", "go depth 1")
	assert.Regexp(t, "^bestmove [a-e][45][a-e][34]", best, "nothing has changed")
	c.send("setoption name uci_variant value Chess")
	best, _ = c.ask("position startpos", "go depth 1")
	assert.Regexp(t, "^bestmove [a-h][12][a-h][34]", best)
	assert.Equal(t, []string{"chess:draws=claimed", "gardner:draws=claimed", "losalamos:draws=claimed", "chess:draws=claimed"}, made)
}

// The controller changes numbers of the agent's.
func TestSettings(t *testing.T) {
	config := engineConfig(chess.New())
	config.Settings = []uci.Setting{{Name: "Depth", Value: 2, Least: 1, Most: 9}}
	config.NewAgent = func(game chess.Game, settings []int) (agents.Agent, error) {
		return alphabeta.New(game, alphabeta.Config{Depth: settings[0]}, seed.Stream(1))
	}
	c := control(t, config)
	c.send("uci")
	assert.Contains(t, c.until("uciok"), "option name Depth type spin default 2 min 1 max 9")
	for _, depth := range []string{"2", "3", "1"} {
		if depth != "2" {
			c.send("setoption name depth value " + depth)
		}
		_, told := c.ask("go")
		assert.Contains(t, told[len(told)-1], "info depth "+depth+" ")
	}
	assert.Equal(t, `setoption: Depth "10": want a whole number from 1 to 9`, c.remark("setoption name Depth value 10"))
}

func TestPerft(t *testing.T) {
	c := control(t, engineConfig(chess.New()))
	for depth, want := range []string{1: "20", 2: "400", 3: "8902"} {
		if depth == 0 {
			continue
		}
		c.send(fmt.Sprintf("go perft %d", depth))
		lines := c.until("Nodes")
		assert.Len(t, lines, 22)
		assert.Equal(t, "Nodes searched: "+want, lines[21])
	}
}

// A tree search minds the clock itself, and thinks on while it ponders.
func TestATreeSearch(t *testing.T) {
	config := engineConfig(chess.Gardner())
	config.NewAgent = func(game chess.Game, _ []int) (agents.Agent, error) {
		c := mcts.DefaultConfig()
		c.Simulations, c.ClockAlone = 50, true
		return mcts.NewRollouts(game, 1, c, seed.Stream(1)), nil
	}
	c := control(t, config)
	for _, limit := range []string{"", "nodes 20", "movetime 50", "wtime 400 btime 400", "depth 3", "depth 1 searchmoves a2a3"} {
		best, told := c.ask("go " + limit)
		assert.Regexp(t, "^bestmove [a-e][12][a-e][23] ponder", best, limit)
		assert.Regexp(t, `^info depth \d+ multipv 1 score cp -?\d+ nodes \d+ nps \d+ time \d+ pv [a-e]`, told[len(told)-1])
	}
	_, told := c.ask("ucinewgame", "go")
	assert.Contains(t, told[len(told)-1], " nodes 50 ")
	_, told = c.ask("ucinewgame", "go wtime 20000 btime 20000")
	nodes := regexp.MustCompile(` nodes (\d+) `).FindStringSubmatch(told[len(told)-1])
	assert.NotEqual(t, "50", nodes[1], "the clock alone counts")
}

// teller is an agent that is no agents.Analyst, but must know every move.
type teller struct {
	agents.Agent
	clocks []agents.Clock
	heard  []string
	fail   bool
}

func (p *teller) SetClock(c agents.Clock) { p.clocks = append(p.clocks, c) }

func (p *teller) Begin(_ context.Context, start envs.State) error {
	p.heard = []string{"begin"}
	if p.fail {
		return errors.New("it crashed")
	}
	return nil
}

func (p *teller) Follow(_ context.Context, s envs.State, a envs.Action) error {
	p.heard = append(p.heard, chess.New().FormatAction(s, a))
	return nil
}

func (p *teller) Act(ctx context.Context, s envs.State) (envs.Action, error) {
	if p.fail {
		return 0, errors.New("it crashed")
	}
	return p.Agent.Act(ctx, s)
}

func TestAnAgentThatFollows(t *testing.T) {
	p := &teller{Agent: agents.Random(seed.Stream(1))}
	config := engineConfig(chess.New())
	config.NewAgent = func(chess.Game, []int) (agents.Agent, error) { return p, nil }
	c := control(t, config)
	c.ask("position startpos moves e2e4", "go nodes 7")
	assert.Equal(t, []string{"begin", "e2e4"}, p.heard)
	c.ask("position startpos moves e2e4 e7e5 g1f3", "go movetime 100")
	assert.Equal(t, []string{"begin", "e2e4", "e7e5", "g1f3"}, p.heard, "the same game goes on")
	c.ask("position startpos moves e2e4 e7e6", "go wtime 5000 btime 4000 binc 100")
	assert.Equal(t, []string{"begin", "e2e4", "e7e6"}, p.heard, "another game")
	assert.Equal(t, []agents.Clock{
		{Nodes: 7},
		{Seats: []agents.Time{{}, {Left: 100 * time.Millisecond, MovesToGo: 1}}},
		{Seats: []agents.Time{{Left: 5 * time.Second}, {Left: 4 * time.Second, Increment: 100 * time.Millisecond}}},
	}, p.clocks)
	p.fail = true
	best, told := c.ask("ucinewgame", "position startpos", "go")
	assert.Equal(t, []string{"info string go: the agent: it crashed", "info string go: the agent: it crashed"}, told)
	assert.Regexp(t, "^bestmove [a-h][12]", best, "any move")
}

func TestTheEndOfTheInputIsTheEnd(t *testing.T) {
	for _, text := range []string{"go depth 1\n", "go infinite\n", "go infinite\nposition startpos\nquit\n", "go ponder\nquit", ""} {
		engine, err := uci.NewEngine(engineConfig(chess.New()))
		require.NoError(t, err)
		var out bytes.Buffer
		require.NoError(t, engine.Run(context.Background(), strings.NewReader(text), &out))
		assert.Equal(t, strings.Count(text, "go "), strings.Count(out.String(), "bestmove "), text)
	}
	engine, err := uci.NewEngine(engineConfig(chess.New()))
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	defer w.Close()
	cancel()
	assert.ErrorIs(t, engine.Run(ctx, r, io.Discard), context.Canceled)

	engine, err = uci.NewEngine(engineConfig(chess.New()))
	require.NoError(t, err)
	deaf, out := io.Pipe()
	deaf.Close()
	assert.ErrorIs(t, engine.Run(context.Background(), strings.NewReader("uci\nquit\n"), out), io.ErrClosedPipe)

	failing := engineConfig(chess.New())
	failing.NewAgent = func(chess.Game, []int) (agents.Agent, error) { return nil, os.ErrNotExist }
	_, err = uci.NewEngine(failing)
	assert.ErrorIs(t, err, os.ErrNotExist)
}
