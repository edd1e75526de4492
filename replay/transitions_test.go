package replay_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/internal/race"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/replay"
)

// event is one step of an actor, as the dumb twin keeps it: all of it, with
// what was seen after it.
type event struct {
	step              replay.Step
	episode, age      int // of its actor
	after, afterLegal []float32
}

// history is random episodes of actors that take turns, and the store that
// they went into.
type history struct {
	cfg    replay.TransitionsConfig
	events []event
	ready  map[int]bool // the starts that Add named
	store  *replay.Transitions
}

// play makes n steps. Observations are numbers of the kind that draw makes;
// episodes end by the rules or by a limit, or go on.
func play(cfg replay.TransitionsConfig, n int, draw func(rng *rand.Rand) float32, rng *rand.Rand) *history {
	h := &history{cfg: cfg, store: replay.NewTransitions(cfg), ready: map[int]bool{}}
	obs := make([][]float32, cfg.Actors)
	episode, age := make([]int, cfg.Actors), make([]int, cfg.Actors)
	look := func() []float32 {
		o := make([]float32, cfg.Obs)
		for i := range o {
			o[i] = draw(rng)
		}
		return o
	}
	for a := range obs {
		obs[a] = look()
	}
	for t := range n {
		a := t % cfg.Actors
		e := event{episode: episode[a], age: age[a], after: look(), step: replay.Step{
			Obs: obs[a], Legal: mask(cfg.Actions, rng), Action: rng.IntN(cfg.Actions), Reward: float32(rng.IntN(5)) - 2,
		}}
		if cfg.State > 0 {
			e.step.State = []float32{float32(t), 0.5}
		}
		switch rng.IntN(8) {
		case 0:
			e.step.Last, e.step.Terminated = true, true
		case 1:
			e.step.Last, e.step.Final = true, e.after
		}
		h.events = append(h.events, e)
		// The world and its driver use their memory again: a store copies.
		given := e.step
		given.Obs, given.Legal, given.Final, given.State = clone(given.Obs), clone(given.Legal), clone(given.Final), clone(given.State)
		for _, start := range h.store.Add(given) {
			h.ready[start] = true
		}
		for _, s := range [][]float32{given.Obs, given.Legal, given.Final, given.State} {
			for i := range s {
				s[i] = -99
			}
		}
		obs[a], age[a] = e.after, age[a]+1
		if e.step.Last {
			obs[a], age[a] = look(), 0 // of the next episode
			episode[a]++
		}
	}
	for t := range h.events {
		if next := t + cfg.Actors; next < n {
			h.events[t].afterLegal = h.events[next].step.Legal
		}
	}
	return h
}

func clone(x []float32) []float32 {
	if x == nil {
		return nil
	}
	return append([]float32{}, x...)
}

func mask(n int, rng *rand.Rand) []float32 {
	m := make([]float32, n)
	for i := range m {
		m[i] = float32(rng.IntN(2))
	}
	m[rng.IntN(n)] = 1
	return m
}

// window returns the steps of a start's window, and whether it is complete.
func (h *history) window(start int) (steps []int, complete bool) {
	for t := start; t < len(h.events); t += h.cfg.Actors {
		if len(steps) == h.cfg.Window {
			return steps, true // the observation after it is there, with step t
		}
		steps = append(steps, t)
		if h.events[t].step.Last {
			return steps, true
		}
	}
	return steps, false
}

// isStart is Transitions.IsStart, from the whole history.
func (h *history) isStart(t int) bool {
	_, complete := h.window(t)
	kept := max(0, len(h.events)-h.cfg.Capacity)
	if kept > 0 {
		kept += h.cfg.BurnIn * h.cfg.Actors
	}
	return complete && t >= kept && h.events[t].age%max(1, h.cfg.Period) == 0
}

func bit(rng *rand.Rand) float32    { return float32(rng.IntN(2)) }
func small(rng *rand.Rand) float32  { return float32(rng.IntN(256)) }
func anyNum(rng *rand.Rand) float32 { return float32(rng.NormFloat64()) }

var draws = map[string]func(rng *rand.Rand) float32{"bits": bit, "bytes": small, "floats": anyNum}

// What is read back is what a dumb twin, which keeps everything, computes:
// n-step returns that stop at both kinds of end with the true discount and the
// true last observation, short tails, nothing across the place where the ring
// begins anew, however many actors take turns.
func TestReadingTransitionsIsWhatHappened(t *testing.T) {
	const gamma = 0.5
	for name, draw := range draws {
		for _, cfg := range []replay.TransitionsConfig{
			{Capacity: 1000, Actors: 1, Window: 1},
			{Capacity: 50, Actors: 1, Window: 1},
			{Capacity: 50, Actors: 1, Window: 3},
			{Capacity: 53, Actors: 3, Window: 4},
		} {
			cfg.Obs, cfg.Actions = 11, 3
			t.Run(fmt.Sprintf("%s capacity=%d actors=%d n=%d", name, cfg.Capacity, cfg.Actors, cfg.Window), func(t *testing.T) {
				for _, steps := range []int{40, 50, 51, 200, 333} {
					h := play(cfg, steps, draw, seed.Stream(uint64(steps)))
					checkTransitions(t, h, gamma)
				}
			})
		}
	}
}

