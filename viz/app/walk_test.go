package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/golden"
	"github.com/tengen-rl/tengen/viz/app"
	"github.com/tengen-rl/tengen/viz/board"
	"github.com/tengen-rl/tengen/viz/overlay"
	"github.com/tengen-rl/tengen/viz/raster"
	"github.com/tengen-rl/tengen/viz/scene"
)

// searched is a game of Connect Four of one move, before which a search has
// seen three moves, and behind the first of them two replies, and so on.
func searched(t *testing.T) *app.Game {
	t.Helper()
	game := world(t, "connect4")
	g := app.NewGame(game, game.New(0), []string{"first", "second"})
	move := func(column, visits int, value float32, replies ...agents.Candidate) agents.Candidate {
		return agents.Candidate{
			Action: envs.Action(column - 1), Values: []float32{value, -value}, Visits: visits, Prior: float32(visits) / 100,
			Line: []envs.Action{envs.Action(column - 1)}, Replies: replies,
		}
	}
	g.Play(3, agents.Thought{Visits: 100, Values: []float32{0.5, -0.5}, Candidates: []agents.Candidate{
		move(4, 60, 0.5, move(4, 40, 0.4, move(3, 20, 0.7), move(5, 19, 0.6)), move(1, 19, 0.9)),
		move(3, 30, 0.25),
		move(5, 9, 0.1),
	}})
	g.Jump(0)
	return g
}

// stones are where the rack is filled, as text.
func stones(g *app.Game) string {
	return strings.Join(strings.FieldsFunc(g.Shown().(fmt.Stringer).String(), func(r rune) bool { return !strings.ContainsRune("xo", r) }), "")
}

// A search tree is walked through by keys, and the board follows.
func TestTheTreeIsWalkedThroughByKeys(t *testing.T) {
	g := searched(t)
	a := app.New([]*app.Game{g}, app.Actions{})
	moves := func() int { return len(stones(g)) }
	a.Press(app.KeyRight)
	assert.Equal(t, 1, moves(), "without the tree it is a step of the game")
	a.Press(app.KeyLeft)
	a.Press(app.KeyB)
	a.Press(app.KeyRight)
	a.Press(app.KeyRight)
	a.Press(app.KeyRight)
	assert.Equal(t, 3, moves())
	assert.Equal(t, 20, g.Thought().Visits)
	a.Press(app.KeyRight)
	assert.Equal(t, 3, moves(), "the search went no further")
	a.Press(app.KeyDown)
	assert.Equal(t, 19, g.Thought().Visits, "the move beside it")
	a.Press(app.KeyDown)
	a.Press(app.KeyUp)
	assert.Equal(t, 20, g.Thought().Visits)
	s, _ := a.Scene()
	golden.Picture(t, "tree.png", raster.Image(s, 640))
	last, before := g.Last()
	assert.EqualValues(t, 2, last)
	assert.NotNil(t, before)
	a.Press(app.KeyLeft)
	assert.Equal(t, 2, moves())
	a.Press(app.KeyEscape)
	assert.Zero(t, moves())
	assert.Equal(t, 100, g.Thought().Visits)
}

// row clicks at the row of the tree whose note begins with text.
func row(t *testing.T, a *app.App, text string) {
	t.Helper()
	s, _ := a.Scene()
	for _, spot := range slices.Backward(s.Spots) { // the panel lies above the board
		if strings.HasPrefix(spot.Note, text) {
			a.Click(middle(spot.Area))
			return
		}
	}
	require.Fail(t, "no such row", text)
}

// The rows open and close by clicks, and nobody plays there.
func TestTheTreeIsWalkedThroughByClicks(t *testing.T) {
	g := searched(t)
	g.Undo(1)
	g.Think(searched(t).Thought())
	a := app.New([]*app.Game{g}, app.Actions{Play: func(envs.Action) { t.Error("a move was played") }})
	a.SetPerson(0)
	a.Press(app.KeyB)
	row(t, a, "4: expected return +0.500, 60 visits, prior 60.0 %")
	assert.Equal(t, 60, g.Thought().Visits)
	row(t, a, "1: expected return -0.900, 19 visits") // for the second seat
	assert.Len(t, stones(g), 2)
	press(t, a, "1") // a column of the board
	row(t, a, "1: expected return -0.900")
	assert.Len(t, stones(g), 1, "once more closes it")
	row(t, a, "3: expected return +0.250")
	assert.Equal(t, 30, g.Thought().Visits)
	a.Press(app.KeyB)
	assert.Empty(t, stones(g), "the game is as it was")
}

