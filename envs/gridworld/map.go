package gridworld

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

var (
	_ envs.Notation  = (*Map)(nil)
	_ envs.Hasher    = (*MapState)(nil)
	_ envs.Truncator = (*MapState)(nil)
	_ envs.Reseeder  = (*MapState)(nil)
	_ envs.Restarter = (*MapState)(nil)
)

// Map is the rules of a world that Parse read.
type Map struct {
	*facts
	rows, cols int
	step       float64
	cells      []cell
	starts     []int32
	items      []int32 // the cell of each item
	symbols    []rune  // the drawing
	view       view
}

// cell is what is known of a cell.
type cell struct {
	tile
	item int       // of a key or a coin, else -1
	next [4]int32  // the cell in each direction; itself at walls and the edge
	slip [2]uint64 // a random word below slip[0] goes to one side, below slip[1] to the other
}

// newMap makes the world of a map that has been read and checked.
func newMap(r reader) *Map {
	m := &Map{rows: r.rows, cols: r.cols, step: r.config.step, symbols: r.symbols}
	for i, t := range r.tiles {
		c := cell{tile: t, item: -1}
		slip := r.config.slip
		switch t.kind {
		case start:
			m.starts = append(m.starts, int32(i))
		case key, coin:
			c.item = len(m.items)
			m.items = append(m.items, int32(i))
		case ice:
			slip = t.value
		}
		c.slip = [2]uint64{word(slip / 2), word(slip)}
		for d := range c.next {
			c.next[d] = r.neighbour(i, d)
		}
		m.cells = append(m.cells, c)
	}
	m.view = newView(m, r.config.view)
	m.facts = &facts{
		spec:  envs.Spec{Name: "gridworld", Players: 1, Actions: 4, Obs: m.view.shape, MaxPlies: r.config.limit},
		moves: []string{"up", "right", "down", "left"},
	}
	return m
}

// word is the number of random words of 64 bits that a probability means.
func word(p float64) uint64 {
	if p >= 1 {
		return math.MaxUint64
	}
	return uint64(math.Ldexp(p, 64))
}

// neighbour returns the cell in the direction of an action, the cell itself
// where a wall or the edge is in the way.
func (r *reader) neighbour(i, direction int) int32 {
	y, x := i/r.cols, i%r.cols
	switch direction {
	case 0:
		y--
	case 1:
		x++
	case 2:
		y++
	case 3:
		x--
	}
	if y < 0 || y >= r.rows || x < 0 || x >= r.cols || r.tiles[y*r.cols+x].kind == wall {
		return int32(i)
	}
	return int32(y*r.cols + x)
}

// usualMap is the world that the catalog knows without a file.
const usualMap = `
limit: 200
step: -0.01

map:
#########
#S..#...#
#...#.$.#
#.a.A...#
#...#..G#
#########
`

// Usual returns a small world of two rooms: a key opens the door between them,
// and the second one has a coin and the goal.
func Usual() *Map {
	m, err := Parse(usualMap)
	if err != nil {
		panic(err) // a test reads it
	}
	return m
}

// Named returns the same world under another name.
func (m *Map) Named(name string) *Map {
	named, f := *m, *m.facts
	f.spec.Name = name
	named.facts = &f
	return &named
}

// New returns the start of the episode of the seed, which decides where it
// starts and how one slips.
func (m *Map) New(gameSeed uint64) envs.State {
	s := &MapState{world: m, clock: clock{facts: m.facts}}
	s.Restart(gameSeed)
	return s
}

// place is what there is to know of a position but the steps: where one is
// and what one has taken.
type place struct {
	at    int32
	taken uint64 // a bit an item
	keys  uint32 // a bit a letter, as far as its keys are taken
}

// move returns what comes of a step in a direction: the place after it, what
// it earns and whether it ends the episode.
func (m *Map) move(p place, direction int) (to place, reward float64, ended bool) {
	reward = m.step
	to = p
	at := m.cells[p.at].next[direction]
	c := &m.cells[at]
	if c.kind == door && p.keys>>c.letter&1 == 0 {
		return to, reward, false
	}
	to.at = at
	switch c.kind {
	case goal, lava:
		return to, reward + c.value, true
	case coin:
		if to.taken>>c.item&1 == 0 {
			reward += c.value
		}
		to.taken |= 1 << c.item
	case key:
		to.taken |= 1 << c.item
		to.keys |= 1 << c.letter
	}
	return to, reward, false
}

// MapState is a position in the world of a map.
type MapState struct {
	clock
	place
	world *Map
	dice  rand.PCG
	cut   bool // by the limit
}

// Restart begins the episode of the seed.
func (s *MapState) Restart(gameSeed uint64) {
	s.Reseed(gameSeed)
	s.clock, s.cut = clock{facts: s.facts}, false
	s.place = place{at: s.world.starts[0]}
	if n := len(s.world.starts); n > 1 {
		s.at = s.world.starts[below(&s.dice, n)]
	}
}

// Reseed replaces all dice that are still to be thrown.
func (s *MapState) Reseed(gameSeed uint64) { s.dice = dice(gameSeed) }

// Truncated tells whether the limit ended the episode.
func (s *MapState) Truncated() bool { return s.cut }

// Play goes up by 0, right by 1, down by 2 and left by 3, or slips. It panics
// if a is illegal.
func (s *MapState) Play(a envs.Action) {
	s.check(a)
	direction := int(a)
	if slip := &s.world.cells[s.at].slip; slip[1] > 0 {
		switch u := s.dice.Uint64(); {
		case u < slip[0]:
			direction = (direction + 3) & 3
		case u < slip[1]:
			direction = (direction + 1) & 3
		}
	}
	to, reward, ended := s.world.move(s.place, direction)
	s.place, s.reward = to, float32(reward)
	s.steps++
	if ended {
		s.toPlay = envs.Over
	} else if int(s.steps) == s.world.spec.MaxPlies {
		s.toPlay, s.cut = envs.Over, true
	}
}

// Observe stores what is seen, in the channels that the documentation of
// Map.Channels lists.
func (s *MapState) Observe(dst []float32) { s.world.view.observe(dst, s.world, s.place) }

// CopyFrom makes the state equal to src.
func (s *MapState) CopyFrom(src envs.State) { *s = *src.(*MapState) }

// Hash mixes where one is, what one has taken and whether the episode is over.
func (s *MapState) Hash() uint64 {
	return seed.Mix(uint64(s.at), s.taken, uint64(uint8(s.toPlay)))
}

// String draws the map as it is now: @ is oneself, what was taken is gone,
// and so are doors whose key one has.
func (s *MapState) String() string {
	var b strings.Builder
	m := s.world
	for i, c := range m.cells {
		switch {
		case int32(i) == s.at:
			b.WriteByte('@')
		case c.kind == start, c.item >= 0 && s.taken>>c.item&1 == 1, c.kind == door && s.keys>>c.letter&1 == 1:
			b.WriteByte('.')
		default:
			b.WriteRune(m.symbols[i])
		}
		if i%m.cols == m.cols-1 {
			b.WriteByte('\n')
		}
	}
	if s.keys != 0 {
		b.WriteString("keys")
		for keys := s.keys; keys != 0; keys &= keys - 1 {
			b.WriteString(" " + string(rune('a'+bits.TrailingZeros32(keys))))
		}
		b.WriteByte('\n')
	}
	return b.String()
}
