package console_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/alphabeta"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/console"
	"github.com/tengen-rl/tengen/arena/gamefile"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/internal/golden"
	"github.com/tengen-rl/tengen/internal/seed"
)

func world(t *testing.T, name string) envs.Game {
	t.Helper()
	game, err := catalog.Game(name)
	require.NoError(t, err)
	return game
}

// echo is a reader that shows what is typed, as a terminal does.
type echo struct {
	from *strings.Reader
	to   io.Writer
}

func (e echo) Read(p []byte) (int, error) {
	n, err := e.from.Read(p[:1]) // a line at a time is read, and no more
	e.to.Write(p[:n])
	return n, err
}

// play types lines and returns what is on the screen at the end.
func play(t *testing.T, c console.Config, lines ...string) (*console.Console, string) {
	t.Helper()
	var screen bytes.Buffer
	c.In, c.Out = strings.NewReader(strings.Join(lines, "\n")+"\n"), &screen
	table := console.New(c)
	require.NoError(t, table.Play(context.Background()))
	return table, screen.String()
}

// two are two people.
func two(game envs.Game) console.Config {
	return console.Config{World: game, Players: []console.Player{{Name: "a"}, {Name: "b"}}, Seed: 1}
}

// script is an agent that plays given moves and knows what it was told.
type script struct {
	game  envs.Game
	moves []string
	told  []string // of the game under way
}

func (s *script) Reset() { s.told = nil }
func (s *script) Begin(_ context.Context, start envs.State) error {
	s.told = append(s.told, "begin")
	return nil
}
func (s *script) Follow(_ context.Context, at envs.State, a envs.Action) error {
	s.told = append(s.told, agents.Notation(s.game).FormatAction(at, a))
	return nil
}

func (s *script) Act(_ context.Context, at envs.State) (envs.Action, error) {
	next := s.moves[0]
	s.moves = s.moves[1:]
	switch next {
	case "resign":
		return 0, agents.ErrResign
	case "fail":
		return 0, errBroken
	case "illegal":
		return -1, nil
	}
	return agents.Notation(s.game).ParseAction(at, next)
}

var errBroken = errors.New("broken")

func against(game envs.Game, moves ...string) (console.Config, *script) {
	s := &script{game: game, moves: moves}
	return console.Config{World: game, Players: []console.Player{{Name: "you"}, {Name: "robot", Agent: s}}, Seed: 1}, s
}

// A session as a person sees it, with the lines that they typed.
func TestASession(t *testing.T) {
	game := world(t, "tictactoe")
	advisor, err := alphabeta.New(game, alphabeta.Config{Depth: 9}, seed.Stream(1))
	require.NoError(t, err)
	c, _ := against(game, "2", "5", "7", "3")
	c.Advisor = advisor
	var screen bytes.Buffer
	typed := "help\n1\nmoves\nten\n9\nundo\nhint\n4\nboard\n8\nundo 2\nresign\nundo\nnew\nquit\n"
	c.In, c.Out = echo{strings.NewReader(typed), &screen}, &screen
	require.NoError(t, console.New(c).Play(context.Background()))
	golden.Compare(t, "session.txt", screen.String())
}

func TestUndoTakesTheMovesBackFromTheAgentAsWell(t *testing.T) {
	game := world(t, "tictactoe")
	c, agent := against(game, "2", "5", "7")
	table, _ := play(t, c, "1", "9", "undo", "4", "quit")
	assert.Equal(t, []string{"begin", "1", "2", "4", "7"}, agent.told)
	assert.Len(t, table.Game().Moves, 4)

	_, screen := play(t, two(game), "1", "2", "undo", "undo 5", "undo x", "undo", "undo", "quit")
	assert.Contains(t, screen, "undo 5: want a number of moves, 1 to 1\n")
	assert.Contains(t, screen, "undo x: want a number of moves")
	assert.Contains(t, screen, "There is no move of yours to take back.\n")

	c, _ = against(game, "5")
	c.Players[0], c.Players[1] = c.Players[1], c.Players[0]
	_, screen = play(t, c, "undo", "quit")
	assert.Contains(t, screen, "There is no move of yours to take back.\n", "the agent's own is none")
}

