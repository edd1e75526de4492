package sgf_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/envs/goban/sgf"
	"github.com/tengen-rl/tengen/internal/truth"
)

// record is what another program read in a game.
type record struct {
	File       string
	Size       int
	Komi       float64
	Handicap   int
	Nodes      int
	Leaves     int
	LineNodes  int                 `json:"main_line_nodes"`
	Moves      [][2]string         `json:"main_line_moves"`
	Properties map[string][]string `json:"root_properties"`
	RootSetup  json.RawMessage     `json:"root_setup"`
	Comment    *string             `json:"root_comment"`
	Black      *string             `json:"PB"`
	White      *string             `json:"PW"`
	Board      *string             `json:"final_board"`
	BoardError *string             `json:"final_board_error"`
}

// lines decodes each line of JSON; a field that T does not have fails the
// test.
func lines[T any](t *testing.T, text []byte, check func(c T)) {
	for i, line := range bytes.Split(bytes.TrimSpace(text), []byte("\n")) {
		var c T
		decoder := json.NewDecoder(bytes.NewReader(line))
		decoder.DisallowUnknownFields()
		require.NoError(t, decoder.Decode(&c), "line %d", i+1)
		check(c)
	}
}

// load reads a collection as far as its main lines go.
func load(text []byte) ([]*sgf.Tree, error) {
	trees, err := sgf.Parse(text)
	if err != nil {
		return nil, err
	}
	for _, tree := range trees {
		info, err := tree.Info()
		if err != nil {
			return nil, err
		}
		for n := range tree.MainLine() {
			if _, _, err := n.Move(info.Size); err != nil {
				return nil, err
			}
			if _, err := n.Setup(info.Size); err != nil {
				return nil, err
			}
		}
	}
	return trees, nil
}

// compare holds a game against what another program read in it.
func compare(t *testing.T, tree *sgf.Tree, want record) {
	t.Helper()
	info, err := tree.Info()
	require.NoError(t, err)
	assert.Equal(t, want.Size, info.Size)
	assert.InDelta(t, want.Komi, info.Komi, 1e-9)
	assert.Equal(t, want.Nodes, tree.Len())
	var moves [][2]string
	for n := range tree.MainLine() {
		if m, ok, err := n.Move(info.Size); ok && err == nil {
			moves = append(moves, [2]string{"bw"[m.Seat:][:1], goban.FormatVertex(info.Size, m.Point)})
		}
	}
	assert.Equal(t, slices.Clip(append([][2]string(nil), want.Moves...)), slices.Clip(moves))
	compareSetup(t, tree.Root(), info.Size, want.RootSetup)
	if want.Board != nil {
		assert.Equal(t, *want.Board, finalBoard(t, tree))
	}
}

// compareSetup compares the stones of the root with their points by kind, or
// with their counts.
func compareSetup(t *testing.T, root sgf.Node, size int, want json.RawMessage) {
	t.Helper()
	if want == nil {
		return
	}
	stones, err := root.Setup(size)
	require.NoError(t, err)
	points := map[string][]string{"AB": {}, "AW": {}, "AE": {}}
	counts := [3]int{}
	for _, s := range stones {
		kind := (int(s.Seat) + 3) % 3
		counts[kind]++
		name := []string{"AB", "AW", "AE"}[kind]
		points[name] = append(points[name], goban.FormatVertex(size, s.Point))
	}
	var byCount [3]int
	if json.Unmarshal(want, &byCount) == nil {
		assert.Equal(t, byCount, counts)
		return
	}
	var byPoint map[string][]string
	require.NoError(t, json.Unmarshal(want, &byPoint))
	for _, list := range points {
		slices.Sort(list)
	}
	for _, list := range byPoint {
		slices.Sort(list)
	}
	assert.Equal(t, byPoint, points)
}

// finalBoard is the rows at the end of the main line.
func finalBoard(t *testing.T, tree *sgf.Tree) string {
	t.Helper()
	game, err := tree.Game()
	require.NoError(t, err)
	last := tree.Root()
	for n := range tree.MainLine() {
		last = n
	}
	s, err := sgf.Replay(game, last)
	require.NoError(t, err)
	return strings.Fields(game.FormatPosition(s))[0]
}

type sgfCase struct {
	Name     string
	Expect   string
	Note     string
	SGF      string
	Bytes    []byte `json:"sgf_base64"`
	Encoding string `json:"sgf_encoding"`
	Other    string `json:"sgfmill"` // how the other program fared
	Games    []record
}

