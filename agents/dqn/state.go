package dqn

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/stream"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// stateName names the streams that Save writes.
const stateName = "dqn"

// Save writes all that an exact resume needs: both networks, the optimiser, the
// replay with its priorities, counters, streams of randomness, past selves, and
// of each running episode its seed and actions. It may be called between any
// two calls of Advance.
func (l *Learner) Save(w io.Writer) error {
	s, err := stream.NewWriter(w, stateName)
	if err != nil {
		return fmt.Errorf("dqn: save: %w", err)
	}
	identity, err := l.identity()
	if err != nil {
		return fmt.Errorf("dqn: save: %w", err)
	}
	s.Text(identity)
	s.Ints(l.steps, l.due, l.updates)
	l.nets.online.save(s, nets.NamedParams(l.nets.online.params()))
	l.nets.online.save(s, nets.NamedParams(l.nets.target.params()))
	l.nets.online.save(s, l.optimizer.State())
	l.draws.save(s)
	l.acting.noise.save(s)
	for _, p := range l.parts {
		p.noise.save(s)
		p.target.save(s)
	}
	l.store.Save(s)
	if l.prioritized != nil {
		l.prioritized.Save(s)
	}
	if l.pool != nil {
		l.pool.save(s)
	}
	for _, a := range l.actors {
		a.save(s)
	}
	if err := s.Close(); err != nil {
		return fmt.Errorf("dqn: save: %w", err)
	}
	return nil
}

// identity tells whose state a stream holds. The knobs that may change between
// a save and a load, because nothing stored depends on them, are left out.
func (l *Learner) identity() (string, error) {
	c := l.cfg
	c.Explore = Explore{}
	c.Target = Target{Steps: c.Target.Steps}
	c.Train = Train{Actors: c.Train.Actors, Batch: c.Train.Batch, MicroBatch: c.Train.MicroBatch, Optimizer: c.Train.Optimizer}
	c.Replay.Warmup, c.Replay.Distinct, c.Replay.Beta, c.Replay.BetaUpdates = 0, false, 0, 0
	c.SelfPlay.Epsilon, c.SelfPlay.Newest, c.SelfPlay.Every = 0, 0, 0
	text, err := json.Marshal(struct {
		Game   envs.Spec
		Seed   uint64
		Config Config
	}{l.game.Spec(), l.seed, c})
	return string(text), err
}

// Load takes back what Save wrote for a learner of the same world and seed,
// and of a config that differs at most in knobs of exploration, of the target
// and of rates; with the same config it goes on as if it had never stopped. On
// an error the learner must not be used any more.
func (l *Learner) Load(r io.Reader) error {
	s, err := stream.NewReader(r, stateName)
	if err != nil {
		return fmt.Errorf("dqn: load: %w", err)
	}
	err = l.load(s)
	if e := s.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("dqn: load: %w", err)
	}
	return nil
}

func (l *Learner) load(s *stream.Reader) error {
	want, err := l.identity()
	if err != nil {
		return err
	}
	if got := s.Text(); s.Err() == nil && got != want {
		return fmt.Errorf("the state is that of %s, not of %s", got, want)
	}
	var counts [3]int
	s.Ints(counts[:])
	l.steps, l.due, l.updates = counts[0], counts[1], counts[2]
	if s.Err() == nil && slices.Min(counts[:]) < 0 {
		return fmt.Errorf("the state is that after %d steps, %d updates due and %d made", l.steps, l.due, l.updates)
	}
	l.nets.online.load(s, nets.NamedParams(l.nets.online.params()))
	l.nets.online.load(s, nets.NamedParams(l.nets.target.params()))
	moments := l.optimizer.State()
	l.nets.online.load(s, moments)
	if s.Err() == nil {
		if err := l.optimizer.SetState(moments); err != nil {
			return err
		}
	}
	l.draws.load(s)
	l.acting.noise.load(s)
	for _, p := range l.parts {
		p.noise.load(s)
		p.target.load(s)
	}
	if s.Err() != nil {
		return s.Err()
	}
	return l.loadExperience(s)
}

