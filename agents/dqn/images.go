package dqn

import (
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/replay"
)

// images turns transitions of a world that is envs.Symmetric into what they
// would have been on the board turned or mirrored. Not safe for concurrent use.
type images struct {
	all    []image // the identity first
	obs    []float32
	values []float32 // room for what goes by action
}

// image is a symmetry of observations as networks take them, channels last.
type image struct {
	action []envs.Action // where an action goes
	obs    []int         // where a number goes
}

func newImages(game envs.Symmetric, spec envs.Spec) *images {
	im := &images{obs: make([]float32, spec.ObsLen()), values: make([]float32, spec.Actions)}
	view := newView(spec)
	place := make([]int, spec.ObsLen()) // by where the world has a number: where networks have it
	for i := range place {
		place[view.source(i)] = i
	}
	for _, y := range game.Symmetries() {
		next := image{y.Actions, make([]int, spec.ObsLen())}
		for raw, at := range place {
			cell := raw % len(y.Cells)
			next.obs[at] = place[raw-cell+y.Cells[cell]]
		}
		im.all = append(im.all, next)
	}
	return im
}

// turn replaces each transition of a batch by one of its images, drawn
// uniformly.
func (im *images) turn(b *replay.Batch, rng *rand.Rand) {
	width, actions := len(im.obs), len(im.values)
	for i, a := range b.Action {
		n := rng.IntN(len(im.all))
		if n == 0 {
			continue
		}
		y := im.all[n]
		b.Action[i] = int(y.action[a])
		move(b.Obs[i*width:][:width], im.obs, y.obs)
		move(b.Next[i*width:][:width], im.obs, y.obs)
		move(b.Legal[i*actions:][:actions], im.values, y.action)
		move(b.NextLegal[i*actions:][:actions], im.values, y.action)
	}
}

// move puts x[i] at to[i]. room is as long as x.
func move[I int | envs.Action](x, room []float32, to []I) {
	copy(room, x)
	for i, v := range room {
		x[to[i]] = v
	}
}