func checkTransitions(t *testing.T, h *history, gamma float32) {
	t.Helper()
	starts := 0
	for start := range h.events {
		require.Equal(t, h.isStart(start), h.store.IsStart(start), "step %d of %d", start, len(h.events))
		if !h.isStart(start) {
			continue
		}
		require.True(t, h.ready[start], "Add named step %d", start)
		starts++
		b := h.store.NewBatch(1)
		b.Index[0] = start
		h.store.Read(b, gamma)
		steps, _ := h.window(start)
		var sum float32
		discount := float32(1)
		for _, s := range steps {
			sum += discount * h.events[s].step.Reward
			discount *= gamma
		}
		first, last := h.events[start], h.events[steps[len(steps)-1]]
		next, legal := last.after, last.afterLegal
		if last.step.Last {
			legal = []float32{1, 1, 1}
		}
		if last.step.Terminated {
			discount, next = 0, make([]float32, h.cfg.Obs)
		}
		require.Equal(t, first.step.Obs, b.Obs)
		require.Equal(t, first.step.Legal, b.Legal)
		require.Equal(t, first.step.Action, b.Action[0])
		require.Equal(t, sum, b.Return[0])
		require.Equal(t, discount, b.Discount[0], "after %d steps", len(steps))
		require.Equal(t, next, b.Next, "after step %d", steps[len(steps)-1])
		require.Equal(t, legal, b.NextLegal)
	}
	require.Equal(t, starts, h.store.Starts())
}

// Sequences hold one episode each, from where they start to its end or as far
// as a window goes, after a burn-in that never reaches into the episode before;
// the state is the actor's at the first step that is read.
func TestReadingSequencesIsWhatHappened(t *testing.T) {
	for _, cfg := range []replay.TransitionsConfig{
		{Capacity: 400, Actors: 1, Window: 4, Period: 2, BurnIn: 3},
		{Capacity: 60, Actors: 1, Window: 4, Period: 2, BurnIn: 0},
		{Capacity: 61, Actors: 2, Window: 3, Period: 3, BurnIn: 4},
		{Capacity: 64, Actors: 2, Window: 2, Period: 1, BurnIn: 1},
	} {
		cfg.Obs, cfg.Actions, cfg.State = 5, 3, 2
		t.Run(fmt.Sprintf("%+v", cfg), func(t *testing.T) {
			for _, steps := range []int{30, 60, 61, 250} {
				checkSequences(t, play(cfg, steps, bit, seed.Stream(uint64(steps))))
			}
		})
	}
}

func checkSequences(t *testing.T, h *history) {
	t.Helper()
	starts := 0
	b := h.store.NewSequenceBatch(2)
	for start := range h.events {
		require.Equal(t, h.isStart(start), h.store.IsStart(start), "step %d of %d", start, len(h.events))
		if !h.isStart(start) {
			continue
		}
		starts++
		b.Index[0], b.Index[1] = start, start
		h.store.ReadSequences(b)
		burn := min(h.cfg.BurnIn, h.events[start].age)
		first := start - burn*h.cfg.Actors
		require.Equal(t, h.events[first].step.State, b.State[2:])
		require.Equal(t, burn, b.BurnLength[1])
		for k := range h.cfg.BurnIn {
			want := make([]float32, h.cfg.Obs)
			if k < burn {
				want = h.events[first+k*h.cfg.Actors].step.Obs
			}
			require.Equal(t, want, b.Burn[(2*k+1)*h.cfg.Obs:][:h.cfg.Obs])
		}
		checkTrace(t, h, b, start)
	}
	require.Equal(t, starts, h.store.Starts())
}

// checkTrace holds row 1 of a batch of 2 against what happened.
func checkTrace(t *testing.T, h *history, b *replay.SequenceBatch, start int) {
	t.Helper()
	steps, _ := h.window(start)
	last := h.events[steps[len(steps)-1]]
	require.Equal(t, len(steps), b.Length[1])
	seen := len(steps) + 1
	if last.step.Terminated {
		seen--
	}
	require.Equal(t, seen, b.Seen[1])
	nothing, all := make([]float32, h.cfg.Obs), []float32{1, 1, 1}
	for k := range h.cfg.Window + 1 {
		obs, legal := nothing, all
		switch {
		case k < len(steps):
			obs, legal = h.events[steps[k]].step.Obs, h.events[steps[k]].step.Legal
		case k < seen && last.step.Last:
			obs = last.after
		case k < seen:
			obs, legal = last.after, last.afterLegal
		}
		require.Equal(t, obs, b.Obs[(2*k+1)*h.cfg.Obs:][:h.cfg.Obs], "observation %d of %d", k, seen)
		require.Equal(t, legal, b.Legal[(2*k+1)*3:][:3])
	}
	for k := range h.cfg.Window {
		var want replay.Step
		goes := float32(1)
		if k < len(steps) {
			want = h.events[steps[k]].step
		}
		if want.Terminated {
			goes = 0
		}
		require.Equal(t, want.Action, b.Action[2*k+1])
		require.Equal(t, want.Reward, b.Reward[2*k+1])
		require.Equal(t, goes, b.Continues[2*k+1])
	}
}

