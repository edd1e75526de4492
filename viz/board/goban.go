package board

import (
	"strconv"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/viz/scene"
)

var (
	wood     = scene.RGB(0xdcb35c)
	woodEdge = scene.RGB(0xa97c32)
	gobanInk = scene.RGB(0x2e2008)
)

// drawGoban draws the game of Go on wood, with star points, coordinates and
// the prisoners that each side has taken.
func drawGoban(game envs.Game, state envs.State, o Options) (Picture, bool) {
	var s *goban.State
	inward := func(a envs.Action) envs.Action { return a } // from the actions of the world to those of the board
	outward := inward
	switch state := state.(type) {
	case *goban.State:
		s = state
	case *goban.SizedState:
		s, inward, outward = state.Board(), state.Inward, state.Outward
	default:
		return Picture{}, false
	}
	n := s.Game().Config().Size
	unit := size / float64(n)
	p := Picture{Unit: unit}
	margin := unit * 0.9
	p.Width, p.Height, p.Background = size+2*margin, size+2*margin+1.4*gobanFoot, o.Theme.Ground
	g := grid{rows: n, cols: n, at: scene.Box{X: margin, Y: margin, Width: size, Height: size}, flip: o.Flip}
	p.Add(scene.Shape{Path: scene.RoundRect(scene.Box{Width: size + 2*margin, Height: size + 2*margin}, unit*0.2), Fill: scene.Solid(wood), Line: woodEdge, Width: unit * 0.06})
	p.gobanLines(&g)
	obs := game.Spec().Obs
	p.Cells = make([]scene.Path, obs[1]*obs[2]) // those beyond the board stay empty
	for i, cell := range g.cells() {
		at, a := g.box(i/n, i%n).Centre(), outward(envs.Action(i))
		p.Cells[a] = cell
		if who := s.At(envs.Action(i)); who != envs.Over {
			p.stone(at, unit*0.47, who == 0)
			if a == o.Last {
				p.mark(at, unit*0.22, seatTone(who))
			}
		}
	}
	below := scene.Box{X: margin, Y: size + 2*margin + 0.2*gobanFoot, Width: size, Height: gobanFoot}
	for _, m := range legal(game, state) {
		at := int(inward(m.Action))
		if at == n*n { // a pass
			p.button(scene.Box{X: below.Centre().X - 60, Y: below.Y, Width: 120, Height: below.Height}, m, &o.Theme)
			continue
		}
		m.At = g.box(at/n, at%n).Centre()
		p.spot(p.Cells[m.Action], m)
	}
	for seat, align := range []scene.Align{scene.Left, scene.Right} {
		x := below.X + float64(seat)*size
		p.Add(scene.Label{At: scene.Point{X: x, Y: below.Centre().Y}, Size: gobanFoot * 0.55, Color: o.Theme.Ink, Align: align,
			Text: []string{"Black", "White"}[seat] + ", " + strconv.Itoa(s.Prisoners(envs.Player(seat))) + " taken"})
	}
	return p, true
}

// gobanFoot is the height of what is said below a goban.
const gobanFoot = 50

// gobanLines paints the lines, the star points and the coordinates.
func (p *Picture) gobanLines(g *grid) {
	n, unit := g.rows, g.unit()
	at := func(row, col int) scene.Point { return g.box(row, col).Centre() }
	for i := range n {
		p.Stroke(scene.Line(at(i, 0), at(i, n-1)), unit*0.035, gobanInk)
		p.Stroke(scene.Line(at(0, i), at(n-1, i)), unit*0.035, gobanInk)
		letter := string(rune("ABCDEFGHJKLMNOPQRSTUVWXYZ"[i]))
		for _, side := range []float64{-1, 1} {
			column, row := g.box(0, i).Centre().X, g.box(i, 0).Centre().Y
			edge := g.at.Centre().Y + side*(g.at.Height/2+unit*0.45)
			p.Write(scene.Point{X: column, Y: edge}, letter, unit*0.38, gobanInk)
			edge = g.at.Centre().X + side*(g.at.Width/2+unit*0.45)
			p.Write(scene.Point{X: edge, Y: row}, strconv.Itoa(n-i), unit*0.38, gobanInk)
		}
	}
	for _, star := range starPoints(n) {
		p.Fill(scene.Circle(at(star[0], star[1]), unit*0.11), gobanInk)
	}
}

// starPoints are the points that are marked on a board of n lines, as usual.
func starPoints(n int) (all [][2]int) {
	if n < 7 {
		if n%2 == 1 && n > 3 {
			return [][2]int{{n / 2, n / 2}}
		}
		return nil
	}
	edge := 3
	if n < 13 {
		edge = 2
	}
	lines := []int{edge, n - 1 - edge}
	for _, row := range lines {
		for _, col := range lines {
			all = append(all, [2]int{row, col})
		}
	}
	if n%2 == 1 {
		all = append(all, [2]int{n / 2, n / 2})
		if n >= 15 {
			for _, line := range lines {
				all = append(all, [2]int{n / 2, line}, [2]int{line, n / 2})
			}
		}
	}
	return all
}
