package gtp_test

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/alphabeta"
	"github.com/tengen-rl/tengen/agents/gtp"
	"github.com/tengen-rl/tengen/agents/mcts"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/envs/othello"
	"github.com/tengen-rl/tengen/internal/seed"
)

// thinker makes a quick tree search.
func thinker(game envs.Game) (agents.Agent, error) {
	config := mcts.DefaultConfig()
	config.Simulations = 20
	return mcts.NewRollouts(game, 1, config, seed.Stream(1)), nil
}

func engineConfig(game envs.Game) gtp.EngineConfig {
	return gtp.EngineConfig{
		Game: game, Name: "test", Version: "1", NewAgent: thinker,
		Random: seed.Stream(2), Now: time.Now,
	}
}

// controller is the other side of an engine that runs in this process.
type controller struct {
	t    *testing.T
	in   *io.PipeWriter
	out  *bufio.Reader
	done chan error
}

func control(t *testing.T, config gtp.EngineConfig) *controller {
	t.Helper()
	engine, err := gtp.NewEngine(config)
	require.NoError(t, err)
	inR, inW := io.Pipe()
	outR, outW := io.Pipe()
	c := &controller{t: t, in: inW, out: bufio.NewReader(outR), done: make(chan error, 1)}
	go func() {
		c.done <- engine.Run(context.Background(), inR, outW)
		outW.Close()
		inR.Close()
	}()
	t.Cleanup(func() {
		inW.Close()
		outR.Close()
		<-c.done
	})
	return c
}

func (c *controller) send(text string) {
	_, err := io.WriteString(c.in, text)
	require.NoError(c.t, err)
}

// answer reads one answer: the sign, the id, and the text.
func (c *controller) answer() (status, id, text string) {
	c.t.Helper()
	var all []string
	for {
		line, err := c.out.ReadString('\n')
		require.NoError(c.t, err, "after %q", all)
		if line = strings.TrimSuffix(line, "\n"); line == "" {
			break
		}
		all = append(all, line)
	}
	m := firstLine.FindStringSubmatch(all[0])
	require.NotNil(c.t, m, "first line %q", all[0])
	return m[1], m[2], strings.TrimSpace(strings.Join(append([]string{m[3]}, all[1:]...), "\n"))
}

var firstLine = regexp.MustCompile(`^([=?])(\d*)(?:[ \t]+(.*))?$`)

// ask sends a command that must succeed.
func (c *controller) ask(command string) string {
	c.t.Helper()
	c.send(command + "\n")
	status, _, text := c.answer()
	require.Equal(c.t, "=", status, "%s: %s", command, text)
	return text
}

// refuse sends a command that must fail.
func (c *controller) refuse(command string) string {
	c.t.Helper()
	c.send(command + "\n")
	status, _, text := c.answer()
	require.Equal(c.t, "?", status, "%s: %s", command, text)
	return text
}

func TestHandicap(t *testing.T) {
	c := control(t, engineConfig(board(t, 9)))
	assert.Equal(t, "C3 G7 C7 G3", c.ask("fixed_handicap 4"))
	assert.Equal(t, "white", c.ask("gogui-rules_side_to_move"))
	assert.Equal(t, "board not empty", c.refuse("fixed_handicap 2"))
	assert.Equal(t, "board not empty", c.refuse("place_free_handicap 2"))
	assert.Contains(t, c.refuse("play w C3"), "illegal move")
	c.ask("play w C4")
	c.ask("undo")
	assert.Equal(t, "cannot undo", c.refuse("undo"))
	assert.Contains(t, c.refuse("play w C3"), "illegal move", "the handicap stays")
	c.ask("clear_board")
	for _, bad := range []string{"1", "10", "-1", "x", ""} {
		c.refuse("fixed_handicap " + bad)
		if bad != "10" { // which free placement has room for
			c.refuse("place_free_handicap " + bad)
		}
	}
	for _, bad := range []string{"", "C3", "C3 C3", "C3 pass", "C3 J10", "C3 D4 x"} {
		assert.Equal(t, "bad vertex list", c.refuse("set_free_handicap "+bad), bad)
	}
	for n := 2; n <= 40; n++ {
		points := strings.Fields(c.ask(fmt.Sprintf("place_free_handicap %d", n)))
		assert.Len(t, points, n)
		assert.Regexp(t, `^([A-J]\d ?)+$`, strings.Join(points, " "))
		c.ask("clear_board")
	}
	c.ask("set_free_handicap A1 B2 c3")
	c.ask("genmove w")
}

