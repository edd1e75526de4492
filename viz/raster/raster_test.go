package raster_test

import (
	"image"
	"image/color"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/viz/raster"
	"github.com/tengen-rl/tengen/viz/scene"
)

var (
	white = scene.RGB(0xffffff)
	black = scene.RGB(0x000000)
	red   = scene.RGB(0xff0000)
)

func canvas() scene.Scene { return scene.Scene{Width: 100, Height: 50, Background: white} }

func at(m *image.RGBA, x, y int) color.NRGBA {
	return color.NRGBAModel.Convert(m.At(x, y)).(color.NRGBA)
}

func TestShapesArePaintedInTheirOrder(t *testing.T) {
	s := canvas()
	s.Fill(scene.Rect(scene.Box{X: 10, Y: 10, Width: 30, Height: 30}), black)
	s.Fill(scene.Circle(scene.Point{X: 40, Y: 25}, 10), red)
	s.Fill(scene.Rect(scene.Box{X: 70, Y: 0, Width: 30, Height: 50}), scene.Fade(black, 0.5))
	m := raster.Image(s, 200) // two pixels a unit
	assert.Equal(t, image.Rect(0, 0, 200, 100), m.Bounds())
	for _, c := range []struct {
		x, y int
		want color.NRGBA
	}{{2, 2, white}, {30, 50, black}, {80, 50, red}, {20, 20, black}, {19, 50, white}, {98, 50, red}, {101, 50, white}, {170, 50, scene.RGB(0x7f7f7f)}} {
		got := at(m, c.x, c.y)
		assert.InDelta(t, c.want.R, got.R, 1, "(%d, %d) is %v", c.x, c.y, got)
		assert.InDelta(t, c.want.G, got.G, 1, "(%d, %d) is %v", c.x, c.y, got)
	}
}

func TestEdgesAreSmooth(t *testing.T) {
	s := canvas()
	s.Fill(scene.Rect(scene.Box{X: 10.25, Y: 0, Width: 20, Height: 50}), black)
	assert.InDelta(t, 0.25*255, at(raster.Image(s, 100), 10, 20).R, 2, "a quarter of the pixel is white")
}

func TestLines(t *testing.T) {
	s := canvas()
	s.Stroke(scene.Polyline(scene.Point{X: 10, Y: 40}, scene.Point{X: 50, Y: 10}, scene.Point{X: 90, Y: 40}), 6, black)
	s.Stroke(scene.Rect(scene.Box{X: 2, Y: 2, Width: 96, Height: 46}), 2, red)
	m := raster.Image(s, 100)
	assert.Equal(t, black, at(m, 30, 25))
	assert.Equal(t, black, at(m, 70, 25))
	assert.Equal(t, black, at(m, 50, 8), "the corner is whole")
	assert.Equal(t, white, at(m, 50, 25))
	assert.Equal(t, red, at(m, 1, 25), "a closed path is drawn to its beginning")
	assert.Equal(t, red, at(m, 50, 47))

	dashed := canvas()
	dashed.Add(scene.Shape{Path: scene.Line(scene.Point{X: 0, Y: 20}, scene.Point{X: 100, Y: 20}), Line: black, Width: 4, Dash: 10})
	m = raster.Image(dashed, 100)
	for x := 5; x < 100; x += 10 {
		want := black
		if x/10%2 == 1 {
			want = white
		}
		assert.Equal(t, want, at(m, x, 20), "x = %d", x)
	}
}

func TestGlow(t *testing.T) {
	s := canvas()
	s.Add(scene.Shape{Path: scene.Circle(scene.Point{X: 50, Y: 25}, 20), Fill: scene.Paint{Glow: &scene.Glow{
		Centre: scene.Point{X: 50, Y: 25}, Radius: 20, Inner: white, Outer: black,
	}}})
	m := raster.Image(s, 200)
	assert.Greater(t, at(m, 100, 50).R, uint8(245))
	assert.InDelta(t, 127, at(m, 120, 50).R, 6, "half way")
	assert.Less(t, at(m, 137, 50).R, uint8(25))
	assert.Equal(t, white, at(m, 150, 50), "outside")
}

// ink is the box of all pixels that are not white.
func ink(m *image.RGBA) (box image.Rectangle) {
	for y := range m.Bounds().Dy() {
		for x := range m.Bounds().Dx() {
			if at(m, x, y) != white {
				box = box.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return box
}

func TestLabelsLieAsTheyAreAligned(t *testing.T) {
	for _, c := range []struct {
		align    scene.Align
		from, to int // of the ink
	}{{scene.Centre, 80, 120}, {scene.Left, 100, 140}, {scene.Right, 60, 100}} {
		s := canvas()
		s.Add(scene.Label{At: scene.Point{X: 50, Y: 25}, Text: "HH", Size: 14, Color: black, Align: c.align, Bold: true})
		box := ink(raster.Image(s, 200))
		assert.InDelta(t, c.from, box.Min.X, 3, "%v: %v", c.align, box)
		assert.InDelta(t, c.to, box.Max.X, 3, "%v: %v", c.align, box)
		assert.InDelta(t, 50, (box.Min.Y+box.Max.Y)/2, 1, "capital letters lie about the point")
		assert.InDelta(t, 0.72*28, box.Dy(), 2)
	}
}

// A scene that is wider or higher than the picture is centred in it.
func TestFit(t *testing.T) {
	dst := image.NewRGBA(image.Rect(0, 0, 100, 100))
	s := canvas()
	s.Fill(scene.Rect(scene.Box{Width: 100, Height: 50}), black)
	raster.NewPainter().Draw(dst, s)
	assert.Equal(t, white, at(dst, 50, 24))
	assert.Equal(t, black, at(dst, 50, 26))
	assert.Equal(t, black, at(dst, 99, 74))
	assert.Equal(t, white, at(dst, 50, 76))
}

// What lies outside the picture, or nowhere, harms nothing.
func TestFarShapes(t *testing.T) {
	s := canvas()
	far := 1e30
	s.Fill(scene.Rect(scene.Box{X: -far, Y: -far, Width: 2 * far, Height: far}), red)
	s.Stroke(scene.Line(scene.Point{X: 500, Y: 500}, scene.Point{X: 600, Y: 600}), 3, black)
	s.Stroke(scene.Line(scene.Point{X: 5, Y: 5}, scene.Point{X: 5, Y: 5}), 3, black)
	s.Fill(nil, black)
	s.Write(scene.Point{X: -1000, Y: 3}, "away", 10, black)
	s.Write(scene.Point{X: 50, Y: 3}, "", 10, black)
	assert.NotPanics(t, func() { raster.Image(s, 100) })
}