// loadExperience takes back what was played.
func (l *Learner) loadExperience(s *stream.Reader) error {
	if err := l.store.Load(s); err != nil {
		return err
	}
	if l.prioritized != nil {
		if err := l.prioritized.Load(s); err != nil {
			return err
		}
	}
	if l.pool != nil {
		if err := l.pool.load(s); err != nil {
			return err
		}
	}
	for _, a := range l.actors {
		if err := a.load(s, l); err != nil {
			return err
		}
	}
	l.stats = stats{}
	return s.Err()
}

// save writes tensors that belong to the parameters of the network.
func (n *qnet) save(s *stream.Writer, tensors []tensor.Named) {
	for _, t := range n.filed(tensors) {
		s.Floats(t.Data)
	}
}

// load takes back what save wrote.
func (n *qnet) load(s *stream.Reader, tensors []tensor.Named) {
	filed := n.filed(tensors)
	for _, t := range filed {
		s.Floats(t.Data)
	}
	n.unfile(tensors, filed)
}

// save writes the episode as its number and the actions so far.
func (a *actor) save(s *stream.Writer) {
	s.Ints(a.episodes)
	s.Ints(a.opponent)
	s.Ints(len(a.actions))
	actions := make([]int, len(a.actions))
	for i, action := range a.actions {
		actions[i] = int(action)
	}
	s.Ints(actions...)
	s.Floats(a.state)
	a.explore.save(s)
}

// load takes an episode to where it was by playing it again.
func (a *actor) load(s *stream.Reader, l *Learner) error {
	a.episodes = s.Int(1, math.MaxInt32)
	a.opponent = s.Int(0, math.MaxInt32)
	actions := make([]int, s.Int(0, 1<<28))
	s.Ints(actions)
	state := make([]float32, len(a.state))
	s.Floats(state)
	a.explore.load(s)
	if s.Err() != nil {
		return s.Err()
	}
	if l.pool != nil && !l.pool.has(a.opponent) {
		return fmt.Errorf("actor %d plays against past self %d, which is not there", a.number, a.opponent)
	}
	if err := l.restart(a, l.episodeSeed(a, a.episodes-1)); err != nil {
		return err
	}
	for i, action := range actions {
		if !slices.Contains(a.legal, envs.Action(action)) {
			return fmt.Errorf("actor %d: action %d after %d of %d steps of its episode is not legal in %s: was the world changed?",
				a.number, action, i, len(actions), l.game.Spec().Name)
		}
		a.action = action
		step, err := a.step(false)
		if err != nil {
			return err
		}
		if step.Last {
			return fmt.Errorf("actor %d: its episode of %s ends after %d of %d steps: was the world changed?", a.number, l.game.Spec().Name, i+1, len(actions))
		}
		if err := a.look(); err != nil {
			return err
		}
	}
	copy(a.state, state)
	return nil
}

// save writes the past selves.
func (p *pool) save(s *stream.Writer) {
	s.Ints(p.next)
	s.Ints(len(p.selfs))
	for _, self := range p.selfs {
		s.Ints(self.number)
		self.net.save(s, nets.NamedParams(self.net.params()))
	}
}

func (p *pool) load(s *stream.Reader) error {
	p.next = s.Int(1, math.MaxInt32)
	n := s.Int(1, p.next)
	p.selfs = p.selfs[:0]
	for i := 0; i < n && s.Err() == nil; i++ {
		self := past{s.Int(0, p.next-1), p.blank()}
		self.net.load(s, nets.NamedParams(self.net.params()))
		p.selfs = append(p.selfs, self)
	}
	return s.Err()
}

// has reports whether a self is kept.
func (p *pool) has(number int) bool {
	return slices.ContainsFunc(p.selfs, func(s past) bool { return s.number == number })
}
