package board

import (
	"fmt"
	"image/color"
	"strings"
	"unicode"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/gridworld"
	"github.com/tengen-rl/tengen/envs/minigrid"
	"github.com/tengen-rl/tengen/envs/toytext"
	"github.com/tengen-rl/tengen/viz/scene"
)

// The gridworlds draw themselves as text, a character or a few of them a cell;
// what follows reads that text, so that it is said once how a level looks.

// letterTones are the colours of keys and doors by their letters.
var letterTones = map[rune]color.NRGBA{
	'r': scene.RGB(0xd7301f), 'g': green, 'b': blue, 'p': purple, 'y': scene.RGB(0xd9b310), 'e': scene.RGB(0x8a8f98),
}

// letterTone is the colour of any letter.
func letterTone(r rune) color.NRGBA {
	r = unicode.ToLower(r)
	if tone, ok := letterTones[r]; ok {
		return tone
	}
	return []color.NRGBA{blue, vermilion, green, purple, orange}[int(r)%5]
}

var agentTone = scene.RGB(0xf2c14e)

// lines are the first rows lines of what the state says of itself.
func lines(s envs.State, rows int) []string {
	all := strings.Split(strings.TrimRight(fmt.Sprint(s), "\n"), "\n")
	return all[:min(rows, len(all))]
}

// drawMap draws the worlds of package gridworld.
func drawMap(game envs.Game, state envs.State, o Options) (Picture, bool) {
	switch state.(type) {
	case *gridworld.MapState, *gridworld.CatchState, *gridworld.DeepSeaState:
	default:
		return Picture{}, false
	}
	var tiles [][]tile
	for _, line := range lines(state, 1<<10) {
		var row []tile
		for _, r := range line {
			row = append(row, mapTile(r))
		}
		if len(tiles) > 0 && len(row) != len(tiles[0]) {
			break // what is said below the map
		}
		tiles = append(tiles, row)
	}
	return drawTiles(game, state, o, tiles), true
}

func mapTile(r rune) tile {
	switch {
	case r == '#':
		return tile{ground: wall}
	case r == 'G':
		return tile{ground: goal, things: []thing{{shape: flag, tone: green}}}
	case r == 'L':
		return tile{ground: lava}
	case r == '~':
		return tile{ground: ice}
	case r == '$':
		return tile{things: []thing{{shape: coin, tone: yellow}}}
	case r == '@':
		return tile{things: []thing{{shape: agent, tone: agentTone}}}
	case r == 'o':
		return tile{things: []thing{{shape: ball, tone: vermilion}}}
	case r == '=':
		return tile{things: []thing{{shape: block, tone: blue}}}
	case unicode.IsLower(r):
		return tile{things: []thing{{shape: key, tone: letterTone(r)}}}
	case unicode.IsUpper(r) && r != 'S':
		return tile{things: []thing{{shape: doorLocked, tone: letterTone(r)}}}
	}
	return tile{}
}

// drawMiniGrid draws the levels of package minigrid.
func drawMiniGrid(game envs.Game, state envs.State, o Options) (Picture, bool) {
	if _, ok := game.(*minigrid.Game); !ok {
		return Picture{}, false
	}
	var tiles [][]tile
	for _, line := range lines(state, 1<<10) {
		if strings.HasPrefix(line, "step ") {
			break
		}
		var row []tile
		for i := 0; i+1 < len(line); i += 2 {
			row = append(row, levelTile(rune(line[i]), rune(line[i+1])))
		}
		tiles = append(tiles, row)
	}
	return drawTiles(game, state, o, tiles), true
}

func levelTile(glyph, letter rune) tile {
	one := func(s shape) tile { return tile{things: []thing{{shape: s, tone: letterTone(letter)}}} }
	switch glyph {
	case '#':
		return tile{ground: wall}
	case '?':
		return tile{ground: unseen}
	case 'G':
		return tile{ground: goal, things: []thing{{shape: flag, tone: green}}}
	case '~':
		return tile{ground: lava}
	case 'k':
		return one(key)
	case 'o':
		return one(ball)
	case 'b':
		return one(box)
	case '/':
		return one(doorOpen)
	case '+':
		return one(doorClosed)
	case 'L':
		return one(doorLocked)
	}
	if turn := strings.IndexRune(">v<^", glyph); turn >= 0 {
		return tile{things: []thing{{shape: walker, tone: vermilion, turn: float64(turn)}}}
	}
	return tile{}
}

// drawToyText draws FrozenLake, CliffWalking and Taxi, whose text has three
// characters a cell and another between two cells of Taxi.
func drawToyText(game envs.Game, state envs.State, o Options) (Picture, bool) {
	if _, ok := state.(*toytext.State); !ok {
		return Picture{}, false
	}
	spec := game.Spec()
	taxi := strings.HasPrefix(spec.Name, "taxi")
	step := 3
	if taxi {
		step = 4
	}
	var tiles [][]tile
	var walls []scene.Point // of Taxi: column and row of the cell to the left
	all := lines(state, 1<<10)
	for y := range min(spec.Obs[1], len(all)) {
		line := []rune(all[y])
		var row []tile
		for x := range spec.Obs[2] {
			cell := line[x*step:]
			row = append(row, toyTile(cell[1], cell[0] == '[', taxi))
			if taxi && len(cell) > 3 && cell[3] == '|' {
				walls = append(walls, scene.Point{X: float64(x), Y: float64(y)})
			}
		}
		tiles = append(tiles, row)
	}
	p := drawTiles(game, state, o, tiles)
	for _, w := range walls {
		x, y := 20+(w.X+1)*p.Unit, 20+w.Y*p.Unit
		p.Stroke(scene.Line(scene.Point{X: x, Y: y}, scene.Point{X: x, Y: y + p.Unit}), p.Unit*0.08, grounds[wall])
	}
	if taxi && len(all) > spec.Obs[1] {
		p.Write(scene.Point{X: p.Width / 2, Y: p.Height + 10}, all[spec.Obs[1]], 26, o.Theme.Ink)
		p.Height += 40
	}
	return p, true
}

func toyTile(letter rune, here, taxi bool) tile {
	t := tile{}
	switch {
	case taxi && unicode.IsLetter(letter):
		t.things = append(t.things, thing{shape: block, tone: scene.Mix(letterTone(letter), white, 0.5)})
	case letter == 'F':
		t.ground = ice
	case letter == 'H':
		t.ground = water
	case letter == 'C':
		t.ground = lava
	case letter == 'G':
		t.ground = goal
		t.things = append(t.things, thing{shape: flag, tone: green})
	}
	if here {
		t.things = append(t.things, thing{shape: agent, tone: agentTone})
	}
	return t
}
