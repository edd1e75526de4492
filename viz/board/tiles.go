package board

import (
	"image/color"
	"math"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/viz/scene"
)

// tile is what is seen in a cell of a gridworld.
type tile struct {
	ground ground
	things []thing
}

// ground is what a cell is made of.
type ground int

const (
	floor ground = iota
	wall
	goal
	lava
	ice
	water
	unseen
)

// grounds are their colours.
var grounds = [...]color.NRGBA{
	floor: scene.RGB(0xe9e6df), wall: scene.RGB(0x4a4f57), goal: scene.RGB(0x7fc97f), lava: scene.RGB(0xe6550d),
	ice: scene.RGB(0xcfe8f5), water: scene.RGB(0x5f8fbf), unseen: scene.RGB(0x1b1d20),
}

// thing is something that stands in a cell.
type thing struct {
	shape shape
	tone  color.NRGBA
	turn  float64 // clockwise from the right, in quarters
}

type shape int

const (
	agent shape = iota
	walker
	key
	doorOpen
	doorClosed
	doorLocked
	ball
	box
	coin
	flag
	block
)

// draw paints the tiles of a world with cells of one size, row by row, and
// what a person can do as buttons below.
func drawTiles(game envs.Game, s envs.State, o Options, tiles [][]tile) Picture {
	rows, cols := len(tiles), len(tiles[0])
	unit := size / float64(max(rows, cols))
	const margin = 20
	p := Picture{Unit: unit}
	p.Width, p.Background = unit*float64(cols)+2*margin, o.Theme.Ground
	g := grid{rows: rows, cols: cols, at: scene.Box{X: margin, Y: margin, Width: unit * float64(cols), Height: unit * float64(rows)}}
	p.Cells = g.cells()
	for row := range rows {
		for col, t := range tiles[row] {
			in := g.box(row, col)
			p.Add(scene.Shape{Path: scene.Rect(in), Fill: scene.Solid(grounds[t.ground]), Line: scene.Fade(black, 0.12), Width: unit * 0.02})
			for _, what := range t.things {
				p.thing(what, in)
			}
		}
	}
	p.Height = p.buttons(game, s, g.at.Y+g.at.Height+margin, o) + margin
	return p
}

// buttons draws a button for each legal action from y down, and returns where
// they end.
func (p *Picture) buttons(game envs.Game, s envs.State, y float64, o Options) float64 {
	const row, margin = 46, 20
	moves := legal(game, s)
	across := max(1, min(len(moves), int((p.Width-2*margin)/130)))
	width := (p.Width - 2*margin) / float64(across)
	for i, m := range moves {
		in := scene.Box{X: margin + float64(i%across)*width, Y: y + float64(i/across)*row, Width: width, Height: row}
		p.button(in.Inset(4), m, &o.Theme)
	}
	return y + float64((len(moves)+across-1)/across)*row
}

// thing paints a thing into a cell.
func (p *Picture) thing(t thing, in scene.Box) {
	c, u := in.Centre(), in.Width
	edge := scene.Mix(t.tone, black, 0.45)
	put := func(path scene.Path) {
		p.Add(scene.Shape{Path: path, Fill: scene.Solid(t.tone), Line: edge, Width: u * 0.03})
	}
	switch t.shape {
	case agent:
		put(scene.Circle(c, u*0.32))
		p.Fill(scene.Circle(c.Add(scene.Point{X: -u * 0.1, Y: -u * 0.06}), u*0.05), black)
		p.Fill(scene.Circle(c.Add(scene.Point{X: u * 0.1, Y: -u * 0.06}), u*0.05), black)
	case walker:
		put(turned(c, t.turn, scene.Point{X: u * 0.38}, scene.Point{X: -u * 0.3, Y: u * 0.3}, scene.Point{X: -u * 0.3, Y: -u * 0.3}))
	case key:
		p.Stroke(scene.Circle(c.Add(scene.Point{Y: -u * 0.16}), u*0.13), u*0.08, t.tone)
		p.Stroke(scene.Line(c.Add(scene.Point{Y: -u * 0.03}), c.Add(scene.Point{Y: u * 0.32})), u*0.08, t.tone)
		p.Stroke(scene.Line(c.Add(scene.Point{Y: u * 0.28}), c.Add(scene.Point{X: u * 0.14, Y: u * 0.28})), u*0.07, t.tone)
	case doorOpen:
		p.Stroke(scene.Rect(in.Inset(u*0.06)), u*0.08, t.tone)
	case doorClosed, doorLocked:
		put(scene.Rect(in.Inset(u * 0.06)))
		if t.shape == doorLocked {
			p.Fill(scene.Circle(c, u*0.1), edge)
			p.Fill(scene.Rect(scene.Box{X: c.X - u*0.04, Y: c.Y, Width: u * 0.08, Height: u * 0.22}), edge)
		} else {
			p.Fill(scene.Circle(c.Add(scene.Point{X: u * 0.25}), u*0.06), edge)
		}
	case ball:
		put(scene.Circle(c, u*0.28))
	case coin:
		put(scene.Circle(c, u*0.22))
		p.Stroke(scene.Circle(c, u*0.13), u*0.03, edge)
	case box:
		put(scene.Rect(in.Inset(u * 0.22)))
		p.Stroke(scene.Line(scene.Point{X: in.X + u*0.22, Y: c.Y}, scene.Point{X: in.X + u*0.78, Y: c.Y}), u*0.04, edge)
	case flag:
		p.Stroke(scene.Line(c.Add(scene.Point{X: -u * 0.15, Y: u * 0.32}), c.Add(scene.Point{X: -u * 0.15, Y: -u * 0.34})), u*0.05, black)
		put(scene.Polygon(c.Add(scene.Point{X: -u * 0.15, Y: -u * 0.34}), c.Add(scene.Point{X: u * 0.3, Y: -u * 0.2}), c.Add(scene.Point{X: -u * 0.15, Y: -u * 0.04})))
	case block:
		put(scene.Rect(in.Inset(u * 0.04)))
	}
}

// turned is a polygon about c, turned by quarters clockwise.
func turned(c scene.Point, quarters float64, points ...scene.Point) scene.Path {
	sin, cos := math.Sincos(quarters * math.Pi / 2)
	for i, q := range points {
		points[i] = c.Add(scene.Point{X: cos*q.X - sin*q.Y, Y: sin*q.X + cos*q.Y})
	}
	return scene.Polygon(points...)
}
