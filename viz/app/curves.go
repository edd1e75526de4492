package app

import (
	"github.com/tengen-rl/tengen/viz/scene"
)

// showsCurves reports whether the charts have a place in the window.
func (a *App) showsCurves() bool { return a.curves && len(a.charts) > 0 && a.hasPanel() }

// placeCharts draws the charts one below the other, as many as there is room
// for.
func (a *App) placeCharts(in scene.Box) {
	const least, most = 130.0, 260.0
	n := min(len(a.charts), int(in.Height/least))
	if n < 1 {
		return
	}
	height := min(in.Height/float64(n), most)
	for i := range n {
		drawn := a.charts[i].Draw(in.Width, height-gap/2, a.theme)
		a.shown.Place(drawn, scene.Box{X: in.X, Y: in.Y + float64(i)*height, Width: in.Width, Height: height - gap/2})
	}
}
