package svg_test

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/viz/scene"
	"github.com/tengen-rl/tengen/viz/svg"
)

func picture() scene.Scene {
	s := scene.Scene{Width: 100, Height: 50, Background: scene.RGB(0xffffff)}
	s.Fill(scene.Rect(scene.Box{X: 1, Y: 2, Width: 3, Height: 4.5}), scene.Fade(scene.RGB(0x102030), 0.5))
	s.Add(scene.Shape{Path: scene.Circle(scene.Point{X: 50, Y: 25}, 10), Line: scene.RGB(0xff), Width: 1.5, Dash: 3,
		Fill: scene.Paint{Glow: &scene.Glow{Centre: scene.Point{X: 48, Y: 22}, Radius: 12, Inner: scene.RGB(0xffffff), Outer: scene.Fade(scene.RGB(0), 0)}}})
	s.Add(scene.Label{At: scene.Point{X: 10, Y: 40}, Text: `a < b & "c"`, Size: 10, Color: scene.RGB(0), Align: scene.Left, Bold: true, Mono: true})
	s.Spots = []scene.Spot{{Area: scene.Rect(scene.Box{Width: 2, Height: 2}), Note: "5 < 6"}, {Action: 3}}
	return s
}

func TestAFileSaysWhatTheSceneSays(t *testing.T) {
	var b strings.Builder
	require.NoError(t, svg.Write(&b, picture()))
	assert.Equal(t, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 50" font-family="Go, Helvetica, Arial, sans-serif">
<rect width="100%" height="100%" fill="#ffffff"/>
<path d="M1 2L4 2L4 6.5L1 6.5Z" fill="#102030" fill-opacity="0.502"/>
<radialGradient id="g1" gradientUnits="userSpaceOnUse" cx="48" cy="22" r="12"><stop stop-color="#ffffff"/><stop offset="1" stop-color="#000000" stop-opacity="0"/></radialGradient>
<path d="M60 25C60 30.523 55.523 35 50 35C44.477 35 40 30.523 40 25C40 19.477 44.477 15 50 15C55.523 15 60 19.477 60 25Z" fill="url(#g1)" stroke="#0000ff" stroke-width="1.5" stroke-linejoin="round" stroke-dasharray="3"/>
<text x="10" y="43.6" font-size="10" text-anchor="start" font-weight="bold" font-family="Go Mono, monospace" fill="#000000">a &lt; b &amp; &#34;c&#34;</text>
<path d="M0 0L2 0L2 2L0 2Z" fill="transparent"><title>5 &lt; 6</title></path>
</svg>
`, b.String())
}

func TestAFileIsWellFormed(t *testing.T) {
	var b strings.Builder
	require.NoError(t, svg.Write(&b, picture()))
	decoder := xml.NewDecoder(strings.NewReader(b.String()))
	for {
		if _, err := decoder.Token(); err != nil {
			require.ErrorIs(t, err, io.EOF)
			break
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("the disk is full") }

func TestAnErrorOfTheWriterIsReported(t *testing.T) {
	assert.EqualError(t, svg.Write(full{}, picture()), "the disk is full")
}