func TestUndoGoesBackToTheBeginning(t *testing.T) {
	c := control(t, engineConfig(board(t, 5)))
	empty := c.ask("showboard")
	boards := []string{}
	// Black fills the corner, White takes two stones, Black twice in a row.
	for _, m := range []string{"b A1", "w B1", "b A2", "w B2", "b C1", "w A3", "b pass", "w pass", "w E5", "b D4", "b E4"} {
		boards = append(boards, c.ask("showboard"))
		c.ask("play " + m)
	}
	assert.NotContains(t, strings.Split(c.ask("showboard"), "\n")[5], "X X", "two stones were taken")
	for i := len(boards) - 1; i >= 0; i-- {
		c.ask("undo")
		assert.Equal(t, boards[i], c.ask("showboard"))
	}
	assert.Equal(t, empty, c.ask("showboard"))
	c.refuse("undo")
}

func TestSuperkoIsKept(t *testing.T) {
	moves := []string{"b B1", "b A2", "b B3", "w C1", "w D2", "w C3", "w B2", "b C2"}
	c := control(t, engineConfig(board(t, 5)))
	for _, m := range moves {
		c.ask("play " + m)
	}
	assert.Equal(t, "illegal move: go: illegal move \"B2\": it repeats an earlier position", c.refuse("play w B2"))
	c.ask(`kata-set-rules {"ko":"SIMPLE"}`)
	assert.Contains(t, c.ask("kata-get-rules"), `"ko":"SIMPLE"`)
	assert.Contains(t, c.ask("showboard"), "X", "the moves so far stay")
	c.ask("kata-set-rules tromp-taylor")
	assert.Contains(t, c.ask("kata-get-rules"), `"suicide":true`)
	c.refuse("kata-set-rules japanese")
	c.refuse(`kata-set-rules {"scoring":"TERRITORY"}`)
	c.refuse(`kata-set-rules {"ko":`)
}

func TestFinalScore(t *testing.T) {
	c := control(t, engineConfig(board(t, 5)))
	c.ask("komi 0.5")
	for _, m := range []string{"b B1", "b B2", "b B3", "b B4", "b B5", "w D1", "w D2", "w D3", "w D4", "w D5", "w A1", "b E5"} {
		c.ask("play " + m)
	}
	assert.Equal(t, "W+0.5", c.ask("final_score"), "without the stones that are dead")
	assert.Equal(t, "E5\nA1", c.ask("final_status_list dead"))
	assert.ElementsMatch(t, strings.Fields("B1 B2 B3 B4 B5 D1 D2 D3 D4 D5"), strings.Fields(c.ask("final_status_list alive")))
	assert.Empty(t, c.ask("final_status_list seki"))
	c.refuse("final_status_list maybe")
	c.refuse("final_status_list")
}

func TestLoadSGF(t *testing.T) {
	file := filepath.Join(t.TempDir(), "game.sgf")
	record := "(;GM[1]SZ[7]KM[3.5]AB[bb][ff]PL[W];W[cc];B[dd];W[];B[ee](;W[aa])(;W[gg]))"
	require.NoError(t, os.WriteFile(file, []byte(record), 0o600))
	c := control(t, engineConfig(board(t, 9)))
	c.ask("loadsgf " + file)
	assert.Equal(t, 5, strings.Count(c.ask("showboard"), "X")+strings.Count(c.ask("showboard"), "O")-1, "stones, of six one is taken")
	assert.Equal(t, "black", c.ask("gogui-rules_side_to_move"))
	assert.Equal(t, "7", c.ask("gogui-rules_board_size"))
	c.ask("loadsgf " + file + " 2")
	assert.Equal(t, "black", c.ask("gogui-rules_side_to_move"), "one move was made")
	c.ask("undo")
	c.refuse("undo")
	for _, bad := range []string{"", file + " 0", file + " x", file + " 99", file + "x", file + " 1 1"} {
		c.refuse("loadsgf " + bad)
	}
	assert.Equal(t, "7", c.ask("gogui-rules_board_size"), "nothing has changed")
}

