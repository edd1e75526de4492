package raster

import "image"

// tiles are the squares of a picture that something touches.
type tiles struct {
	across, down int
	whole        image.Rectangle
	touched      []bool // row by row
}

// tileSize is the side of a tile in pixels.
const tileSize = 16

// reset makes them the tiles of a picture of that size, touched by nothing.
func (t *tiles) reset(size image.Point) {
	t.whole = image.Rectangle{Max: size}
	t.across, t.down = (size.X+tileSize-1)/tileSize, (size.Y+tileSize-1)/tileSize
	if n := t.across * t.down; n != len(t.touched) {
		t.touched = make([]bool, n)
	}
	clear(t.touched)
}

// add touches the tiles of an area.
func (t *tiles) add(area image.Rectangle) {
	area = area.Intersect(t.whole)
	if area.Empty() {
		return
	}
	for y := area.Min.Y / tileSize; y <= (area.Max.Y-1)/tileSize; y++ {
		for x := area.Min.X / tileSize; x <= (area.Max.X-1)/tileSize; x++ {
			t.touched[y*t.across+x] = true
		}
	}
}

// areas are rectangles that together are the touched tiles, none of them in
// two: runs of a row, and of rows below it that have the same run.
func (t *tiles) areas() (all []image.Rectangle) {
	open := map[[2]int]int{} // the areas that the row above has ended in, by run
	for y := range t.down {
		next := map[[2]int]int{}
		for x := 0; x < t.across; x++ {
			from := x
			for x < t.across && t.touched[y*t.across+x] {
				x++
			}
			if x == from {
				continue
			}
			run := [2]int{from, x}
			at, ok := open[run]
			if !ok {
				at = len(all)
				all = append(all, image.Rect(from*tileSize, y*tileSize, x*tileSize, y*tileSize))
			}
			all[at].Max.Y += tileSize
			next[run] = at
		}
		open = next
	}
	for i := range all {
		all[i] = all[i].Intersect(t.whole)
	}
	return all
}