// One number that needs more room widens all that are stored, and changes
// none.
func TestObservationsWidenAsNumbersNeedIt(t *testing.T) {
	cfg := replay.TransitionsConfig{Capacity: 100, Actors: 1, Obs: 9, Actions: 2, Window: 1}
	store := replay.NewTransitions(cfg)
	var want [][]float32
	sizes := []int{}
	for i := range 60 {
		obs := make([]float32, 9)
		obs[i%9] = 1
		if i >= 20 {
			obs[(i+1)%9] = 255
		}
		if i >= 40 {
			obs[(i+1)%9] = []float32{0.25, -1, 256, 1e30}[i%4]
		}
		want = append(want, clone(obs))
		store.Add(replay.Step{Obs: obs})
		if i%20 == 19 {
			sizes = append(sizes, store.Bytes())
		}
	}
	b := store.NewBatch(59)
	for i := range b.Index {
		b.Index[i] = i
	}
	store.Read(b, 1)
	for i := range b.Index {
		assert.Equal(t, want[i], b.Obs[9*i:][:9])
	}
	assert.Equal(t, []int{100 * (9 - 2), 100 * 3 * 9}, []int{sizes[1] - sizes[0], sizes[2] - sizes[1]}, "2 bytes, 9 bytes, 36 bytes an observation")
}

// A million transitions of the largest of the MinAtar games, 10 planes of
// 10x10, with its small whole rewards and six actions.
func TestAMillionTransitionsFitIn130Megabytes(t *testing.T) {
	const million = 1_000_000
	cfg := replay.TransitionsConfig{Capacity: million, Actors: 1, Obs: 1000, Actions: 6, Window: 1}
	store := replay.NewTransitions(cfg)
	obs := make([]float32, 1000)
	for i := range 2000 {
		obs[i%1000] = 1
		store.Add(replay.Step{Obs: obs, Action: i % 6, Reward: float32(i % 11), Last: i%50 == 49, Terminated: true})
	}
	assert.Less(t, store.Bytes(), 130_000_000)
	assert.Greater(t, store.Bytes(), 125_000_000, "all of it is counted")
}

func TestStepsOfTheWrongShapeAreRefused(t *testing.T) {
	store := replay.NewTransitions(replay.TransitionsConfig{Capacity: 9, Actors: 1, Obs: 2, Actions: 3, Window: 1})
	for name, step := range map[string]replay.Step{
		"observation":       {Obs: make([]float32, 3)},
		"mask":              {Obs: make([]float32, 2), Legal: make([]float32, 2)},
		"action":            {Obs: make([]float32, 2), Action: 3},
		"no final":          {Obs: make([]float32, 2), Last: true},
		"state without any": {Obs: make([]float32, 2), State: make([]float32, 1)},
	} {
		t.Run(name, func(t *testing.T) { assert.Panics(t, func() { store.Add(step) }) })
	}
	assert.Zero(t, store.Added())
	assert.PanicsWithValue(t, "replay: room for 4 steps, want more than 4 for 1 actors with windows of 3 after 0", func() {
		replay.NewTransitions(replay.TransitionsConfig{Capacity: 4, Actors: 1, Obs: 2, Actions: 3, Window: 3})
	})
}

func TestTheReplayAllocatesNothing(t *testing.T) {
	race.SkipAllocations(t)
	cfg := replay.TransitionsConfig{Capacity: 64, Actors: 1, Obs: 20, Actions: 3, Window: 3}
	store, priorities := replay.NewTransitions(cfg), replay.NewPrioritized(64, replay.PrioritizedConfig{Alpha: 0.6, Floor: 1e-6})
	b, weights := store.NewBatch(8), make([]float32, 8)
	rng := seed.Stream(1)
	obs := make([]float32, 20)
	step, cut := replay.Step{Obs: obs}, replay.Step{Obs: obs, Last: true, Final: obs}
	n := 0
	run := func() {
		n++
		obs[n%20] = float32(n % 2)
		ready := store.Add(step)
		if n%5 == 0 {
			ready = store.Add(cut)
		}
		priorities.Evict(store.Oldest())
		for _, start := range ready {
			priorities.Insert(start)
		}
		if store.Starts() > 20 {
			store.Draw(b.Index, true, rng)
			store.Read(b, 0.9)
			priorities.Draw(b.Index, weights, 0.4, rng)
			store.Read(b, 0.9)
			priorities.Update(b.Index, weights)
		}
	}
	for range 200 {
		run()
	}
	assert.Zero(t, testing.AllocsPerRun(100, run))
}
