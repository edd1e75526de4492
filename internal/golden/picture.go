package golden

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// What two pictures may differ in and still pass for the same: machines round
// at the edges of shapes differently.
const (
	leastDifference = 12     // of a channel, 0 to 255, to count as different
	differentPixels = 0.0005 // share of the pixels that may be different
)

// Picture fails the test if got differs from the picture testdata/name, a PNG
// file, in more than the rounding of edges. With -update it writes the picture
// instead; without, a picture that differs is left in a file beside the
// temporary ones, to be looked at.
func Picture(t testing.TB, name string, got image.Image) {
	t.Helper()
	path := filepath.Join("testdata", filepath.FromSlash(name))
	var encoded bytes.Buffer
	if err := png.Encode(&encoded, got); err != nil {
		t.Fatal(err)
	}
	if *update {
		write(t, path, encoded.String())
		return
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("golden picture: %v (run the test with -update to write it)", err)
	}
	want, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatalf("golden picture %s: %v", path, err)
	}
	if difference := pictureDifference(want, got); difference != "" {
		left := filepath.Join(os.TempDir(), "golden-"+filepath.Base(path))
		if err := os.WriteFile(left, encoded.Bytes(), 0o666); err != nil {
			t.Error(err)
		}
		t.Errorf("%s: %s; what was drawn is in %s (if that is right, run the test with -update)", path, difference, left)
	}
}

// pictureDifference tells how two pictures differ, "" if they do not.
func pictureDifference(want, got image.Image) string {
	if want.Bounds().Size() != got.Bounds().Size() {
		return fmt.Sprintf("is %v pixels, and %v were drawn", want.Bounds().Size(), got.Bounds().Size())
	}
	size := want.Bounds().Size()
	different, first := 0, image.Point{-1, -1}
	for y := range size.Y {
		for x := range size.X {
			a := color.NRGBAModel.Convert(want.At(want.Bounds().Min.X+x, want.Bounds().Min.Y+y)).(color.NRGBA)
			b := color.NRGBAModel.Convert(got.At(got.Bounds().Min.X+x, got.Bounds().Min.Y+y)).(color.NRGBA)
			if apart(a.R, b.R) || apart(a.G, b.G) || apart(a.B, b.B) || apart(a.A, b.A) {
				if different++; different == 1 {
					first = image.Point{x, y}
				}
			}
		}
	}
	if float64(different) > differentPixels*float64(size.X*size.Y) {
		return fmt.Sprintf("%d of %d pixels differ, first at %v", different, size.X*size.Y, first)
	}
	return ""
}

func apart(a, b uint8) bool { return max(a, b)-min(a, b) >= leastDifference }
