package scene_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/viz/scene"
)

func TestWhatAPathEncloses(t *testing.T) {
	ring := append(scene.Circle(scene.Point{X: 50, Y: 50}, 40), // and its hole, the other way round
		scene.Polygon(scene.Point{X: 40, Y: 40}, scene.Point{X: 40, Y: 60}, scene.Point{X: 60, Y: 60}, scene.Point{X: 60, Y: 40})...)
	for _, c := range []struct {
		x, y float64
		want bool
	}{{50, 50, false}, {50, 15, true}, {50, 9, false}, {85, 50, true}, {79, 79, false}, {77, 77, true}, {39, 50, true}} {
		assert.Equal(t, c.want, ring.Contains(scene.Point{X: c.x, Y: c.y}), "(%v, %v)", c.x, c.y)
	}
	assert.False(t, scene.Path(nil).Contains(scene.Point{}))
	assert.False(t, scene.Path{}.LineTo(3, 3).Contains(scene.Point{X: 1, Y: 1}), "a path that never began")
}

func TestRoundedCornersLieWithin(t *testing.T) {
	b := scene.Box{X: 10, Y: 20, Width: 40, Height: 30}
	p := scene.RoundRect(b, 10)
	assert.True(t, p.Contains(b.Centre()))
	assert.False(t, p.Contains(scene.Point{X: 11, Y: 21}), "the corner is cut off")
	assert.True(t, scene.Rect(b).Contains(scene.Point{X: 11, Y: 21}))
	assert.True(t, p.Contains(scene.Point{X: 13.5, Y: 23.5}))
}

func TestTheUppermostSpotAnswers(t *testing.T) {
	s := scene.Scene{Width: 100, Height: 100}
	s.Spots = []scene.Spot{
		{Area: scene.Rect(scene.Box{Width: 60, Height: 60}), Action: 1},
		{Area: scene.Circle(scene.Point{X: 50, Y: 50}, 20), Action: 2, Note: "the circle"},
	}
	for _, c := range []struct {
		at     scene.Point
		action int
	}{{scene.Point{X: 5, Y: 5}, 1}, {scene.Point{X: 50, Y: 50}, 2}, {scene.Point{X: 65, Y: 50}, 2}} {
		spot, ok := s.At(c.at)
		require.True(t, ok)
		assert.Equal(t, c.action, spot.Action)
	}
	_, ok := s.At(scene.Point{X: 90, Y: 90})
	assert.False(t, ok)
}

func TestASceneInAnother(t *testing.T) {
	inner := scene.Scene{Width: 10, Height: 20, Background: scene.RGB(0xffffff)}
	inner.Add(
		scene.Shape{Path: scene.Rect(scene.Box{X: 1, Y: 2, Width: 3, Height: 4}), Width: 2, Fill: scene.Paint{Glow: &scene.Glow{Centre: scene.Point{X: 1, Y: 1}, Radius: 2}}},
		scene.Label{At: scene.Point{X: 5, Y: 10}, Size: 3, Text: "a"})
	inner.Spots = []scene.Spot{{Area: scene.Rect(scene.Box{Width: 1, Height: 1}), Action: 7}}

	var outer scene.Scene
	outer.Place(inner, scene.Box{X: 100, Y: 0, Width: 100, Height: 40}) // twice as large, 40 from the left of the box
	require.Len(t, outer.Marks, 3)
	shape, label := outer.Marks[1].(scene.Shape), outer.Marks[2].(scene.Label)
	assert.Equal(t, scene.Point{X: 142, Y: 4}, shape.Path[0].To)
	assert.Equal(t, 4.0, shape.Width)
	assert.Equal(t, scene.Glow{Centre: scene.Point{X: 142, Y: 2}, Radius: 4}, *shape.Fill.Glow)
	assert.Equal(t, 2.0, inner.Marks[0].(scene.Shape).Fill.Glow.Radius, "the other is as it was")
	assert.Equal(t, scene.Point{X: 150, Y: 20}, label.At)
	spot, ok := outer.At(scene.Point{X: 141, Y: 1})
	assert.True(t, ok)
	assert.Equal(t, 7, spot.Action)
}

func TestColours(t *testing.T) {
	assert.Equal(t, scene.RGB(0x808080), scene.Mix(scene.RGB(0), scene.RGB(0xffffff), 0.5))
	assert.Equal(t, scene.RGB(0xffffff), scene.Mix(scene.RGB(0), scene.RGB(0xffffff), 3))
	assert.Equal(t, uint8(64), scene.Fade(scene.RGB(0), 0.25).A)
}

// A red disc on white with its name.
func ExampleScene() {
	s := scene.Scene{Width: 100, Height: 100, Background: scene.RGB(0xffffff)}
	s.Fill(scene.Circle(scene.Point{X: 50, Y: 40}, 30), scene.RGB(0xcc0000))
	s.Write(scene.Point{X: 50, Y: 85}, "disc", 12, scene.RGB(0))
	fmt.Println(len(s.Marks))
	// Output: 2
}
