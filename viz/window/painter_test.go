package window

import (
	"image"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/viz/scene"
)

// Who waits for the painter takes the picture of the last order, however many
// came before it.
func TestThePainterPaintsTheLastOrder(t *testing.T) {
	p := startPainter()
	defer p.stop()
	p.wait()
	assert.Nil(t, p.take())
	size := image.Pt(20, 10)
	for round := range 20 {
		for i := range 5 {
			p.paint(scene.Scene{Width: 20, Height: 10, Background: scene.RGB(uint32(100*round + i))}, size)
		}
		p.wait()
		assert.True(t, p.idle())
		m := p.take()
		require.NotNil(t, m)
		want := scene.RGB(uint32(100*round + 4))
		assert.Equal(t, []uint8{want.R, want.G, want.B, 255}, m.Pix[:4])
		assert.Nil(t, p.take(), "it is taken once")
		p.release(m)
	}
	p.paint(scene.Scene{}, image.Point{})
	assert.True(t, p.idle(), "no picture has no pixels")
}
