package sound

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A sound is as long as its tones, stays below the loudest, and begins and
// ends at zero: anything else would crackle.
func TestSamples(t *testing.T) {
	for _, c := range []struct {
		name   string
		tones  []Tone
		length int // samples
		loud   float64
	}{
		{"none", nil, 0, 0},
		{"a move", Of(false), 2646, 0.25},
		{"the end", Of(true), 25578, 0.25},
		{"two at once", []Tone{{Pitch: 440, Lasts: 0.1}, {Pitch: 440, Lasts: 0.1}}, 4410, 0.5},
		{"a late one", []Tone{{Pitch: 440, After: 0.5, Lasts: 0.1}}, 26460, 0.25},
	} {
		t.Run(c.name, func(t *testing.T) {
			samples := Samples(c.tones)
			require.Len(t, samples, c.length)
			if c.length == 0 {
				return
			}
			loudest := 0.0
			for _, s := range samples {
				loudest = max(loudest, math.Abs(float64(s)))
			}
			assert.InDelta(t, c.loud, loudest, 0.2*c.loud)
			assert.Less(t, loudest, 1.0)
			assert.Zero(t, samples[0])
			assert.Zero(t, samples[c.length-1])
		})
	}
}

// A tone crosses zero twice a period, and fades.
func TestATone(t *testing.T) {
	samples := Samples([]Tone{{Pitch: 440, Lasts: 1}})
	crossings := 0
	for i := 1; i < len(samples); i++ {
		if samples[i-1] < 0 != (samples[i] < 0) {
			crossings++
		}
	}
	assert.InDelta(t, 880, crossings, 2)
	assert.Greater(t, samples[Rate/440/4], float32(0.24), "it rises first")
	half := 0.0
	for _, s := range samples[Rate/2 : Rate/2+200] {
		half = max(half, float64(s))
	}
	assert.InDelta(t, math.Sqrt(Loud*Quiet), half, 0.001, "it fades exponentially")
}

// The notes of the end fall, and its second begins before the first is over.
func TestTheEndFalls(t *testing.T) {
	notes := Of(true)
	require.Len(t, notes, 2)
	assert.Less(t, notes[1].Pitch, notes[0].Pitch)
	assert.Less(t, notes[1].After, notes[0].Lasts)
	assert.Len(t, Of(false), 1)
}

func TestTriangle(t *testing.T) {
	for _, c := range []struct{ x, want float64 }{{0, 0}, {0.125, 0.5}, {0.25, 1}, {0.5, 0}, {0.75, -1}, {1, 0}, {7.25, 1}} {
		assert.InDelta(t, c.want, triangle(c.x), 1e-12, "at %g", c.x)
	}
}
