package vector

import (
	"fmt"
	"slices"
	"sync"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/wrap"
	"github.com/tengen-rl/tengen/internal/seed"
)

// Config says how a Driver drives.
type Config struct {
	Lanes   int    // episodes side by side, at least 1
	Seed    uint64 // of all episodes
	Threads int    // goroutines that Step uses; 0 means 1. No result depends on it

	// Normalize, if not nil, normalises all observations of the driver, in the
	// order of the lanes, and learns from them unless it is frozen. Nobody else
	// may use it meanwhile, and StepLanes cannot be used.
	Normalize *wrap.Normalizer
}

// Batch is what the last step came to, a row a lane. All slices belong to the
// driver, which overwrites them in its next step; callers only read them and
// copy what they keep.
type Batch struct {
	Obs       []float32 // [N, ObsLen] what is seen now: after Last, the first observation of the next episode
	Legal     []bool    // [N, Actions] what may be played now
	Rewards   []float32 // [N] earned by the last step, the one that ended an episode included
	Discounts []float32 // [N] that of envs.Episode: 0 where the rules ended the episode; elsewhere 1, where a limit cut it off too, or -1
	Last      []bool    // [N] whether the step ended an episode

	// Of an episode that has just ended; of other lanes the rows mean nothing.
	Final      []float32 // [N, ObsLen] its last observation
	FinalLegal []bool    // [N, Actions] what could be played on, had a limit not cut it off; all actions where that is unknown
	Returns    []float64 // [N] its undiscounted return, of the side that began if there are two; that of wrap.EpisodeStats if the world is so wrapped
	Lengths    []int     // [N] its steps, likewise
}

// Driver drives N episodes of one world. It is not safe for concurrent use,
// but for StepLanes of different lanes.
type Driver struct {
	game   envs.Game
	spec   envs.Spec
	config Config
	batch  Batch
	lanes  []lane

	actions []envs.Action // of the step that is being made
	work    []func()      // a range of lanes each, of all goroutines but the caller's
	working sync.WaitGroup
}

// lane is a sequence of episodes.
type lane struct {
	episode *envs.Episode
	number  uint64        // of the episode in its lane
	actions []envs.Action // of the episode so far: with the seed, all there is to know
	sum     float64       // of its rewards, as the side that began earned them
	side    float64       // -1 while it is the other side's turn (envs.Sided), else 1
	legal   []envs.Action
	_       [64]byte // lanes of different goroutines share no cache line
}

// New returns a driver at the start of the first episode of every lane. It
// panics if the world has several seats or there are no lanes.
func New(game envs.Game, config Config) *Driver {
	if config.Lanes < 1 || config.Threads < 0 {
		panic(fmt.Sprintf("vector: %d lanes and %d threads", config.Lanes, config.Threads))
	}
	spec, n := game.Spec(), config.Lanes
	d := &Driver{
		game: game, spec: spec, config: config,
		lanes: make([]lane, n),
		batch: Batch{
			Obs:        make([]float32, n*spec.ObsLen()),
			Legal:      make([]bool, n*spec.Actions),
			Rewards:    make([]float32, n),
			Discounts:  slices.Repeat([]float32{1}, n),
			Last:       make([]bool, n),
			Final:      make([]float32, n*spec.ObsLen()),
			FinalLegal: make([]bool, n*spec.Actions),
			Returns:    make([]float64, n),
			Lengths:    make([]int, n),
		},
	}
	for i := range d.lanes {
		d.lanes[i].episode = envs.NewEpisode(game)
		d.begin(i)
	}
	d.normalize()
	d.share(max(1, min(config.Threads, n)))
	return d
}

// share makes the work of all goroutines but the caller's.
func (d *Driver) share(threads int) {
	for k := 1; k < threads; k++ {
		from, to := k*len(d.lanes)/threads, (k+1)*len(d.lanes)/threads
		d.work = append(d.work, func() {
			d.stepLanes(from, to, d.actions)
			d.working.Done()
		})
	}
}

// Lanes returns the number of lanes.
func (d *Driver) Lanes() int { return len(d.lanes) }

// Batch returns what the last step came to: at first the starts of episodes.
// It is the same pointer all along.
func (d *Driver) Batch() *Batch { return &d.batch }

// State returns the position of a lane. It is read only and valid until the
// next step.
func (d *Driver) State(lane int) envs.State { return d.lanes[lane].episode.State() }

