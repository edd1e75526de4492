package app_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/internal/golden"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/viz/app"
	"github.com/tengen-rl/tengen/viz/board"
	"github.com/tengen-rl/tengen/viz/raster"
	"github.com/tengen-rl/tengen/viz/scene"
)

func world(t testing.TB, name string) envs.Game {
	t.Helper()
	game, err := catalog.Game(name)
	require.NoError(t, err)
	return game
}

func action(t *testing.T, game envs.Game, s envs.State, text string) envs.Action {
	t.Helper()
	a, err := game.(envs.Notation).ParseAction(s, text)
	require.NoError(t, err)
	return a
}

// recorded is a game of the given moves, with a thought before each.
func recorded(t *testing.T, name, moves string) *app.Game {
	t.Helper()
	game := world(t, name)
	g := app.NewGame(game, game.New(1), []string{"first", "second"})
	for i, text := range strings.Fields(moves) {
		s := g.Newest()
		a := action(t, game, s, text)
		v := float32(i%7)/7 - 0.4
		g.Play(a, agents.Thought{Values: []float32{v, -v}, Visits: 100, Candidates: []agents.Candidate{
			{Action: a, Values: []float32{v, -v}, Visits: 90, Prior: 0.6, Line: []envs.Action{a}},
			{Action: s.Legal(nil)[0], Values: []float32{-v, v}, Visits: 10, Prior: 0.1},
		}})
	}
	return g
}

// press clicks at the first spot whose note begins with text.
func press(t *testing.T, a *app.App, text string) {
	t.Helper()
	s, _ := a.Scene()
	for _, spot := range s.Spots {
		if strings.HasPrefix(spot.Note, text) {
			a.Click(middle(spot.Area))
			return
		}
	}
	require.Fail(t, "no such place", text)
}

// middle is the middle of what a path goes round.
func middle(p scene.Path) scene.Point {
	low, high := p[0].To, p[0].To
	for _, s := range p {
		if s.Verb != scene.Close {
			low = scene.Point{X: min(low.X, s.To.X), Y: min(low.Y, s.To.Y)}
			high = scene.Point{X: max(high.X, s.To.X), Y: max(high.Y, s.To.Y)}
		}
	}
	return low.Add(high).Times(0.5)
}

func TestAGameCanBeWalkedThrough(t *testing.T) {
	g := recorded(t, "connect4", "4 4 3 3 5 2")
	a := app.New([]*app.Game{g}, app.Actions{})
	plies := func() int {
		return len(strings.Fields(strings.ReplaceAll(g.Shown().(interface{ String() string }).String(), ".", ""))) - 7
	}
	assert.Equal(t, 6, plies())
	a.Press(app.KeyLeft)
	assert.Equal(t, 5, plies())
	a.Wheel(-2)
	assert.Equal(t, 3, plies())
	a.Press(app.KeyHome)
	a.Press(app.KeyLeft)
	assert.Equal(t, 0, plies())
	press(t, a, "one move on")
	assert.Equal(t, 1, plies())
	press(t, a, "4, first") // a place on the curve
	assert.Equal(t, 4, plies())
	a.Press(app.KeyEnd)
	assert.Equal(t, 6, plies())
}

func TestAReplayRunsByTheClock(t *testing.T) {
	g := recorded(t, "connect4", "4 4 3 3 5 2")
	a := app.New([]*app.Game{g}, app.Actions{})
	g.Outcome = "second resigned"
	a.Press(app.KeySpace) // at the end of a finished game it begins anew
	assert.True(t, a.Animated())
	a.Tick(400 * time.Millisecond)
	assert.Zero(t, g.Thought().Values[0]+0.4, "still the first position")
	a.Tick(200 * time.Millisecond)
	a.Press(app.KeyUp)
	for range 20 {
		a.Tick(250 * time.Millisecond)
	}
	assert.False(t, a.Animated(), "it holds at the end")
	assert.Equal(t, g.Newest(), g.Shown())
}

// New moves are shown as they come, unless an earlier position is looked at.
func TestTheNewestPositionIsFollowed(t *testing.T) {
	g := recorded(t, "connect4", "4 4")
	assert.Equal(t, g.Newest(), g.Shown())
	g.Play(2, agents.Thought{})
	assert.Equal(t, g.Newest(), g.Shown())
	g.Jump(1)
	shown := g.Shown()
	g.Play(2, agents.Thought{})
	assert.Equal(t, shown, g.Shown())
	g.Jump(99)
	g.Undo(2)
	assert.Equal(t, 2, g.Plies())
	assert.Equal(t, g.Newest(), g.Shown())
}

