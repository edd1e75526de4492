package app

import (
	"fmt"
	"math"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/viz/board"
	"github.com/tengen-rl/tengen/viz/overlay"
	"github.com/tengen-rl/tengen/viz/scene"
)

// Scene returns what is shown. fresh says whether it differs from what the
// last call returned. The scene is read only.
func (a *App) Scene() (s scene.Scene, fresh bool) {
	if !a.stale {
		return a.shown, false
	}
	a.stale = false
	a.listen()
	a.shown = scene.Scene{Width: a.size.X, Height: a.size.Y, Background: a.theme.Ground}
	if a.wide {
		a.drawGrid()
	} else {
		a.drawOne()
	}
	a.drawButtons()
	if a.help {
		a.drawHelp()
	}
	return a.shown, true
}

const (
	gap   = 12.0
	panel = 400.0 // width of what stands beside the board
)

// boardBox is where the board of the game looked at lies: all of a narrow
// window, and what the panel leaves of a wide one.
func (a *App) boardBox() scene.Box {
	width := a.size.X
	if a.hasPanel() {
		width -= panel
	}
	return scene.Box{X: 0, Y: 0, Width: width, Height: a.size.Y - a.foot()}.Inset(gap)
}

func (a *App) hasPanel() bool { return a.size.X >= 2*panel }

// picture is the board of the game looked at, with what is painted onto it,
// and how it is placed in the window.
func (a *App) picture() (board.Picture, scene.Transform) {
	g := a.Game()
	o := board.Options{Theme: a.theme, Flip: a.flip}
	o.Last, o.Before = g.Last()
	p := board.Draw(g.World, g.Shown(), o)
	a.paint(&p, o)
	in := a.boardBox()
	scale := min(in.Width/p.Width, in.Height/p.Height)
	return p, scene.Transform{Scale: scale, X: in.X + (in.Width-scale*p.Width)/2, Y: in.Y + (in.Height-scale*p.Height)/2}
}

// paint paints the overlay that is chosen.
func (a *App) paint(p *board.Picture, o board.Options) {
	g := a.Game()
	s, thought := g.Shown(), g.Thought()
	if s.ToPlay() == envs.Over {
		return
	}
	switch a.overlay {
	case OverlayCandidates:
		if valuesAlone(thought) {
			return // bars tell it better
		}
		overlay.Candidates(p, thought, s.ToPlay(), a.theme)
	case OverlayPolicy:
		weights := make([]float32, g.World.Spec().Actions)
		for _, c := range thought.Candidates {
			weights[c.Action] = c.Prior
		}
		overlay.Policy(p, weights)
	case OverlayLine:
		if len(thought.Candidates) > 0 {
			overlay.Line(p, g.World, s, thought.Candidates[0].Line, o)
		}
	case OverlayOwners:
		a.paintOwners(p, s)
	}
}

// paintOwners paints who owns what now, in worlds that count that.
func (a *App) paintOwners(p *board.Picture, s envs.State) {
	scorer, ok := s.(envs.Scorer)
	if !ok {
		return
	}
	owners := make([]envs.Player, len(p.Cells))
	scorer.Owners(owners)
	degrees := make([]float32, len(owners))
	for i, who := range owners {
		if who != envs.Over {
			degrees[i] = 1 - 2*float32(who)
		}
	}
	overlay.Owners(p, degrees)
}

// drawOne draws the game looked at and the panel beside it.
func (a *App) drawOne() {
	p, to := a.picture()
	if a.from != nil {
		at := *a.from
		half := to.Scale * p.Unit / 2
		p.Stroke(scene.Rect(scene.Box{X: (at.X-half-to.X)/to.Scale + 2, Y: (at.Y-half-to.Y)/to.Scale + 2, Width: p.Unit - 4, Height: p.Unit - 4}), p.Unit*0.05, a.theme.Accent)
	}
	a.shown.Place(p.Scene, a.boardBox())
	if a.hasPanel() {
		a.drawPanel(scene.Box{X: a.size.X - panel, Y: 0, Width: panel, Height: a.size.Y - a.foot()}.Inset(gap))
	}
	for i, m := range a.choices {
		a.button(scene.Box{X: gap + float64(i)*96, Y: a.size.Y - a.foot() - buttonRow, Width: 90, Height: buttonRow - 8}, m.Name, int(m.Action), "play "+m.Name)
	}
}

