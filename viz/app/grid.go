package app

import (
	"fmt"
	"strings"

	"github.com/tengen-rl/tengen/viz/board"
	"github.com/tengen-rl/tengen/viz/scene"
)

const (
	messageRow  = 28.0 // height of a message below a grid
	captionRow  = 18.0 // height of what is said below each board of it
	captionSize = 12.0 // of its letters
	captionless = 120  // a board that has no more room has no caption
)

// drawGrid draws all games side by side.
func (a *App) drawGrid() {
	n := len(a.games)
	in := scene.Box{Width: a.size.X, Height: a.size.Y - a.foot()}
	if a.showsCurves() {
		in.Width -= panel
		a.placeCharts(scene.Box{X: in.Width, Width: panel, Height: in.Height}.Inset(gap))
	}
	if a.message != "" {
		in.Height -= messageRow
		a.shown.Add(scene.Label{At: scene.Point{X: gap, Y: in.Height + messageRow/2}, Text: a.message, Size: 16, Color: a.theme.Ink, Align: scene.Left, Bold: true})
	}
	columns := 1
	for float64(columns)*float64(columns)*in.Height < float64(n)*in.Width {
		columns++
	}
	rows := (n + columns - 1) / columns
	width, height := in.Width/float64(columns), in.Height/float64(rows)
	for i, g := range a.games {
		o := board.Options{Theme: a.theme, Flip: a.flip}
		o.Last, o.Before = g.Last()
		p := board.Draw(g.World, g.Shown(), o)
		p.Spots = nil // a click looks at the game
		cell := scene.Box{X: float64(i%columns) * width, Y: float64(i/columns) * height, Width: width, Height: height}
		box, text := cell.Inset(gap/2), caption(g)
		if height > captionless && width > captionless {
			box.Height -= captionRow
			foot := box.Centre().Y + min(box.Height, box.Width*p.Height/p.Width)/2
			a.shown.Add(scene.Label{At: scene.Point{X: box.Centre().X, Y: foot + captionRow/2 + 1}, Text: fit(text, box.Width), Size: captionSize, Color: a.theme.Ink})
		}
		a.shown.Place(p.Scene, box)
		a.shown.Spots = append(a.shown.Spots, scene.Spot{Area: scene.Rect(cell), Action: gameSpots + i, Note: text})
	}
}

// caption says which game it is, and how it ended or what it has earned so far, or
// else who plays.
func caption(g *Game) string {
	players, same := strings.Join(g.Names, " – "), true
	for _, name := range g.Names {
		same = same && name == g.Names[0]
	}
	more := players
	switch {
	case g.Outcome != "" && g.Seen():
		more = g.Outcome
	case g.World.Spec().Players == 1:
		more = fmt.Sprintf("%.4g", g.Returns(g.at)[0])
	case same && g.Title != "":
		return g.Title
	}
	if g.Title == "" || more == "" {
		return g.Title + more
	}
	return g.Title + ": " + more
}

// fit cuts a caption that is too long for the width.
func fit(text string, width float64) string {
	letters := []rune(text)
	if most := max(int(width/(0.55*captionSize)), 1); len(letters) > most {
		return string(letters[:most-1]) + "…"
	}
	return text
}