// A person plays a whole game by clicks against random replies.
func TestAPersonPlaysByClicks(t *testing.T) {
	game := world(t, "connect4")
	g := app.NewGame(game, game.New(0), []string{"you", "random"})
	rng := seed.Stream(1)
	var a *app.App
	a = app.New([]*app.Game{g}, app.Actions{Play: func(x envs.Action) { g.Play(x, agents.Thought{}); a.Changed() }})
	a.SetPerson(0)
	for !g.Over() {
		if g.Newest().ToPlay() == 1 {
			before := g.Plies()
			press(t, a, "1") // it is not the person's turn
			require.Equal(t, before, g.Plies())
			legal := g.Newest().Legal(nil)
			g.Play(legal[rng.IntN(len(legal))], agents.Thought{})
			a.Changed()
			continue
		}
		legal := g.Newest().Legal(nil)
		name := game.(envs.Notation).FormatAction(g.Newest(), legal[rng.IntN(len(legal))])
		before := g.Plies()
		press(t, a, name)
		require.Equal(t, before+1, g.Plies())
	}
	a.Press(app.KeyLeft)
	before := g.Plies()
	a.Click(scene.Point{X: 300, Y: 300})
	assert.Equal(t, before, g.Plies(), "nothing is played in a position of the past")
}

// Pieces are picked up and set down; a promotion asks what to become.
func TestMovesFromPlaceToPlace(t *testing.T) {
	game := world(t, "chess")
	s, err := game.(envs.PositionNotation).ParsePosition("7k/P7/8/8/8/8/8/K7 w - - 0 1")
	require.NoError(t, err)
	g := app.NewGame(game, s, []string{"you", "other"})
	var a *app.App
	a = app.New([]*app.Game{g}, app.Actions{Play: func(x envs.Action) { g.Play(x, agents.Thought{}); a.Changed() }})
	a.SetPerson(0)
	a.Resize(700, 744) // without the panel
	square := func(file, rank int) scene.Point {
		// the board is 676 wide and has a margin of 0.35 of a square
		unit := 676.0 / 8.7
		return scene.Point{X: 12 + unit*(float64(file)+0.85), Y: 12 + unit*(0.85+float64(8-rank))}
	}
	a.Scene()
	a.Click(square(0, 7))
	a.Click(square(5, 5)) // no move leads there
	assert.Zero(t, g.Plies())
	a.Click(square(0, 7))
	a.Click(square(0, 8))
	assert.Zero(t, g.Plies(), "which piece?")
	press(t, a, "play a7a8n")
	require.Equal(t, 1, g.Plies())
	assert.Contains(t, game.(envs.PositionNotation).FormatPosition(g.Newest()), "N6k/")
}

// What is said below a board of the grid.
func TestCaptions(t *testing.T) {
	for _, c := range []struct {
		game   *app.Game
		change func(*app.Game)
		want   string
	}{
		{recorded(t, "connect4", "4 4"), func(*app.Game) {}, "first – second"},
		{recorded(t, "connect4", "4 4"), func(g *app.Game) { g.Title = "game 7" }, "game 7: first – second"},
		{recorded(t, "connect4", "4 4"), func(g *app.Game) { g.Title, g.Names[1] = "game 7", "first" }, "game 7"},
		{recorded(t, "connect4", "4 4"), func(g *app.Game) { g.Title, g.Outcome = "game 7", "a draw" }, "game 7: a draw"},
		{recorded(t, "connect4", "4 4"), func(g *app.Game) { g.Title, g.Outcome = "game 7", "a draw"; g.Jump(1) }, "game 7: first – second"},
		{recorded(t, "cliffwalking", "up up right"), func(g *app.Game) { g.Title = "episode 1" }, "episode 1: -3"},
		{recorded(t, "connect4", "4 4"), func(g *app.Game) { g.Title = strings.Repeat("long ", 100) }, strings.Repeat("long ", 18) + "long…"},
	} {
		c.change(c.game)
		a := app.New([]*app.Game{c.game, recorded(t, "connect4", "")}, app.Actions{})
		s, _ := a.Scene()
		assert.True(t, slices.ContainsFunc(s.Marks, func(m scene.Mark) bool {
			label, ok := m.(scene.Label)
			return ok && label.Text == c.want
		}), c.want)
	}
}

