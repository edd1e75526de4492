package app

import (
	"time"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/viz/board"
	"github.com/tengen-rl/tengen/viz/overlay"
	"github.com/tengen-rl/tengen/viz/scene"
)

// App is what is shown. Its methods are for one goroutine.
type App struct {
	games []*Game
	focus int  // the game that is looked at
	wide  bool // many games are shown side by side

	size    scene.Point // of the window, in units
	theme   board.Theme
	dark    bool
	flip    bool
	overlay Overlay
	help    bool
	tree    bool // the panel has the tree of what was thought
	curves  bool // the panel has the charts
	charts  []overlay.Chart
	lines   [][]envs.Action // of the rows of the tree

	speaker Speaker // nil for none
	sound   bool    // it is on
	heard   heard   // what was shown when it last sounded

	running bool          // replays go on by themselves
	ended   bool          // they did, and have come to their end
	period  time.Duration // between two plies of a replay
	waited  time.Duration

	person  []bool       // by seat: a person plays it
	from    *scene.Point // where the person has picked something up
	choices []board.Move // what setting it down could mean, if that is not clear
	pointer scene.Point
	message string

	shown   scene.Scene
	stale   bool
	actions Actions
}

// Actions are what an App asks of those who run it. A nil function means that
// they cannot do it, and the App does not offer it.
type Actions struct {
	Play   func(a envs.Action) // the person plays a legal move of the newest position
	Undo   func()
	New    func()
	Hint   func()
	Resign func()
	Quit   func()

	Seats            func() // the person takes another seat, in a new game
	Stronger, Weaker func() // the agents play so from now on
}

// Overlay is what is painted onto the board.
type Overlay int

const (
	OverlayNone Overlay = iota
	OverlayCandidates
	OverlayPolicy
	OverlayLine
	OverlayOwners
	overlays
)

var overlayNames = [...]string{"nothing", "candidates", "policy", "expected line", "ownership"}

// New returns an App of the given games, at least one, in a window of
// 1280 × 800.
func New(games []*Game, actions Actions) *App {
	if len(games) == 0 {
		panic("app: no games")
	}
	return &App{
		games: games, actions: actions, size: scene.Point{X: 1280, Y: 800}, theme: board.Light(), overlay: OverlayCandidates,
		period: time.Second / 2, stale: true, wide: len(games) > 1,
		curves: len(games) > 1, person: make([]bool, games[0].World.Spec().Players),
	}
}

// Games are all games, in the order of the grid. They are read only.
func (a *App) Games() []*Game { return a.games }

// Game is the game that is looked at.
func (a *App) Game() *Game { return a.games[a.focus] }

// SetGames replaces the games that are shown.
func (a *App) SetGames(games []*Game) {
	if len(games) == 0 {
		panic("app: no games")
	}
	a.games, a.focus = games, min(a.focus, len(games)-1)
	a.wide = a.wide && len(games) > 1
	a.letGo()
	a.Changed()
}

// SetPerson says which seat a person plays, Over for none.
func (a *App) SetPerson(seat envs.Player) {
	for p := range a.person {
		a.person[p] = envs.Player(p) == seat
	}
	a.Changed()
}

// SetQuit says how the window is closed.
func (a *App) SetQuit(quit func()) { a.actions.Quit = quit }

// SetPeriod is the time between two plies of a replay, until the person changes it.
func (a *App) SetPeriod(period time.Duration) { a.period = period }

// SetCharts are curves of what the games belong to, such as a run of training.
func (a *App) SetCharts(charts []overlay.Chart) {
	a.charts = charts
	a.Changed()
}

// Looks reports whether a game is looked at by itself.
func (a *App) Looks(g *Game) bool { return !a.wide && a.Game() == g }

// SetMessage is what is said below the board.
func (a *App) SetMessage(text string) {
	a.message = text
	a.Changed()
}

// SetDark chooses the theme.
func (a *App) SetDark(dark bool) {
	a.dark, a.theme = dark, board.Light()
	if dark {
		a.theme = board.Dark()
	}
	a.Changed()
}

// SetOverlay chooses what is painted onto the board.
func (a *App) SetOverlay(o Overlay) {
	a.overlay = o
	a.Changed()
}

// Resize says how large the window is, in units.
func (a *App) Resize(width, height float64) {
	if at := (scene.Point{X: max(width, 200), Y: max(height, 150)}); at != a.size {
		a.size = at
		a.Changed()
	}
}

// Changed says that a game, or anything else that is shown, is no longer what
// it was.
func (a *App) Changed() { a.stale = true }

// Tick lets time pass: replays that run go on.
func (a *App) Tick(passed time.Duration) {
	if !a.running {
		return
	}
	if a.waited += passed; a.waited < a.period {
		return
	}
	a.waited = 0
	more := false
	for _, g := range a.looked() {
		g.look(g.at + 1)
		more = more || g.more()
	}
	a.running, a.ended = more, !more
	a.Changed()
}

// looked are the games that are shown.
func (a *App) looked() []*Game {
	if a.wide {
		return a.games
	}
	return a.games[a.focus : a.focus+1]
}

// Resume lets replays go on that ran until there was nothing more to show; not
// those that the person holds.
func (a *App) Resume() {
	if a.ended {
		a.running, a.ended, a.waited = true, false, 0
	}
}

// Animated reports whether time changes what is shown.
func (a *App) Animated() bool { return a.running }

// Due is how much time must pass until that changes what is shown, if it is
// Animated.
func (a *App) Due() time.Duration { return max(a.period-a.waited, 0) }

// toMove reports whether it is the person's turn in the position looked at.
func (a *App) toMove() bool {
	g := a.Game()
	p := g.Newest().ToPlay()
	return a.actions.Play != nil && !g.Over() && g.at == g.Plies() && len(g.walk) == 0 && p != envs.Over && a.person[p]
}
