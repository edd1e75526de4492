package review

import (
	"fmt"
	"strings"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena/gamefile"
	"github.com/tengen-rl/tengen/envs"
)

// longestLine is how many moves of a better line an annotated record shows.
const longestLine = 12

// Annotate returns a copy of a game of the world with the judgements: the value
// of each position, the win rates in words, marks, and what would have been
// better than a marked move. Comments that there were stay.
func Annotate(world envs.Game, g *gamefile.Game, judgements []Judgement) *gamefile.Game {
	annotated := *g
	annotated.Moves = append([]gamefile.Move(nil), g.Moves...)
	s := g.Start(world)
	ply := 0
	for _, j := range judgements {
		for ; ply < j.Ply; ply++ {
			s.Play(g.Moves[ply].Action)
		}
		m := &annotated.Moves[j.Ply]
		value := float32(2*j.After - 1) // of the mover
		values := []float32{value, -value}
		if j.Seat == 1 {
			values[0], values[1] = values[1], values[0]
		}
		m.Thought, m.Mark = &agents.Thought{Values: values, Visits: j.Visits}, j.Mark
		m.Comment = strings.TrimLeft(m.Comment+"; "+describe(world, s, &j), "; ")
		if j.Mark != gamefile.Unmarked {
			m.Line = j.Best[:min(len(j.Best), longestLine)]
		}
	}
	return &annotated
}

// describe is a judgement in words.
func describe(world envs.Game, s envs.State, j *Judgement) string {
	text := fmt.Sprintf("win rate %.1f %% → %.1f %%", 100*j.Before, 100*j.After)
	if len(j.Best) > 0 && j.Best[0] != j.Action {
		text += ", best " + agents.Notation(world).FormatAction(s, j.Best[0])
	}
	if j.Visits > 0 {
		text += fmt.Sprintf(", visits %d", j.Visits)
	}
	return text
}
