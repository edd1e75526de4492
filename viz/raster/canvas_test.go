package raster_test

import (
	"image"
	"image/color"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/viz/raster"
	"github.com/tengen-rl/tengen/viz/scene"
)

// anyMark is a mark of any kind anywhere, also beyond the edges.
func anyMark(rng *rand.Rand) scene.Mark {
	at := scene.Point{X: rng.Float64()*120 - 10, Y: rng.Float64()*70 - 10}
	c := color.NRGBA{uint8(rng.Uint32()), uint8(rng.Uint32()), uint8(rng.Uint32()), uint8(rng.Uint32()) | 0x40}
	r := 1 + 20*rng.Float64()*rng.Float64()
	switch rng.IntN(6) {
	case 0:
		return scene.Label{At: at, Text: "Tengen"[:1+rng.IntN(6)], Size: r, Color: c, Align: scene.Align(rng.IntN(3)), Bold: rng.IntN(2) == 0}
	case 1:
		return scene.Shape{Path: scene.Circle(at, r), Fill: scene.Paint{Glow: &scene.Glow{Centre: at, Radius: r, Inner: c, Outer: black}}, Line: red, Width: 1}
	case 2:
		return scene.Shape{Path: scene.Rect(scene.Box{X: at.X, Y: at.Y, Width: 2 * r, Height: r}), Fill: scene.Solid(c)}
	case 3:
		return scene.Shape{Path: scene.Line(at, scene.Point{X: 50, Y: 25}), Line: c, Width: r / 5, Dash: 3}
	case 4:
		return scene.Shape{Path: scene.RoundRect(scene.Box{X: at.X - 30, Y: at.Y - 30, Width: 60, Height: 60}, r), Fill: scene.Solid(c)}
	}
	return scene.Shape{Path: scene.Circle(at, r), Fill: scene.Solid(c)}
}

// A canvas that follows a scene through changes of all kinds shows what is
// painted from nothing.
func TestACanvasIsAPicture(t *testing.T) {
	rng := seed.Stream(4)
	canvas, s := raster.NewCanvas(), canvas()
	size := image.Pt(200, 110)
	for round := range 300 {
		switch n := len(s.Marks); {
		case round%50 == 49:
			s.Background = color.NRGBA{uint8(rng.Uint32()), 0x80, 0x40, 0xff}
		case round%70 == 69:
			size.X = 150 + rng.IntN(100)
		case n > 40 || n > 3 && rng.IntN(3) == 0:
			at := rng.IntN(n)
			s.Marks = append(append([]scene.Mark{}, s.Marks[:at]...), s.Marks[at+1:]...)
		case n > 3 && rng.IntN(4) == 0:
			marks := append([]scene.Mark{}, s.Marks...)
			i, j := rng.IntN(n), rng.IntN(n)
			marks[i], marks[j] = marks[j], marks[i]
			s.Marks = marks
		case n > 3 && rng.IntN(5) == 0:
			s.Marks = append([]scene.Mark{s.Marks[rng.IntN(n)]}, s.Marks...) // the same twice
		default:
			at := rng.IntN(n + 1)
			s.Marks = append(append(append([]scene.Mark{}, s.Marks[:at]...), anyMark(rng)), s.Marks[at:]...)
		}
		want := image.NewRGBA(image.Rectangle{Max: size})
		raster.NewPainter().Draw(want, s)
		got := canvas.Show(s, size)
		require.Equal(t, want.Rect, got.Rect)
		for i := range want.Pix {
			if off := int(want.Pix[i]) - int(got.Pix[i]); max(off, -off) > 3 { // an edge that is cut where an area ends is rounded otherwise
				require.Fail(t, "another picture", "round %d, pixel %d %d: %d, want %d", round, i/4%size.X, i/4/size.X, got.Pix[i], want.Pix[i])
			}
		}
	}
}

// What does not change is not painted: a scene that is the same costs a look at
// its marks, and one of more marks the new ones.
func TestACanvasPaintsWhatHasChanged(t *testing.T) {
	s := canvas()
	for i := range 40 {
		s.Fill(scene.Circle(scene.Point{X: float64(2 + 2*i), Y: 25}, 3), red)
	}
	canvas, size := raster.NewCanvas(), image.Pt(400, 200)
	picture := canvas.Show(s, size)
	mark := color.RGBA{1, 2, 3, 255}
	picture.SetRGBA(300, 10, mark)
	picture.SetRGBA(20, 190, mark)
	canvas.Show(s, size)
	assert.Equal(t, mark, picture.RGBAAt(300, 10), "nothing was painted")
	s.Fill(scene.Circle(scene.Point{X: 75, Y: 2.5}, 2), black)
	canvas.Show(s, size)
	assert.Equal(t, color.RGBA{0, 0, 0, 255}, picture.RGBAAt(300, 10))
	assert.Equal(t, mark, picture.RGBAAt(20, 190), "far from it nothing was painted")
}
