package toytext

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/options"
)

// Lake says which lake it is.
type Lake struct {
	// Map has a row of S, F, H and G a string: start, frozen, hole, goal.
	// Lake4x4 if nil. With several starts, each is as likely.
	Map []string

	// Success is the probability that the ice lets one go where one means
	// to; else it is one of the two directions across, equally likely. 1/3
	// if zero; 1 is a lake that is not slippery.
	Success float64

	// Limit is the step after which an episode is truncated; 100 if zero,
	// but 200 on Lake8x8.
	Limit int
}

const mostCells = 1 << 16 // of a map

// Lake4x4 returns the usual map.
func Lake4x4() []string { return []string{"SFFF", "FHFH", "FFFH", "HFFG"} }

// Lake8x8 returns the larger map.
func Lake8x8() []string {
	return []string{
		"SFFFFFFF", "FFFFFFFF", "FFFHFFFF", "FFFFFHFF",
		"FFFHFFFF", "FHHFFFHF", "FHFFHFHF", "FFFHFFFG",
	}
}

// lakeRing is the order of the actions.
var lakeRing = ring{{0, -1}, {1, 0}, {0, 1}, {-1, 0}}

// FrozenLake returns the world of a lake to cross: the goal earns 1 and ends
// the episode, a hole earns nothing and ends it. The observation is one plane,
// a 1 where one stands. The error names what is wrong with the lake.
func FrozenLake(lake Lake) (*Game, error) {
	lake = lake.withDefaults()
	if err := lake.check(); err != nil {
		return nil, err
	}
	board := grid{len(lake.Map), len(lake.Map[0])}
	tiles := strings.Join(lake.Map, "")
	r := rules{
		spec: envs.Spec{
			Name: lake.name(), Players: 1, Obs: [3]int{1, board.rows, board.cols}, MaxPlies: lake.Limit,
		},
		moves:   []string{"left", "down", "right", "up"},
		seen:    func(state int) []int32 { return []int32{int32(state)} },
		picture: func(state int) string { return drawMap(lake.Map, state) },
	}
	for cell := range len(tiles) {
		if tiles[cell] == 'S' {
			r.starts = append(r.starts, cell)
		}
		for a := range 4 {
			r.step = append(r.step, lake.outcomes(board, tiles, cell, a))
		}
	}
	return compile(r), nil
}

func (l Lake) outcomes(board grid, tiles string, cell, a int) []envs.Outcome {
	if tiles[cell] == 'H' || tiles[cell] == 'G' {
		return ended(cell)
	}
	directions, chances := slips(a, l.Success)
	outcomes := make([]envs.Outcome, len(directions))
	for i, d := range directions {
		next := board.to(cell, d, lakeRing)
		outcomes[i] = envs.Outcome{Probability: chances[i], Next: next}
		switch tiles[next] {
		case 'G':
			outcomes[i].Reward, outcomes[i].Terminated = 1, true
		case 'H':
			outcomes[i].Terminated = true
		}
	}
	return outcomes
}

func (l Lake) withDefaults() Lake {
	if l.Map == nil {
		l.Map = Lake4x4()
	}
	if l.Success == 0 {
		l.Success = 1. / 3
	}
	if l.Limit == 0 {
		l.Limit = l.usualLimit()
	}
	return l
}

func (l Lake) usualLimit() int {
	if slices.Equal(l.Map, Lake8x8()) {
		return 200
	}
	return 100
}

// check reports what is wrong with the lake.
func (l Lake) check() error {
	if !(l.Success > 0 && l.Success <= 1) {
		return fmt.Errorf("success %v: want more than 0, at most 1", l.Success)
	}
	if l.Limit < 0 || l.Limit > mostSteps {
		return fmt.Errorf("limit %d: want 1 to %d", l.Limit, mostSteps)
	}
	if len(l.Map) == 0 || len(l.Map[0]) == 0 {
		return errors.New("a map with no tiles")
	}
	starts := 0
	for y, row := range l.Map {
		if len(row) != len(l.Map[0]) {
			return fmt.Errorf("map row %d, %q, has %d tiles, the first has %d", y+1, row, len(row), len(l.Map[0]))
		}
		if x := strings.IndexFunc(row, func(r rune) bool { return !strings.ContainsRune("SFHG", r) }); x >= 0 {
			return fmt.Errorf("map row %d, column %d: %q: want S, F, H or G", y+1, x+1, []rune(row[x:])[0])
		}
		starts += strings.Count(row, "S")
	}
	if cells := len(l.Map) * len(l.Map[0]); cells > mostCells {
		return fmt.Errorf("a map of %d tiles: want at most %d", cells, mostCells)
	}
	if starts == 0 {
		return errors.New("a map with no start: want at least one S")
	}
	return nil
}

