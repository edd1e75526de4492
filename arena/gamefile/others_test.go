package gamefile_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	others "github.com/corentings/chess/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/arena/gamefile"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
)

// gnuGoPath is where GNU Go is; the test is skipped where it is not installed.
func gnuGoPath(t *testing.T) string {
	t.Helper()
	for _, name := range []string{"gnugo", "/usr/games/gnugo"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	t.Skip("GNU Go is not installed (Debian: gnugo)")
	return ""
}

// gnuGo gives GNU Go commands of GTP and returns its answers, without what
// marks them as such.
func gnuGo(t *testing.T, commands ...string) []string {
	t.Helper()
	program := exec.Command(gnuGoPath(t), "--mode", "gtp", "--level", "1", "--chinese-rules", "--positional-superko")
	program.Stdin = strings.NewReader(strings.Join(append(commands, "quit"), "\n") + "\n")
	out, err := program.Output()
	require.NoError(t, err)
	var answers []string
	for answer := range strings.SplitSeq(strings.TrimSpace(string(out)), "\n\n") {
		require.True(t, strings.HasPrefix(answer, "="), "%s to one of %q", answer, commands)
		answers = append(answers, strings.TrimSpace(answer[1:]))
	}
	return answers
}

// stones lists the stones of a seat as GNU Go does, sorted.
func stones(s envs.State, seat envs.Player) []string {
	state, size := s.(*goban.State), s.(*goban.State).Game().Config().Size
	names := []string{}
	for a := range envs.Action(size * size) {
		if state.At(a) == seat {
			names = append(names, goban.FormatVertex(size, a))
		}
	}
	slices.Sort(names)
	return names
}

func sorted(answer string) []string {
	names := strings.Fields(answer)
	slices.Sort(names)
	return append([]string{}, names...)
}

func end(game envs.Game, g *gamefile.Game) envs.State { return g.Opening().State(game) }

// GNU Go loads our records and comes to the same positions.
func TestGNUGoReadsOurRecords(t *testing.T) {
	dir := t.TempDir()
	var commands []string
	type loaded struct {
		game envs.Game
		at   envs.State
	}
	var all []loaded
	for _, name := range []string{"go:9", "go:13", "go:19", "go:9,handicap=4", "go:5"} {
		game := world(t, name)
		for number := range uint64(4) {
			g := played(t, game, number, 60)
			file := filepath.Join(dir, fmt.Sprintf("%d.sgf", len(all)))
			require.NoError(t, os.WriteFile(file, []byte(write(t, game, gamefile.SGF, g)), 0o666))
			commands = append(commands, "loadsgf "+file, "list_stones black", "list_stones white", "get_komi")
			all = append(all, loaded{game, end(game, g)})
		}
	}
	answers := gnuGo(t, commands...)
	for i, l := range all {
		got := answers[4*i:]
		if l.at.ToPlay() != envs.Over {
			assert.Equal(t, map[envs.Player]string{0: "black", 1: "white"}[l.at.ToPlay()], got[0], "whose turn it is")
		}
		assert.Equal(t, stones(l.at, 0), sorted(got[1]), l.game.Spec().Name)
		assert.Equal(t, stones(l.at, 1), sorted(got[2]), l.game.Spec().Name)
		assert.Equal(t, fmt.Sprintf("%.1f", l.game.(*goban.Game).Config().Komi), got[3])
	}
}

// A position that a game begins with is set up by GNU Go as well.
func TestGNUGoReadsOurPositions(t *testing.T) {
	game := world(t, "go:5")
	g := &gamefile.Game{Position: "...../.XX../..O../...../..... w"}
	file := filepath.Join(t.TempDir(), "x.sgf")
	require.NoError(t, os.WriteFile(file, []byte(write(t, game, gamefile.SGF, g)), 0o666))
	answers := gnuGo(t, "loadsgf "+file, "list_stones black", "list_stones white")
	assert.Equal(t, "white", answers[0])
	assert.Equal(t, []string{"B4", "C4"}, sorted(answers[1]))
	assert.Equal(t, []string{"C3"}, sorted(answers[2]))
}

// We read the records that GNU Go writes: of a game against somebody who
// types points, of the same game played on to its end, and of a position.
func TestWeReadTheRecordsOfGNUGo(t *testing.T) {
	game := world(t, "go:7,komi=5.5")
	dir := t.TempDir()
	record, finished, position := filepath.Join(dir, "record.sgf"), filepath.Join(dir, "end.sgf"), filepath.Join(dir, "position.sgf")
	person := exec.Command(gnuGoPath(t), "--mode", "ascii", "--level", "1", "--boardsize", "7", "--komi", "5.5", "--seed", "1")
	person.Stdin = strings.NewReader("D4\nC5\nE5\nB3\nF3\npass\nsave " + record + "\nquit\n")
	require.NoError(t, person.Run())
	require.NoError(t, exec.Command(gnuGoPath(t), "--level", "1", "--infile", record, "--score", "aftermath", "--outfile", finished).Run())
	gnuGo(t, "loadsgf "+record, "printsgf "+position)
	for _, file := range []string{record, finished, position} {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		games, err := gamefile.Read(game, file, text)
		require.NoError(t, err, string(text))
		require.Len(t, games, 1)
		if file == finished { // it plays on after two passes, which end the world's game
			assert.NotEmpty(t, games[0].Moves)
			assert.Equal(t, games[0].Result == gamefile.FirstWins, strings.Contains(string(text), "RE[B+"))
			continue
		}
		s := end(game, games[0])
		answers := gnuGo(t, "loadsgf "+file, "list_stones black", "list_stones white")
		assert.Equal(t, stones(s, 0), sorted(answers[1]), string(text))
		assert.Equal(t, stones(s, 1), sorted(answers[2]), string(text))
		if file == record {
			assert.GreaterOrEqual(t, len(games[0].Moves), 8, "points that GNU Go took are no moves")
		}
	}
}

// Another reader of PGN, corentings/chess, comes to the same positions by our
// records.
func TestOthersReadOurPGN(t *testing.T) {
	game := world(t, "chess")
	var games []*gamefile.Game
	for number := range uint64(20) {
		g := played(t, game, number, 150)
		g.Players[1] = "the second" // it does not know escaped quotes
		games = append(games, g)
	}
	scanner := others.NewScanner(strings.NewReader(write(t, game, gamefile.PGN, games...)))
	for _, g := range games {
		require.True(t, scanner.HasNext())
		other, err := scanner.ParseNext()
		require.NoError(t, err)
		assert.Equal(t, board(game, end(game, g)), placement(other.FEN()))
		assert.Len(t, other.Moves(), len(g.Moves))
		assert.Equal(t, "the first", other.GetTagPair("White"))
		if g.Result != "" {
			assert.Equal(t, g.Result, other.GetTagPair("Result"))
		}
	}
	assert.False(t, scanner.HasNext())
}

// board is the part of a position that tells the pieces and whose turn it is.
func board(game envs.Game, s envs.State) string {
	return placement(game.(envs.PositionNotation).FormatPosition(s))
}

func placement(fen string) string { return strings.Join(strings.Fields(fen)[:2], " ") }

// And we read what it writes.
func TestWeReadThePGNOfOthers(t *testing.T) {
	game := world(t, "chess")
	for number := range uint64(10) {
		g := played(t, game, 100+number, 100)
		other := others.NewGame()
		s := game.New(0)
		for _, m := range g.Moves {
			name := game.(envs.Notation).FormatAction(s, m.Action)
			require.NoError(t, other.PushNotationMove(name, others.UCINotation{}, nil))
			s.Play(m.Action)
		}
		other.AddTagPair("White", "somebody")
		got, err := gamefile.Read(game, "x.pgn", []byte(other.String()))
		require.NoError(t, err, other.String())
		require.Len(t, got, 1)
		assert.Equal(t, g.Opening().Actions, got[0].Opening().Actions)
		assert.Equal(t, "somebody", got[0].Player(0))
		assert.Equal(t, board(game, s), placement(other.FEN()))
	}
}
