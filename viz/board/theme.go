package board

import (
	"image/color"

	"github.com/tengen-rl/tengen/viz/scene"
)

// Theme is the colours that everything is drawn in. What belongs to a world
// itself, such as the wood of a goban, is the same in all themes.
type Theme struct {
	Ground color.NRGBA // around the boards
	Ink    color.NRGBA // of text and lines on it
	Faint  color.NRGBA // of what is less important
	Button color.NRGBA
	Accent color.NRGBA // what is to be noticed: the last move, the choice
}

// Light is dark on light.
func Light() Theme {
	return Theme{
		Ground: scene.RGB(0xf7f5f0), Ink: scene.RGB(0x22262b), Faint: scene.RGB(0x8a8f98),
		Button: scene.RGB(0xffffff), Accent: scene.RGB(0xd55e00),
	}
}

// Dark is light on dark.
func Dark() Theme {
	return Theme{
		Ground: scene.RGB(0x1e2227), Ink: scene.RGB(0xe8e6e1), Faint: scene.RGB(0x7d848e),
		Button: scene.RGB(0x2c3138), Accent: scene.RGB(0xf0a050),
	}
}

// The colours of the seats and of what is good or bad are those of Okabe and
// Ito ("Color universal design", 2008), which people of all kinds of colour
// vision tell apart.
var (
	orange    = scene.RGB(0xe69f00)
	skyBlue   = scene.RGB(0x56b4e9)
	green     = scene.RGB(0x009e73)
	yellow    = scene.RGB(0xf0e442)
	blue      = scene.RGB(0x0072b2)
	vermilion = scene.RGB(0xd55e00)
	purple    = scene.RGB(0xcc79a7)
	white     = scene.RGB(0xffffff)
	black     = scene.RGB(0x000000)
)

// SeatColors are colours for the seats of a world where it has none of its
// own, such as in charts.
func SeatColors() []color.NRGBA {
	return []color.NRGBA{blue, vermilion, green, orange, purple, skyBlue}
}
