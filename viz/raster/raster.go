package raster

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/vector"

	"github.com/tengen-rl/tengen/viz/scene"
)

// Painter draws scenes. It keeps what it needs from one to the next, so that
// drawing again is quick. Not safe for concurrent use.
type Painter struct {
	rasterizer vector.Rasterizer
	ramps      map[[2]color.NRGBA]*ramp
	fonts      fonts
}

// NewPainter returns a painter.
func NewPainter() *Painter { return &Painter{fonts: newFonts(), ramps: map[[2]color.NRGBA]*ramp{}} }

// Image returns the scene as a picture of the given width in pixels; its
// height follows from the scene's.
func Image(s scene.Scene, width int) *image.RGBA {
	height := int(math.Round(float64(width) * s.Height / s.Width))
	dst := image.NewRGBA(image.Rect(0, 0, width, max(height, 1)))
	NewPainter().Draw(dst, s)
	return dst
}

// Draw paints the scene over dst, as large as fits and centred; what is left
// of dst gets the scene's background.
func (p *Painter) Draw(dst *image.RGBA, s scene.Scene) {
	draw.Draw(dst, dst.Bounds(), image.NewUniform(s.Background), image.Point{}, draw.Src)
	to := Fit(s, dst.Bounds().Size())
	for _, m := range s.Marks {
		p.item(dst, p.newItem(to.Mark(m), 0, dst.Rect))
	}
}

// Fit is how a scene is scaled and moved to fit a picture of the given size.
func Fit(s scene.Scene, size image.Point) scene.Transform {
	scale := min(float64(size.X)/s.Width, float64(size.Y)/s.Height)
	return scene.Transform{Scale: scale, X: (float64(size.X) - scale*s.Width) / 2, Y: (float64(size.Y) - scale*s.Height) / 2}
}

// bounds is the pixels that the stretches touch.
func bounds(stretches [][]scene.Point) image.Rectangle {
	minX, minY, maxX, maxY := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, points := range stretches {
		for _, q := range points {
			minX, maxX = min(minX, q.X), max(maxX, q.X)
			minY, maxY = min(minY, q.Y), max(maxY, q.Y)
		}
	}
	if minX > maxX {
		return image.Rectangle{}
	}
	return image.Rect(pixel(minX), pixel(minY), pixel(math.Ceil(maxX)), pixel(math.Ceil(maxY)))
}

// pixel is the pixel that a coordinate lies in, or one beyond any picture.
func pixel(x float64) int {
	const far = 1 << 20
	return int(math.Floor(min(max(x, -far), far)))
}
