package app

import (
	"github.com/tengen-rl/tengen/viz/scene"
)

const (
	buttonRow = 44.0 // height of a row of buttons at the bottom
	between   = 6.0  // two buttons
	tightest  = 0.8  // how much narrower than they should be buttons may become in one row
)

// button is a command that has one, with what stands on it.
type button struct {
	command int
	label   string
}

// buttons are those of the commands that are offered, in one row, or in as many
// as a narrow window takes.
func (a *App) buttons() (rows [][]button) {
	var all []button
	total := 0.0
	for i := range commands {
		c := &commands[i]
		if c.label == "" || !c.isOffered(a) {
			continue
		}
		b := button{i, c.label}
		switch {
		case c.key == KeySpace && a.running:
			b.label = "hold"
		case c.key == KeyM && a.sound:
			b.label = "quiet"
		}
		all = append(all, b)
		total += buttonWidth(b.label) + between
	}
	room := a.size.X - 2*gap
	if total*tightest <= room {
		return [][]button{all}
	}
	x := room
	for _, b := range all {
		width := buttonWidth(b.label) + between
		if x += width; x > room {
			rows, x = append(rows, nil), width
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], b)
	}
	return rows
}

// foot is the height of the buttons.
func (a *App) foot() float64 { return buttonRow * float64(len(a.buttons())) }

// drawButtons draws a button for each command that has one.
func (a *App) drawButtons() {
	y := a.size.Y - a.foot() + 4
	for _, row := range a.buttons() {
		total := 0.0
		for _, b := range row {
			total += buttonWidth(b.label) + between
		}
		x, shrink := gap, min(1, (a.size.X-2*gap)/total)
		for _, b := range row {
			c := &commands[b.command]
			note := c.help + " (" + c.name + ")"
			if c.key == KeyO {
				note += ": now " + overlayNames[a.overlay]
			}
			width := buttonWidth(b.label) * shrink
			a.button(scene.Box{X: x, Y: y, Width: width, Height: buttonRow - 10}, b.label, commandSpots+b.command, note)
			x += width + between*shrink
		}
		y += buttonRow
	}
}

// buttonWidth is how wide a button is that has room.
func buttonWidth(label string) float64 { return max(36, 14+9.5*float64(len([]rune(label)))) }

func (a *App) button(in scene.Box, label string, action int, note string) {
	shape := scene.RoundRect(in, 6)
	a.shown.Add(scene.Shape{Path: shape, Fill: scene.Solid(a.theme.Button), Line: a.theme.Faint, Width: 1})
	a.shown.Write(in.Centre(), label, 16*min(1, in.Width/buttonWidth(label)), a.theme.Ink)
	a.shown.Spots = append(a.shown.Spots, scene.Spot{Area: shape, Action: action, Note: note})
}

// drawHelp draws what each key does, over everything else.
func (a *App) drawHelp() {
	const width = 520
	var offered []*command
	for i := range commands {
		if commands[i].isOffered(a) {
			offered = append(offered, &commands[i])
		}
	}
	row := min(26, (a.size.Y-8)/float64(len(offered)+1))
	height := row * float64(len(offered)+1)
	in := scene.Box{X: (a.size.X - width) / 2, Y: max((a.size.Y-height)/2, 4), Width: width, Height: height}
	a.shown.Add(scene.Shape{Path: scene.RoundRect(in, 10), Fill: scene.Solid(a.theme.Button), Line: a.theme.Ink, Width: 1.5})
	for i, c := range offered {
		y := in.Y + row*(float64(i)+1)
		a.shown.Add(
			scene.Label{At: scene.Point{X: in.X + 90, Y: y}, Text: c.name, Size: 0.62 * row, Color: a.theme.Accent, Align: scene.Right, Bold: true},
			scene.Label{At: scene.Point{X: in.X + 110, Y: y}, Text: c.help, Size: 0.62 * row, Color: a.theme.Ink, Align: scene.Left})
	}
	a.shown.Spots = append(a.shown.Spots, scene.Spot{Area: scene.Rect(in), Action: scene.NoAction})
}
