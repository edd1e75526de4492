package tabular

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// Table holds the value of every legal action in every state met. It is not
// safe for concurrent use.
//
//	key ──▶ row ──▶ actions  [0 2 3]       the legal ones, ascending
//	                values   [.1 .7 .2]    of each
type Table struct {
	initial float64 // the value of an action never tried
	rows    []row
	index   map[uint64]int // of rows, by key
}

type row struct {
	key     uint64
	actions []envs.Action
	values  []float64
}

func newTable(initial float64) *Table { return &Table{initial: initial, index: map[uint64]int{}} }

// States returns the number of states met.
func (t *Table) States() int { return len(t.rows) }

// seek returns the index of the row of a key with those legal actions, -1 if
// there is none, and the key that the row has or would have: where a state
// looks like another one with other legal actions, it is a key of its own.
func (t *Table) seek(key uint64, legal []envs.Action) (index int, own uint64) {
	for {
		i, ok := t.index[key]
		switch {
		case !ok:
			return -1, key
		case slices.Equal(t.rows[i].actions, legal):
			return i, key
		}
		key = seed.Mix(key, uint64(len(legal)))
	}
}

// meet returns the index of the row of a state, a new one if there is none.
func (t *Table) meet(key uint64, legal []envs.Action) int {
	i, own := t.seek(key, legal)
	if i >= 0 {
		return i
	}
	values := make([]float64, len(legal))
	for i := range values {
		values[i] = t.initial
	}
	t.rows = append(t.rows, row{own, slices.Clone(legal), values})
	t.index[own] = len(t.rows) - 1
	return len(t.rows) - 1
}

// find returns the values of a state whose legal actions are not known, and
// which may never have been met: those of untried actions then.
func (t *Table) find(key uint64) []float64 {
	if i, ok := t.index[key]; ok {
		return t.rows[i].values
	}
	return []float64{t.initial}
}

func (t *Table) clone() *Table {
	c := newTable(t.initial)
	for i, r := range t.rows {
		c.rows = append(c.rows, row{r.key, slices.Clone(r.actions), slices.Clone(r.values)})
		c.index[r.key] = i
	}
	return c
}

// greedy returns the position in values of the largest, any of several with
// the same probability.
func greedy(values []float64, rng *rand.Rand) int {
	most, at, ties := math.Inf(-1), 0, 0
	for i, v := range values {
		switch {
		case v > most:
			most, at, ties = v, i, 1
		case v == most:
			if ties++; rng.IntN(ties) == 0 {
				at = i
			}
		}
	}
	return at
}

// keyer tells states apart.
type keyer struct {
	obs []float32
	ids []uint64
}

func newKeyer(game envs.Game) *keyer {
	n := game.Spec().ObsLen()
	return &keyer{obs: make([]float32, n), ids: make([]uint64, n)}
}

// key returns the number that the world gives the state, and where it gives
// none a hash of what is observed.
func (k *keyer) key(s envs.State) uint64 {
	if i, ok := s.(envs.Indexer); ok {
		return uint64(i.Index())
	}
	s.Observe(k.obs)
	for i, v := range k.obs {
		k.ids[i] = uint64(math.Float32bits(v))
	}
	return seed.Mix(k.ids...)
}

// tableFile is a Table as text, so that other programs read it.
type tableFile struct {
	Game    string            `json:"game"`
	About   map[string]string `json:"about,omitempty"`
	Initial float64           `json:"initial"`
	Rows    []rowFile         `json:"rows"`
}

type rowFile struct {
	Key     uint64        `json:"key,string"`
	Actions []envs.Action `json:"actions"`
	Values  []float64     `json:"values"`
}

// file is the table of a game as text is made from it.
func (t *Table) file(game string, about map[string]string) tableFile {
	f := tableFile{Game: game, About: about, Initial: t.initial, Rows: make([]rowFile, len(t.rows))}
	for i, r := range t.rows {
		f.Rows[i] = rowFile{r.key, r.actions, r.values}
	}
	return f
}

// table checks what was read for a game, and makes a Table of it.
func (f tableFile) table(spec envs.Spec) (*Table, error) {
	if f.Game != spec.Name {
		return nil, fmt.Errorf("a table of the game %q: want %q", f.Game, spec.Name)
	}
	t := newTable(f.Initial)
	for i, r := range f.Rows {
		if len(r.Actions) == 0 || len(r.Actions) != len(r.Values) {
			return nil, fmt.Errorf("row %d has %d actions and %d values: want as many of both, at least 1", i, len(r.Actions), len(r.Values))
		}
		for k, a := range r.Actions {
			if a < 0 || int(a) >= spec.Actions || k > 0 && a <= r.Actions[k-1] {
				return nil, fmt.Errorf("row %d has actions %v: want them ascending, 0 to %d", i, r.Actions, spec.Actions-1)
			}
		}
		if _, twice := t.index[r.Key]; twice {
			return nil, fmt.Errorf("row %d has key %d, as an earlier one", i, r.Key)
		}
		t.rows = append(t.rows, row{r.Key, r.Actions, r.Values})
		t.index[r.Key] = i
	}
	return t, nil
}

// write writes the table as JSON, a line a row.
func (f tableFile) write(w io.Writer) error {
	rows := f.Rows
	f.Rows = nil
	head, err := json.Marshal(f)
	if err != nil {
		return err
	}
	text := append(head[:len(head)-len(`null}`)], '[')
	for i, r := range rows {
		line, err := json.Marshal(r)
		if err != nil {
			return err
		}
		if i > 0 {
			text = append(text, ',')
		}
		text = append(append(text, '\n'), line...)
	}
	_, err = w.Write(append(text, "\n]}\n"...))
	return err
}
