package board

import (
	"math"

	"github.com/tengen-rl/tengen/viz/scene"
)

// part is a part of a piece: a body, which is filled, or a line on it.
type part struct {
	path   scene.Path
	closed bool
}

func body(p scene.Path) part  { return part{p.Close(), true} }
func ridge(p scene.Path) part { return part{p, false} }

// pieces are the chess pieces by the letter of FEN, on squares of 100 units:
// turned from simple shapes, all on the same foot.
var pieces = map[rune][]part{
	'p': {
		body(foot(26)),
		body(scene.Path{}.MoveTo(35, 80).CurveTo(40, 70, 44, 62, 44, 50).LineTo(56, 50).CurveTo(56, 62, 60, 70, 65, 80)),
		body(scene.Circle(scene.Point{X: 50, Y: 38}, 13)),
	},
	'r': {
		body(foot(30)),
		body(scene.Path{}.MoveTo(32, 80).LineTo(36, 44).LineTo(64, 44).LineTo(68, 80)),
		body(scene.Path{}.MoveTo(30, 44).LineTo(28, 22).LineTo(38, 22).LineTo(38, 29).LineTo(45, 29).LineTo(45, 22).
			LineTo(55, 22).LineTo(55, 29).LineTo(62, 29).LineTo(62, 22).LineTo(72, 22).LineTo(70, 44)),
		ridge(scene.Path{}.MoveTo(36, 50).LineTo(64, 50)),
	},
	'n': {
		body(foot(30)),
		body(scene.Path{}.MoveTo(34, 80).CurveTo(34, 66, 48, 60, 47, 48).CurveTo(40, 56, 33, 55, 29, 60).
			CurveTo(25, 62, 21, 57, 24, 52).CurveTo(28, 46, 30, 38, 36, 31).LineTo(35, 20).LineTo(43, 26).
			CurveTo(62, 26, 74, 42, 70, 80)),
		body(scene.Circle(scene.Point{X: 40, Y: 38}, 2)),
		ridge(scene.Path{}.MoveTo(56, 32).CurveTo(66, 40, 67, 56, 64, 72)),
	},
	'b': {
		body(foot(30)),
		body(scene.Path{}.MoveTo(36, 80).CurveTo(42, 72, 43, 70, 44, 64).LineTo(56, 64).CurveTo(57, 70, 58, 72, 64, 80)),
		body(scene.Path{}.MoveTo(38, 64).CurveTo(24, 52, 36, 34, 50, 22).CurveTo(64, 34, 76, 52, 62, 64)),
		body(scene.Circle(scene.Point{X: 50, Y: 18}, 5)),
		ridge(scene.Path{}.MoveTo(50, 36).LineTo(50, 54)),
		ridge(scene.Path{}.MoveTo(42, 45).LineTo(58, 45)),
	},
	'q': {
		body(foot(32)),
		body(scene.Path{}.MoveTo(30, 80).LineTo(22, 38).LineTo(36, 58).LineTo(37, 30).LineTo(46, 56).LineTo(50, 26).
			LineTo(54, 56).LineTo(63, 30).LineTo(64, 58).LineTo(78, 38).LineTo(70, 80)),
		body(scene.Circle(scene.Point{X: 22, Y: 34}, 5)),
		body(scene.Circle(scene.Point{X: 37, Y: 26}, 5)),
		body(scene.Circle(scene.Point{X: 50, Y: 22}, 5)),
		body(scene.Circle(scene.Point{X: 63, Y: 26}, 5)),
		body(scene.Circle(scene.Point{X: 78, Y: 34}, 5)),
		ridge(scene.Path{}.MoveTo(30, 72).CurveTo(42, 67, 58, 67, 70, 72)),
	},
	'k': {
		body(foot(32)),
		body(cross(scene.Point{X: 50, Y: 20}, 11, 3.4)),
		body(scene.Path{}.MoveTo(50, 58).CurveTo(42, 44, 45, 34, 50, 32).CurveTo(55, 34, 58, 44, 50, 58)),
		body(scene.Path{}.MoveTo(30, 80).LineTo(28, 66).CurveTo(14, 52, 24, 38, 36, 40).CurveTo(45, 42, 50, 50, 50, 62).
			CurveTo(50, 50, 55, 42, 64, 40).CurveTo(76, 38, 86, 52, 72, 66).LineTo(70, 80)),
		ridge(scene.Path{}.MoveTo(30, 72).CurveTo(42, 67, 58, 67, 70, 72)),
	},
}

// foot is what every piece stands on, so far to both sides of the middle.
func foot(half float64) scene.Path {
	return scene.Path{}.MoveTo(50-half, 90).LineTo(50-half, 86).CurveTo(50-half, 80, 50-half*0.6, 80, 50, 79).
		CurveTo(50+half*0.6, 80, 50+half, 80, 50+half, 86).LineTo(50+half, 90)
}

// cross has four arms of the given length and half width.
func cross(c scene.Point, arm, half float64) scene.Path {
	var points []scene.Point
	for quarter := range 4 {
		sin, cos := math.Sincos(float64(quarter) * math.Pi / 2)
		for _, q := range []scene.Point{{X: half, Y: -half}, {X: arm, Y: -half}, {X: arm, Y: half}} {
			points = append(points, c.Add(scene.Point{X: cos*q.X - sin*q.Y, Y: sin*q.X + cos*q.Y}))
		}
	}
	p := scene.Polygon(points...)
	return p[:len(p)-1] // body closes it
}
