package board

import (
	"image/color"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/minatar"
	"github.com/tengen-rl/tengen/viz/scene"
)

// planeTones are the colours of the channels of a MinAtar-compatible world:
// the later is painted over the earlier.
var planeTones = map[string][]color.NRGBA{
	"breakout":      {blue, vermilion, scene.RGB(0xf0c9a8), scene.RGB(0x8c6d46)},
	"asterix":       {blue, vermilion, scene.RGB(0xd9d4c7), yellow},
	"freeway":       {vermilion, scene.RGB(0x3b3f46), scene.RGB(0xd8d8d8), scene.RGB(0xc4c4c4), scene.RGB(0xb0b0b0), scene.RGB(0x9c9c9c), scene.RGB(0x888888)},
	"seaquest":      {yellow, scene.RGB(0xc9a400), white, scene.RGB(0xb8cfe0), vermilion, purple, scene.RGB(0x3b3f46), skyBlue, green, orange},
	"spaceinvaders": {blue, green, green, green, white, vermilion},
}

// drawMinAtar draws the channels of what is observed as coloured cells.
func drawMinAtar(game envs.Game, state envs.State, o Options) (Picture, bool) {
	if _, ok := game.(*minatar.Game); !ok {
		return Picture{}, false
	}
	spec := game.Spec()
	name, _, _ := strings.Cut(strings.TrimPrefix(spec.Name, "minatar/"), ":")
	tones := planeTones[name]
	obs := make([]float32, spec.ObsLen())
	state.Observe(obs)
	tiles := make([][]tile, spec.Obs[1])
	for y := range tiles {
		tiles[y] = make([]tile, spec.Obs[2])
		for x := range tiles[y] {
			tiles[y][x].ground = unseen
		}
	}
	cells := spec.Obs[1] * spec.Obs[2]
	for c := spec.Obs[0] - 1; c >= 0; c-- { // the first channels are what one steers
		for i, v := range obs[c*cells : (c+1)*cells] {
			if v != 0 {
				t := &tiles[i/spec.Obs[2]][i%spec.Obs[2]]
				t.things = []thing{{shape: block, tone: tones[c%len(tones)]}}
			}
		}
	}
	return drawTiles(game, state, o, tiles), true
}
