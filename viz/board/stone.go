package board

import (
	"image/color"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/viz/scene"
)

// stone paints a stone of black or white with its shadow.
func (p *Picture) stone(at scene.Point, r float64, dark bool) {
	p.Fill(scene.Circle(at.Add(scene.Point{X: r * 0.08, Y: r * 0.12}), r), scene.Fade(black, 0.3))
	glow := scene.Glow{Centre: at.Add(scene.Point{X: -r * 0.35, Y: -r * 0.4}), Radius: r * 1.6, Inner: white, Outer: scene.RGB(0xb9b6ae)}
	edge := scene.RGB(0x9a978f)
	if dark {
		glow.Inner, glow.Outer, edge = scene.RGB(0x6e7278), scene.RGB(0x0e0f11), black
	}
	p.Add(scene.Shape{Path: scene.Circle(at, r), Fill: scene.Paint{Glow: &glow}, Line: edge, Width: r * 0.04})
}

// disc paints a flat disc with a rim.
func (p *Picture) disc(at scene.Point, r float64, c color.NRGBA) {
	p.Add(scene.Shape{
		Path: scene.Circle(at, r), Line: scene.Mix(c, black, 0.35), Width: r * 0.08,
		Fill: scene.Paint{Glow: &scene.Glow{Centre: at.Add(scene.Point{X: -r * 0.3, Y: -r * 0.3}), Radius: r * 1.5, Inner: scene.Mix(c, white, 0.25), Outer: c}},
	})
	p.Stroke(scene.Circle(at, r*0.68), r*0.06, scene.Fade(scene.Mix(c, black, 0.4), 0.6))
}

// mark paints the ring of the last move on something of the given colour.
func (p *Picture) mark(at scene.Point, r float64, on color.NRGBA) {
	c := black
	if int(on.R)+int(on.G)+int(on.B) < 3*128 {
		c = white
	}
	p.Stroke(scene.Circle(at, r), r*0.28, c)
}

// seatTone is the colour of the stones of a seat, black first.
func seatTone(p envs.Player) color.NRGBA {
	if p == 0 {
		return black
	}
	return white
}