// Step plays an action in every lane, actions [N], and returns the batch. It
// panics, before anything is played, if one is not legal. In a world that is an
// envs.Restarter it allocates nothing in the long run.
func (d *Driver) Step(actions []envs.Action) *Batch {
	d.check(0, len(d.lanes), actions)
	d.actions = actions
	d.working.Add(len(d.work))
	for _, f := range d.work {
		go f()
	}
	d.stepLanes(0, len(d.lanes)/(1+len(d.work)), actions)
	d.working.Wait()
	d.normalize()
	return &d.batch
}

// StepLanes plays an action in each of the lanes from ≤ i < to, actions[i]
// with actions [N], and updates their rows of the batch. Different goroutines
// may step different lanes at the same time. It panics if an action is not
// legal, or if the driver normalises observations, whose order would be a
// matter of chance.
func (d *Driver) StepLanes(from, to int, actions []envs.Action) {
	if d.config.Normalize != nil {
		panic("vector: StepLanes of a driver that normalises observations")
	}
	d.check(from, to, actions)
	d.stepLanes(from, to, actions)
}

func (d *Driver) check(from, to int, actions []envs.Action) {
	if len(actions) != len(d.lanes) {
		panic(fmt.Sprintf("vector: %d actions for %d lanes", len(actions), len(d.lanes)))
	}
	for i := from; i < to; i++ {
		if a := actions[i]; a < 0 || int(a) >= d.spec.Actions || !d.batch.Legal[i*d.spec.Actions+int(a)] {
			panic(fmt.Sprintf("vector: illegal action %d in lane %d of %s", a, i, d.spec.Name))
		}
	}
}

func (d *Driver) stepLanes(from, to int, actions []envs.Action) {
	for i := from; i < to; i++ {
		d.step(i, actions[i])
	}
}

// step plays a in lane i.
func (d *Driver) step(i int, a envs.Action) {
	l, b := &d.lanes[i], &d.batch
	b.Rewards[i], b.Discounts[i], b.Last[i] = l.episode.Step(a)
	l.actions = append(l.actions, a)
	l.sum += l.side * float64(b.Rewards[i])
	if b.Discounts[i] < 0 {
		l.side = -l.side
	}
	if b.Last[i] {
		d.finish(i)
		l.number++
		d.begin(i)
		return
	}
	d.look(i)
}

// finish fills the rows of lane i that tell of the episode that has ended.
func (d *Driver) finish(i int) {
	l, b := &d.lanes[i], &d.batch
	l.episode.Observe(rowOf(b.Final, i, d.spec.ObsLen()))
	b.Returns[i], b.Lengths[i] = l.sum, len(l.actions)
	if stats, ok := wrap.StatsOf(l.episode.State()); ok {
		b.Returns[i], b.Lengths[i] = stats.Returns[0], stats.Length
	}
	l.legal = wrap.LegalBeyond(l.episode.State(), l.legal[:0])
	mask := rowOf(b.FinalLegal, i, d.spec.Actions)
	setMask(mask, l.legal)
	if len(l.legal) == 0 {
		for a := range mask {
			mask[a] = true
		}
	}
}

// begin starts the episode of lane i that its number says.
func (d *Driver) begin(i int) {
	l := &d.lanes[i]
	l.actions, l.sum, l.side = l.actions[:0], 0, 1
	l.episode.Reset(seed.Mix(d.config.Seed, uint64(i), l.number))
	d.look(i)
}

// look fills the rows of lane i that tell what is seen now.
func (d *Driver) look(i int) {
	l := &d.lanes[i]
	l.episode.Observe(rowOf(d.batch.Obs, i, d.spec.ObsLen()))
	l.legal = l.episode.Legal(l.legal[:0])
	setMask(rowOf(d.batch.Legal, i, d.spec.Actions), l.legal)
}

// normalize learns from the observations of the last step, or the first ones,
// and normalises them.
func (d *Driver) normalize() {
	z := d.config.Normalize
	if z == nil {
		return
	}
	for i := range d.lanes {
		if d.batch.Last[i] {
			z.Update(rowOf(d.batch.Final, i, d.spec.ObsLen()))
		}
		z.Update(rowOf(d.batch.Obs, i, d.spec.ObsLen()))
	}
	z.Apply(d.batch.Obs)
	for i := range d.lanes {
		if d.batch.Last[i] {
			z.Apply(rowOf(d.batch.Final, i, d.spec.ObsLen()))
		}
	}
}

func rowOf[T any](all []T, i, width int) []T { return all[i*width : (i+1)*width] }

func setMask(mask []bool, legal []envs.Action) {
	clear(mask)
	for _, a := range legal {
		mask[a] = true
	}
}