func TestEnds(t *testing.T) {
	game := world(t, "tictactoe")
	for _, c := range []struct {
		name   string
		robot  []string
		typed  string
		result string
		ending arena.Ending
		says   string
	}{
		{"a win", []string{"4", "5"}, "1 2 3", gamefile.FirstWins, arena.ByRules, "You win.\n"},
		{"a loss", []string{"4", "5", "6"}, "1 2 9", gamefile.SecondWins, arena.ByRules, "You lose.\n"},
		{"the person resigns", nil, "resign", gamefile.SecondWins, arena.Resigned, "You lose.\n"},
		{"the agent resigns", []string{"resign"}, "1", gamefile.FirstWins, arena.Resigned, "robot resigns\n"},
		{"no end", []string{"4"}, "1", "", "", "You left the game.\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			config, _ := against(game, c.robot...)
			table, screen := play(t, config, strings.Fields(c.typed)...)
			assert.Equal(t, c.result, table.Game().Result)
			assert.Equal(t, c.ending, table.Game().Ending)
			assert.Contains(t, screen, c.says)
		})
	}
	table, screen := play(t, two(game), strings.Fields("1 2 3 5 4 6 8 7 9")...)
	assert.Equal(t, gamefile.Drawn, table.Game().Result)
	assert.Contains(t, screen, "A draw.\n")
	_, screen = play(t, two(game), "1", "4", "2", "5", "3", "7", "resign", "hint", "moves")
	assert.Contains(t, screen, "Seat 1 wins.\nnew, undo, save FILE or quit: The game is over; \"7\" is no command: help lists them.\n")
	assert.Equal(t, 3, strings.Count(screen, "The game is over.\n"), "resign, hint, moves")
	_, screen = play(t, two(game), "hint")
	assert.Contains(t, screen, "There is nobody to ask.\n")
}

// In each world a game is saved, and another console goes on with it.
func TestSaveAndLoad(t *testing.T) {
	for _, c := range []struct{ world, ending, moves string }{
		{"go:5", ".sgf", "C3 B2 D4"}, {"chess", ".pgn", "e4 c5 Nf3"}, {"connect4", ".txt", "4 4 3"},
		{"othello", ".sgf", "d3 c3"}, {"hex:5,swap", ".sgf", "a2 swap b3"}, {"frozenlake", ".txt", "left up"},
	} {
		game := world(t, c.world)
		config := console.Config{World: game, Players: []console.Player{{Name: "a"}, {Name: "b"}}[:game.Spec().Players], Seed: 5}
		file := filepath.Join(t.TempDir(), "game"+c.ending)
		first, screen := play(t, config, append(strings.Fields(c.moves), "save "+file, "quit")...)
		require.Contains(t, screen, "saved to "+file)
		config.Seed = 6
		second, screen := play(t, config, "load "+file+" 1", "quit")
		assert.NotContains(t, screen, "not loaded", c.world)
		assert.Len(t, second.Game().Moves, len(strings.Fields(c.moves)))
		assert.Equal(t, first.Game().Opening().Actions, second.Game().Opening().Actions)
	}
}

// No file that was there before is replaced, and none is loaded that is not
// right.
func TestFilesThatWillNotDo(t *testing.T) {
	game := world(t, "go:5")
	dir := t.TempDir()
	theirs, ours, bad := filepath.Join(dir, "theirs.sgf"), filepath.Join(dir, "ours.sgf"), filepath.Join(dir, "bad.sgf")
	require.NoError(t, os.WriteFile(theirs, []byte("(;SZ[5];B[aa])"), 0o666))
	require.NoError(t, os.WriteFile(bad, []byte("(;SZ[9];B[aa])"), 0o666))
	_, screen := play(t, two(game), "C3", "save", "save x.doc", "save x.pgn", "save "+theirs, "save "+ours, "C2", "save "+ours,
		"load", "load "+bad, "load "+theirs+" 2", "load "+theirs, "save "+theirs)
	for _, want := range []string{
		`not saved: "": want a file that ends in .sgf, .pgn or .txt; usual here is .sgf`, `not saved: "x.doc": want`,
		"not saved: PGN holds games of chess", "not saved: " + theirs + " is there already; want another name",
		"not loaded: open : no such file", "not loaded: " + bad + ": game 1: SGF: a board of 9 points", "has games 1 to 1",
	} {
		assert.Contains(t, screen, want)
	}
	assert.Equal(t, 2, strings.Count(screen, "saved to "+ours), "what was saved here may be saved again")
	assert.Equal(t, 2, strings.Count(screen, theirs+" is there already"), "nor is a file replaced because it was read")
	text, err := os.ReadFile(theirs)
	require.NoError(t, err)
	assert.Equal(t, "(;SZ[5];B[aa])", string(text))
}

func TestAgentsThatFail(t *testing.T) {
	game := world(t, "tictactoe")
	for _, c := range []struct{ move, want string }{
		{"fail", "seat 2: broken"}, {"illegal", "seat 2: action -1 is illegal"},
	} {
		config, _ := against(game, c.move)
		config.In, config.Out = strings.NewReader("1\n"), io.Discard
		assert.EqualError(t, console.New(config).Play(context.Background()), c.want)
	}
}

func TestTheContextEndsTheGame(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	c := two(world(t, "tictactoe"))
	in, keyboard := io.Pipe()
	defer keyboard.Close()
	c.In, c.Out = in, io.Discard
	assert.ErrorIs(t, console.New(c).Play(ctx), context.Canceled)
}
