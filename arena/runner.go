package arena

import (
	"context"
	"io"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
)

// Entrant is one side of a match, or one player of a tournament.
type Entrant struct {
	// New makes an agent that draws everything at random from a function of
	// number. It is called from several goroutines at once. An agent with the
	// method Reseed is made once for each goroutine that plays games of the
	// entrant one after the other, and reseeded for each; any other is made
	// for each game. Agents that are io.Closers are closed.
	New func(number uint64) (agents.Agent, error)

	Control Control // the entrant's clock
}

// reseeder is an agent that can start again as New makes it.
type reseeder interface{ Reseed(number uint64) }

// ready returns an agent for a game with this number: the old one if there is
// one that can be reseeded, otherwise a new one.
func (e Entrant) ready(old agents.Agent, number uint64) (agents.Agent, error) {
	if r, ok := old.(reseeder); ok {
		r.Reseed(number)
		return old, nil
	}
	dismiss(old)
	made, err := e.New(number)
	if err != nil {
		return nil, err // and not a nil pointer that passes for an agent
	}
	return made, nil
}

// Fixture is a game to be played.
type Fixture struct {
	Seats   []int    // by seat: the entrant
	Numbers []uint64 // by seat: what its agent draws at random from
	Opening Opening

	// Known is the game, if it was played before; it is not played again.
	Known *Played
}

// Played is a game that is over, and who played it.
type Played struct {
	Record
	Programs []Program // by seat
	Start    time.Time // zero in a game without a watch
}

// Program is what an agent says it is (agents.Identified), empty if it says
// nothing.
type Program struct{ Name, Version string }

// Runner plays fixtures between entrants, several at once.
type Runner struct {
	Game        envs.Game
	Entrants    []Entrant
	Concurrency int        // games under way at once, 0 means 1; changes no game
	Play        PlayConfig // of every game; the Controls are those of the entrants

	// Watch, if not nil, is asked as a game begins who is to be told its
	// moves, nil for nobody; it is called by several goroutines at once. It
	// takes the place of Play.Watch and changes no game.
	Watch func(index int) Watcher

	// Over, if not nil, is told each game as soon as it is over, by one
	// goroutine at a time: the place to keep it. An error ends the run.
	Over func(index int, p *Played) error

	// Each is told each game, the known ones included, in the order of the
	// fixtures, by one goroutine at a time. If it returns false the run is at
	// its end; games that come later in that order are not told.
	Each func(index int, p *Played) (more bool)
}

// Run plays the fixtures. An agent at fault loses its game and is replaced.
//
// If the context ends, the games that are over are told all the same, those
// behind a gap as well, and the error is the context's. Run returns the error
// of the making of an agent, and of Over.
func (r *Runner) Run(ctx context.Context, fixtures []Fixture) error {
	group, inner := errgroup.WithContext(ctx)
	inner, stop := context.WithCancel(inner)
	defer stop()
	run := &run{Runner: r, fixtures: fixtures, stop: stop, early: map[int]*Played{}}
	for i, f := range fixtures {
		if f.Known != nil {
			run.early[i] = f.Known
		}
	}
	run.tell()
	for range max(r.Concurrency, 1) {
		group.Go(func() error { return run.work(inner) })
	}
	err := group.Wait()
	run.tellRest()
	switch {
	case run.ended:
		return nil
	case ctx.Err() != nil && run.told < len(fixtures):
		return ctx.Err()
	}
	return err
}

// run is what the goroutines of a Run share.
type run struct {
	*Runner
	fixtures []Fixture
	stop     func()
	taken    atomic.Int64 // the first fixture that nobody has taken

	mu    sync.Mutex
	next  int             // the fixture to tell next
	told  int             // games told
	early map[int]*Played // over before it was their turn
	ended bool            // Each wants no more
}

// work plays games until none is left.
func (r *run) work(ctx context.Context) error {
	var t team
	defer t.dismiss()
	for {
		index := int(r.taken.Add(1) - 1)
		if index >= len(r.fixtures) {
			return nil
		}
		f := &r.fixtures[index]
		if f.Known != nil {
			continue
		}
		players, err := t.gather(r.Entrants, f)
		if err != nil {
			return err
		}
		p := new(Played)
		config := r.Play
		config.Controls = r.controls(f)
		if r.Watch != nil {
			config.Watch = r.Watch(index)
		}
		if config.Now != nil {
			p.Start = config.Now()
		}
		p.Record, err = Play(ctx, r.Game, f.Opening, players, config)
		if err != nil {
			return err
		}
		p.Programs = programs(players) // which may not have known before they began
		if p.Fault != nil {            // who knows what state it is in
			t.drop(int(p.Fault.Seat))
		}
		if err := r.over(index, p); err != nil {
			return err
		}
	}
}

// controls returns the clocks by seat, nil if there are none.
func (r *run) controls(f *Fixture) []Control {
	controls, any := make([]Control, len(f.Seats)), false
	for seat, entrant := range f.Seats {
		controls[seat] = r.Entrants[entrant].Control
		any = any || controls[seat] != Control{}
	}
	if !any {
		return nil
	}
	return controls
}

// over hands on a game that was played.
func (r *run) over(index int, p *Played) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.Over != nil {
		if err := r.Over(index, p); err != nil {
			return err
		}
	}
	r.early[index] = p
	r.tell()
	return nil
}

// tell tells the games whose turn it is.
func (r *run) tell() {
	for !r.ended {
		p, ok := r.early[r.next]
		if !ok {
			return
		}
		delete(r.early, r.next)
		r.told++
		if !r.Each(r.next, p) {
			r.ended = true
			r.stop()
		}
		r.next++
	}
}

// tellRest tells the games that a run broken off has left behind a gap.
func (r *run) tellRest() {
	for ; r.next < len(r.fixtures) && !r.ended; r.next++ {
		r.tell()
	}
}

func programs(players []agents.Agent) []Program {
	all := make([]Program, len(players))
	for seat, p := range players {
		if i, ok := agents.Power[agents.Identified](p); ok {
			all[seat].Name, all[seat].Version = i.Identify()
		}
	}
	return all
}

// team is the agents of one goroutine, by the seats of its last game.
type team []member

type member struct {
	entrant int
	agent   agents.Agent // nil after a fault
}

// gather returns agents for a game, by seat: those of the last game that can
// be reseeded, and new ones. The others of the last game are dismissed.
func (t *team) gather(entrants []Entrant, f *Fixture) ([]agents.Agent, error) {
	old := *t
	*t = nil
	for _, entrant := range f.Seats {
		m := member{entrant: entrant}
		for i := range old {
			if old[i].entrant == entrant && m.agent == nil {
				m.agent, old[i].agent = old[i].agent, nil
			}
		}
		*t = append(*t, m)
	}
	old.dismiss()
	players := make([]agents.Agent, len(*t))
	for seat := range *t {
		m := &(*t)[seat]
		var err error
		if m.agent, err = entrants[m.entrant].ready(m.agent, f.Numbers[seat]); err != nil {
			return nil, err
		}
		players[seat] = m.agent
	}
	return players, nil
}

// drop dismisses the agent of a seat.
func (t *team) drop(seat int) {
	dismiss((*t)[seat].agent)
	(*t)[seat].agent = nil
}

func (t *team) dismiss() {
	for _, m := range *t {
		dismiss(m.agent)
	}
}

// dismiss closes an agent, which may be nil. An agent that fails to close has
// played its games all the same.
func dismiss(a agents.Agent) {
	if c, ok := agents.Power[io.Closer](a); ok {
		_ = c.Close()
	}
}
