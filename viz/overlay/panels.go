package overlay

import (
	"fmt"
	"image/color"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/viz/board"
	"github.com/tengen-rl/tengen/viz/scene"
)

// Bar is a value by its name.
type Bar struct {
	Name   string
	Value  float64
	Chosen bool
}

// Bars draws values as bars from zero, all on one scale: what each action is
// worth, such as the Q values of a DQN agent.
func Bars(title string, bars []Bar, theme board.Theme) scene.Scene {
	const width, row, left = 400, 26, 110
	s := scene.Scene{Width: width, Height: float64(row*(len(bars)+1) + 16), Background: theme.Ground}
	heading(&s, title, theme)
	low, high := 0.0, 1e-9
	for _, b := range bars {
		low, high = min(low, b.Value), max(high, b.Value)
	}
	x := func(v float64) float64 { return left + (width-left-70)*(v-low)/(high-low) }
	for i, b := range bars {
		y := float64(row*(i+1)) + 8
		ink, fill := theme.Ink, theme.Faint
		if b.Chosen {
			ink, fill = theme.Accent, theme.Accent
		}
		from, to := min(x(0), x(b.Value)), max(x(0), x(b.Value))
		s.Add(scene.Label{At: scene.Point{X: left - 8, Y: y + row/2}, Text: b.Name, Size: 15, Color: ink, Align: scene.Right, Bold: b.Chosen})
		box := scene.Box{X: from, Y: y + 4, Width: max(to-from, 1), Height: row - 8}
		s.Fill(scene.Rect(box), fill)
		s.Add(scene.Label{At: scene.Point{X: width - 8, Y: y + row/2}, Text: fmt.Sprintf("%.3f", b.Value), Size: 15, Color: ink, Align: scene.Right})
		s.Spots = append(s.Spots, scene.Spot{Area: scene.Rect(scene.Box{Y: y, Width: width, Height: row}), Action: scene.NoAction,
			Note: fmt.Sprintf("%s is worth %.5f", b.Name, b.Value)})
	}
	s.Stroke(scene.Line(scene.Point{X: x(0), Y: row + 8}, scene.Point{X: x(0), Y: s.Height - 8}), 1, theme.Ink)
	return s
}

func heading(s *scene.Scene, title string, theme board.Theme) {
	s.Add(scene.Label{At: scene.Point{X: 8, Y: 17}, Text: title, Size: 17, Color: theme.Ink, Align: scene.Left, Bold: true})
}

// Table lists what an agent thought of, best first, at most rows of it: move,
// expected return of the mover, visits, prior, the line that is expected.
// Clicking at a row means its move.
func Table(game envs.Game, state envs.State, thought agents.Thought, rows int, theme board.Theme) scene.Scene {
	const width, row = 400, 24
	candidates := thought.Candidates[:min(rows, len(thought.Candidates))]
	s := scene.Scene{Width: width, Height: float64(row*(len(candidates)+2) + 8), Background: theme.Ground}
	title := "what the agent thinks"
	if thought.Visits > 0 {
		title = fmt.Sprintf("%d visits", thought.Visits)
	}
	heading(&s, title, theme)
	columns := []float64{62, 130, 198, 262, 276} // right ends, but the last
	write := func(y float64, c color.NRGBA, texts ...string) {
		for i, text := range texts {
			align := scene.Right
			if i == len(texts)-1 {
				align = scene.Left
			}
			s.Add(scene.Label{At: scene.Point{X: columns[i], Y: y}, Text: text, Size: 14, Color: c, Align: align})
		}
	}
	write(row*1.6, theme.Faint, "move", "return", "visits", "prior", "then")
	mover := state.ToPlay()
	for i, c := range candidates {
		y := float64(row)*float64(i+2) + 6
		line := c.Line
		if len(line) == 0 {
			line = []envs.Action{c.Action}
		}
		names := lineNames(game, state, line, 5)
		move := board.None
		name := fmt.Sprint(c.Action)
		if len(names) > 0 {
			name, move = names[0], c.Action
		}
		worth, prior, rest := "", "", ""
		if mover >= 0 && int(mover) < len(c.Values) {
			worth = fmt.Sprintf("%+.3f", c.Values[mover])
		}
		if c.Prior > 0 {
			prior = fmt.Sprintf("%.1f %%", 100*c.Prior)
		}
		for _, n := range names[min(1, len(names)):] {
			rest += n + " "
		}
		ink := theme.Ink
		if i == 0 {
			ink = theme.Accent
		}
		write(y+row/2, ink, name, worth, fmt.Sprint(c.Visits), prior, rest)
		s.Spots = append(s.Spots, scene.Spot{Area: scene.Rect(scene.Box{Y: y, Width: width, Height: row}), Action: int(move),
			Note: describe(board.Move{Name: name}, &c, mover)})
	}
	return s
}

// lineNames are the names of the first moves of a line from s on.
func lineNames(game envs.Game, s envs.State, line []envs.Action, most int) (names []string) {
	notation, ok := game.(envs.Notation)
	at := game.New(0)
	at.CopyFrom(s)
	var legal []envs.Action
	for _, a := range line[:min(most, len(line))] {
		legal = at.Legal(legal[:0])
		if !contains(legal, a) {
			break
		}
		name := fmt.Sprint(a)
		if ok {
			name = notation.FormatAction(at, a)
		}
		names = append(names, name)
		at.Play(a)
	}
	return names
}

func contains(all []envs.Action, a envs.Action) bool {
	for _, b := range all {
		if a == b {
			return true
		}
	}
	return false
}