// drawPanel draws who plays, what is thought and how the game went.
func (a *App) drawPanel(in scene.Box) {
	g := a.Game()
	y := in.Y
	line := func(text string, size float64, bold bool) {
		a.shown.Add(scene.Label{At: scene.Point{X: in.X + 8, Y: y + size/2}, Text: text, Size: size, Color: a.theme.Ink, Align: scene.Left, Bold: bold})
		y += size * 1.5
	}
	title := g.Title
	if title == "" {
		title = g.World.Spec().Name
	}
	line(title, 20, true)
	returns := g.Returns(g.at)
	for seat, name := range g.Names {
		mark := "  "
		if g.Shown().ToPlay() == envs.Player(seat) {
			mark = "> "
		}
		line(fmt.Sprintf("%s%s  %+.4g", mark, name, returns[seat]), 16, false)
	}
	line(a.whereabouts(g), 15, false)
	if a.message != "" {
		line(a.message, 15, true)
	}
	rest := in.Y + in.Height - y
	thought := g.Thought()
	switch {
	case a.showsCurves():
		a.placeCharts(scene.Box{X: in.X, Y: y, Width: in.Width, Height: rest})
		return
	case a.tree:
		y += a.placeTree(g, scene.Box{X: in.X, Y: y, Width: in.Width, Height: rest - 140}) + gap
	case valuesAlone(thought):
		bars := overlay.Bars("what each action is worth", a.bars(thought), a.theme)
		height := min(bars.Height*in.Width/bars.Width, rest/2)
		a.shown.Place(bars, scene.Box{X: in.X, Y: y, Width: in.Width, Height: height})
		y += height + gap
	case len(thought.Candidates) > 0:
		table := overlay.Table(g.World, g.Shown(), thought, int(max(1, min(8, rest/2/24-2))), a.theme)
		a.shown.Place(table, scene.Box{X: in.X, Y: y, Width: in.Width, Height: table.Height * in.Width / table.Width})
		y += table.Height*in.Width/table.Width + gap
	}
	if height := min(in.Y+in.Height-y, 260); height > 110 && g.Plies() > 0 {
		a.placeChart(g, scene.Box{X: in.X, Y: in.Y + in.Height - height, Width: in.Width, Height: height})
	}
}

// whereabouts tells which position is looked at.
func (a *App) whereabouts(g *Game) string {
	switch n := len(g.walk); {
	case n > 0:
		return fmt.Sprintf("move %d of %d, and %d that nobody played", g.at, g.Plies(), n)
	case g.Outcome != "" && g.at == g.Plies():
		return g.Outcome
	}
	return fmt.Sprintf("move %d of %d", g.at, g.Plies())
}

// valuesAlone reports whether all that is thought is what actions are worth, as
// an agent by a network of action values thinks.
func valuesAlone(t agents.Thought) bool {
	for _, c := range t.Candidates {
		if c.Visits > 0 || c.Prior > 0 || len(c.Values) == 0 {
			return false
		}
	}
	return len(t.Candidates) > 0
}

// bars are the values of the actions of a thought in the order of the actions.
func (a *App) bars(t agents.Thought) (bars []overlay.Bar) {
	g := a.Game()
	s := g.Shown()
	mover := s.ToPlay()
	if mover == envs.Over {
		return nil
	}
	notation := agents.Notation(g.World)
	for _, action := range s.Legal(nil) {
		for i, c := range t.Candidates {
			if c.Action == action {
				bars = append(bars, overlay.Bar{Name: notation.FormatAction(s, action), Value: float64(c.Values[mover]), Chosen: i == 0})
			}
		}
	}
	return bars
}

// placeChart draws the curve of what was expected, ply by ply: of a seat what
// whoever moved expected for it.
func (a *App) placeChart(g *Game, in scene.Box) {
	c := overlay.Chart{Title: "expected return", Mark: float64(g.at), Jump: true}
	tones := board.SeatColors()
	for seat := range g.World.Spec().Players {
		series := overlay.Series{Name: seatName(g, seat), Color: tones[seat%len(tones)]}
		for ply := range g.states {
			v := expected(&g.thoughts[ply], seat)
			if math.IsNaN(v) && ply > 0 && ply < g.Plies() {
				continue // the one who moved does not tell: the curve goes on
			}
			series.X, series.Y = append(series.X, float64(ply)), append(series.Y, v)
		}
		if c.Series = append(c.Series, series); g.World.Spec().Players == 2 {
			c.Low, c.High = -1, 1
			break // the other seat's is the mirror image
		}
	}
	drawn := c.Draw(in.Width, in.Height, a.theme)
	for i := range drawn.Spots {
		drawn.Spots[i].Action += plySpots
	}
	a.shown.Place(drawn, in)
}

func seatName(g *Game, seat int) string {
	if seat < len(g.Names) {
		return g.Names[seat]
	}
	return fmt.Sprint("seat ", seat)
}

// expected is the return of a seat by a thought, NaN if it does not say.
func expected(t *agents.Thought, seat int) float64 {
	if seat >= len(t.Values) {
		return math.NaN()
	}
	return float64(t.Values[seat])
}