func TestManyGames(t *testing.T) {
	games := []*app.Game{recorded(t, "connect4", "4 4"), recorded(t, "connect4", "1 2 3"), recorded(t, "connect4", "7")}
	games[1].Title = "the second"
	a := app.New(games, app.Actions{})
	s, fresh := a.Scene()
	assert.True(t, fresh)
	golden.Picture(t, "grid.png", raster.Image(s, 640))
	_, fresh = a.Scene()
	assert.False(t, fresh, "nothing has changed")
	press(t, a, "the second")
	assert.Same(t, games[1], a.Game())
	a.Press(app.KeyG)
	press(t, a, "first – second")
	assert.Same(t, games[0], a.Game())
}

func TestWhatIsShown(t *testing.T) {
	g := recorded(t, "go:9", "E5 C3 G7 G3 C7 D4 D3 E3")
	for name, change := range map[string]func(*app.App){
		"one":    func(*app.App) {},
		"dark":   func(a *app.App) { a.SetDark(true); a.SetOverlay(app.OverlayOwners); a.SetMessage("thinking") },
		"help":   func(a *app.App) { a.Press(app.KeyQuestion) },
		"narrow": func(a *app.App) { a.Resize(420, 640); a.SetOverlay(app.OverlayPolicy) },
	} {
		t.Run(name, func(t *testing.T) {
			a := app.New([]*app.Game{g}, app.Actions{Hint: func() {}, Undo: func() {}, New: func() {}, Resign: func() {}, Quit: func() {}})
			g.Jump(7)
			change(a)
			s, _ := a.Scene()
			golden.Picture(t, name+".png", raster.Image(s, int(s.Width)/2))
		})
	}
}

// Every command can be given by its key, and every button says what it does.
func TestCommands(t *testing.T) {
	given := map[string]int{}
	count := func(name string) func() { return func() { given[name]++ } }
	g := recorded(t, "tictactoe", "5 1")
	a := app.New([]*app.Game{g}, app.Actions{Hint: count("hint"), Undo: count("undo"), New: count("new"), Resign: count("resign"), Quit: count("quit")})
	for _, k := range []app.Key{app.KeyH, app.KeyU, app.KeyN, app.KeyR, app.KeyQ} {
		a.Press(k)
	}
	for _, text := range []string{"ask for a hint", "take the last move back", "begin a new game", "give the game up"} {
		press(t, a, text)
	}
	assert.Equal(t, map[string]int{"hint": 2, "undo": 2, "new": 2, "resign": 2, "quit": 1}, given)

	bare := app.New([]*app.Game{g}, app.Actions{})
	for k := app.Key(0); k < 30; k++ {
		assert.NotPanics(t, func() { bare.Press(k) }, "what cannot be done is not offered")
	}
	s, _ := bare.Scene()
	for _, spot := range s.Spots {
		assert.NotContains(t, spot.Note, "hint")
	}
}

func TestResting(t *testing.T) {
	a := app.New([]*app.Game{recorded(t, "go:9", "E5 C3")}, app.Actions{})
	a.Game().Jump(1)
	a.Changed()
	s, _ := a.Scene()
	for _, spot := range s.Spots {
		if strings.HasPrefix(spot.Note, "C3: expected") {
			a.Point(middle(spot.Area))
		}
	}
	assert.Equal(t, "C3: expected return +0.257, 90 visits, prior 60.0 %", a.Note())
	a.Point(scene.Point{X: -5, Y: 3})
	assert.Empty(t, a.Note())
}

// An agent that knows what actions are worth, and nothing else, is shown by
// bars.
func TestValuesOfActions(t *testing.T) {
	game := world(t, "minatar/breakout")
	g := app.NewGame(game, game.New(3), []string{"dqn"})
	s := g.Newest()
	legal := s.Legal(nil)
	values := make([]float32, len(legal))
	for i := range values {
		values[i] = float32(i%4) - 1
	}
	g.Think(agents.ThoughtOfValues(values, legal, 0, 1))
	a := app.New([]*app.Game{g}, app.Actions{})
	drawn, _ := a.Scene()
	golden.Picture(t, "values.png", raster.Image(drawn, 640))
	notes := ""
	for _, spot := range drawn.Spots {
		notes += spot.Note + "\n"
	}
	assert.Contains(t, notes, "right is worth 2.00000")
}

func TestOtherNumbersOfSeats(t *testing.T) {
	game := world(t, "cartpole")
	g := app.NewGame(game, game.New(3), []string{"random"})
	s := game.New(3)
	for range 5 {
		s.Play(1)
		g.Follow(s, 1, agents.Thought{Values: []float32{12}})
	}
	a := app.New([]*app.Game{g}, app.Actions{})
	assert.NotPanics(t, func() { a.Scene() })
	assert.Equal(t, board.None, envs.Action(-1))
}
