package app_test

import (
	"image"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/viz/app"
	"github.com/tengen-rl/tengen/viz/raster"
)

// long is a game of so many plies at random, on each of which an agent has
// thought of many moves.
func long(t testing.TB, name string, plies int) *app.Game {
	game := world(t, name)
	g := app.NewGame(game, game.New(1), []string{"first", "second"})
	rng := rand.New(rand.NewPCG(1, 2))
	for !g.Over() && g.Plies() < plies {
		legal := g.Newest().Legal(nil)
		legal = legal[:max(len(legal)-1, 1)] // no pass, if there is anything else
		thought := agents.Thought{Values: []float32{rng.Float32(), -rng.Float32()}, Visits: 1000}
		for i := range min(40, len(legal)) {
			a := legal[rng.IntN(len(legal))]
			v := rng.Float32()
			thought.Candidates = append(thought.Candidates, agents.Candidate{
				Action: a, Values: []float32{v, -v}, Visits: 400 / (i + 1), Prior: 1 / float32(i+2),
				Line: legal[:min(8, len(legal))],
			})
		}
		g.Play(thought.Candidates[0].Action, thought)
	}
	g.Jump(0)
	return g
}

// BenchmarkFrame is what a step of a game of Go costs, on 19 lines at 1280 x
// 800 with a table, a curve and an overlay: its median, scene and pixels.
func BenchmarkFrame(b *testing.B) {
	for _, o := range []app.Overlay{app.OverlayCandidates, app.OverlayPolicy, app.OverlayLine, app.OverlayOwners} {
		b.Run([]string{"none", "candidates", "policy", "line", "owners"}[o], func(b *testing.B) {
			g := long(b, "go", 150)
			a, canvas := app.New([]*app.Game{g}, app.Actions{}), raster.NewCanvas()
			a.SetOverlay(o)
			var scenes, frames []time.Duration
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				g.Jump(i % g.Plies())
				a.Changed()
				begun := time.Now()
				s, _ := a.Scene()
				drawn := time.Now()
				canvas.Show(s, image.Pt(1280, 800))
				scenes, frames = append(scenes, drawn.Sub(begun)), append(frames, time.Since(begun))
			}
			median := func(all []time.Duration) float64 {
				slices.Sort(all)
				return float64(all[len(all)/2].Microseconds()) / 1000
			}
			b.ReportMetric(median(scenes), "scene-ms")
			b.ReportMetric(median(frames), "frame-ms")
		})
	}
}

// BenchmarkWhole is a picture that has nothing in common with the last.
func BenchmarkWhole(b *testing.B) {
	g := long(b, "go", 150)
	a := app.New([]*app.Game{g}, app.Actions{})
	g.Jump(140)
	s, _ := a.Scene()
	dst, p := image.NewRGBA(image.Rect(0, 0, 1280, 800)), raster.NewPainter()
	for b.Loop() {
		p.Draw(dst, s)
	}
}
