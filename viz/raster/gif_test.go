package raster_test

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/viz/raster"
	"github.com/tengen-rl/tengen/viz/scene"
)

func TestAnimation(t *testing.T) {
	var pictures []*image.RGBA
	for i := range 3 {
		s := canvas()
		s.Fill(scene.Circle(scene.Point{X: 20 + 30*float64(i), Y: 25}, 15), red)
		pictures = append(pictures, raster.Image(s, 100))
	}
	var b bytes.Buffer
	require.NoError(t, raster.GIF(&b, pictures, 200*time.Millisecond))
	movie, err := gif.DecodeAll(&b)
	require.NoError(t, err)
	assert.Equal(t, []int{20, 20, 100}, movie.Delay)
	for i, m := range movie.Image {
		for _, at := range []image.Point{{20, 25}, {50, 25}, {80, 25}, {2, 2}} {
			want := color.RGBAModel.Convert(pictures[i].At(at.X, at.Y))
			assert.Equal(t, want, color.RGBAModel.Convert(m.At(at.X, at.Y)), "picture %d at %v", i, at)
		}
	}
}
