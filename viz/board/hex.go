package board

import (
	"image/color"
	"math"
	"strconv"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/hex"
	"github.com/tengen-rl/tengen/viz/scene"
)

// hexTones are the colours of the two seats and of the edges that they join.
var hexTones = [2]color.NRGBA{vermilion, blue}

// drawHex draws a rhombus of hexagons whose edges have the colours of those
// who want to join them.
func drawHex(game envs.Game, state envs.State, o Options) (Picture, bool) {
	s, ok := state.(*hex.State)
	if !ok {
		return Picture{}, false
	}
	n := s.Size()
	// The cells of a row are w apart, the rows h, and each begins half a cell
	// further to the right.
	w := size / (1.5 * float64(n))
	h := w * math.Sqrt(3) / 2
	r := w / math.Sqrt(3)
	margin := w * 1.1
	p := Picture{Unit: w}
	p.Width, p.Height, p.Background = w*(1.5*float64(n)-0.5)+2*margin, h*float64(n-1)+2*r+2*margin, o.Theme.Ground
	at := func(cell int) scene.Point {
		row, col := float64(cell/n), float64(cell%n)
		return scene.Point{X: margin + w/2 + w*col + w/2*row, Y: margin + r + h*row}
	}
	for cell := range n * n {
		p.Cells = append(p.Cells, hexagon(at(cell), r))
	}
	p.hexEdges(n, at, r)
	for cell, outline := range p.Cells {
		p.Add(scene.Shape{Path: outline, Fill: scene.Solid(scene.RGB(0xf3e9d2)), Line: scene.RGB(0x6b5b3e), Width: w * 0.03})
		for seat, tone := range hexTones {
			if s.Has(envs.Player(seat), cell) {
				p.disc(at(cell), w*0.36, tone)
				if envs.Action(cell) == o.Last {
					p.mark(at(cell), w*0.15, tone)
				}
			}
		}
		if cell < n {
			p.Write(at(cell).Add(scene.Point{Y: -1.5 * r}), string(rune('a'+cell)), w*0.3, o.Theme.Faint)
			p.Write(at(cell*n).Add(scene.Point{X: -0.95 * w}), strconv.Itoa(cell+1), w*0.3, o.Theme.Faint)
		}
	}
	for _, m := range legal(game, s) {
		if int(m.Action) >= n*n { // the swap of colours
			p.button(scene.Box{X: margin, Y: p.Height - w*0.9, Width: w * 2, Height: w * 0.7}, m, &o.Theme)
			continue
		}
		m.At = at(int(m.Action))
		p.spot(p.Cells[m.Action], m)
	}
	return p, true
}

// hexagon has its corners above and below its centre.
func hexagon(c scene.Point, r float64) scene.Path {
	var corners []scene.Point
	for i := range 6 {
		sin, cos := math.Sincos(math.Pi/6 + float64(i)*math.Pi/3)
		corners = append(corners, c.Add(scene.Point{X: r * cos, Y: r * sin}))
	}
	return scene.Polygon(corners...)
}

// hexEdges paints a band along each edge: the first seat joins top and bottom.
func (p *Picture) hexEdges(n int, at func(int) scene.Point, r float64) {
	for i := range n {
		for _, cell := range []int{i, (n-1)*n + i} {
			p.Stroke(hexagon(at(cell), r*1.12), r*0.25, hexTones[0])
		}
		for _, cell := range []int{i * n, i*n + n - 1} {
			p.Stroke(hexagon(at(cell), r*1.12), r*0.25, hexTones[1])
		}
	}
}
