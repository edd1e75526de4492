package board

import (
	"fmt"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/viz/scene"
)

// drawText draws a position of a world that has no drawing of its own: its
// text, or the channels of what the mover sees, and a button an action.
func drawText(game envs.Game, s envs.State, o Options) Picture {
	const line, margin = 40, 30
	var p Picture
	p.Unit, p.Background, p.Width = line, o.Theme.Ground, size+2*margin
	y := float64(margin)
	if text, ok := s.(fmt.Stringer); ok {
		lines := strings.Split(strings.TrimRight(text.String(), "\n"), "\n")
		longest := 1
		for _, l := range lines {
			longest = max(longest, len([]rune(l)))
		}
		letter := min(line, size/(0.6*float64(longest))) // a letter is 0.6 of its size wide
		for _, l := range lines {
			p.Add(scene.Label{At: scene.Point{X: margin, Y: y + letter/2}, Text: l, Size: letter, Color: o.Theme.Ink, Align: scene.Left, Mono: true})
			y += letter * 1.1
		}
	} else {
		y = p.planes(game, s, y, margin)
	}
	y += line / 2
	const across = 4
	width := float64(size) / across
	for i, m := range legal(game, s) {
		in := scene.Box{X: margin + float64(i%across)*width, Y: y + float64(i/across)*line*1.4, Width: width, Height: line * 1.2}
		p.button(in.Inset(4), m, &o.Theme)
		p.Height = in.Y + in.Height
	}
	p.Height = max(p.Height, y) + margin
	return p
}

// planes paints each channel of an observation as a picture in grey, and
// returns where they end.
func (p *Picture) planes(game envs.Game, s envs.State, y, margin float64) float64 {
	spec := game.Spec()
	obs := make([]float32, spec.ObsLen())
	s.Observe(obs)
	low, high := obs[0], obs[0]
	for _, v := range obs {
		low, high = min(low, v), max(high, v)
	}
	across := min(4, spec.Obs[0])
	side := float64(size) / float64(across)
	unit := (side - 8) / float64(max(spec.Obs[1], spec.Obs[2]))
	for c := range spec.Obs[0] {
		x0, y0 := margin+float64(c%across)*side, y+float64(c/across)*side
		for i := range spec.Obs[1] * spec.Obs[2] {
			v := obs[c*spec.Obs[1]*spec.Obs[2]+i]
			tone := scene.Mix(scene.RGB(0xf0f0f0), scene.RGB(0x202020), float64((v-low)/max(high-low, 1e-9)))
			p.Fill(scene.Rect(scene.Box{X: x0 + float64(i%spec.Obs[2])*unit, Y: y0 + float64(i/spec.Obs[2])*unit, Width: unit, Height: unit}), tone)
		}
	}
	return y + float64((spec.Obs[0]+across-1)/across)*side
}
