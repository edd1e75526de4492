package overlay

import (
	"fmt"

	"github.com/tengen-rl/tengen/viz/board"
	"github.com/tengen-rl/tengen/viz/scene"
)

// Owners paints in each cell who is expected to own it: 1 the first seat, -1
// the second, by their degrees.
func Owners(p *board.Picture, owners []float32) {
	for i, v := range owners {
		if i >= len(p.Cells) || v == 0 {
			continue
		}
		tone := scene.RGB(0x111111)
		if v < 0 {
			tone = scene.RGB(0xfafafa)
		}
		strength := float64(max(v, -v))
		box := bounds(p.Cells[i])
		side := box.Width * 0.42 * strength
		c := box.Centre()
		p.Fill(scene.Rect(scene.Box{X: c.X - side/2, Y: c.Y - side/2, Width: side, Height: side}), scene.Fade(tone, 0.75))
		p.Spots = append(p.Spots, scene.Spot{Area: p.Cells[i], Action: clickOf(p, c), Note: fmt.Sprintf("owned by seat %d to %.0f %%", seatOf(v), 50+50*strength)})
	}
}

func seatOf(v float32) int {
	if v < 0 {
		return 1
	}
	return 0
}

// clickOf is what a click at a point meant before.
func clickOf(p *board.Picture, at scene.Point) int {
	if spot, ok := p.At(at); ok {
		return spot.Action
	}
	return scene.NoAction
}

// Heat paints the value of each cell, from the least to the greatest of them;
// known says which cells have one.
func Heat(p *board.Picture, values []float32, known []bool) {
	var low, high float32
	first := true
	for i, v := range values {
		if !known[i] {
			continue
		}
		if first {
			low, high, first = v, v, false
		}
		low, high = min(low, v), max(high, v)
	}
	for i, v := range values {
		if !known[i] || i >= len(p.Cells) {
			continue
		}
		c := Sequential(float64(v-low) / max(float64(high-low), 1e-9))
		box := bounds(p.Cells[i])
		p.Fill(p.Cells[i], scene.Fade(c, 0.7))
		p.Write(scene.Point{X: box.Centre().X, Y: box.Y + box.Height*0.84}, fmt.Sprintf("%.2f", v), box.Height*0.2, contrast(c))
		p.Spots = append(p.Spots, scene.Spot{Area: p.Cells[i], Action: clickOf(p, box.Centre()), Note: fmt.Sprintf("value of this cell: %.4f", v)})
	}
}

// Step is a direction on a board: how many columns to the right and rows down.
type Step struct{ Right, Down int }

// Arrows paints in each cell where a policy goes from it; a step that stays is
// a dot. known says which cells have one.
func Arrows(p *board.Picture, steps []Step, known []bool, theme board.Theme) {
	for i, step := range steps {
		if !known[i] || i >= len(p.Cells) {
			continue
		}
		box := bounds(p.Cells[i])
		c := box.Centre()
		if step == (Step{}) {
			p.Fill(scene.Circle(c, box.Width*0.07), theme.Ink)
			continue
		}
		way := scene.Point{X: float64(step.Right), Y: float64(step.Down)}
		way = way.Times(box.Width * 0.3 / way.Len())
		p.Fill(scene.Arrow(c.Sub(way), c.Add(way), box.Width*0.07, box.Width*0.22), theme.Ink)
	}
}

// bounds is the smallest box around a path of straight lines.
func bounds(path scene.Path) scene.Box {
	low, high := path[0].To, path[0].To
	for _, s := range path {
		if s.Verb == scene.Close {
			continue
		}
		low = scene.Point{X: min(low.X, s.To.X), Y: min(low.Y, s.To.Y)}
		high = scene.Point{X: max(high.X, s.To.X), Y: max(high.Y, s.To.Y)}
	}
	return scene.Box{X: low.X, Y: low.Y, Width: high.X - low.X, Height: high.Y - low.Y}
}
