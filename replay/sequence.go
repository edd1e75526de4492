package replay

import "fmt"

// SequenceBatch is sequences side by side, time first, for
// Transitions.ReadSequences: up to BurnIn steps before each start, and from it
// on up to Window steps and the observation after them. What lies beyond the
// length of a sequence is zero, and all actions count as legal there.
//
//	burn-in            ┆ trace                    ┆ after
//	o₀ o₁ … o_{burn-1} ┆ o₀ a₀ r₀  …  o_{len-1} … ┆ o_len
//	▲ State            ▲ start
type SequenceBatch struct {
	Index []int     // [n], the starts that are read
	State []float32 // [n,State], the actor's before the first step read

	Burn       []float32 // [BurnIn,n,Obs]
	BurnLength []int     // [n]: fewer than BurnIn at the beginning of an episode

	Obs       []float32 // [Window+1,n,Obs]
	Legal     []float32 // [Window+1,n,Actions]
	Seen      []int     // [n]: observations of Obs, one more than steps unless the rules ended the episode
	Length    []int     // [n]: steps, at most Window
	Action    []int     // [Window,n]
	Reward    []float32 // [Window,n]
	Continues []float32 // [Window,n]: 0 where the rules ended the episode by this step, otherwise 1
}

// NewSequenceBatch returns a batch of n sequences for the store.
func (t *Transitions) NewSequenceBatch(n int) *SequenceBatch {
	c := t.cfg
	return &SequenceBatch{
		Index:      make([]int, n),
		State:      make([]float32, n*c.State),
		Burn:       make([]float32, c.BurnIn*n*c.Obs),
		BurnLength: make([]int, n),
		Obs:        make([]float32, (c.Window+1)*n*c.Obs),
		Legal:      make([]float32, (c.Window+1)*n*c.Actions),
		Seen:       make([]int, n),
		Length:     make([]int, n),
		Action:     make([]int, c.Window*n),
		Reward:     make([]float32, c.Window*n),
		Continues:  make([]float32, c.Window*n),
	}
}

// ReadSequences fills a batch with the starts of its Index.
func (t *Transitions) ReadSequences(b *SequenceBatch) {
	clear(b.Burn)
	clear(b.Obs)
	clear(b.Action)
	clear(b.Reward)
	for i := range b.Continues {
		b.Continues[i] = 1
	}
	for i := range b.Legal {
		b.Legal[i] = 1
	}
	for i, start := range b.Index {
		if !t.IsStart(start) {
			panic(fmt.Sprintf("replay: step %d read, which is no start from %d on with all of its window before %d", start, t.Oldest(), t.added))
		}
		t.readBurn(b, i, start)
		t.readTrace(b, i, start)
	}
}

// readBurn fills in row i up to its start.
func (t *Transitions) readBurn(b *SequenceBatch, i, start int) {
	n, width := len(b.Index), t.cfg.Obs
	first := start
	for steps := 0; steps < t.cfg.BurnIn && t.mark(first)&markFirst == 0; steps++ {
		first -= t.cfg.Actors
	}
	b.BurnLength[i] = (start - first) / t.cfg.Actors
	for k := range b.BurnLength[i] {
		t.obs.get((first+k*t.cfg.Actors)%t.cfg.Capacity, b.Burn[(k*n+i)*width:])
	}
	if !t.states.get(first, b.State[i*t.cfg.State:][:t.cfg.State]) && t.cfg.State > 0 {
		panic(fmt.Sprintf("replay: no recurrent state of step %d", first))
	}
}

// readTrace fills in row i from its start on.
func (t *Transitions) readTrace(b *SequenceBatch, i, start int) {
	n, width, actions := len(b.Index), t.cfg.Obs, t.cfg.Actions
	for k := 0; ; k++ {
		step := start + k*t.cfg.Actors
		at := k*n + i
		t.obs.get(step%t.cfg.Capacity, b.Obs[at*width:])
		t.legalAt(step, b.Legal[at*actions:][:actions])
		b.Action[at], b.Reward[at] = t.actionAt(step), t.rewardAt(step)
		mark := t.mark(step)
		if mark&markLast == 0 && k+1 < t.cfg.Window {
			continue
		}
		b.Length[i], b.Seen[i] = k+1, k+1
		if mark&markTerminated != 0 {
			b.Continues[at] = 0
			return
		}
		b.Seen[i]++
		at += n
		t.after(step, b.Obs[at*width:][:width], b.Legal[at*actions:][:actions])
		return
	}
}
