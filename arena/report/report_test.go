package report_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/rating"
	"github.com/tengen-rl/tengen/arena/report"
	"github.com/tengen-rl/tengen/arena/tournament"
	"github.com/tengen-rl/tengen/envs"
)

// tally adds up games of three players, given as who had the first seat, who
// the second, and the result; a ! marks a game that the loser forfeited.
func tally(t *testing.T, games ...string) *report.Report {
	t.Helper()
	c := tournament.Config{
		Name: "cup <1>", Game: "connect4", Format: tournament.RoundRobin, Games: 2, Seed: 7,
		Players: []tournament.Player{{Name: "Ann & co", Agent: "random"}, {Name: "Bob", Agent: "greedy"}, {Name: "Cy", Agent: "solver"}},
	}
	sum := tournament.NewTally(c)
	for i, text := range games {
		g := &tournament.Game{Index: i, Played: &arena.Played{}}
		_, err := fmt.Sscanf(text[:3], "%d %d", &g.Seats[0], &g.Seats[1])
		require.NoError(t, err)
		g.Actions = []envs.Action{envs.Action(i % 7), envs.Action(i / 7)} // no two games alike
		switch result := text[4:]; result {
		case "1-0":
			g.Returns = []float32{1, -1}
		case "0-1":
			g.Returns = []float32{-1, 1}
		case "1/2":
			g.Returns = []float32{0, 0}
		case "1-0!":
			g.Returns, g.Fault = []float32{0, 0}, &arena.Fault{Seat: 1, End: arena.Late}
		default:
			t.Fatalf("result %q", result)
		}
		sum.Add(g)
	}
	return report.New(c, sum.Standings())
}

// cup has a first, a second and a last.
func cup(t *testing.T) *report.Report {
	return tally(t, "2 0 1-0", "0 2 0-1", "2 1 1-0", "1 2 1/2", "0 1 0-1", "1 0 1-0!")
}

func TestRows(t *testing.T) {
	rows := cup(t).Rows()
	require.Len(t, rows, 3)
	want := []report.Row{
		{Place: 1, Player: "Cy", Agent: "solver", Games: 4, Wins: 3, Draws: 1, Points: 3.5, Score: 0.875, TieBreak: 2.5 * 0.75},
		{Place: 2, Player: "Bob", Agent: "greedy", Games: 4, Wins: 2, Draws: 1, Losses: 1, Points: 2.5, Score: 0.625, TieBreak: 3.5 * 0.25},
		{Place: 3, Player: "Ann & co", Agent: "random", Games: 4, Losses: 4, Faults: 1},
	}
	for i, w := range want {
		got := rows[i]
		assert.Equal(t, w.Place, got.Place)
		assert.Equal(t, w.Player, got.Player)
		assert.Equal(t, w.Agent, got.Agent)
		assert.Equal(t, []int{w.Games, w.Wins, w.Draws, w.Losses, w.Faults}, []int{got.Games, got.Wins, got.Draws, got.Losses, got.Faults})
		assert.InDelta(t, w.Points, got.Points, 1e-9)
		assert.InDelta(t, w.Score, got.Score, 1e-9)
		assert.InDelta(t, w.TieBreak, got.TieBreak, 1e-9)
		require.NotNil(t, got.Elo)
		assert.LessOrEqual(t, *got.EloLo, *got.Elo)
		assert.GreaterOrEqual(t, *got.EloHi, *got.Elo)
	}
	assert.Greater(t, *rows[0].Elo, *rows[1].Elo)
	assert.Greater(t, *rows[1].Elo, *rows[2].Elo)
	assert.Greater(t, *rows[0].Superiority, 0.5)
	assert.Nil(t, rows[2].Superiority, "nobody comes after the last")
}

func TestTheTableHoldsTheNumbers(t *testing.T) {
	lines := strings.Split(cup(t).Table(), "\n")
	require.GreaterOrEqual(t, len(lines), 5)
	assert.Regexp(t, `^ +player +points +games +score +Elo +95 % +better than next +1 +2 +3$`, lines[0])
	assert.Regexp(t, `^1 +Cy +3\.5 +4 +87\.5 % +[+-]\d+ +[+-]\d+ to [+-]\d+ +\d+\.\d % +· +1\.5/2 +2/2$`, lines[1])
	assert.Regexp(t, `^2 +Bob .* 0\.5/2 +· +2/2$`, lines[2])
	assert.Regexp(t, `^3 +Ann & co .* 0/2 +0/2 +·$`, lines[3])
	assert.Regexp(t, `^games 6, duplicates 0, faults 1; the first move is worth [+-]\d+ Elo \(95 %: [+-]\d+ to [+-]\d+\), draws between equals \d+\.\d %$`, lines[4])
	at := strings.Index(lines[1], "Cy")
	assert.Equal(t, at, strings.Index(lines[2], "Bob"), "names begin in one column")
}

// Where the games do not connect all players there is no rating, and nothing
// else is missing.
func TestWithoutRatings(t *testing.T) {
	r := tally(t, "0 1 1-0")
	assert.Nil(t, r.Ratings)
	for _, row := range r.Rows() {
		assert.Nil(t, row.Elo)
		assert.Nil(t, row.Superiority)
	}
	assert.Contains(t, r.Table(), "games 1, duplicates 0, faults 0\n")
	svg, err := r.RatingsPlot()
	require.NoError(t, err)
	assert.Nil(t, svg)
	page, err := r.HTML()
	require.NoError(t, err)
	assert.NotContains(t, string(page), "<svg")
	assert.Equal(t, [][]string{{"1", "Ann & co", "·", "1/1", ""}, {"2", "Bob", "0/1", "·", ""}, {"3", "Cy", "", "", "·"}}, crosstable(t, page))
}

