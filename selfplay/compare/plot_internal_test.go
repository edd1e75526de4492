package compare

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The legend lies above the curves, with a line for each of its own.
func TestTheLegendHidesNoCurve(t *testing.T) {
	group := func(label string, top float64) Group {
		return Group{Game: "taxi", Score: "return", Label: label, Curve: []Band{{At: 1}, {At: 2, IQM: top, Lo: top, Hi: top}}}
	}
	long := strings.Repeat("word ", 20) // takes two lines
	p, err := panel([]Group{group("a", 100), group(long, 300)})
	require.NoError(t, err)
	assert.InDelta(t, 300*(1+3*legendRoom), p.Y.Max, 1e-9)
	p, err = panel([]Group{group("a", 100)})
	require.NoError(t, err)
	assert.InDelta(t, 100, p.Y.Max, 1e-9, "one curve is named by the title")
	assert.Equal(t, "taxi: a", p.Title.Text)
}

func TestWrap(t *testing.T) {
	assert.Equal(t, "one two\nthree", wrap("one two three", 7))
	assert.Equal(t, "a\nlonger-than-it\nb", wrap("a longer-than-it b", 6))
	assert.Equal(t, "äö üä", wrap("äö üä", 5), "characters, not bytes")
	assert.Empty(t, wrap("", 5))
}
