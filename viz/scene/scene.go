package scene

import "image/color"

// A Scene is a picture of the given size; x grows to the right and y down,
// from the upper left corner. Whoever draws it chooses how many pixels a unit
// is.
type Scene struct {
	Width, Height float64
	Background    color.NRGBA
	Marks         []Mark // painted one over the other
	Spots         []Spot // the later lie above the earlier
}

// Mark is something to be painted: a Shape or a Label.
type Mark interface{ isMark() }

// Shape is an outline that is filled, drawn along, or both.
type Shape struct {
	Path  Path
	Fill  Paint
	Line  color.NRGBA // transparent: not drawn along
	Width float64     // of the line, in units
	Dash  float64     // length of dashes and gaps, in units; 0 draws through
}

// Paint is what fills a shape: one colour, or, if Glow is set, a colour that
// changes with the distance from a point.
type Paint struct {
	Color color.NRGBA
	Glow  *Glow
}

// Glow is a radial gradient: Inner at Centre, Outer at Radius and beyond.
type Glow struct {
	Centre       Point
	Radius       float64
	Inner, Outer color.NRGBA
}

// Label is a line of text.
type Label struct {
	At    Point // on the middle of the capital letters' height; horizontally as Align says
	Text  string
	Size  float64 // of the font, in units
	Color color.NRGBA
	Align Align
	Bold  bool
	Mono  bool // all letters of one width
}

// Align says which end of a text lies at its point.
type Align int

const (
	Centre Align = iota
	Left         // the text begins there
	Right        // the text ends there
)

func (Shape) isMark() {}
func (Label) isMark() {}

// Spot is a place that a pointer can rest on or click at.
type Spot struct {
	Area   Path   // what counts as the place
	Action int    // what a click there plays, NoAction for nothing
	Note   string // what resting there tells; "" for nothing
}

// NoAction is the action of a spot that plays nothing.
const NoAction = -1

// Solid is paint of one colour.
func Solid(c color.NRGBA) Paint { return Paint{Color: c} }

// RGB is an opaque colour, 0xRRGGBB.
func RGB(hex uint32) color.NRGBA {
	return color.NRGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 0xff}
}

// Fade is the colour with its opacity, 0 to 1, multiplied by a.
func Fade(c color.NRGBA, a float64) color.NRGBA {
	c.A = uint8(float64(c.A)*min(max(a, 0), 1) + 0.5)
	return c
}

// Mix is the colour that lies a share t, 0 to 1, of the way from a to b.
func Mix(a, b color.NRGBA, t float64) color.NRGBA {
	t = min(max(t, 0), 1)
	between := func(x, y uint8) uint8 { return uint8(float64(x) + t*(float64(y)-float64(x)) + 0.5) }
	return color.NRGBA{between(a.R, b.R), between(a.G, b.G), between(a.B, b.B), between(a.A, b.A)}
}

// Add appends marks.
func (s *Scene) Add(marks ...Mark) { s.Marks = append(s.Marks, marks...) }

// Fill appends a filled shape.
func (s *Scene) Fill(p Path, c color.NRGBA) { s.Add(Shape{Path: p, Fill: Solid(c)}) }

// Stroke appends a line of the given width along p.
func (s *Scene) Stroke(p Path, width float64, c color.NRGBA) {
	s.Add(Shape{Path: p, Line: c, Width: width})
}

// Write appends a centred label.
func (s *Scene) Write(at Point, text string, size float64, c color.NRGBA) {
	s.Add(Label{At: at, Text: text, Size: size, Color: c})
}

// At returns the uppermost spot at p, if there is one.
func (s *Scene) At(p Point) (Spot, bool) {
	for i := len(s.Spots) - 1; i >= 0; i-- {
		if s.Spots[i].Area.Contains(p) {
			return s.Spots[i], true
		}
	}
	return Spot{}, false
}

// Place appends what is in another scene, scaled to fit the rectangle and
// centred in it. The background of the other is painted if it is not
// transparent.
func (s *Scene) Place(other Scene, in Box) {
	scale := min(in.Width/other.Width, in.Height/other.Height)
	to := Transform{Scale: scale, X: in.X + (in.Width-scale*other.Width)/2, Y: in.Y + (in.Height-scale*other.Height)/2}
	if other.Background.A > 0 {
		s.Fill(Rect(Box{to.X, to.Y, scale * other.Width, scale * other.Height}), other.Background)
	}
	for _, m := range other.Marks {
		s.Add(to.Mark(m))
	}
	for _, spot := range other.Spots {
		spot.Area = to.Path(spot.Area)
		s.Spots = append(s.Spots, spot)
	}
}
