package app_test

import (
	"image"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/viz/app"
	"github.com/tengen-rl/tengen/viz/raster"
	"github.com/tengen-rl/tengen/viz/scene"
)

// However many frames are drawn, of games, overlays, notes and sizes, no more
// memory is in use.
func TestMemoryStaysFlat(t *testing.T) {
	games := []*app.Game{long(t, "connect4", 20), long(t, "tictactoe", 9)}
	a, canvas := app.New(games[:1], app.Actions{}), raster.NewCanvas()
	frames := func(n int) {
		for i := range n {
			g := a.Game()
			g.Jump(i % (g.Plies() + 1))
			a.Point(scene.Point{X: float64(i % 300), Y: 100})
			a.Note()
			switch {
			case i%101 == 0:
				a.Press(app.KeyO)
			case i%503 == 0:
				a.Resize(300+float64(i%7), 200)
			case i%997 == 0:
				a.SetGames(games[i%2 : i%2+1])
				a.SetDark(i%2 == 0)
			}
			a.Changed()
			s, _ := a.Scene()
			canvas.Show(s, image.Pt(int(s.Width), int(s.Height)))
		}
	}
	inUse := func() int {
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return int(stats.HeapAlloc)
	}
	frames(2500)
	before := inUse()
	frames(7500)
	assert.InDelta(t, before, inUse(), 512<<10)
	runtime.KeepAlive(canvas)
}
