package pgn

import (
	"slices"

	"github.com/tengen-rl/tengen/envs/chess"
)

// Tag is a name and a value of a game's heading, such as White and the
// player's name.
type Tag struct{ Name, Value string }

// Game is one game: its tags in the order of the text, and its moves.
type Game struct {
	Tags  []Tag
	Start chess.Position
	Root  *Node // of the moves; it has none itself

	// Result is the mark that ends the moves: 1-0, 0-1, 1/2-1/2 or *; empty
	// if there was none.
	Result string
}

// Node is a move and what follows it. The first of Next is the main line, the
// others are variations.
type Node struct {
	Move     chess.Move // legal in the position before it
	Glyphs   []int      // numeric annotation glyphs: 1 for !, 2 for ?, …
	Comments []string   // after the move
	Before   []string   // comments in front of the first move of a variation
	Next     []*Node
}

// Tag returns the value of the first tag of a name, and whether there is one.
func (g *Game) Tag(name string) (string, bool) {
	i := slices.IndexFunc(g.Tags, func(t Tag) bool { return t.Name == name })
	if i < 0 {
		return "", false
	}
	return g.Tags[i].Value, true
}

// Outcome returns the result as the tag tells it, and if that tells nothing,
// as the moves end: 1-0, 0-1, 1/2-1/2 or * for a game that is not over.
func (g *Game) Outcome() string {
	if tag, ok := g.Tag("Result"); ok && tag != "*" && isResult(tag) {
		return tag
	}
	if g.Result != "" {
		return g.Result
	}
	return "*"
}

// MainLine returns the moves of the main line.
func (g *Game) MainLine() []chess.Move {
	var moves []chess.Move
	for n := g.Root; len(n.Next) > 0; {
		n = n.Next[0]
		moves = append(moves, n.Move)
	}
	return moves
}
