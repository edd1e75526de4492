package raster

import (
	"image/color"
	"math"
	"math/bits"

	"github.com/tengen-rl/tengen/viz/scene"
)

// hashOf is a number that two marks have in common only if they are alike, but
// for one chance in 2⁶⁴.
func hashOf(m scene.Mark) uint64 {
	h := hasher(0x9e3779b97f4a7c15)
	switch m := m.(type) {
	case scene.Shape:
		h.floats(1, m.Width, m.Dash)
		h.colors(m.Fill.Color, m.Line)
		if g := m.Fill.Glow; g != nil {
			h.floats(g.Centre.X, g.Centre.Y, g.Radius)
			h.colors(g.Inner, g.Outer)
		}
		for i := range m.Path {
			s := &m.Path[i]
			h.add(uint64(s.Verb))
			h.floats(s.To.X, s.To.Y)
			if s.Verb == scene.CurveTo {
				h.floats(s.A.X, s.A.Y, s.B.X, s.B.Y)
			}
		}
	case scene.Label:
		h.floats(2, m.At.X, m.At.Y, m.Size)
		h.colors(m.Color)
		style := uint64(m.Align) << 2
		if m.Bold {
			style |= 1
		}
		if m.Mono {
			style |= 2
		}
		h.add(style)
		for i := range len(m.Text) {
			h.add(uint64(m.Text[i]))
		}
	}
	return uint64(h)
}

// hasher mixes numbers by multiplying and folding.
type hasher uint64

func (h *hasher) add(x uint64) {
	high, low := bits.Mul64(uint64(*h)^x, 0xd6e8feb86659fd93)
	*h = hasher(high ^ low + 0x9e3779b97f4a7c15)
}

func (h *hasher) floats(all ...float64) {
	for _, x := range all {
		h.add(math.Float64bits(x))
	}
}

func (h *hasher) colors(all ...color.NRGBA) {
	for _, c := range all {
		h.add(uint64(c.R)<<24 | uint64(c.G)<<16 | uint64(c.B)<<8 | uint64(c.A))
	}
}