// The analysis goes on until the next command, which is answered as usual.
func TestAnalyze(t *testing.T) {
	for _, command := range []string{"kata-analyze b 1", "kata-analyze 1", "lz-analyze interval 1 maxmoves 3", "kata-analyze b 1 ownership true"} {
		t.Run(command, func(t *testing.T) {
			c := control(t, engineConfig(board(t, 5)))
			c.send("7 " + command + "\n")
			line, err := c.out.ReadString('\n')
			require.NoError(t, err)
			assert.Equal(t, "=7\n", line)
			for range 3 {
				line, err = c.out.ReadString('\n')
				require.NoError(t, err)
				assert.Regexp(t, `^info move [A-E][1-5] visits \d+ .*winrate [\d.]+ .*prior .* lcb [\d.]+ order 0 pv( [A-Ep][1-5a-s]+)+`, line)
				assert.Equal(t, strings.Contains(command, "ownership"), strings.Contains(line, " ownership "), line)
			}
			c.send("name\n")
			for line != "\n" {
				line, err = c.out.ReadString('\n')
				require.NoError(t, err)
			}
			_, _, text := c.answer()
			assert.Equal(t, "test", text)
			assert.Empty(t, strings.Trim(strings.ReplaceAll(c.ask("showboard"), "A B C D E", ""), "\n 12345."), "no move was made")
		})
	}
}

func TestAnalyzeIsRestricted(t *testing.T) {
	c := control(t, engineConfig(board(t, 5)))
	c.send("lz-analyze b 1 allow b A1,B2 1 avoid b B2 9\n")
	c.out.ReadString('\n')
	line, _ := c.out.ReadString('\n')
	assert.Contains(t, line, "info move A1 ")
	assert.Equal(t, 1, strings.Count(line, "info move"))
	c.send("\n")
	for line != "\n" {
		line, _ = c.out.ReadString('\n')
	}
	for _, bad := range []string{"b allow", "b interval x", "b sometimes 3", "b allow b A1 0", "b avoid b Z9", "b interval -1", "b allow b Z9 1"} {
		c.refuse("kata-analyze " + bad)
	}
}

func TestGenmoveAnalyzePlays(t *testing.T) {
	c := control(t, engineConfig(board(t, 5)))
	text := c.ask("kata-genmove_analyze b 100")
	assert.Regexp(t, `(?s)^info move .*\nplay [A-E][1-5]$`, text)
	vertex := text[strings.LastIndex(text, " ")+1:]
	c.refuse("play w " + vertex)
	again := c.ask("reg_genmove w")
	assert.Equal(t, "white", c.ask("gogui-rules_side_to_move"), "no move was made")
	assert.NotEqual(t, vertex, again)
}

// An agent that thinks until it is stopped answers in the time it is given,
// and at once when it is interrupted.
func TestTimeAndInterruption(t *testing.T) {
	config := engineConfig(connectfour.New())
	config.NewAgent = func(game envs.Game) (agents.Agent, error) {
		return alphabeta.New(game, alphabeta.Config{Time: time.Hour}, seed.Stream(1))
	}
	c := control(t, config)
	c.ask("time_settings 3 0 0")
	c.ask("time_left b 2 0")
	before := time.Now()
	c.ask("genmove b")
	assert.Less(t, time.Since(before), 2*time.Second)
	c.ask("time_left w 0 0") // nothing is left: any move, at once
	c.send("genmove w\n")
	c.answer()
	c.ask("time_settings 0 1 0") // no limit
	c.send("genmove b\n")
	time.Sleep(20 * time.Millisecond)
	c.send("# interrupt\n")
	c.answer()
	assert.Equal(t, "test", c.ask("name"))
}

func TestResignation(t *testing.T) {
	config := engineConfig(connectfour.New())
	config.Resign = -0.9
	config.NewAgent = func(game envs.Game) (agents.Agent, error) {
		c := mcts.DefaultConfig()
		c.Simulations = 2000 // enough to prove that the game is lost
		return mcts.NewRollouts(game, 1, c, seed.Stream(1)), nil
	}
	c := control(t, config)
	for _, m := range []string{"b 4", "w 1", "b 3", "w 1", "b 5"} {
		c.ask("play " + m)
	}
	assert.Equal(t, "resign", c.ask("genmove w"), "Black wins on both sides")
	assert.Contains(t, c.ask("lz-genmove_analyze w"), "play resign")
}

