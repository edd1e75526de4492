package raster

import (
	"image"
	"math"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"github.com/tengen-rl/tengen/viz/scene"
)

// fonts are the Go fonts, and a face of one for each size that was needed.
type fonts struct {
	regular, bold, mono *sfnt.Font
	faces               map[faceKey]font.Face
}

type faceKey struct {
	font *sfnt.Font
	size int // in sixteenths of a pixel
}

func newFonts() fonts {
	return fonts{parse(goregular.TTF), parse(gobold.TTF), parse(gomono.TTF), map[faceKey]font.Face{}}
}

func parse(ttf []byte) *sfnt.Font {
	f, err := opentype.Parse(ttf)
	if err != nil {
		panic("raster: an embedded font: " + err.Error())
	}
	return f
}

// face returns the face that a label is written in.
func (f *fonts) face(l scene.Label) font.Face {
	of := f.regular
	switch {
	case l.Mono:
		of = f.mono
	case l.Bold:
		of = f.bold
	}
	key := faceKey{of, max(16, int(math.Round(l.Size*16)))}
	if face, ok := f.faces[key]; ok {
		return face
	}
	face, err := opentype.NewFace(of, &opentype.FaceOptions{Size: float64(key.size) / 16, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		panic("raster: a face of an embedded font: " + err.Error())
	}
	const most = 64 // that are kept: a window that changes its size needs ever others
	if len(f.faces) >= most {
		clear(f.faces)
	}
	f.faces[key] = face
	return face
}

// cover adds to dst how much a label covers of each of its pixels.
func (f *fonts) cover(dst *image.Alpha, l scene.Label) {
	face := f.face(l)
	at := fixed.Point26_6{
		X: fixed.Int26_6(math.Round(l.At.X * 64)),
		Y: fixed.Int26_6(math.Round(l.At.Y*64)) + face.Metrics().CapHeight/2,
	}
	switch l.Align {
	case scene.Centre:
		at.X -= font.MeasureString(face, l.Text) / 2
	case scene.Right:
		at.X -= font.MeasureString(face, l.Text)
	}
	before := rune(-1)
	for _, r := range l.Text {
		if before >= 0 {
			at.X += face.Kern(before, r)
		}
		area, mask, from, advance, _ := face.Glyph(at, r)
		if letter, ok := mask.(*image.Alpha); ok { // none of a letter that has no outline
			join(dst, area, letter, from)
		}
		at.X += advance
		before = r
	}
}

// join adds what a letter covers of an area.
func join(dst *image.Alpha, area image.Rectangle, letter *image.Alpha, from image.Point) {
	seen := area.Intersect(dst.Rect)
	from = from.Add(seen.Min.Sub(area.Min))
	for y := range seen.Dy() {
		to := dst.Pix[dst.PixOffset(seen.Min.X, seen.Min.Y+y):][:seen.Dx()]
		for x, a := range letter.Pix[letter.PixOffset(from.X, from.Y+y):][:seen.Dx()] {
			to[x] += uint8(uint32(a) * uint32(255-to[x]) / 255)
		}
	}
}

// bounds is the pixels that a label may touch.
func (f *fonts) bounds(l scene.Label) image.Rectangle {
	if l.Text == "" || l.Color.A == 0 || l.Size <= 0 {
		return image.Rectangle{}
	}
	width := float64(font.MeasureString(f.face(l), l.Text)) / 64
	left := l.At.X
	switch l.Align {
	case scene.Centre:
		left -= width / 2
	case scene.Right:
		left -= width
	}
	around := l.Size / 4 // letters may reach beyond their width
	return image.Rect(pixel(left-around), pixel(l.At.Y-l.Size), pixel(left+width+around)+1, pixel(l.At.Y+l.Size)+1)
}

// TextWidth is how wide a text is in the ordinary font of the given size, in
// the same units.
func (p *Painter) TextWidth(text string, size float64) float64 {
	return float64(font.MeasureString(p.fonts.face(scene.Label{Size: size}), text)) / 64
}
