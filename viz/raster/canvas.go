package raster

import (
	"image"
	"image/draw"

	"github.com/tengen-rl/tengen/viz/scene"
)

// Canvas is a picture that follows the changes of a scene: what has changed
// since the last is painted anew, with all that lies above or below it, and
// the rest stays. Not safe for concurrent use.
type Canvas struct {
	painter *Painter
	picture *image.RGBA
	to      scene.Transform
	ground  image.Uniform
	items   []*item // what the picture shows, in the order of painting
	dirty   tiles
}

// NewCanvas returns an empty canvas.
func NewCanvas() *Canvas { return &Canvas{painter: NewPainter(), picture: new(image.RGBA)} }

// Show returns the scene as Painter.Draw paints it on a picture of that size.
// The picture is the canvas's own and holds until the next Show.
func (c *Canvas) Show(s scene.Scene, size image.Point) *image.RGBA {
	to, ground := Fit(s, size), *image.NewUniform(s.Background)
	if c.picture.Rect.Size() != size || c.to != to || c.ground != ground {
		if c.picture.Rect.Size() != size {
			c.picture = image.NewRGBA(image.Rectangle{Max: size})
		}
		c.items, c.to, c.ground = nil, to, ground
		c.dirty.reset(size)
		c.dirty.add(c.picture.Rect)
	} else {
		c.dirty.reset(size)
	}
	c.change(s.Marks)
	for _, area := range c.dirty.areas() {
		c.paint(area)
	}
	return c.picture
}

// change makes the items those of the marks, and dirty what that changes.
func (c *Canvas) change(marks []scene.Mark) {
	hashes := make([]uint64, len(marks))
	for i, m := range marks {
		hashes[i] = hashOf(m)
	}
	kept := keep(c.items, hashes)
	stays := make([]bool, len(c.items))
	items := make([]*item, len(marks))
	for i, m := range marks {
		if at := kept[i]; at >= 0 {
			items[i], stays[at] = c.items[at], true
			continue
		}
		items[i] = c.painter.newItem(c.to.Mark(m), hashes[i], c.picture.Rect)
		c.dirty.add(items[i].bounds)
	}
	for i, it := range c.items {
		if !stays[i] {
			c.dirty.add(it.bounds)
		}
	}
	c.items = items
}

// paint paints an area of the picture.
func (c *Canvas) paint(area image.Rectangle) {
	dst := c.picture.SubImage(area).(*image.RGBA)
	draw.Draw(dst, area, &c.ground, image.Point{}, draw.Src)
	for _, it := range c.items {
		if it.bounds.Overlaps(area) {
			c.painter.item(dst, it)
		}
	}
}
