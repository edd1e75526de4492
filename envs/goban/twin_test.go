package goban_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
)

// twin is a board of Go as a beginner would write it: letters in a slice,
// groups and areas by search, and the whole past as texts.
type twin struct {
	config goban.Config
	cells  []byte
	mover  byte
	seen   map[string]bool
	ko     int // cell, or -1
	taken  [2]int
	passes int
	plies  int
}

func newTwin(c goban.Config) *twin {
	w := &twin{config: c, cells: []byte(strings.Repeat(".", c.Size*c.Size)), mover: 'X', seen: map[string]bool{}, ko: -1}
	w.note()
	return w
}

func other(c byte) byte { return 'X' + 'O' - c }

func (w *twin) note() { w.seen[w.key(w.cells, w.mover)] = true }

func (w *twin) key(cells []byte, mover byte) string {
	if w.config.Ko == goban.Situational {
		return string(cells) + string(mover)
	}
	return string(cells)
}

func (w *twin) neighbours(cell int) []int {
	size := w.config.Size
	var all []int
	if cell >= size {
		all = append(all, cell-size)
	}
	if cell < size*(size-1) {
		all = append(all, cell+size)
	}
	if cell%size > 0 {
		all = append(all, cell-1)
	}
	if cell%size < size-1 {
		all = append(all, cell+1)
	}
	return all
}

// reach returns the cells connected with one by equal letters, and the
// different cells of the letter beside around them.
func (w *twin) reach(cells []byte, from int, beside byte) (group, border []int) {
	group = []int{from}
	seen := make([]bool, len(cells))
	seen[from] = true
	for i := 0; i < len(group); i++ {
		for _, n := range w.neighbours(group[i]) {
			switch {
			case seen[n]:
			case cells[n] == cells[from]:
				seen[n] = true
				group = append(group, n)
			case cells[n] == beside:
				seen[n] = true
				border = append(border, n)
			}
		}
	}
	return group, border
}

// try returns the board after a stone of the mover, and what it took of
// either.
func (w *twin) try(cell int) (cells []byte, captured, suicide []int) {
	cells = slices.Clone(w.cells)
	cells[cell] = w.mover
	for _, n := range w.neighbours(cell) {
		if cells[n] != other(w.mover) {
			continue
		}
		if group, liberties := w.reach(cells, n, '.'); len(liberties) == 0 {
			captured = append(captured, group...)
			for _, g := range group {
				cells[g] = '.'
			}
		}
	}
	if group, liberties := w.reach(cells, cell, '.'); len(liberties) == 0 {
		suicide = group
		for _, g := range group {
			cells[g] = '.'
		}
	}
	return cells, captured, suicide
}

func (w *twin) legal() []envs.Action {
	var all []envs.Action
	if w.passes == 2 || w.config.MaxPlies > 0 && w.plies >= w.config.MaxPlies {
		return nil
	}
	for cell, c := range w.cells {
		if c != '.' || cell == w.ko {
			continue
		}
		cells, _, suicide := w.try(cell)
		if len(suicide) == 1 || len(suicide) > 1 && !w.config.Suicide {
			continue
		}
		if w.config.Ko != goban.Simple && w.seen[w.key(cells, other(w.mover))] {
			continue
		}
		all = append(all, envs.Action(cell))
	}
	return append(all, envs.Action(len(w.cells)))
}

func (w *twin) play(a envs.Action) {
	w.ko = -1
	w.plies++
	if int(a) == len(w.cells) {
		w.passes++
	} else {
		cells, captured, suicide := w.try(int(a))
		w.cells, w.passes = cells, 0
		me := strings.IndexByte("XO", w.mover)
		w.taken[me] += len(captured)
		w.taken[1-me] += len(suicide)
		group, liberties := w.reach(cells, int(a), '.')
		if w.config.Ko == goban.Simple && len(captured) == 1 && len(group) == 1 && len(liberties) == 1 {
			w.ko = captured[0]
		}
	}
	w.mover = other(w.mover)
	w.note()
}

// owners tells whose area each cell is, by searching from each.
func (w *twin) owners() []envs.Player {
	owners := make([]envs.Player, len(w.cells))
	for cell, c := range w.cells {
		owners[cell] = envs.Player(strings.IndexByte("XO", c))
		if c != '.' {
			continue
		}
		_, blacks := w.reach(w.cells, cell, 'X')
		_, whites := w.reach(w.cells, cell, 'O')
		switch {
		case len(blacks) > 0 && len(whites) == 0:
			owners[cell] = 0
		case len(whites) > 0 && len(blacks) == 0:
			owners[cell] = 1
		}
	}
	return owners
}

// liberties are what the planes of an observation tell: the cells of chains
// of the letter with so many.
func (w *twin) liberties(letter byte, count int) []float32 {
	plane := make([]float32, len(w.cells))
	for cell, c := range w.cells {
		if _, l := w.reach(w.cells, cell, '.'); c == letter && len(l) == count {
			plane[cell] = 1
		}
	}
	return plane
}

// playWithTwin plays a random game on a state and on a twin and compares
// them after each move.
func playWithTwin(t *testing.T, game *goban.Game, rng *rand.Rand) {
	s, w := game.New(0).(*goban.State), newTwin(game.Config())
	cells := len(w.cells)
	obs := make([]float32, game.Spec().ObsLen())
	owners := make([]envs.Player, cells)
	for {
		actions := s.Legal(nil)
		if w.plies%7 == 0 || cells < 50 {
			require.Equal(t, w.legal(), actions, game.FormatPosition(s))
			s.Observe(obs)
			for i, plane := range [][]float32{
				w.liberties(w.mover, 1), w.liberties(other(w.mover), 1),
				w.liberties(w.mover, 2), w.liberties(other(w.mover), 2),
			} {
				require.Equal(t, plane, obs[(goban.PlaneMineAtari+i)*cells:][:cells], game.FormatPosition(s))
			}
			s.Owners(owners)
			require.Equal(t, w.owners(), owners, game.FormatPosition(s))
			require.Equal(t, w.taken, [2]int{s.Prisoners(0), s.Prisoners(1)})
		}
		rows := strings.ReplaceAll(strings.Fields(game.FormatPosition(s))[0], "/", "")
		require.Equal(t, string(w.cells), rows)
		if len(actions) == 0 {
			return
		}
		a := actions[rng.IntN(len(actions))]
		s.Play(a)
		w.play(a)
	}
}
