package gridworld

import (
	"fmt"

	"github.com/tengen-rl/tengen/envs"
)

var (
	_ envs.Model   = (*Tables)(nil)
	_ envs.Indexer = (*TableState)(nil)
)

// mostPlaces is the largest table that is made of a map.
const mostPlaces = 1 << 18

// Tables is the world of a map together with its exact tables: all that can
// be reached, and how likely. A state is where one is and what one has taken.
type Tables struct {
	*Map
	index    map[place]int
	places   []place
	chances  []float64        // of a start, by state
	outcomes [][]envs.Outcome // by state × 4 + action
}

// Tables works out the tables of the world. It is an error if there are more
// than 262,144 states: every key and coin may double them.
func (m *Map) Tables() (*Tables, error) {
	t := &Tables{Map: m, index: map[place]int{}}
	ends := map[int]bool{}
	for _, at := range m.starts {
		t.number(place{at: at})
	}
	for state := 0; state < len(t.places); state++ {
		if len(t.places) > mostPlaces {
			return nil, fmt.Errorf("%s has more than %d states: want fewer keys and coins", m.spec.Name, mostPlaces)
		}
		for a := range 4 {
			if ends[state] {
				t.outcomes = append(t.outcomes, []envs.Outcome{{Probability: 1, Next: state, Terminated: true}})
				continue
			}
			var all []envs.Outcome
			for _, way := range m.ways(t.places[state].at, a) {
				to, reward, ended := m.move(t.places[state], way.direction)
				next := t.number(to)
				ends[next] = ends[next] || ended
				all = append(all, envs.Outcome{Probability: way.probability, Next: next, Reward: reward, Terminated: ended})
			}
			t.outcomes = append(t.outcomes, all)
		}
	}
	t.chances = make([]float64, len(t.places))
	for _, at := range m.starts {
		t.chances[t.index[place{at: at}]] = 1 / float64(len(m.starts))
	}
	return t, nil
}

// number returns the number of a place, a new one if it has none.
func (t *Tables) number(p place) int {
	if i, ok := t.index[p]; ok {
		return i
	}
	t.index[p] = len(t.places)
	t.places = append(t.places, p)
	return len(t.places) - 1
}

// way is a direction that a step may take.
type way struct {
	direction   int
	probability float64
}

// ways returns the directions that an action may come to from a cell.
func (m *Map) ways(at int32, a int) []way {
	aside := float64(m.cells[at].slip[1]) / (1 << 64)
	if m.cells[at].slip[1] == 0 {
		return []way{{a, 1}}
	}
	if aside == 1 {
		return []way{{(a + 3) & 3, 0.5}, {(a + 1) & 3, 0.5}}
	}
	return []way{{(a + 3) & 3, aside / 2}, {a, 1 - aside}, {(a + 1) & 3, aside / 2}}
}

// States returns the number of states.
func (t *Tables) States() int { return len(t.places) }

// Starts returns the probability that an episode starts in each state.
func (t *Tables) Starts() []float64 { return t.chances }

// Transitions returns all that may come of an action in a state.
func (t *Tables) Transitions(state int, a envs.Action) []envs.Outcome {
	return t.outcomes[state*4+int(a)]
}

// New returns the start of the episode of the seed, as a state that knows its
// number.
func (t *Tables) New(gameSeed uint64) envs.State {
	return &TableState{*t.Map.New(gameSeed).(*MapState), t}
}

// TableState is a MapState that knows its number.
type TableState struct {
	MapState
	tables *Tables
}

// Index returns the number of the state.
func (s *TableState) Index() int { return s.tables.index[s.place] }

// CopyFrom makes the state equal to src.
func (s *TableState) CopyFrom(src envs.State) { *s = *src.(*TableState) }
