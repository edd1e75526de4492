package board

import (
	"math/bits"
	"strconv"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/othello"
	"github.com/tengen-rl/tengen/viz/scene"
)

// drawOthello draws discs of black and white on green, and where the mover may
// play.
func drawOthello(game envs.Game, state envs.State, o Options) (Picture, bool) {
	s, ok := state.(*othello.State)
	if !ok {
		return Picture{}, false
	}
	n := s.Side()
	unit := size / float64(n)
	margin := unit * 0.5
	p := Picture{Unit: unit}
	p.Width, p.Height, p.Background = size+2*margin, size+margin*2+unit*0.8, o.Theme.Ground
	g := grid{rows: n, cols: n, at: scene.Box{X: margin, Y: margin, Width: size, Height: size}, flip: o.Flip}
	p.Add(scene.Shape{Path: scene.Rect(g.at), Fill: scene.Solid(scene.RGB(0x2f7d4f)), Line: scene.RGB(0x17402a), Width: unit * 0.06})
	p.Cells = g.cells()
	for i, cell := range p.Cells {
		p.Stroke(cell, unit*0.02, scene.RGB(0x17402a))
		if i < n {
			p.Write(scene.Point{X: g.box(0, i).Centre().X, Y: margin / 2}, string(rune('a'+i)), unit*0.28, o.Theme.Faint)
			p.Write(scene.Point{X: margin / 2, Y: g.box(i, 0).Centre().Y}, strconv.Itoa(i+1), unit*0.28, o.Theme.Faint)
		}
	}
	for bit := range 64 {
		if s.Board()>>bit&1 == 0 {
			continue
		}
		a := int(s.ActionAt(bit))
		at := g.box(a/n, a%n).Centre()
		for seat := range envs.Player(2) {
			if s.Discs(seat)>>bit&1 != 0 {
				p.stone(at, unit*0.42, seat == 0)
				if envs.Action(a) == o.Last {
					p.mark(at, unit*0.16, seatTone(seat))
				}
			}
		}
	}
	p.othelloMoves(game, s, &g, &o)
	return p, true
}

// othelloMoves makes the legal moves spots, and writes the count of discs
// below the board.
func (p *Picture) othelloMoves(game envs.Game, s *othello.State, g *grid, o *Options) {
	unit, n := g.unit(), g.rows
	below := g.at.Y + g.at.Height + unit*0.6
	for seat, align := range []scene.Align{scene.Left, scene.Right} {
		p.Add(scene.Label{At: scene.Point{X: g.at.X + float64(seat)*g.at.Width, Y: below}, Size: unit * 0.32, Color: o.Theme.Ink, Align: align,
			Text: []string{"Black ", "White "}[seat] + strconv.Itoa(bits.OnesCount64(s.Discs(envs.Player(seat))))})
	}
	for _, m := range legal(game, s) {
		if m.Action == s.Pass() {
			p.button(scene.Box{X: g.at.Centre().X - unit*0.8, Y: below - unit*0.3, Width: unit * 1.6, Height: unit * 0.6}, m, &o.Theme)
			continue
		}
		box := g.box(int(m.Action)/n, int(m.Action)%n)
		m.At = box.Centre()
		p.Fill(scene.Circle(m.At, unit*0.07), scene.Fade(black, 0.45))
		p.spot(scene.Rect(box), m)
	}
}