func TestCurvesBesideTheGames(t *testing.T) {
	games := []*app.Game{recorded(t, "connect4", "4 4"), recorded(t, "connect4", "1 2 3")}
	a := app.New(games, app.Actions{})
	a.SetCharts([]overlay.Chart{
		{Title: "loss by generation", Series: []overlay.Series{{Name: "loss", Color: board.SeatColors()[0], X: []float64{1, 2, 3}, Y: []float64{3, 2, 1.5}}}},
		{Title: "Elo by generation", Series: []overlay.Series{{Name: "elo", Color: board.SeatColors()[1], X: []float64{2}, Y: []float64{40}}}},
	})
	notes := func() (all string) {
		s, _ := a.Scene()
		for _, spot := range s.Spots {
			all += spot.Note + "\n"
		}
		return all
	}
	assert.Contains(t, notes(), "2, loss 2\n")
	assert.Contains(t, notes(), "2, elo 40\n")
	s, _ := a.Scene()
	golden.Picture(t, "curves.png", raster.Image(s, 640))
	press(t, a, "first – second")
	assert.NotContains(t, notes(), "2, loss 2\n", "the panel is that of the game")
	a.Press(app.KeyL)
	assert.Contains(t, notes(), "2, loss 2\n")
	a.Press(app.KeyG)
	a.Press(app.KeyL)
	assert.NotContains(t, notes(), "2, loss 2\n")
}

// All boards of a grid step, jump and hold together.
func TestAGridStepsAsOne(t *testing.T) {
	games := []*app.Game{recorded(t, "connect4", "4 4 4"), recorded(t, "connect4", "1 2 3 4 5")}
	a := app.New(games, app.Actions{})
	plies := func() [2]int { return [2]int{len(stones(games[0])), len(stones(games[1]))} }
	a.Press(app.KeyLeft)
	assert.Equal(t, [2]int{2, 4}, plies())
	a.Press(app.KeyHome)
	a.Press(app.KeyRight)
	assert.Equal(t, [2]int{1, 1}, plies())
	a.Press(app.KeyEnd)
	assert.Equal(t, [2]int{3, 5}, plies())
	a.Press(app.KeySpace)
	assert.Equal(t, [2]int{0, 0}, plies(), "all are at their end: they begin anew")
	for range 4 {
		a.Tick(1e9)
	}
	assert.Equal(t, [2]int{3, 4}, plies())
	a.Press(app.KeySpace)
	a.Tick(1e9)
	assert.Equal(t, [2]int{3, 4}, plies(), "they are held")
}

// speaker notes what it is asked to do.
type speaker struct {
	opened int
	heard  []bool
}

func (s *speaker) Open()          { s.opened++ }
func (s *speaker) Sound(end bool) { s.heard = append(s.heard, end) }

// Sound is off until it is asked for, and tells a move from the end.
func TestSound(t *testing.T) {
	g := recorded(t, "tictactoe", "1 4 2 5")
	var s speaker
	a := app.New([]*app.Game{g}, app.Actions{})
	a.Press(app.KeyM)
	a.SetSound(&s)
	show := func() { a.Changed(); a.Scene() }
	show()
	g.Jump(1)
	show()
	require.Equal(t, speaker{}, s)
	a.Press(app.KeyM)
	show()
	g.Jump(4)
	show()
	g.Play(2, agents.Thought{})
	show()
	show()
	assert.Equal(t, speaker{1, []bool{false, true}}, s)
	a.Press(app.KeyM)
	g.Jump(1)
	show()
	assert.Equal(t, speaker{1, []bool{false, true}}, s, "it is off again")
}

// A speaker that cannot sound turns sound off and is asked again with the next
// wish for it.
func TestSilence(t *testing.T) {
	g := recorded(t, "tictactoe", "1 4 2 5")
	var s speaker
	a := app.New([]*app.Game{g}, app.Actions{})
	a.SetSound(&s)
	says := func(text string) bool {
		shown, _ := a.Scene()
		return slices.ContainsFunc(shown.Marks, func(m scene.Mark) bool {
			label, ok := m.(scene.Label)
			return ok && label.Text == text
		})
	}
	require.True(t, says("sound"), "a button offers it")
	a.Press(app.KeyM)
	require.True(t, says("quiet"))
	a.Silence("no horn")
	assert.True(t, says("no horn"))
	assert.True(t, says("sound"), "it is off")
	g.Jump(1)
	assert.True(t, says("no horn"))
	assert.Empty(t, s.heard)
	a.Press(app.KeyM)
	assert.Equal(t, 2, s.opened)
}