// name is what the catalog calls the lake.
func (l Lake) name() string {
	var words []string
	switch {
	case slices.Equal(l.Map, Lake4x4()):
	case slices.Equal(l.Map, Lake8x8()):
		words = append(words, "8x8")
	default:
		words = append(words, strings.Join(l.Map, "/"))
	}
	switch l.Success {
	case 1. / 3:
	case 1:
		words = append(words, "slippery=off")
	default:
		words = append(words, "success="+strconv.FormatFloat(l.Success, 'g', -1, 64))
	}
	if l.Limit != l.usualLimit() {
		words = append(words, "limit="+strconv.Itoa(l.Limit))
	}
	return options.Join("frozenlake", words)
}

// ParseFrozenLake makes the lake that follows the colon of a name such as
// "frozenlake:8x8,slippery=off": the map, 4x4 if it is left out, 8x8, or its
// rows with slashes between them, and options after commas,
//
//	slippery=on    or off
//	success=0.8    the probability to go where one means to
//	limit=100      the step after which an episode is truncated
//
// The error names what was not understood and what would be.
func ParseFrozenLake(text string) (*Game, error) {
	kind, o, err := options.Parse(text)
	if err != nil {
		return nil, err
	}
	var lake Lake
	switch {
	case kind == "" || kind == "4x4":
	case kind == "8x8":
		lake.Map = Lake8x8()
	case strings.Trim(kind, "SFHG/") == "":
		lake.Map = strings.Split(kind, "/")
	default:
		return nil, fmt.Errorf("map %q: want 4x4, 8x8, or rows of S, F, H, G with slashes between them", kind)
	}
	if lake.Success, err = takeSuccess(o, lakeSlip); err != nil {
		return nil, err
	}
	if lake.Limit, err = takeLimit(o); err != nil {
		return nil, err
	}
	if err := o.Rest("slippery=, success=, limit="); err != nil {
		return nil, err
	}
	return FrozenLake(lake)
}

const lakeSlip = 1. / 3

// RandomLake draws a square map with S in the first corner, G in the last,
// and elsewhere F with probability frozen, else H; it draws anew until a way
// leads from one to the other. It panics unless side ≥ 2 and 0 < frozen ≤ 1;
// a small frozen takes long.
func RandomLake(rng *rand.Rand, side int, frozen float64) []string {
	if side < 2 || !(frozen > 0 && frozen <= 1) {
		panic(fmt.Sprintf("toytext: a random lake of side %d, frozen %v", side, frozen))
	}
	board := grid{side, side}
	for {
		tiles := make([]byte, board.cells())
		for i := range tiles {
			tiles[i] = 'F'
			if rng.Float64() >= frozen {
				tiles[i] = 'H'
			}
		}
		tiles[0], tiles[len(tiles)-1] = 'S', 'G'
		if board.connected(tiles) {
			var rows []string
			for row := range slices.Chunk(tiles, side) {
				rows = append(rows, string(row))
			}
			return rows
		}
	}
}

// connected tells whether a way around the holes leads from the first cell to
// the last.
func (g grid) connected(tiles []byte) bool {
	reached := make([]bool, len(tiles))
	reached[0] = true
	for queue := []int{0}; len(queue) > 0; queue = queue[1:] {
		for d := range 4 {
			if next := g.to(queue[0], d, lakeRing); tiles[next] != 'H' && !reached[next] {
				reached[next] = true
				queue = append(queue, next)
			}
		}
	}
	return reached[len(tiles)-1]
}
