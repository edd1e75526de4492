// Package sound has what a move sounds like, and the end of a game: as tones,
// which browsers play by themselves, and as samples, for devices that want
// those. It knows nothing of games and plays nothing.
package sound

import "math"

// Tone is a triangle wave that fades.
type Tone struct {
	Pitch float64 // hertz
	After float64 // seconds from the beginning of the sound
	Lasts float64 // seconds
}

// How loud a tone begins and ends, 1 for as loud as there is. Between the two
// it fades exponentially.
const (
	Loud  = 0.25
	Quiet = 0.001
)

// Of is the sound of a move, one short click, or of the end of a game, two
// falling notes.
func Of(end bool) []Tone {
	if end {
		return []Tone{{Pitch: 523, After: 0, Lasts: 0.25}, {Pitch: 392, After: 0.18, Lasts: 0.4}}
	}
	return []Tone{{Pitch: 880, After: 0, Lasts: 0.06}}
}

// Rate is how many samples a second has.
const Rate = 44100

// release is the end of a tone, in seconds, in which it falls to nothing.
const release = 0.005

// Samples are the tones together, one channel, each sample between -1 and 1.
// The first and the last are zero.
func Samples(tones []Tone) []float32 {
	length := 0
	for _, t := range tones {
		length = max(length, t.begin()+t.samples())
	}
	sum := make([]float32, length)
	for _, t := range tones {
		for i := range t.samples() {
			sum[t.begin()+i] += float32(t.at(i))
		}
	}
	return sum
}

// begin is the sample with which the tone begins.
func (t Tone) begin() int { return int(math.Round(t.After * Rate)) }

// samples is how many the tone has.
func (t Tone) samples() int { return int(math.Round(t.Lasts * Rate)) }

// at is a sample of the tone.
func (t Tone) at(i int) float64 {
	at := float64(i) / Rate
	level := Loud * math.Pow(Quiet/Loud, at/t.Lasts)
	left := float64(t.samples()-1-i) / Rate
	return level * min(1, left/release) * triangle(t.Pitch*at)
}

// triangle is a wave of period 1 that begins at zero and rises, -1 to 1.
func triangle(x float64) float64 {
	x += 0.25
	x -= math.Floor(x)
	return 1 - 4*math.Abs(x-0.5)
}
