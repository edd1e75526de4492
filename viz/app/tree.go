package app

import (
	"slices"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/viz/overlay"
	"github.com/tengen-rl/tengen/viz/scene"
)

// hasTree reports whether something was thought of the ply that is looked at
// that can be walked through.
func (a *App) hasTree() bool {
	g := a.Game()
	return !a.wide && (a.tree || len(g.thoughts[g.at].Candidates) > 0 && !valuesAlone(g.thoughts[g.at]))
}

// openTree shows the tree, or the game again.
func (a *App) openTree() {
	a.tree, a.running = !a.tree, false
	a.Game().Walk(nil)
}

// walks reports whether keys walk through the tree.
func (a *App) walks() bool { return a.tree && !a.wide }

// left, right, up and down are what the arrows do: steps of the game and its
// speed, or a walk through the tree.

func (a *App) left() {
	if g := a.Game(); a.walks() && len(g.walk) > 0 {
		g.back()
		return
	}
	a.step(-1)
}

func (a *App) right() {
	if g := a.Game(); a.walks() && len(g.Thought().Candidates) > 0 {
		a.running = false
		g.deeper()
		return
	} else if len(g.walk) > 0 {
		return // a line ends where the search ended
	}
	a.step(1)
}

func (a *App) up() {
	if g := a.Game(); a.walks() && len(g.walk) > 0 {
		g.beside(-1)
		return
	}
	a.faster()
}

func (a *App) down() {
	if g := a.Game(); a.walks() && len(g.walk) > 0 {
		g.beside(1)
		return
	}
	a.slower()
}

// walkTo looks at the end of a line, or at where it began if its end is looked
// at already.
func (a *App) walkTo(line []envs.Action) {
	a.running = false
	a.letGo()
	if g := a.Game(); slices.Equal(line, g.walk.line()) {
		g.back()
	} else {
		g.Walk(line)
	}
}

// placeTree draws the tree in as much of the box as it takes.
func (a *App) placeTree(g *Game, in scene.Box) (height float64) {
	const row = 24
	rows, lines := g.branches(int(max(3, in.Height/row-3)))
	a.lines = lines
	drawn := overlay.Tree(rows, a.theme)
	for i := range drawn.Spots {
		drawn.Spots[i].Action += treeSpots
	}
	height = drawn.Height * in.Width / drawn.Width
	a.shown.Place(drawn, scene.Box{X: in.X, Y: in.Y, Width: in.Width, Height: height})
	return height
}