// tables reads the cells of the tables of a page, which are well-formed.
func tables(t *testing.T, page []byte) (all [][][]string) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	cell := false
	for {
		token, err := d.Token()
		if err == io.EOF {
			return all
		}
		require.NoError(t, err)
		switch token := token.(type) {
		case xml.StartElement:
			switch token.Name.Local {
			case "table":
				all = append(all, nil)
			case "tr":
				all[len(all)-1] = append(all[len(all)-1], nil)
			case "td", "th":
				cell = true
				rows := all[len(all)-1]
				rows[len(rows)-1] = append(rows[len(rows)-1], "")
			}
		case xml.EndElement:
			cell = cell && token.Name.Local != "td" && token.Name.Local != "th"
		case xml.CharData:
			if cell {
				rows := all[len(all)-1]
				row := rows[len(rows)-1]
				row[len(row)-1] += string(token)
			}
		}
	}
}

// crosstable is the second table of a page without its head.
func crosstable(t *testing.T, page []byte) [][]string {
	t.Helper()
	all := tables(t, page)
	require.Len(t, all, 2, "standings and crosstable")
	return all[1][1:]
}

func TestThePageHoldsTheNumbers(t *testing.T) {
	r := cup(t)
	page, err := r.HTML([]byte(`<?xml version="1.0"?><svg id="another"></svg>`))
	require.NoError(t, err)
	assert.Equal(t, [][]string{
		{"1", "Cy", "·", "1.5/2", "2/2"},
		{"2", "Bob", "0.5/2", "·", "2/2"},
		{"3", "Ann & co", "0/2", "0/2", "·"},
	}, crosstable(t, page))
	standings := tables(t, page)[0]
	require.Len(t, standings, 4)
	require.Equal(t, []string{"1", "Cy", "solver", "3.5", "1.88", "4", "3", "1", "0", "87.5 %"}, standings[1][:10])
	assert.Equal(t, fmt.Sprintf("%+.0f", *r.Rows()[0].Elo), standings[1][10])
	assert.Equal(t, "1", standings[3][len(standings[3])-1], "a fault")
	text := string(page)
	assert.Contains(t, text, "<h1>cup &lt;1&gt;</h1>", "names are no HTML")
	assert.Contains(t, text, "Ann &amp; co")
	assert.Equal(t, 2, strings.Count(text, "<svg"), "the ratings, and the plot that was given")
	assert.NotContains(t, text, "<?xml", "a prolog within a page")
}

// texts are those of an SVG, which is well-formed.
func texts(t *testing.T, svg []byte) (all []string) {
	t.Helper()
	inText := false
	for d := xml.NewDecoder(bytes.NewReader(svg)); ; {
		token, err := d.Token()
		if err == io.EOF {
			return all
		}
		require.NoError(t, err)
		switch token := token.(type) {
		case xml.StartElement:
			inText = token.Name.Local == "text"
		case xml.CharData:
			if inText && strings.TrimSpace(string(token)) != "" {
				all = append(all, strings.TrimSpace(string(token)))
			}
		}
	}
}

// circles are the centres of the dots of an SVG in its own units, found by the
// arcs that draw them: from the right end of a circle round to it again.
func circles(t *testing.T, svg []byte) (x, y []float64) {
	t.Helper()
	arc := regexp.MustCompile(`d="M([\d.-]+),([\d.-]+)A([\d.-]+),`)
	for _, m := range arc.FindAllStringSubmatch(string(svg), -1) {
		var n [3]float64
		for i := range n {
			var err error
			n[i], err = strconv.ParseFloat(m[i+1], 64)
			require.NoError(t, err)
		}
		x, y = append(x, n[0]-n[2]), append(y, n[1])
	}
	return x, y
}

// The dots of a history stand where the numbers say: in proportion, on either
// axis.
func TestTheHistoryIsDrawnToScale(t *testing.T) {
	generations := []int{0, 10, 40}
	elo := []float64{0, 300, 100}
	var ratings []rating.Estimate
	for _, e := range elo {
		ratings = append(ratings, rating.Estimate{Elo: e, Lo: e - 50, Hi: e + 80})
	}
	svg, err := report.HistoryPlot(generations, ratings)
	require.NoError(t, err)
	labels := texts(t, svg)
	assert.Contains(t, labels, "Rating by generation, with 95 % intervals")
	assert.Contains(t, labels, "generation")
	assert.Contains(t, labels, "Elo")
	x, y := circles(t, svg)
	require.Len(t, x, 3, string(svg))
	assert.InDelta(t, 10.0/40, (x[1]-x[0])/(x[2]-x[0]), 0.005)
	assert.InDelta(t, 300.0/100, (y[1]-y[0])/(y[2]-y[0]), 0.01)
}

func TestTheRatingsAreDrawnToScale(t *testing.T) {
	r := cup(t)
	svg, err := r.RatingsPlot()
	require.NoError(t, err)
	x, y := circles(t, svg)
	require.Len(t, x, 3)
	rows := r.Rows()
	assert.InDelta(t, y[1]-y[0], y[2]-y[1], 0.05, "places stand at even distances")
	assert.Greater(t, y[0], y[2], "the first at the top: SVG is drawn upside down here")
	want := (*rows[1].Elo - *rows[0].Elo) / (*rows[2].Elo - *rows[0].Elo)
	assert.InDelta(t, want, (x[1]-x[0])/(x[2]-x[0]), 0.01)
	for _, player := range []string{"Cy", "Bob", "Ann & co"} {
		assert.Contains(t, texts(t, svg), player)
	}
}
