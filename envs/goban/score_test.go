package goban_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
)

// position reads a position of a game of the text.
func position(t *testing.T, rules, text string) *goban.State {
	t.Helper()
	s, err := newGame(t, rules).ParsePosition(text)
	require.NoError(t, err)
	return s.(*goban.State)
}

// draw writes seats as rows: X, O, and a full stop for nobody.
func draw(owners []envs.Player, size int) string {
	var rows []string
	for row := range size {
		var b strings.Builder
		for _, p := range owners[row*size:][:size] {
			b.WriteByte(".XO"[p+1])
		}
		rows = append(rows, b.String())
	}
	return strings.Join(rows, "/")
}

func TestScoreAndOwners(t *testing.T) {
	s := position(t, "5,komi=0.5", ".X.O./XX.OO/.X.O./.X.O./.X.O. b")
	points, owners := make([]float32, 2), make([]envs.Player, 25)
	s.Score(points)
	s.Owners(owners)
	assert.Equal(t, []float32{10, 10.5}, points)
	assert.Equal(t, "XX.OO/XX.OO/XX.OO/XX.OO/XX.OO", draw(owners, 5))
	s.Territory(points)
	assert.Equal(t, []float32{4, 4.5}, points)
}

func TestRemoveTakesTheDeadAsPrisoners(t *testing.T) {
	s := position(t, "5,komi=0", "OX.O./.X.OO/.X.O./.X.O./.X.OX b ply=30 passes=2")
	points := make([]float32, 2)
	s.Score(points)
	assert.Equal(t, []float32{6, 8}, points, "all alive: no area between O and X")
	require.NoError(t, s.Remove([]envs.Action{0, 24, 0, 2}))
	s.Score(points)
	assert.Equal(t, []float32{10, 10}, points)
	s.Territory(points)
	assert.Equal(t, []float32{6, 5}, points)
	assert.Equal(t, envs.Over, s.ToPlay(), "the game stays over")
	assert.Error(t, s.Remove([]envs.Action{25}))
	assert.Equal(t, 1, s.Prisoners(0), "an error changes nothing")
}

func TestEditLeavesTheStateOnErrors(t *testing.T) {
	game := newGame(t, "3")
	s := after(t, game, "B2")
	before := game.FormatPosition(s)
	for _, c := range []struct {
		stones []goban.Stone
		want   string
	}{
		{[]goban.Stone{{Point: 9, Seat: 0}}, "go: edit of point 9 for seat 0: want points 0 to 8 and seats -1 to 1"},
		{[]goban.Stone{{Point: -1, Seat: 0}}, "go: edit of point -1 for seat 0: want points 0 to 8 and seats -1 to 1"},
		{[]goban.Stone{{Point: 0, Seat: 2}}, "go: edit of point 0 for seat 2: want points 0 to 8 and seats -1 to 1"},
		{[]goban.Stone{{0, 1}, {1, 0}, {3, 0}}, "go: edit: the stone on A3 has no liberty"},
	} {
		assert.EqualError(t, s.Edit(c.stones...), c.want)
		assert.Equal(t, before, game.FormatPosition(s))
	}
	require.NoError(t, s.Edit(goban.Stone{Point: 4, Seat: envs.Over}, goban.Stone{Point: 0, Seat: 1}))
	assert.Equal(t, "O../.../... w ply=1", game.FormatPosition(s))
}

// TestPassAlive has the examples of the literature, and what they become with
// an eye less.
func TestPassAlive(t *testing.T) {
	for _, c := range []struct{ name, rules, text, want string }{
		{"empty board", "3", ".../.../...", ".../.../..."},
		{"one stone", "3", ".../.X./...", ".../.../..."},
		{"two eyes", "5", ".X.X./XXXX./...../...../.....", "XXXX./XXXX./...../...../....."},
		{"one eye", "5", ".X.../XX.../...../...../.....", "...../...../...../...../....."},
		{"a false eye", "5", ".XO../X.X../OXX../...../.....", "...../...../...../...../....."},
		{"an eye shared by two chains", "7", ".X.XX../XX.X.X./..XXXX./......./......./......./.......", "XXXXX../XXXXXX./..XXXX./......./......./......./......."},
		{"an eye shared and one lost", "7", ".X.XX../XX.XXX./..XXXX./......./......./......./.......", "......./......./......./......./......./......./......."},
		{"an intruder is in the area", "6", ".X.OX./XXX.X./..XXX./....../....../......", "XXXXX./XXXXX./..XXX./....../....../......"},
		{"an intruder may leave an eye", "6,suicide=yes", ".X.OX./XXX.X./..XXX./....../....../......", "XXXXX./XXXXX./..XXX./....../....../......"},
		{"white too", "5", "...../...../...../OOOO./.O.O.", "...../...../...../OOOO./OOOO."},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := position(t, c.rules, c.text+" b")
			owners := make([]envs.Player, len(c.text)-strings.Count(c.text, "/"))
			s.PassAlive(owners)
			assert.Equal(t, c.want, draw(owners, s.Game().Config().Size), s.String())
		})
	}
}

// TestPassAliveSurvivesRandomAttack lets one side alone play at random, again
// and again, on positions of random games: what is pass-alive is still there.
func TestPassAliveSurvivesRandomAttack(t *testing.T) {
	for _, rules := range []string{"5,ko=simple,plies=0", "5,ko=simple,plies=0,suicide=yes"} {
		game := newGame(t, rules)
		rng := newRand()
		alive := 0
		for range 150 {
			s := game.New(0).(*goban.State)
			for range 30 + rng.IntN(30) {
				randomMove(s, rng)
			}
			owners := make([]envs.Player, 25)
			s.PassAlive(owners)
			for attacker := range envs.Player(2) {
				c := game.New(0).(*goban.State)
				c.CopyFrom(s)
				for range 60 {
					c.Resume(attacker)
					randomMove(c, rng)
				}
				for cell, owner := range owners {
					if owner == 1-attacker && s.At(envs.Action(cell)) == owner {
						alive++
						require.Equal(t, owner, c.At(envs.Action(cell)), "%s\nbecame\n%s", s, c)
					}
				}
			}
		}
		assert.Greater(t, alive, 100, "pass-alive stones attacked")
	}
}
