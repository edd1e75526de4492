package app_test

import (
	"image"
	"testing"

	"github.com/tengen-rl/tengen/viz/app"
	"github.com/tengen-rl/tengen/viz/raster"
)

// BenchmarkPicture is what a change costs on a 19x19 board with candidates, at
// 1280 x 800: the scene, and its pixels, which another goroutine makes.
func BenchmarkPicture(b *testing.B) {
	t := new(testing.T)
	a := app.New([]*app.Game{recorded(t, "go", "Q16 D4 Q3 D17 R5 C14 F17 K16 D15 C15")}, app.Actions{})
	a.Game().Jump(9)
	b.Run("scene", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			a.Changed()
			a.Scene()
		}
	})
	b.Run("pixels", func(b *testing.B) {
		s, _ := a.Scene()
		dst, p := image.NewRGBA(image.Rect(0, 0, 1280, 800)), raster.NewPainter()
		b.ReportAllocs()
		for b.Loop() {
			p.Draw(dst, s)
		}
	})
}
