package board

import (
	"math"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/control"
	"github.com/tengen-rl/tengen/viz/scene"
)

// drawControl draws the moving bodies of classic control, by what is observed
// of them.
func drawControl(game envs.Game, state envs.State, o Options) (Picture, bool) {
	p := Picture{Unit: 60}
	p.Width, p.Height, p.Background = size, 500, o.Theme.Ground
	obs := make([]float32, game.Spec().ObsLen())
	switch state.(type) {
	case *control.CartPoleState:
		state.Observe(obs)
		p.cartPole(float64(obs[0]), float64(obs[2]), o.Theme)
	case *control.MountainCarState:
		state.Observe(obs)
		p.mountainCar(float64(obs[0]), o.Theme)
	case *control.AcrobotState:
		state.Observe(obs)
		first := math.Atan2(float64(obs[1]), float64(obs[0]))
		p.acrobot(first, first+math.Atan2(float64(obs[3]), float64(obs[2])), o.Theme)
	default:
		return Picture{}, false
	}
	p.Height = p.buttons(game, state, p.Height, o) + 20
	return p, true
}

// cartPole draws a cart at x metres, -2.4 to 2.4, whose pole leans by angle.
func (p *Picture) cartPole(x, angle float64, theme Theme) {
	const ground, metre = 400, 150
	at := scene.Point{X: size/2 + x*metre, Y: ground - 40}
	p.Stroke(scene.Line(scene.Point{X: 0, Y: ground}, scene.Point{X: size, Y: ground}), 3, theme.Ink)
	for _, end := range []float64{-2.4, 2.4} {
		p.Stroke(scene.Line(scene.Point{X: size/2 + end*metre, Y: ground - 60}, scene.Point{X: size/2 + end*metre, Y: ground}), 3, vermilion)
	}
	p.Add(scene.Shape{Path: scene.RoundRect(scene.Box{X: at.X - 55, Y: at.Y - 20, Width: 110, Height: 45}, 8), Fill: scene.Solid(blue), Line: theme.Ink, Width: 2})
	for _, wheel := range []float64{-30, 30} {
		p.Fill(scene.Circle(scene.Point{X: at.X + wheel, Y: at.Y + 28}, 12), theme.Ink)
	}
	sin, cos := math.Sincos(angle)
	tip := at.Add(scene.Point{X: 260 * sin, Y: -260 * cos})
	p.Stroke(scene.Line(at, tip), 16, orange)
	p.Fill(scene.Circle(tip, 8), orange)
	p.Fill(scene.Circle(at, 10), theme.Ink)
}

// mountainCar draws a car at x, -1.2 to 0.6, in the valley sin 3x.
func (p *Picture) mountainCar(x float64, theme Theme) {
	hill := func(x float64) scene.Point {
		return scene.Point{X: 40 + (x+1.2)/1.8*(size-80), Y: 440 - (math.Sin(3*x)+1)*170}
	}
	points := []scene.Point{{X: 40, Y: 470}}
	for i := range 73 {
		points = append(points, hill(-1.2+float64(i)/40))
	}
	p.Add(scene.Shape{Path: scene.Polygon(append(points, scene.Point{X: size - 40, Y: 470})...), Fill: scene.Solid(scene.Mix(green, theme.Ground, 0.4)), Line: theme.Ink, Width: 2})
	pole := hill(0.5)
	p.Stroke(scene.Line(pole, pole.Add(scene.Point{Y: -70})), 4, theme.Ink)
	p.Fill(scene.Polygon(pole.Add(scene.Point{Y: -70}), pole.Add(scene.Point{X: 40, Y: -57}), pole.Add(scene.Point{Y: -44})), vermilion)
	at := hill(x)
	p.Fill(scene.Circle(at.Add(scene.Point{Y: -16}), 20), blue)
	p.Stroke(scene.Circle(at.Add(scene.Point{Y: -16}), 20), 3, theme.Ink)
}

// acrobot draws two links that hang from a bar, at angles from straight down,
// and the height that the tip must reach.
func (p *Picture) acrobot(first, second float64, theme Theme) {
	const link = 110
	pivot := scene.Point{X: size / 2, Y: 250}
	p.Add(scene.Shape{Path: scene.Line(scene.Point{X: 60, Y: pivot.Y - link}, scene.Point{X: size - 60, Y: pivot.Y - link}), Line: vermilion, Width: 3, Dash: 12})
	end := func(from scene.Point, angle float64) scene.Point {
		sin, cos := math.Sincos(angle)
		return from.Add(scene.Point{X: link * sin, Y: link * cos})
	}
	elbow := end(pivot, first)
	tip := end(elbow, second)
	p.Stroke(scene.Polyline(pivot, elbow, tip), 20, blue)
	for _, joint := range []scene.Point{pivot, elbow, tip} {
		p.Fill(scene.Circle(joint, 12), orange)
		p.Stroke(scene.Circle(joint, 12), 2, theme.Ink)
	}
}
