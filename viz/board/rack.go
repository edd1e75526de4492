package board

import (
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/viz/scene"
	"image/color"
)

// discTones are the colours of the two seats where discs are dropped.
var discTones = [2]color.NRGBA{yellow, vermilion}

// drawConnectFour draws discs in a blue rack.
func drawConnectFour(game envs.Game, state envs.State, o Options) (Picture, bool) {
	s, ok := state.(*connectfour.State)
	if !ok {
		return Picture{}, false
	}
	const unit, margin = size / float64(connectfour.Width), 20
	p := Picture{Unit: unit}
	p.Width, p.Height, p.Background = size+2*margin, unit*(connectfour.Height+0.7)+margin, o.Theme.Ground
	g := grid{rows: connectfour.Height, cols: connectfour.Width, at: scene.Box{X: margin, Y: unit * 0.7, Width: size, Height: unit * connectfour.Height}}
	p.Add(scene.Shape{Path: scene.RoundRect(g.at, unit*0.25), Fill: scene.Solid(scene.RGB(0x1f5fa8)), Line: scene.RGB(0x123a68), Width: unit * 0.05})
	p.Cells = g.cells()
	for row := range g.rows {
		for col := range g.cols {
			at, r := g.box(row, col).Centre(), unit*0.4
			p.Fill(scene.Circle(at, r), scene.Mix(scene.RGB(0x123a68), o.Theme.Ground, 0.75))
			bit := uint64(1) << (col*connectfour.Stride + connectfour.Height - 1 - row)
			for seat, tone := range discTones {
				if s.Discs(envs.Player(seat))&bit != 0 {
					p.disc(at, r, tone)
				}
			}
		}
	}
	if o.Last != None {
		p.markTop(s, &g, int(o.Last))
	}
	filled := s.Discs(0) | s.Discs(1)
	for _, m := range legal(game, s) {
		col := int(m.Action)
		p.Write(scene.Point{X: g.box(0, col).Centre().X, Y: unit * 0.35}, m.Name, unit*0.3, o.Theme.Faint)
		m.At = g.box(connectfour.Height-1-height(filled, col), col).Centre()
		p.spot(scene.Rect(scene.Box{X: g.box(0, col).X, Width: unit, Height: p.Height}), m)
	}
	return p, true
}

// height is how many discs a column holds.
func height(filled uint64, col int) (n int) {
	for n < connectfour.Height && filled>>(col*connectfour.Stride+n)&1 != 0 {
		n++
	}
	return n
}

// markTop marks the uppermost disc of a column as the last.
func (p *Picture) markTop(s *connectfour.State, g *grid, col int) {
	n := height(s.Discs(0)|s.Discs(1), col)
	if n == 0 {
		return
	}
	bit := uint64(1) << (col*connectfour.Stride + n - 1)
	tone := discTones[0]
	if s.Discs(1)&bit != 0 {
		tone = discTones[1]
	}
	p.mark(g.box(connectfour.Height-n, col).Centre(), g.unit()*0.18, tone)
}
