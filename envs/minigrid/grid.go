package minigrid

const (
	maxSide = 25 // of a level
	border  = 6  // how far the agent sees
	stride  = maxSide + 2*border
)

// grid is the cells of a level from its top left corner on, with a border of
// walls all around and, where the level is small, more of them.
type grid [stride * stride]cell

// pos is an index into a grid.
type pos int32

// at is the position of the column x and the row y of a level.
func at(x, y int) pos { return pos((y+border)*stride + x + border) }

func (p pos) x() int { return int(p)%stride - border }
func (p pos) y() int { return int(p)/stride - border }

// turned is the position with rows for columns.
func (p pos) turned() pos { return p%stride*stride + p/stride }

// direction is where the agent looks: 0 right, 1 down, 2 left, 3 up.
type direction uint8

// ahead is what a step in a direction adds to a position.
var ahead = [4]pos{1, stride, -1, -stride}

func (d direction) toRight() direction { return (d + 1) & 3 }
func (d direction) toLeft() direction  { return (d + 3) & 3 }

// rect is the cells x to x+w-1 of the rows y to y+h-1.
type rect struct{ x, y, w, h int }

// inside is r without its outermost cells.
func (r rect) inside() rect { return rect{r.x + 1, r.y + 1, r.w - 2, r.h - 2} }

// fill sets all cells of r.
func (g *grid) fill(r rect, c cell) {
	for y := r.y; y < r.y+r.h; y++ {
		row := g[at(r.x, y):][:r.w]
		for i := range row {
			row[i] = c
		}
	}
}

// room draws walls around r and empties what is inside.
func (g *grid) room(r rect) {
	g.fill(r, greyWall)
	g.fill(r.inside(), nothing)
}

// walls draws walls around r.
func (g *grid) walls(r rect) {
	g.row(r.y, r.x, r.x+r.w, greyWall)
	g.row(r.y+r.h-1, r.x, r.x+r.w, greyWall)
	g.column(r.x, r.y, r.y+r.h, greyWall)
	g.column(r.x+r.w-1, r.y, r.y+r.h, greyWall)
}

// column sets the cells of column x in rows y0 to y1-1, and row likewise.
func (g *grid) column(x, y0, y1 int, c cell) { g.fill(rect{x, y0, 1, max(y1-y0, 0)}, c) }
func (g *grid) row(y, x0, x1 int, c cell)    { g.fill(rect{x0, y, max(x1-x0, 0), 1}, c) }
