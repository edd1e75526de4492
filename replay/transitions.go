package replay

import "fmt"

// TransitionsConfig says what Transitions hold.
type TransitionsConfig struct {
	Capacity int // steps kept, of all actors together
	Actors   int // actors, which take turns
	Obs      int // numbers of an observation
	Actions  int // size of the action space
	State    int // numbers of a recurrent state; 0 for none

	Window int // steps that a start needs after it: n of an n-step return, or the length of a sequence
	Period int // steps of an episode from one start to the next; 0 means 1
	BurnIn int // steps before a start that are read with it
}

// Step is one step of an actor. Add copies its slices.
type Step struct {
	Obs    []float32 // before the action, [Obs]
	Legal  []float32 // [Actions], 1 where an action was legal and 0 elsewhere; nil means all were
	State  []float32 // the actor's recurrent state before the action, [State]
	Action int
	Reward float32 // earned by the action

	Last       bool      // the episode is over
	Terminated bool      // … by the rules: nothing can be earned after it
	Final      []float32 // the last observation where a limit cut the episode off; it is learned from, nil otherwise
}

// Transitions is the newest steps of actors that take turns: step t is one of
// actor t mod Actors, and the next of that actor is t + Actors. An observation
// is kept once, with the step that follows it; only what comes after a limit
// has cut an episode off is kept aside.
//
//	step        0  1  2  3  4  5  6  7 …     two actors
//	actor       a  b  a  b  a  b  a  b
//	obs, …      █──█──█──█──█──█──█──█
//	obs after   2  3  4  ▣  6  7  8  9       b was cut off after step 3
//
// A start is a step whose window is complete: Window steps of its actor from
// it on and the observation after them, or fewer up to the end of its episode.
// No window spans the end of an episode, nor the place in the ring where old
// steps give way to new ones. Observations and rewards are packed (1 or 8 bits
// a number, where all allow it). Not safe for concurrent use.
type Transitions struct {
	cfg   TransitionsConfig
	added int // steps ever

	obs, legal, actions, rewards column
	ends                         []uint8 // marks of each slot
	masked                       bool    // some action was not legal at some time
	finals, states               aside

	age      []int // of each actor: steps of its episode so far
	frontier []int // of each actor: the first step that is no complete window yet
	starts   int   // that may be read
	ready    []int // the starts that the last step completed
	all      []float32
}

// Marks of a step.
const (
	markLast       = 1 << iota // of its episode
	markTerminated             // by the rules
	markFirst                  // of its episode
	markStart                  // a window may start here
)

// NewTransitions returns an empty store. It panics if the capacity does not
// hold a window of each actor and what is read before it.
func NewTransitions(cfg TransitionsConfig) *Transitions {
	cfg.Period = max(1, cfg.Period)
	if least := (cfg.Window + cfg.BurnIn + 1) * cfg.Actors; cfg.Actors < 1 || cfg.Window < 1 || cfg.BurnIn < 0 || cfg.Capacity < least+1 {
		panic(fmt.Sprintf("replay: room for %d steps, want more than %d for %d actors with windows of %d after %d",
			cfg.Capacity, least, cfg.Actors, cfg.Window, cfg.BurnIn))
	}
	t := &Transitions{
		cfg:      cfg,
		obs:      newColumn(cfg.Capacity, cfg.Obs),
		legal:    newColumn(cfg.Capacity, cfg.Actions),
		actions:  newColumn(cfg.Capacity, 1),
		rewards:  newColumn(cfg.Capacity, 1),
		ends:     make([]uint8, cfg.Capacity),
		finals:   newAside(cfg.Obs),
		states:   newAside(cfg.State),
		age:      make([]int, cfg.Actors),
		frontier: make([]int, cfg.Actors),
		ready:    make([]int, 0, cfg.Window+1),
		all:      make([]float32, cfg.Actions),
	}
	for i := range t.frontier {
		t.frontier[i] = i
	}
	for i := range t.all {
		t.all[i] = 1
	}
	return t
}

// Add appends the step of the actor whose turn it is, Added mod Actors, and
// returns the starts that it completes, valid until the next Add. The oldest
// step gives way if the store is full.
func (t *Transitions) Add(s Step) (ready []int) {
	t.check(s)
	step, actor := t.added, t.added%t.cfg.Actors
	slot := step % t.cfg.Capacity
	t.retire()
	t.added++
	t.obs.set(slot, s.Obs)
	t.actions.set(slot, []float32{float32(s.Action)})
	t.rewards.set(slot, []float32{s.Reward})
	t.setLegal(slot, s.Legal)
	t.ends[slot] = t.marks(s, t.age[actor])
	t.finals.drop(t.oldestKept())
	t.states.drop(t.oldestKept())
	if s.Last && !s.Terminated {
		t.finals.add(step, s.Final)
	}
	if t.keepsState(t.age[actor]) {
		t.states.add(step, s.State)
	}
	t.age[actor]++
	if s.Last {
		t.age[actor] = 0
	}
	return t.complete(step, actor, s.Last)
}

