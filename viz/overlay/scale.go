package overlay

import (
	"image/color"

	"github.com/tengen-rl/tengen/viz/scene"
)

// The scale can be told apart by people of all kinds of colour vision: from
// dark violet to light yellow.

// sequence are colours of equal steps in lightness.
var sequence = []color.NRGBA{
	scene.RGB(0x2d1160), scene.RGB(0x721f81), scene.RGB(0xb6377a), scene.RGB(0xf1605d), scene.RGB(0xfeaf77), scene.RGB(0xfcfdbf),
}

// Sequential is the colour of v, 0 to 1.
func Sequential(v float64) color.NRGBA {
	at := min(max(v, 0), 1) * float64(len(sequence)-1)
	i := min(int(at), len(sequence)-2)
	return scene.Mix(sequence[i], sequence[i+1], at-float64(i))
}

// contrast is black or white, whichever is read better on c.
func contrast(c color.NRGBA) color.NRGBA {
	if 0.299*float64(c.R)+0.587*float64(c.G)+0.114*float64(c.B) > 140 {
		return scene.RGB(0x101010)
	}
	return scene.RGB(0xffffff)
}
