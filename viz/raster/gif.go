package raster

import (
	"cmp"
	"image"
	"image/color"
	"image/gif"
	"io"
	"maps"
	"slices"
	"time"
)

// GIF writes pictures of one size as an animation that shows each for so long,
// the last one five times as long, and begins anew.
func GIF(w io.Writer, pictures []*image.RGBA, each time.Duration) error {
	palette := newPalette(pictures)
	movie := gif.GIF{}
	hundredths := int(each / (10 * time.Millisecond))
	for i, m := range pictures {
		delay := hundredths
		if i == len(pictures)-1 {
			delay = min(5*delay, mostDelay)
		}
		movie.Image = append(movie.Image, palette.paint(m))
		movie.Delay = append(movie.Delay, delay)
	}
	return gif.EncodeAll(w, &movie)
}

// mostDelay is the longest time that the format can say, in hundredths of a
// second.
const mostDelay = 1<<16 - 1

// palette is the colours that pictures have most of, and which of them is
// nearest to each colour that was asked for.
type palette struct {
	colors  color.Palette
	nearest map[color.RGBA]uint8
}

// newPalette takes the 256 most frequent colours of the pictures, and of
// colours that are all but alike only the most frequent.
func newPalette(pictures []*image.RGBA) *palette {
	counts := map[color.RGBA]int{}
	for _, m := range pictures {
		for i := 0; i < len(m.Pix); i += 4 {
			counts[color.RGBA{m.Pix[i], m.Pix[i+1], m.Pix[i+2], 255}]++
		}
	}
	all := slices.SortedFunc(maps.Keys(counts), func(a, b color.RGBA) int {
		return cmp.Or(counts[b]-counts[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B))
	})
	p := &palette{nearest: map[color.RGBA]uint8{}}
	taken := map[color.RGBA]bool{}
	for _, c := range all {
		alike := color.RGBA{c.R &^ 7, c.G &^ 7, c.B &^ 7, 255}
		if !taken[alike] && len(p.colors) < 256 {
			taken[alike] = true
			p.colors = append(p.colors, c)
		}
	}
	return p
}

func (p *palette) paint(m *image.RGBA) *image.Paletted {
	dst := image.NewPaletted(m.Rect, p.colors)
	for i := range dst.Pix {
		c := color.RGBA{m.Pix[4*i], m.Pix[4*i+1], m.Pix[4*i+2], 255}
		index, ok := p.nearest[c]
		if !ok {
			index = uint8(p.colors.Index(c))
			p.nearest[c] = index
		}
		dst.Pix[i] = index
	}
	return dst
}
