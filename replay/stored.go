package replay

import (
	"fmt"

	"github.com/tengen-rl/tengen/internal/stream"
)

// Save writes the whole store.
func (t *Transitions) Save(w *stream.Writer) {
	c := t.cfg
	w.Ints(c.Capacity, c.Actors, c.Obs, c.Actions, c.State, c.Window, c.Period, c.BurnIn)
	w.Ints(t.added, t.starts, asInt(t.masked))
	w.Ints(t.age...)
	w.Ints(t.frontier...)
	w.Bytes(t.ends[:t.Len()])
	t.obs.save(w, t.Len())
	t.actions.save(w, t.Len())
	t.rewards.save(w, t.Len())
	if t.masked {
		t.legal.save(w, t.Len())
	}
	t.finals.save(w)
	t.states.save(w)
}

// Load replaces the contents by those that Save wrote for a store of the same
// config. On an error the store is as it was.
func (t *Transitions) Load(r *stream.Reader) error {
	fresh := NewTransitions(t.cfg)
	if err := fresh.load(r); err != nil {
		return fmt.Errorf("replay: %w", err)
	}
	*t = *fresh
	return nil
}

func (t *Transitions) load(r *stream.Reader) error {
	var c [8]int
	r.Ints(c[:])
	stored := TransitionsConfig{c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7]}
	if r.Err() == nil && stored != t.cfg {
		return fmt.Errorf("stored transitions of %+v do not fit %+v", stored, t.cfg)
	}
	var counts [3]int
	r.Ints(counts[:])
	t.added, t.starts, t.masked = counts[0], counts[1], counts[2] == 1
	if r.Err() == nil && (t.added < 0 || counts[2] != asInt(t.masked)) {
		return fmt.Errorf("stored transitions with %d steps and the mark %d, want at least 0, and 0 or 1", t.added, counts[2])
	}
	r.Ints(t.age)
	r.Ints(t.frontier)
	r.Bytes(t.ends[:t.Len()])
	t.obs.load(r, t.Len())
	t.actions.load(r, t.Len())
	t.rewards.load(r, t.Len())
	if t.masked {
		t.legal.load(r, t.Len())
	}
	t.finals.load(r, t)
	t.states.load(r, t)
	if r.Err() != nil {
		return r.Err()
	}
	return t.verify()
}

// verify reports contents that no sequence of Adds can have left.
func (t *Transitions) verify() error {
	for actor, f := range t.frontier {
		if t.age[actor] < 0 || f < 0 || f%t.cfg.Actors != actor || f >= t.added+t.cfg.Actors {
			return fmt.Errorf("stored transitions of actor %d are complete before step %d of %d, %d steps into its episode", actor, f, t.added, t.age[actor])
		}
	}
	starts := 0
	row := make([]float32, max(t.cfg.Obs, t.cfg.State))
	for step := t.oldestKept(); step < t.added; step++ {
		if a := t.actionAt(step); a < 0 || a >= t.cfg.Actions {
			return fmt.Errorf("stored transitions have action %d at step %d, there are %d", a, step, t.cfg.Actions)
		}
		mark := t.mark(step)
		if mark&(markLast|markTerminated) == markLast && !t.finals.get(step, row[:t.cfg.Obs]) {
			return fmt.Errorf("stored transitions have no final observation for step %d", step)
		}
		if t.IsStart(step) {
			starts++
		}
	}
	if starts != t.starts {
		return fmt.Errorf("stored transitions have %d starts, not the %d that they tell of", starts, t.starts)
	}
	return nil
}

// save writes the first rows of the column.
func (c *column) save(w *stream.Writer, rows int) {
	c.ready()
	w.Ints(int(c.kind))
	if c.kind == asFloat {
		w.Floats(c.floats[:rows*c.width])
		return
	}
	w.Bytes(c.packed[:rows*c.stride()])
}

func (c *column) load(r *stream.Reader, rows int) {
	c.kind = encoding(r.Int(0, int(encodings)-1))
	if r.Err() != nil {
		return
	}
	c.packed, c.floats = nil, nil
	c.ready()
	if c.kind == asFloat {
		r.Floats(c.floats[:rows*c.width])
		return
	}
	r.Bytes(c.packed[:rows*c.stride()])
}

// save writes the rows from the first to the last.
func (a *aside) save(w *stream.Writer) {
	a.straighten()
	w.Ints(a.n)
	w.Ints(a.steps[:a.n]...)
	a.rows.save(w, a.n)
}

// load reads rows of steps that t holds.
func (a *aside) load(r *stream.Reader, t *Transitions) {
	n := r.Int(0, t.Len())
	a.steps = make([]int, max(firstAside, n))
	a.rows = newColumn(len(a.steps), a.rows.width)
	a.first, a.n = 0, n
	r.Ints(a.steps[:n])
	for i, step := range a.steps[:n] {
		if r.Err() == nil && (step < t.oldestKept() || step >= t.added || i > 0 && step <= a.steps[i-1]) {
			r.Fail(fmt.Errorf("step %d out of place among those from %d to %d", step, t.oldestKept(), t.added-1))
		}
	}
	a.rows.load(r, n)
}

// Save writes the priorities.
func (p *Prioritized) Save(w *stream.Writer) {
	w.Ints(p.capacity, p.oldest)
	w.Doubles(p.cfg.Alpha, p.cfg.Floor, p.largest)
	w.Doubles(p.tree.nodes[p.tree.size:][:p.capacity]...)
}

// Load replaces the priorities by those that Save wrote for a sampler of the
// same capacity and config. On an error they are as they were.
func (p *Prioritized) Load(r *stream.Reader) error {
	fresh := NewPrioritized(p.capacity, p.cfg)
	var sizes [2]int
	var numbers [3]float64
	leaves := make([]float64, p.capacity)
	r.Ints(sizes[:])
	r.Doubles(numbers[:])
	if r.Err() == nil && (sizes[0] != p.capacity || numbers[0] != p.cfg.Alpha || numbers[1] != p.cfg.Floor) {
		return fmt.Errorf("replay: stored priorities of %d items, alpha %g, floor %g; want %d, %g, %g",
			sizes[0], numbers[0], numbers[1], p.capacity, p.cfg.Alpha, p.cfg.Floor)
	}
	r.Doubles(leaves)
	if r.Err() != nil {
		return fmt.Errorf("replay: %w", r.Err())
	}
	fresh.oldest, fresh.largest = sizes[1], numbers[2]
	if sizes[1] < 0 || !(numbers[2] >= 1 && numbers[2] <= maxWeight) {
		return fmt.Errorf("replay: stored priorities from step %d on, up to %g; want at least 0, and a finite number of at least 1", sizes[1], numbers[2])
	}
	for i, leaf := range leaves {
		if !(leaf >= 0 && leaf <= maxWeight) {
			return fmt.Errorf("replay: stored priority %g of item %d, want 0 to %g", leaf, i, float64(maxWeight))
		}
	}
	copy(fresh.tree.nodes[fresh.tree.size:], leaves)
	for i := fresh.tree.size - 1; i > 0; i-- {
		fresh.tree.nodes[i] = fresh.tree.nodes[2*i] + fresh.tree.nodes[2*i+1]
	}
	*p = *fresh
	return nil
}

func asInt(b bool) int {
	if b {
		return 1
	}
	return 0
}