// Any board is played by the same commands.
func TestOtherWorlds(t *testing.T) {
	config := engineConfig(othello.New(8))
	config.Resize = func(size int) (envs.Game, error) {
		if size != 6 {
			return nil, fmt.Errorf("size %d: want 6", size)
		}
		return othello.New(size), nil
	}
	c := control(t, config)
	assert.Equal(t, "d3 c4 f5 e6", c.ask("legal_moves"))
	c.ask("play b d3")
	assert.Contains(t, c.refuse("play b c3"), "it is the turn of white")
	assert.Contains(t, c.refuse("play w a1"), "illegal move")
	assert.Equal(t, "cannot score: the game is not over", c.refuse("final_score"))
	assert.Equal(t, "false", c.ask("known_command komi"))
	assert.Equal(t, "unknown command", c.refuse("komi 6.5"))
	assert.Equal(t, "unacceptable size: size 7: want 6", c.refuse("boardsize 7"))
	assert.Contains(t, c.ask("gogui-analyze_commands"), "legal_moves")
	c.ask("boardsize 6")
	colours := map[string]string{"black": "b", "white": "w"}
	for c.ask("legal_moves") != "" {
		c.ask("genmove " + colours[c.ask("gogui-rules_side_to_move")])
	}
	assert.Regexp(t, `^([BW]\+\d+|0)$`, c.ask("final_score"))
	assert.Equal(t, c.ask("final_score"), c.ask("gogui-rules_final_result"))
	assert.Contains(t, c.refuse("genmove b"), "the game is over")
}

// Whatever is sent, the engine answers the next command.
func TestGarbage(t *testing.T) {
	c := control(t, engineConfig(board(t, 5)))
	for _, text := range []string{
		"\x00\x01\x7f\n", "# only a comment\n", "   \t\n", "\r\n",
	} {
		c.send(text)
	}
	assert.Equal(t, "test", c.ask("name"))
	for _, text := range []string{
		"\xff\xfe\xfa", strings.Repeat("x", 1<<20), "12", "-1 name", "99999999999 name", "play", "play b \xff", "genmove \x01", "boardsize 9999999999",
		"komi nan", "komi 1e999", "komi 0.1", "time_left b -1 0", "time_settings 1 2", "fixed_handicap 2147483648", "loadsgf /", "undo undo",
	} {
		c.refuse(text)
	}
	assert.Equal(t, "test", c.ask("name"))
}

func TestTheEndOfTheInputIsTheEnd(t *testing.T) {
	engine, err := gtp.NewEngine(engineConfig(board(t, 5)))
	require.NoError(t, err)
	var out bytes.Buffer
	require.NoError(t, engine.Run(context.Background(), strings.NewReader("1 genmove b\n2 name"), &out))
	assert.Regexp(t, `^=1 [A-E][1-5]\n\n=2 test\n\n$`, out.String())

	engine, err = gtp.NewEngine(engineConfig(board(t, 5)))
	require.NoError(t, err)
	out.Reset()
	require.NoError(t, engine.Run(context.Background(), strings.NewReader("quit\nname\n"), &out))
	assert.Equal(t, "=\n\n", out.String())

	engine, err = gtp.NewEngine(engineConfig(board(t, 5)))
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	r, w := io.Pipe()
	defer w.Close()
	cancel()
	assert.ErrorIs(t, engine.Run(ctx, r, &out), context.Canceled)
}

func TestWhatNoAgentPlays(t *testing.T) {
	config := engineConfig(board(t, 5))
	config.NewAgent = func(game envs.Game) (agents.Agent, error) {
		if game.(*goban.Game).Config().Size > 5 {
			return nil, fmt.Errorf("its network is for 5 lines")
		}
		return thinker(game)
	}
	c := control(t, config)
	c.ask("play b C3")
	assert.Equal(t, "unacceptable size: its network is for 5 lines", c.refuse("boardsize 9"))
	assert.Contains(t, c.refuse("play w C3"), "illegal move", "nothing has changed")
}
