package app

import (
	"time"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/viz/board"
	"github.com/tengen-rl/tengen/viz/scene"
)

// Key is a key that means something.
type Key int

const (
	KeyLeft Key = iota
	KeyRight
	KeyUp
	KeyDown
	KeyHome
	KeyEnd
	KeySpace
	KeyEscape
	KeyQuestion
	KeyPlus
	KeyMinus
	KeyB
	KeyC
	KeyF
	KeyG
	KeyH
	KeyL
	KeyM
	KeyN
	KeyO
	KeyQ
	KeyR
	KeyT
	KeyU
	keys
)

// command is something that a person can do, by a key or a button.
type command struct {
	key     Key
	name    string // of the key
	label   string // of the button, "" for none
	help    string
	offered func(*App) bool // nil: always
	do      func(*App)
}

// commands are all, in the order of the help.
var commands = []command{
	{KeyLeft, "←", "‹", "one move back", nil, (*App).left},
	{KeyRight, "→", "›", "one move on", nil, (*App).right},
	{KeyHome, "Home", "«", "to the beginning", nil, func(a *App) { a.step(-1 << 30) }},
	{KeyEnd, "End", "»", "to the end", nil, func(a *App) { a.step(1 << 30) }},
	{KeySpace, "Space", "run", "let the games run, or hold them", nil, (*App).run},
	{KeyUp, "↑", "", "faster; in the tree, the move above", nil, (*App).up},
	{KeyDown, "↓", "", "slower; in the tree, the move below", nil, (*App).down},
	{KeyO, "O", "overlay", "paint something else onto the board", nil, func(a *App) { a.SetOverlay((a.overlay + 1) % overlays) }},
	{KeyF, "F", "flip", "turn the board round", nil, func(a *App) { a.flip = !a.flip }},
	{KeyG, "G", "grid", "all games side by side, or one", func(a *App) bool { return len(a.games) > 1 }, func(a *App) { a.wide = !a.wide; a.curves = a.wide }},
	{KeyB, "B", "tree", "walk through the search tree: ← back, → on, or click", (*App).hasTree, (*App).openTree},
	{KeyL, "L", "curves", "learning curves", func(a *App) bool { return len(a.charts) > 0 }, func(a *App) { a.curves = !a.curves }},
	{KeyT, "T", "theme", "light or dark", nil, func(a *App) { a.SetDark(!a.dark) }},
	{KeyH, "H", "hint", "ask for a hint", func(a *App) bool { return a.actions.Hint != nil }, func(a *App) { a.actions.Hint() }},
	{KeyU, "U", "undo", "take the last move back", func(a *App) bool { return a.actions.Undo != nil }, func(a *App) { a.actions.Undo() }},
	{KeyN, "N", "new", "begin a new game", func(a *App) bool { return a.actions.New != nil }, func(a *App) { a.actions.New() }},
	{KeyR, "R", "resign", "give the game up", func(a *App) bool { return a.actions.Resign != nil }, func(a *App) { a.actions.Resign() }},
	{KeyC, "C", "seat", "change seats, in a new game", func(a *App) bool { return a.actions.Seats != nil }, func(a *App) { a.actions.Seats() }},
	{KeyPlus, "+", "+", "a stronger opponent", func(a *App) bool { return a.actions.Stronger != nil }, func(a *App) { a.actions.Stronger() }},
	{KeyMinus, "-", "–", "a weaker opponent", func(a *App) bool { return a.actions.Weaker != nil }, func(a *App) { a.actions.Weaker() }},
	{KeyM, "M", "sound", "sound on or off", func(a *App) bool { return a.speaker != nil }, (*App).turnSound},
	{KeyQuestion, "?", "help", "this help", nil, func(a *App) { a.help = !a.help }},
	{KeyEscape, "Esc", "", "put back what was picked up; leave the help, the tree", nil, (*App).escape},
	{KeyQ, "Q", "", "quit", func(a *App) bool { return a.actions.Quit != nil }, func(a *App) { a.actions.Quit() }},
}

// isOffered reports whether the command can be given now.
func (c *command) isOffered(a *App) bool { return c.offered == nil || c.offered(a) }

