package chess_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/envs/chess"
)

// TestTruthMates finds all moves that force mate, by trying everything, up
// to three moves deep.
func TestTruthMates(t *testing.T) {
	type record struct {
		FEN       string
		MateIn    int      `json:"mate_in"`
		Solutions []string `json:"all_solutions"`
		SAN       []string
	}
	for _, c := range records[record](t, "chess/mates_generated.jsonl") {
		p := parse(t, chess.New(), c.FEN)
		var names, sans []string
		for _, text := range c.Solutions {
			m, err := p.ParseMove(text)
			assert.NoError(t, err)
			sans = append(sans, p.SAN(m))
		}
		assert.Equal(t, c.SAN, sans, c.FEN)
		if c.MateIn > 3 {
			continue
		}
		for _, m := range p.Moves(nil) {
			if forces(p, m, c.MateIn) {
				names = append(names, p.UCI(m))
			}
		}
		slices.Sort(names)
		slices.Sort(c.Solutions)
		assert.Equal(t, c.Solutions, names, "mate in %d in %s", c.MateIn, c.FEN)
	}
}

// forces tells whether m mates in at most so many moves, whatever the answers.
func forces(p chess.Position, m chess.Move, moves int) bool {
	p.Play(m)
	answers := p.Moves(nil)
	if len(answers) == 0 {
		return p.InCheck()
	}
	if moves == 1 {
		return false
	}
	for _, answer := range answers {
		next := p
		next.Play(answer)
		if !slices.ContainsFunc(next.Moves(nil), func(m chess.Move) bool { return forces(next, m, moves-1) }) {
			return false
		}
	}
	return true
}