// retire counts off the starts that one more step makes unreadable.
func (t *Transitions) retire() {
	oldest := t.Oldest()
	t.added++
	next := t.Oldest()
	t.added--
	for step := oldest; step < next; step++ {
		if t.IsStart(step) {
			t.starts--
		}
	}
}

// check panics if a step is not of the shapes that were promised.
func (t *Transitions) check(s Step) {
	c := t.cfg
	if len(s.Obs) != c.Obs || s.Legal != nil && len(s.Legal) != c.Actions || len(s.State) != c.State ||
		s.Action < 0 || s.Action >= c.Actions || s.Last && !s.Terminated && len(s.Final) != c.Obs {
		panic(fmt.Sprintf("replay: a step with %d numbers of observation, %d of actions, %d of state, action %d and %d of the final observation; want %d, %d or none, %d, below %d and %d",
			len(s.Obs), len(s.Legal), len(s.State), s.Action, len(s.Final), c.Obs, c.Actions, c.State, c.Actions, c.Obs))
	}
}

// marks returns the marks of a step that is number age of its episode.
func (t *Transitions) marks(s Step, age int) (m uint8) {
	if s.Last {
		m |= markLast
	}
	if s.Terminated {
		m |= markTerminated
	}
	if age == 0 {
		m |= markFirst
	}
	if age%t.cfg.Period == 0 {
		m |= markStart
	}
	return m
}

// setLegal keeps the mask of a slot; none is kept until one bars something.
func (t *Transitions) setLegal(slot int, legal []float32) {
	if legal == nil {
		legal = t.all
	}
	if !t.masked {
		for _, l := range legal {
			t.masked = t.masked || l == 0
		}
		if !t.masked {
			return
		}
		for row := range min(t.added, t.cfg.Capacity) {
			t.legal.set(row, t.all)
		}
	}
	t.legal.set(slot, legal)
}

// keepsState reports whether a window may begin to be read at a step that is
// number age of its episode, so that the recurrent state there is wanted.
func (t *Transitions) keepsState(age int) bool {
	return t.cfg.State > 0 && (age == 0 || (age+t.cfg.BurnIn)%t.cfg.Period == 0)
}

// complete returns the starts that a step of an actor makes complete.
func (t *Transitions) complete(step, actor int, last bool) []int {
	limit := step - t.cfg.Window*t.cfg.Actors // its window ends before this step
	if last {
		limit = step
	}
	t.ready = t.ready[:0]
	for ; t.frontier[actor] <= limit; t.frontier[actor] += t.cfg.Actors {
		if s := t.frontier[actor]; t.mark(s)&markStart != 0 {
			t.ready = append(t.ready, s)
		}
	}
	t.starts += len(t.ready)
	return t.ready
}

func (t *Transitions) mark(step int) uint8 { return t.ends[step%t.cfg.Capacity] }

// oldestKept is the oldest step that is still there.
func (t *Transitions) oldestKept() int { return max(0, t.added-t.cfg.Capacity) }

// Config returns what the store was made for.
func (t *Transitions) Config() TransitionsConfig { return t.cfg }

// Added returns the number of steps ever added.
func (t *Transitions) Added() int { return t.added }

// Len returns the number of steps held.
func (t *Transitions) Len() int { return min(t.added, t.cfg.Capacity) }

// Starts returns the number of starts that may be read.
func (t *Transitions) Starts() int { return t.starts }

// Oldest returns the first step that may be a start: all steps that are read
// with it are still there.
func (t *Transitions) Oldest() int {
	kept := t.oldestKept()
	if kept == 0 {
		return 0
	}
	return kept + t.cfg.BurnIn*t.cfg.Actors
}

// IsStart reports whether a step is a start that may be read.
func (t *Transitions) IsStart(step int) bool {
	return step >= t.Oldest() && step < t.frontier[step%t.cfg.Actors] && t.mark(step)&markStart != 0
}

// Bytes returns the memory that the store takes.
func (t *Transitions) Bytes() int {
	n := len(t.ends) + t.finals.bytes() + t.states.bytes()
	for _, c := range []*column{&t.obs, &t.legal, &t.actions, &t.rewards} {
		n += c.bytes()
	}
	return n
}
