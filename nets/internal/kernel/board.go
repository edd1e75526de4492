package kernel

import "fmt"

// Board says how a batch of board-shaped activations lies in memory: image by
// image, row by row, pixel by pixel, all channels of a pixel together, with a
// halo of pixels around each image that are always zero. A convolution then
// reads beyond the edge without asking whether it is there. An image of
// height 3 and width 4 with a halo of one pixel, each cell being Channels
// floats ("·" a zero pixel):
//
//	Before  Width   After
//	·  ·  ·  ·  ·  ·            Before
//	· 00 01 02 03  ·
//	· 10 11 12 13  ·            Height
//	· 20 21 22 23  ·
//	·  ·  ·  ·  ·  ·            After
//
// Pixels follow one another without gaps, so the three pixels under a row of
// a 3x3 filter are 3·Channels adjacent floats. Routines of this package write
// only the pixels of the image: a buffer that begins as zeros keeps its halo.
// With Before and After 0 the board is compact.
type Board struct {
	Height, Width, Channels int
	Before, After           int // pixels of halo above and to the left, below and to the right
}

// NewBoard returns the layout for the convolutions of a board: one pixel of
// halo, and below and to the right as many more as the tiles of the Winograd
// transform for that size stick out.
func NewBoard(height, width, channels int) Board {
	b := Board{Height: height, Width: width, Channels: channels, Before: 1}
	m := int(winogradFor(height, width))
	over := func(n int) int { return (n+m-1)/m*m - n }
	b.After = 1 + max(over(height), over(width))
	return b
}

// Compact is the layout of the same images without a halo.
func (b Board) Compact() Board { return Board{Height: b.Height, Width: b.Width, Channels: b.Channels} }

// WithChannels is the same layout with another number of channels.
func (b Board) WithChannels(channels int) Board {
	b.Channels = channels
	return b
}

// rowPixels is the distance between rows, in pixels.
func (b Board) rowPixels() int { return b.Before + b.Width + b.After }

// Len is the number of elements of one image, halo included.
func (b Board) Len() int { return (b.Before + b.Height + b.After) * b.rowPixels() * b.Channels }

// Offset is where the channels of the pixel in row y and column x begin,
// within one image.
func (b Board) Offset(y, x int) int {
	return ((b.Before+y)*b.rowPixels() + b.Before + x) * b.Channels
}

func (b Board) check(name string, data []float32, n int) {
	if b.Height < 0 || b.Width < 0 || b.Channels < 0 || b.Before < 0 || b.After < 0 || n < 0 || len(data) < n*b.Len() {
		panic(fmt.Sprintf("kernel: %s has %d elements, which are not %d images of %+v", name, len(data), n, b))
	}
}

// SetPlanes copies n images from planes [n, Channels, Height, Width] to dst,
// whose halo it leaves alone.
func (b Board) SetPlanes(dst, planes []float32, n int) {
	b.check("the destination", dst, n)
	b.Compact().check("the planes", planes, n)
	b.eachRow(n, func(board, plane int) {
		best().transpose(dst[board:], b.Channels, planes[plane:], b.Height*b.Width, b.Channels, b.Width)
	})
}

// Planes is the inverse of SetPlanes: it copies n images from src to planes
// [n, Channels, Height, Width].
func (b Board) Planes(planes, src []float32, n int) {
	b.check("the source", src, n)
	b.Compact().check("the planes", planes, n)
	b.eachRow(n, func(board, plane int) {
		best().transpose(planes[plane:], b.Height*b.Width, src[board:], b.Channels, b.Width, b.Channels)
	})
}

// Copy copies the pixels of n images of the same size from another layout,
// compact or padded; the halo of dst stays as it is.
func (b Board) Copy(dst, src []float32, from Board, n int) {
	b.check("the destination", dst, n)
	from.check("the source", src, n)
	if b.Compact() != from.Compact() {
		panic(fmt.Sprintf("kernel: copy from %+v to %+v", from, b))
	}
	row := b.Width * b.Channels
	for i := range n {
		for y := range b.Height {
			copy(dst[i*b.Len()+b.Offset(y, 0):][:row], src[i*from.Len()+from.Offset(y, 0):])
		}
	}
}

// eachRow calls do with where each row of each image begins in the layout and
// in planes.
func (b Board) eachRow(n int, do func(board, plane int)) {
	if b.Width == 0 || b.Channels == 0 {
		return
	}
	for i := range n {
		for y := range b.Height {
			do(i*b.Len()+b.Offset(y, 0), i*b.Channels*b.Height*b.Width+y*b.Width)
		}
	}
}
