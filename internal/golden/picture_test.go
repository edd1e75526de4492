package golden

import (
	"image"
	"image/color"
	"testing"

	"github.com/stretchr/testify/assert"
)

func grey(w, h int, v uint8) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = v
	}
	return m
}

func TestPictureDifference(t *testing.T) {
	a, b := grey(100, 50, 100), grey(100, 50, 100)
	assert.Empty(t, pictureDifference(a, b))
	for x := range 100 {
		b.SetGray(x, 7, color.Gray{Y: 108})
	}
	assert.Empty(t, pictureDifference(a, b), "rounding")
	b.SetGray(5, 9, color.Gray{Y: 255})
	b.SetGray(6, 9, color.Gray{Y: 255})
	assert.Empty(t, pictureDifference(a, b), "two pixels of 5,000")
	b.SetGray(7, 9, color.Gray{Y: 255})
	assert.Equal(t, "3 of 5000 pixels differ, first at (5,9)", pictureDifference(a, b))
	assert.Equal(t, "is (100,50) pixels, and (50,100) were drawn", pictureDifference(a, grey(50, 100, 100)))
}
