package board

import (
	"strconv"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/viz/scene"
)

// Picture is a drawn position.
type Picture struct {
	scene.Scene // its spots are what can be clicked on or explained

	// Moves tells where each legal action leads, and Cells the outline of
	// each cell of the board, row by row as the world's observations have
	// them; nil if the world has none.
	Moves []Move
	Cells []scene.Path

	// Unit is the size of a cell: what overlays measure by.
	Unit float64
}

// Move is where a legal action is seen on a picture.
type Move struct {
	Action envs.Action
	At     scene.Point // where it leads: the cell that is filled or entered
	From   scene.Point // where it comes from, if Moves is set
	Moves  bool        // it takes something from one place to another
	Name   string      // as its players call it
}

// Options say how a position is drawn.
type Options struct {
	Theme  Theme
	Flip   bool        // as the second seat sees the board
	Last   envs.Action // the action that led here, or None
	Before envs.State  // the position before Last; needed only if there is a Last
}

// None says that there is no last action.
const None envs.Action = -1

// Move returns the move of an action, if it is legal.
func (p *Picture) Move(a envs.Action) (Move, bool) {
	for _, m := range p.Moves {
		if m.Action == a {
			return m, true
		}
	}
	return Move{}, false
}

// drawers are tried in their order: each draws the positions of its worlds
// and reports false for others.
var drawers = []func(envs.Game, envs.State, Options) (Picture, bool){
	drawGoban, drawChess, drawConnectFour, drawOthello, drawTicTacToe, drawHex,
	drawMap, drawMiniGrid, drawToyText, drawMinAtar, drawControl,
}

// Draw draws a position of any world; one of a world that it does not know is
// drawn by its text (fmt.Stringer) or its observation.
func Draw(game envs.Game, s envs.State, o Options) Picture {
	for _, draw := range drawers {
		if p, ok := draw(game, s, o); ok {
			return p
		}
	}
	return drawText(game, s, o)
}

// legal returns the legal actions of s and their names.
func legal(game envs.Game, s envs.State) (moves []Move) {
	notation, _ := game.(envs.Notation)
	all := s.Legal(nil)
	moves = make([]Move, 0, len(all))
	for _, a := range all {
		m := Move{Action: a}
		if notation != nil {
			m.Name = notation.FormatAction(s, a)
		} else {
			m.Name = strconv.Itoa(int(a))
		}
		moves = append(moves, m)
	}
	return moves
}

// spot makes the area a place to click for the move.
func (p *Picture) spot(area scene.Path, m Move) {
	p.Moves = append(p.Moves, m)
	p.Spots = append(p.Spots, scene.Spot{Area: area, Action: int(m.Action), Note: m.Name})
}

// button draws a button for a move that has no place on the board, such as a
// pass.
func (p *Picture) button(in scene.Box, m Move, theme *Theme) {
	shape := scene.RoundRect(in, in.Height/4)
	p.Add(scene.Shape{Path: shape, Fill: scene.Solid(theme.Button), Line: theme.Ink, Width: in.Height / 24})
	p.Write(in.Centre(), m.Name, in.Height*0.5, theme.Ink)
	m.At = in.Centre()
	p.spot(shape, m)
}

// grid is a board of square cells.
type grid struct {
	rows, cols int
	at         scene.Box // of all cells
	flip       bool
}

// unit is the size of a cell.
func (g *grid) unit() float64 { return g.at.Width / float64(g.cols) }

// box is the cell in the given row and column of the world.
func (g *grid) box(row, col int) scene.Box {
	if g.flip {
		row, col = g.rows-1-row, g.cols-1-col
	}
	u := g.unit()
	return scene.Box{X: g.at.X + float64(col)*u, Y: g.at.Y + float64(row)*u, Width: u, Height: u}
}

// cells returns the outlines of all cells, row by row.
func (g *grid) cells() []scene.Path {
	all := make([]scene.Path, 0, g.rows*g.cols)
	for row := range g.rows {
		for col := range g.cols {
			all = append(all, scene.Rect(g.box(row, col)))
		}
	}
	return all
}

// size of a board in the units of a scene, without its margin.
const size = 800
