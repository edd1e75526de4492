package envtest

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// Playthrough writes down one random game of the seed for people to read:
// each position with all that the state tells, and the action chosen.
func Playthrough(game envs.Game, gameSeed uint64) string {
	x := &exam{game: game, spec: game.Spec()}
	rng := seed.Stream(gameSeed)
	state := game.New(gameSeed)
	var b strings.Builder
	fmt.Fprintf(&b, "%+v\n", x.spec)
	for ply := 0; ; ply++ {
		fmt.Fprintf(&b, "\n# ply %d\n", ply)
		x.describe(&b, state)
		legal := state.Legal(nil)
		if len(legal) == 0 {
			return b.String()
		}
		a := legal[rng.IntN(len(legal))]
		fmt.Fprintf(&b, "play %s\n", x.nameOf(state, a))
		state.Play(a)
	}
}

func (x *exam) describe(b *strings.Builder, state envs.State) {
	shot := x.snapshot(state)
	if board, ok := state.(fmt.Stringer); ok {
		b.WriteString(board.String())
	}
	if shot.text != "" {
		fmt.Fprintf(b, "position %s\n", shot.text)
	}
	fmt.Fprintf(b, "to play %d, rewards %v, hash %#016x\n", shot.toPlay, shot.rewards, shot.hash)
	if e, ok := state.(envs.Estimator); ok && len(shot.legal) > 0 {
		estimate := make([]float32, x.spec.Players)
		e.Estimate(estimate)
		fmt.Fprintf(b, "estimate %.3f\n", estimate)
	}
	b.WriteString("legal")
	for _, a := range shot.legal {
		b.WriteString(" " + x.nameOf(state, a))
	}
	b.WriteString("\nobservation\n")
	x.drawPlanes(b, shot.obs)
}

// nameOf returns the number of an action, and its name where it has one.
func (x *exam) nameOf(s envs.State, a envs.Action) string {
	if n, ok := x.game.(envs.Notation); ok {
		return fmt.Sprintf("%d=%s", a, n.FormatAction(s, a))
	}
	return strconv.Itoa(int(a))
}

// drawPlanes writes the planes of an observation side by side.
func (x *exam) drawPlanes(b *strings.Builder, obs []float32) {
	channels, height, width := x.spec.Obs[0], x.spec.Obs[1], x.spec.Obs[2]
	for row := range height {
		for c := range channels {
			b.WriteString(" ")
			for col := range width {
				b.WriteString(cellText(obs[(c*height+row)*width+col]))
			}
		}
		b.WriteString("\n")
	}
}

// cellText is one character for 0 and 1, which most observations consist of.
func cellText(v float32) string {
	switch v {
	case 0:
		return "."
	case 1:
		return "1"
	}
	return " " + strconv.FormatFloat(float64(v), 'g', 4, 32) + " "
}
