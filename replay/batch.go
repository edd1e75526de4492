package replay

import "fmt"

// Batch is transitions side by side, for Transitions.Read. Discounts are those
// of the bootstrap value: γᵏ after k steps, 0 where the rules ended the
// episode among them.
type Batch struct {
	Index     []int     // [n], the starts that are read
	Obs       []float32 // [n,Obs]
	Legal     []float32 // [n,Actions], 1 or 0
	Action    []int     // [n]
	Return    []float32 // [n], the discounted rewards of the k ≤ Window steps
	Discount  []float32 // [n]
	Next      []float32 // [n,Obs], after the k steps; zeros where the discount is 0
	NextLegal []float32 // [n,Actions]
}

// NewBatch returns a batch of n for the store.
func (t *Transitions) NewBatch(n int) *Batch {
	c := t.cfg
	return &Batch{
		Index:     make([]int, n),
		Obs:       make([]float32, n*c.Obs),
		Legal:     make([]float32, n*c.Actions),
		Action:    make([]int, n),
		Return:    make([]float32, n),
		Discount:  make([]float32, n),
		Next:      make([]float32, n*c.Obs),
		NextLegal: make([]float32, n*c.Actions),
	}
}

// Read fills a batch with the starts of its Index and their n-step returns at
// a discount of gamma a step.
func (t *Transitions) Read(b *Batch, gamma float32) {
	obs, actions := t.cfg.Obs, t.cfg.Actions
	for i, start := range b.Index {
		if !t.IsStart(start) {
			panic(fmt.Sprintf("replay: step %d read, which is no start from %d on with all of its window before %d", start, t.Oldest(), t.added))
		}
		slot := start % t.cfg.Capacity
		t.obs.get(slot, b.Obs[i*obs:])
		t.legalAt(start, b.Legal[i*actions:][:actions])
		b.Action[i] = t.actionAt(start)
		var end int
		b.Return[i], b.Discount[i], end = t.nStep(start, gamma)
		next, nextLegal := b.Next[i*obs:][:obs], b.NextLegal[i*actions:][:actions]
		if b.Discount[i] == 0 {
			clear(next)
			copy(nextLegal, t.all)
			continue
		}
		t.after(end, next, nextLegal)
	}
}

// nStep adds up the rewards of the window of a start. It returns the last step
// of the window, too.
func (t *Transitions) nStep(start int, gamma float32) (sum, discount float32, end int) {
	discount = 1
	for end = start; ; end += t.cfg.Actors {
		sum += float32(discount * t.rewardAt(end))
		discount *= gamma
		mark := t.mark(end)
		switch {
		case mark&markTerminated != 0:
			return sum, 0, end
		case mark&markLast != 0 || end+t.cfg.Actors >= start+t.cfg.Window*t.cfg.Actors:
			return sum, discount, end
		}
	}
}

// after reads what an actor saw after a step that the rules have not ended,
// and what it might do. Of a final observation nobody knows what was legal:
// everything counts as legal.
func (t *Transitions) after(step int, obs, legal []float32) {
	if t.mark(step)&markLast != 0 {
		if !t.finals.get(step, obs) {
			panic(fmt.Sprintf("replay: no final observation of step %d", step))
		}
		copy(legal, t.all)
		return
	}
	t.obs.get((step+t.cfg.Actors)%t.cfg.Capacity, obs)
	t.legalAt(step+t.cfg.Actors, legal)
}

func (t *Transitions) legalAt(step int, dst []float32) {
	if !t.masked {
		copy(dst, t.all)
		return
	}
	t.legal.get(step%t.cfg.Capacity, dst)
}

func (t *Transitions) actionAt(step int) int {
	var a [1]float32
	t.actions.get(step%t.cfg.Capacity, a[:])
	return int(a[0])
}

func (t *Transitions) rewardAt(step int) float32 {
	var r [1]float32
	t.rewards.get(step%t.cfg.Capacity, r[:])
	return r[0]
}
