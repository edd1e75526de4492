package raster

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"github.com/tengen-rl/tengen/viz/scene"
)

// glow fills what the rasterizer holds of an area of dst with a radial
// gradient.
func (p *Painter) glow(dst *image.RGBA, area image.Rectangle, g *scene.Glow) {
	mask := p.maskOf(area.Size())
	p.rasterizer.DrawOp = draw.Src
	p.rasterizer.Draw(mask, mask.Rect, image.Opaque, image.Point{})
	p.rasterizer.DrawOp = draw.Over
	ramp := p.rampOf(g.Inner, g.Outer)
	last := len(ramp) - 1
	for y := area.Min.Y; y < area.Max.Y; y++ {
		cover := mask.Pix[(y-area.Min.Y)*mask.Stride:][:area.Dx()]
		row := dst.Pix[dst.PixOffset(area.Min.X, y):][:4*area.Dx()]
		dy := float64(y) + 0.5 - g.Centre.Y
		for x, a := range cover {
			if a == 0 {
				continue
			}
			dx := float64(area.Min.X+x) + 0.5 - g.Centre.X
			at := math.Sqrt(dx*dx+dy*dy) / g.Radius * float64(last)
			blend(row[4*x:4*x+4:4*x+4], &ramp[min(int(at+0.5), last)], uint32(a))
		}
	}
}

// maskOf returns a mask of that size; what is in it is not defined.
func (p *Painter) maskOf(size image.Point) *image.Alpha {
	if n := size.X * size.Y; cap(p.mask.Pix) < n {
		p.mask.Pix = make([]uint8, n)
	} else {
		p.mask.Pix = p.mask.Pix[:n]
	}
	p.mask.Stride, p.mask.Rect = size.X, image.Rectangle{Max: size}
	return &p.mask
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
func blend(pixel []uint8, c *color.RGBA, cover uint32) {
	left := 255*255 - uint32(c.A)*cover // of what was there, of 255²
	mix := func(to uint8, from uint8) uint8 {
		return uint8((uint32(to)*left + uint32(from)*cover*255 + 255*255/2) / (255 * 255))
	}
	pixel[0], pixel[1], pixel[2], pixel[3] = mix(pixel[0], c.R), mix(pixel[1], c.G), mix(pixel[2], c.B), mix(pixel[3], c.A)
}