// Press is a key that goes down.
func (a *App) Press(k Key) {
	for i := range commands {
		if c := &commands[i]; c.key == k && c.isOffered(a) {
			c.do(a)
			a.Changed()
			return
		}
	}
}

// step looks at so many plies further on in every game that is shown, and
// holds a replay that runs.
func (a *App) step(plies int) {
	a.running, a.ended = false, false
	a.letGo()
	for _, g := range a.looked() {
		g.Jump(g.at + plies)
	}
}

// run lets replays run, from the beginning if all are at their end, or holds
// them where they are.
func (a *App) run() {
	a.running, a.ended, a.waited = !a.running, false, 0
	ended := true
	for _, g := range a.looked() {
		g.Hold()
		ended = ended && !g.more()
	}
	if a.running && ended {
		for _, g := range a.looked() {
			g.look(0)
		}
	}
}

func (a *App) faster() { a.period = max(a.period/2, time.Second/64) }
func (a *App) slower() { a.period = min(a.period*2, 8*time.Second) }

// escape leaves whatever a person may have come into.
func (a *App) escape() {
	a.help, a.tree = false, false
	a.Game().Walk(nil)
	a.letGo()
}

// letGo puts back what the person has picked up.
func (a *App) letGo() { a.from, a.choices = nil, nil }

// Wheel goes through the game: forwards by clicks of the wheel down.
func (a *App) Wheel(clicks int) {
	a.step(clicks)
	a.Changed()
}

// Point says where the pointer is.
func (a *App) Point(at scene.Point) { a.pointer = at }

// Note is what resting the pointer where it is tells, "" for nothing.
func (a *App) Note() string {
	if spot, ok := a.shown.At(a.pointer); ok {
		return spot.Note
	}
	return ""
}

// What the action of a spot means: plies and games, commands and moves have
// their numbers from these on, so that they do not meet.
const (
	moveSpots    = 0
	plySpots     = 1 << 24
	commandSpots = 2 << 24
	gameSpots    = 3 << 24
	treeSpots    = 4 << 24
)

// Click is a click of the pointer, or a touch.
func (a *App) Click(at scene.Point) {
	a.pointer = at
	a.Changed()
	if a.help {
		a.help = false
		return
	}
	spot, ok := a.shown.At(at)
	switch {
	case !ok || spot.Action == scene.NoAction:
		a.clickBoard(at)
	case spot.Action >= treeSpots:
		a.walkTo(a.lines[spot.Action-treeSpots])
	case spot.Action >= gameSpots:
		a.focus, a.wide, a.curves = spot.Action-gameSpots, false, false
	case spot.Action >= commandSpots:
		commands[spot.Action-commandSpots].do(a)
	case spot.Action >= plySpots:
		a.step(spot.Action - plySpots - a.Game().at)
	case a.toMove():
		a.play(envs.Action(spot.Action - moveSpots))
	}
}

// play plays a move of the person's, if it is legal.
func (a *App) play(action envs.Action) {
	a.letGo()
	for _, legal := range a.Game().Newest().Legal(nil) {
		if legal == action {
			a.actions.Play(action)
			return
		}
	}
}

// clickBoard picks something up, or sets it down, where moves go from one
// place to another.
func (a *App) clickBoard(at scene.Point) {
	if a.wide || !a.toMove() {
		return
	}
	p, to := a.picture()
	var choices []board.Move
	for _, m := range p.Moves {
		m.From, m.At = to.Point(m.From), to.Point(m.At)
		if !m.Moves {
			continue
		}
		if a.from != nil && near(*a.from, m.From, 1) && near(at, m.At, to.Scale*p.Unit/2) {
			choices = append(choices, m)
		}
	}
	switch {
	case len(choices) == 1:
		a.play(choices[0].Action)
		return
	case len(choices) > 1: // a promotion: the choice is among buttons
		a.choices = choices
		return
	}
	a.letGo()
	for _, m := range p.Moves {
		if from := to.Point(m.From); m.Moves && near(at, from, to.Scale*p.Unit/2) {
			a.from = &from
		}
	}
}

// near reports whether two points are at most so far apart each way.
func near(a, b scene.Point, by float64) bool {
	return max(a.X-b.X, b.X-a.X) <= by && max(a.Y-b.Y, b.Y-a.Y) <= by
}
