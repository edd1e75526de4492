package raster

import (
	"image"
	"image/color"

	"github.com/tengen-rl/tengen/viz/scene"
)

// item is a mark in pixels, ready to be painted.
type item struct {
	hash   uint64
	bounds image.Rectangle // what it may touch, within the picture
	layers []layer         // from the lowest to the highest
}

// layer is one paint and the pixels that it covers.
type layer struct {
	stretches [][]scene.Point // what it fills; none of text
	paint     scene.Paint
	area      image.Rectangle // what it may touch, within the picture
	cover     []uint8         // of the pixels of area, row by row, 255 for all of one; nil until somebody asks
}

// newItem takes a mark that was brought to pixels of a picture.
func (p *Painter) newItem(m scene.Mark, hash uint64, picture image.Rectangle) *item {
	it := &item{hash: hash}
	switch m := m.(type) {
	case scene.Shape:
		if m.Fill.Glow != nil || m.Fill.Color.A > 0 {
			stretches, _ := m.Path.Flatten()
			it.add(layer{stretches: stretches, paint: m.Fill, area: bounds(stretches).Intersect(picture)})
		}
		if m.Line.A > 0 && m.Width > 0 {
			stretches := outline(m)
			it.add(layer{stretches: stretches, paint: scene.Solid(m.Line), area: bounds(stretches).Intersect(picture)})
		}
	case scene.Label:
		l := layer{paint: scene.Solid(m.Color), area: p.fonts.bounds(m).Intersect(picture)}
		if !l.area.Empty() {
			l.cover = make([]uint8, l.area.Dx()*l.area.Dy())
			p.fonts.cover(&image.Alpha{Pix: l.cover, Stride: l.area.Dx(), Rect: l.area}, m)
		}
		it.add(l)
	}
	return it
}

func (it *item) add(l layer) {
	if !l.area.Empty() {
		it.layers = append(it.layers, l)
		it.bounds = it.bounds.Union(l.area)
	}
}

// item paints what of an item lies in dst.
func (p *Painter) item(dst *image.RGBA, it *item) {
	for i := range it.layers {
		p.layer(dst, &it.layers[i])
	}
}

func (p *Painter) layer(dst *image.RGBA, l *layer) {
	area := l.area.Intersect(dst.Rect)
	if area.Empty() {
		return
	}
	if l.paint.Glow == nil && covers(l.stretches, area) {
		flood(dst, area, premultiplied(l.paint.Color))
		return
	}
	if l.cover == nil {
		l.cover = p.coverOf(l.stretches, l.area)
	}
	if l.paint.Glow == nil {
		l.tint(dst, area, premultiplied(l.paint.Color))
		return
	}
	l.glow(dst, area, p.rampOf(l.paint.Glow.Inner, l.paint.Glow.Outer))
}

// coverOf is how much of each pixel of an area the stretches enclose.
func (p *Painter) coverOf(stretches [][]scene.Point, area image.Rectangle) []uint8 {
	p.rasterizer.Reset(area.Dx(), area.Dy())
	x0, y0 := float64(area.Min.X), float64(area.Min.Y)
	at := func(q scene.Point) (x, y float32) { return float32(q.X - x0), float32(q.Y - y0) }
	for _, points := range stretches {
		p.rasterizer.MoveTo(at(points[0]))
		for _, q := range points[1:] {
			p.rasterizer.LineTo(at(q))
		}
		p.rasterizer.ClosePath()
	}
	mask := image.NewAlpha(image.Rectangle{Max: area.Size()})
	p.rasterizer.Draw(mask, mask.Rect, image.Opaque, image.Point{})
	return mask.Pix
}

func premultiplied(c color.NRGBA) color.RGBA { return color.RGBAModel.Convert(c).(color.RGBA) }
