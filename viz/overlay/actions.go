package overlay

import (
	"fmt"
	"math"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/viz/board"
	"github.com/tengen-rl/tengen/viz/scene"
)

// Policy paints on each legal action how likely it is: a disc whose area and
// colour follow the probability. weights, by action, need not add up to 1.
func Policy(p *board.Picture, weights []float32) {
	var total, most float64
	for _, m := range p.Moves {
		total += float64(weights[m.Action])
		most = max(most, float64(weights[m.Action]))
	}
	if total == 0 {
		return
	}
	for _, m := range p.Moves {
		share := float64(weights[m.Action]) / total
		if share < leastShare {
			continue
		}
		disc(p, m, float64(weights[m.Action])/most, percent(share))
		note(p, m, fmt.Sprintf("%s: played with probability %.1f %%", m.Name, 100*share))
	}
}

// leastShare is the probability below which an action gets no disc.
const leastShare = 0.005

// Candidates paints on each action that was thought of how much of the search
// went into it, and what it is worth to the seat that moves; the best has a
// ring.
func Candidates(p *board.Picture, thought agents.Thought, mover envs.Player, theme board.Theme) {
	most := 0
	for _, c := range thought.Candidates {
		most = max(most, c.Visits)
	}
	for i := len(thought.Candidates) - 1; i >= 0; i-- { // the best above the rest
		c := thought.Candidates[i]
		m, ok := p.Move(c.Action)
		if !ok || c.Visits == 0 && most > 0 {
			continue
		}
		share := 1.0
		if most > 0 {
			share = float64(c.Visits) / float64(most)
		}
		text := ""
		if int(mover) < len(c.Values) {
			text = value(c.Values[mover])
		}
		disc(p, m, share, text)
		if i == 0 {
			p.Stroke(scene.Circle(m.At, p.Unit*0.44), p.Unit*0.06, theme.Accent)
		}
		note(p, m, describe(m, &c, mover))
	}
}

// describe tells all that is known of a candidate.
func describe(m board.Move, c *agents.Candidate, mover envs.Player) string {
	text := m.Name + ":"
	if int(mover) < len(c.Values) {
		text += fmt.Sprintf(" expected return %+.3f,", c.Values[mover])
	}
	if c.Visits > 0 {
		text += fmt.Sprintf(" %d visits,", c.Visits)
	}
	if c.Prior > 0 {
		text += fmt.Sprintf(" prior %.1f %%,", 100*c.Prior)
	}
	if c.End > 0 {
		text += fmt.Sprintf(" proven to end in %d plies,", c.End)
	}
	return text[:len(text)-1]
}

// disc paints a disc on the place of a move: its area and its colour say how
// much, 0 to 1. A move from one place to another is an arrow besides.
func disc(p *board.Picture, m board.Move, much float64, text string) {
	c := Sequential(0.25 + 0.75*much)
	if m.Moves {
		p.Fill(scene.Arrow(m.From, m.At, p.Unit*(0.04+0.1*much), p.Unit*0.3), scene.Fade(c, 0.35+0.5*much))
		if much < 1 {
			return
		}
	}
	r := p.Unit * (0.16 + 0.26*math.Sqrt(much))
	p.Fill(scene.Circle(m.At, r), scene.Fade(c, 0.85))
	if text != "" && much > 0.02 {
		p.Write(m.At, text, min(r, p.Unit*0.3)*0.95, contrast(c))
	}
}

// note puts what is told on resting over a move above what was told before.
func note(p *board.Picture, m board.Move, text string) {
	p.Spots = append(p.Spots, scene.Spot{Area: scene.Circle(m.At, p.Unit*0.45), Action: int(m.Action), Note: text})
}

// percent is a share without decimals where there is no room for them.
func percent(share float64) string { return fmt.Sprintf("%.0f", 100*share) }

// value is an expected return as short as it can be.
func value(v float32) string { return fmt.Sprintf("%+.2f", v) }

// Line numbers the moves of a line that is expected from s on: 1 where the
// first leads, 2 the second, and so on.
func Line(p *board.Picture, game envs.Game, s envs.State, line []envs.Action, o board.Options) {
	at := game.New(0)
	at.CopyFrom(s)
	picture := *p
	for i, a := range line {
		m, ok := picture.Move(a)
		if !ok {
			return // the line goes on where there is no such move
		}
		if m.Moves {
			p.Fill(scene.Arrow(m.From, m.At, p.Unit*0.08, p.Unit*0.28), scene.Fade(o.Theme.Accent, 0.75-0.5*float64(i)/float64(len(line))))
		}
		p.Fill(scene.Circle(m.At, p.Unit*0.2), scene.Fade(o.Theme.Ground, 0.9))
		p.Write(m.At, fmt.Sprint(i+1), p.Unit*0.28, o.Theme.Ink)
		note(p, m, fmt.Sprintf("expected as move %d: %s", i+1, m.Name))
		if at.Play(a); at.ToPlay() == envs.Over || i == len(line)-1 {
			return
		}
		picture = board.Draw(game, at, o)
	}
}