func TestTruthCases(t *testing.T) {
	for _, file := range truth.Files(t, "go/sgf_cases*.jsonl") {
		lines(t, truth.Read(t, file), func(c sgfCase) {
			t.Run(c.Name, func(t *testing.T) {
				text := c.Bytes
				if text == nil {
					text = []byte(c.SGF)
				}
				require.Contains(t, []string{"utf-8", "bytes"}, c.Encoding)
				trees, err := load(text)
				switch c.Expect {
				case "error":
					var located *sgf.Error
					require.ErrorAs(t, err, &located)
					assert.LessOrEqual(t, located.Offset, len(text))
				case "ok":
					require.NoError(t, err)
					require.Len(t, trees, len(c.Games))
					for i, tree := range trees {
						compare(t, tree, c.Games[i])
						compareTexts(t, tree, c.Games[i])
						roundTrip(t, tree)
					}
				case "either":
					if err == nil {
						for _, tree := range trees {
							roundTrip(t, tree)
						}
					}
				default:
					t.Fatalf("unknown expectation %q", c.Expect)
				}
			})
		})
	}
}

// compareTexts compares what only the cases of single features tell.
func compareTexts(t *testing.T, tree *sgf.Tree, want record) {
	t.Helper()
	info, err := tree.Info()
	require.NoError(t, err)
	assert.Equal(t, want.Handicap, info.Handicap)
	leaves, line := 0, 0
	for n := range tree.Nodes() {
		if len(slices.Collect(n.Children())) == 0 {
			leaves++
		}
	}
	for range tree.MainLine() {
		line++
	}
	assert.Equal(t, want.Leaves, leaves)
	assert.Equal(t, want.LineNodes, line)
	for name, values := range want.Properties {
		if values != nil {
			assert.Equal(t, values, tree.Root().Values(name), name)
		}
	}
	for name, text := range map[string]*string{"C": want.Comment, "PB": want.Black, "PW": want.White} {
		if text != nil {
			got, ok := tree.Root().Text(name)
			assert.True(t, ok, name)
			assert.Equal(t, *text, got, name)
		}
	}
}

// roundTrip writes a game, reads it again and writes that.
func roundTrip(t *testing.T, tree *sgf.Tree) {
	t.Helper()
	var first, second bytes.Buffer
	require.NoError(t, sgf.Write(&first, tree))
	back, err := sgf.Parse(first.Bytes())
	require.NoError(t, err, "%q", first.String())
	require.Len(t, back, 1)
	require.NoError(t, sgf.Write(&second, back...))
	assert.Equal(t, first.String(), second.String())
	assert.Equal(t, outline(tree), outline(back[0]))
}

// outline is all nodes with their depth and properties, but for the character
// set, which writing may change.
func outline(tree *sgf.Tree) []string {
	var all []string
	for n := range tree.Nodes() {
		depth := 0
		for p, ok := n.Parent(); ok && depth < 50; p, ok = p.Parent() {
			depth++
		}
		text := fmt.Sprint(depth)
		for name, values := range n.Properties() {
			if name != "CA" {
				text += fmt.Sprintf(" %s%q", name, values)
			}
		}
		all = append(all, text)
	}
	return all
}

func TestTruthRealGames(t *testing.T) {
	lines(t, truth.Public(t, "go/sgf_real/index.jsonl"), func(want record) {
		t.Run(want.File, func(t *testing.T) {
			trees, err := load(truth.Public(t, "go/sgf_real/"+want.File))
			require.NoError(t, err)
			compare(t, trees[0], want)
			roundTrip(t, trees[0])
		})
	})
}

// TestTruthFinishedGames reads the records of whole games beside their moves.
func TestTruthFinishedGames(t *testing.T) {
	type finished struct {
		SGF, Result string
		Size        int
		Komi        float64
		Moves       []string
		Area        int    `json:"area_black_minus_white"`
		Board       string `json:"final_board"`
	}
	for _, file := range truth.Files(t, "go/finished_gnugo*.jsonl") {
		lines(t, truth.Read(t, file), func(c finished) {
			trees, err := load([]byte(c.SGF))
			require.NoError(t, err)
			info, err := trees[0].Info()
			require.NoError(t, err)
			assert.Equal(t, c.Size, info.Size)
			assert.Equal(t, c.Result, info.Result)
			assert.InDelta(t, c.Komi, info.Komi, 1e-9)
			var moves []string
			for n := range trees[0].MainLine() {
				if m, ok, err := n.Move(info.Size); ok && err == nil {
					moves = append(moves, goban.FormatVertex(info.Size, m.Point))
				}
			}
			assert.Equal(t, c.Moves, moves)
			assert.Equal(t, c.Board, finalBoard(t, trees[0]))
		})
	}
}
