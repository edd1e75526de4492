package board

import (
	"strings"
	"unicode"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/viz/scene"
)

var (
	lightSquare = scene.RGB(0xeed9b6)
	darkSquare  = scene.RGB(0xb08863)
)

// drawChess draws a board with its pieces, the squares of the last move and
// the king in check.
func drawChess(game envs.Game, state envs.State, o Options) (Picture, bool) {
	s, ok := state.(*chess.State)
	if !ok {
		return Picture{}, false
	}
	position := s.Position()
	placement, _, _ := strings.Cut(position.FEN(), " ")
	ranks := strings.Split(placement, "/")
	n := len(ranks)
	unit := size / float64(n)
	margin := unit * 0.35
	p := Picture{Unit: unit}
	p.Width, p.Height, p.Background = size+2*margin, size+2*margin, o.Theme.Ground
	g := grid{rows: n, cols: n, at: scene.Box{X: margin, Y: margin, Width: size, Height: size}, flip: o.Flip}
	p.Cells = g.cells()
	p.squares(&g, &o)
	p.lastSquares(game, &g, &o)
	mover := 'K'
	if position.Turn() == 1 {
		mover = 'k'
	}
	for row, rank := range ranks {
		col := 0
		for _, c := range rank {
			if unicode.IsDigit(c) {
				col += int(c - '0')
				continue
			}
			box := g.box(row, col)
			if c == mover && position.InCheck() {
				p.Add(scene.Shape{Path: scene.Rect(box), Fill: scene.Paint{Glow: &scene.Glow{Centre: box.Centre(), Radius: unit * 0.6, Inner: scene.Fade(vermilion, 0.95), Outer: scene.Fade(vermilion, 0)}}})
			}
			p.piece(c, box)
			col++
		}
	}
	for _, m := range legal(game, s) {
		move, _ := s.Move(m.Action)
		from, to := squares(position.UCI(move))
		m.From, m.At, m.Moves = g.square(from).Centre(), g.square(to).Centre(), true
		p.Moves = append(p.Moves, m)
	}
	return p, true
}

// squares are the two squares of a move as UCI writes it, such as e2 and e4.
func squares(uci string) (from, to string) { return uci[:2], uci[2:4] }

// square is the cell of a square such as e4.
func (g *grid) square(name string) scene.Box {
	return g.box(g.rows-int(name[1]-'0'), int(name[0]-'a'))
}

// squares paints the board and its coordinates.
func (p *Picture) squares(g *grid, o *Options) {
	unit := g.unit()
	for row := range g.rows {
		for col := range g.cols {
			tone := lightSquare
			if (row+col+g.rows)%2 == 1 {
				tone = darkSquare
			}
			p.Fill(scene.Rect(g.box(row, col)), tone)
		}
	}
	for i := range g.rows {
		file, rank := string(rune('a'+i)), string(rune('0'+g.rows-i))
		p.Write(scene.Point{X: g.box(0, i).Centre().X, Y: g.at.Y + g.at.Height + unit*0.18}, file, unit*0.22, o.Theme.Faint)
		p.Write(scene.Point{X: g.at.X - unit*0.18, Y: g.box(i, 0).Centre().Y}, rank, unit*0.22, o.Theme.Faint)
	}
}

// lastSquares paints where the last move came from and went.
func (p *Picture) lastSquares(game envs.Game, g *grid, o *Options) {
	before, ok := o.Before.(*chess.State)
	if o.Last == None || !ok {
		return
	}
	move, ok := before.Move(o.Last)
	if !ok {
		return
	}
	position := before.Position()
	from, to := squares(position.UCI(move))
	for _, name := range []string{from, to} {
		p.Fill(scene.Rect(g.square(name)), scene.Fade(yellow, 0.55))
	}
}

// piece paints the piece of a letter of FEN into a square.
func (p *Picture) piece(letter rune, in scene.Box) {
	fill, line := scene.RGB(0xfdfaf2), scene.RGB(0x1c1a17)
	if unicode.IsLower(letter) {
		fill, line = scene.RGB(0x33302b), scene.RGB(0xe9e2d3)
	}
	to := scene.Transform{Scale: in.Width / 100, X: in.X, Y: in.Y}
	for _, part := range pieces[unicode.ToLower(letter)] {
		shape := scene.Shape{Path: to.Path(part.path), Line: line, Width: to.Scale * 3}
		if part.closed {
			shape.Fill = scene.Solid(fill)
			// The outline of a dark piece is dark, so that it stands out on
			// every square; what is drawn inside is light.
			if unicode.IsLower(letter) {
				shape.Line = scene.RGB(0x12100d)
			}
		}
		p.Add(shape)
	}
}
