package overlay

import (
	"fmt"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/viz/board"
	"github.com/tengen-rl/tengen/viz/scene"
)

// Branch is a row of a tree: a move and what the search found behind it.
type Branch struct {
	Depth int // plies from the root of the tree
	Name  string
	*agents.Candidate
	Mover envs.Player // whose move it is
	Open  bool        // the rows of its replies follow
	Shown bool        // the board shows where it leads
}

// Tree lists the branches of a search tree, each below the move that it
// replies to. The action of a row's spot is its index.
func Tree(branches []Branch, theme board.Theme) scene.Scene {
	const width, row, indent = 400, 24, 14
	s := scene.Scene{Width: width, Height: float64(row*(len(branches)+2) + 8), Background: theme.Ground}
	heading(&s, "search tree", theme)
	right := []float64{width - 160, width - 84, width - 8}
	for i, text := range []string{"return", "visits", "prior"} {
		s.Add(scene.Label{At: scene.Point{X: right[i], Y: row * 1.6}, Text: text, Size: 14, Color: theme.Faint, Align: scene.Right})
	}
	for i, b := range branches {
		y := float64(row)*float64(i+2) + 6
		ink := theme.Ink
		if b.Shown {
			ink = theme.Accent
		}
		x := 10 + indent*float64(min(b.Depth, 10))
		if len(b.Replies) > 0 {
			s.Fill(handle(scene.Point{X: x, Y: y + row/2}, b.Open), ink)
		}
		s.Add(scene.Label{At: scene.Point{X: x + 12, Y: y + row/2}, Text: b.Name, Size: 14, Color: ink, Align: scene.Left, Bold: b.Open})
		texts := []string{"", fmt.Sprint(b.Visits), ""}
		if b.Mover >= 0 && int(b.Mover) < len(b.Values) {
			texts[0] = fmt.Sprintf("%+.3f", b.Values[b.Mover])
		}
		if b.Prior > 0 {
			texts[2] = fmt.Sprintf("%.1f %%", 100*b.Prior)
		}
		for k, text := range texts {
			s.Add(scene.Label{At: scene.Point{X: right[k], Y: y + row/2}, Text: text, Size: 14, Color: ink, Align: scene.Right})
		}
		s.Spots = append(s.Spots, scene.Spot{Area: scene.Rect(scene.Box{Y: y, Width: width, Height: row}), Action: i,
			Note: describe(board.Move{Name: b.Name}, b.Candidate, b.Mover)})
	}
	return s
}

// handle is a triangle that points down where a branch is open, and to the
// right where it is not.
func handle(at scene.Point, open bool) scene.Path {
	const r = 4.5
	if open {
		return scene.Polygon(scene.Point{X: at.X - r, Y: at.Y - r/2}, scene.Point{X: at.X + r, Y: at.Y - r/2}, scene.Point{X: at.X, Y: at.Y + r})
	}
	return scene.Polygon(scene.Point{X: at.X - r/2, Y: at.Y - r}, scene.Point{X: at.X + r, Y: at.Y}, scene.Point{X: at.X - r/2, Y: at.Y + r})
}
