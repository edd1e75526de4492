package raster

import (
	"encoding/binary"
	"image"
	"image/color"
	"image/draw"
	"math"

	"github.com/tengen-rl/tengen/viz/scene"
)

// tint paints one colour on an area of the layer.
func (l *layer) tint(dst *image.RGBA, area image.Rectangle, c color.RGBA) {
	for y := area.Min.Y; y < area.Max.Y; y++ {
		cover, row := l.row(dst, area, y)
		for x := 0; x < len(cover); x++ {
			if x+8 <= len(cover) && binary.LittleEndian.Uint64(cover[x:]) == 0 {
				x += 7 // eight of which nothing is covered
				continue
			}
			if a := cover[x]; a != 0 {
				blend(row[4*x:4*x+4:4*x+4], c, uint32(a))
			}
		}
	}
}

// glow paints a radial gradient on an area of the layer.
func (l *layer) glow(dst *image.RGBA, area image.Rectangle, ramp *ramp) {
	g, last := l.paint.Glow, len(ramp)-1
	for y := area.Min.Y; y < area.Max.Y; y++ {
		cover, row := l.row(dst, area, y)
		dy := float64(y) + 0.5 - g.Centre.Y
		for x, a := range cover {
			if a == 0 {
				continue
			}
			dx := float64(area.Min.X+x) + 0.5 - g.Centre.X
			at := math.Sqrt(dx*dx+dy*dy) / g.Radius * float64(last)
			blend(row[4*x:4*x+4:4*x+4], ramp[min(int(at+0.5), last)], uint32(a))
		}
	}
}

// row is how much is covered of a row of an area of the layer, and its pixels.
func (l *layer) row(dst *image.RGBA, area image.Rectangle, y int) (cover, pixels []uint8) {
	from := (y-l.area.Min.Y)*l.area.Dx() + area.Min.X - l.area.Min.X
	return l.cover[from:][:area.Dx()], dst.Pix[dst.PixOffset(area.Min.X, y):][:4*area.Dx()]
}

// flood paints one colour on the whole of an area.
func flood(dst *image.RGBA, area image.Rectangle, c color.RGBA) {
	if c.A == 0xff {
		draw.Draw(dst, area, image.NewUniform(c), image.Point{}, draw.Src)
		return
	}
	for y := area.Min.Y; y < area.Max.Y; y++ {
		row := dst.Pix[dst.PixOffset(area.Min.X, y):][:4*area.Dx()]
		for ; len(row) > 0; row = row[4:] {
			blend(row[:4:4], c, 255)
		}
	}
}

// ramp is the colours of a gradient in equal steps, with their opacity
// multiplied in.
type ramp [1024]color.RGBA

// rampOf returns the ramp of two colours.
func (p *Painter) rampOf(inner, outer color.NRGBA) *ramp {
	const most = 64 // that are kept: a picture has a handful
	key := [2]color.NRGBA{inner, outer}
	if r, ok := p.ramps[key]; ok {
		return r
	}
	if len(p.ramps) >= most {
		clear(p.ramps)
	}
	r := new(ramp)
	p.ramps[key] = r
	for i := range r {
		r[i] = color.RGBAModel.Convert(scene.Mix(inner, outer, float64(i)/float64(len(r)-1))).(color.RGBA)
	}
	return r
}

// blend paints a colour over a pixel of which it covers a part, of 255.
func blend(pixel []uint8, c color.RGBA, cover uint32) {
	if c.A == 0xff && cover == 255 {
		pixel[0], pixel[1], pixel[2], pixel[3] = c.R, c.G, c.B, 0xff
		return
	}
	left := 255*255 - uint32(c.A)*cover // of what was there, of 255²
	mix := func(to uint8, from uint8) uint8 {
		return uint8((uint32(to)*left + uint32(from)*cover*255 + 255*255/2) / (255 * 255))
	}
	pixel[0], pixel[1], pixel[2], pixel[3] = mix(pixel[0], c.R), mix(pixel[1], c.G), mix(pixel[2], c.B), mix(pixel[3], c.A)
}
