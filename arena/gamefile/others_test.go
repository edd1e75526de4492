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

// gnuGo gives GNU Go commands of GTP and returns its answers, without what
// marks them as such. It writes a record of what was played. The test is
// skipped where it is not installed.
func gnuGo(t *testing.T, record string, commands ...string) []string {
	t.Helper()
	path, err := exec.LookPath("gnugo")
	if err != nil {
		if path, err = exec.LookPath("/usr/games/gnugo"); err != nil {
			t.Skip("GNU Go is not installed (Debian: gnugo)")
		}
	}
	program := exec.Command(path, "--mode", "gtp", "--level", "1", "--chinese-rules", "--positional-superko", "--outfile", record)
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
	for _, name := range []string{"go:9", "go:13", "go:19", "go:9,handicap=4", "go:5"} {
		game := world(t, name)
		for number := range uint64(4) {
			g := played(t, game, number, 60)
			file := filepath.Join(t.TempDir(), "x.sgf")
			require.NoError(t, os.WriteFile(file, []byte(write(t, game, gamefile.SGF, g)), 0o666))
			answers := gnuGo(t, os.DevNull, "loadsgf "+file, "list_stones black", "list_stones white", "get_komi")
			s := end(game, g)
			if s.ToPlay() != envs.Over {
				assert.Equal(t, map[envs.Player]string{0: "black", 1: "white"}[s.ToPlay()], answers[0], "whose turn it is")
			}
			assert.Equal(t, stones(s, 0), sorted(answers[1]), name)
			assert.Equal(t, stones(s, 1), sorted(answers[2]), name)
			assert.Equal(t, fmt.Sprintf("%.1f", game.(*goban.Game).Config().Komi), answers[3])
		}
	}
}

// A position that a game begins with is set up by GNU Go as well.
func TestGNUGoReadsOurPositions(t *testing.T) {
	game := world(t, "go:5")
	g := &gamefile.Game{Position: "...../.XX../..O../...../..... w"}
	file := filepath.Join(t.TempDir(), "x.sgf")
	require.NoError(t, os.WriteFile(file, []byte(write(t, game, gamefile.SGF, g)), 0o666))
	answers := gnuGo(t, os.DevNull, "loadsgf "+file, "list_stones black", "list_stones white")
	assert.Equal(t, "white", answers[0])
	assert.Equal(t, []string{"B4", "C4"}, sorted(answers[1]))
	assert.Equal(t, []string{"C3"}, sorted(answers[2]))
}

// We read the records that GNU Go writes of games that it plays, and of
// positions.
func TestWeReadTheRecordsOfGNUGo(t *testing.T) {
	const size, moves = 9, 24
	game := world(t, "go:9,komi=5.5")
	commands := []string{"boardsize 9", "komi 5.5"}
	for range moves / 2 {
		commands = append(commands, "genmove b", "genmove w")
	}
	dir := t.TempDir()
	position := filepath.Join(dir, "position.sgf")
	record := filepath.Join(dir, "record.sgf")
	answers := gnuGo(t, record, append(commands, "list_stones black", "list_stones white", "printsgf "+position)...)
	for _, file := range []string{record, position} {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		games, err := gamefile.Read(game, file, text)
		require.NoError(t, err, string(text))
		require.Len(t, games, 1)
		s := end(game, games[0])
		assert.Equal(t, stones(s, 0), sorted(answers[2+moves]))
		assert.Equal(t, stones(s, 1), sorted(answers[3+moves]))
		if file == position {
			continue
		}
		require.Len(t, games[0].Moves, moves)
		for i, m := range games[0].Moves {
			assert.Equal(t, strings.ToUpper(answers[2+i]), strings.ToUpper(goban.FormatVertex(size, m.Action)), "move %d", i+1)
		}
	}
}

// Another reader of PGN, corentings/chess, comes to the same positions by our
// records.
func TestOthersReadOurPGN(t *testing.T) {
	game := world(t, "chess")
	var games []*gamefile.Game
	for number := range uint64(40) {
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
	for number := range uint64(20) {
		g := played(t, game, 100+number, 120)
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
