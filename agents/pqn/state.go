package pqn

import (
	"encoding/json"
	"fmt"
	"io"
	"math"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/stream"
	"github.com/tengen-rl/tengen/nets"
)

// stateName names the streams that Save writes.
const stateName = "pqn"

// Save writes all that an exact resume needs: the network, the optimiser,
// counters, streams of randomness, and of each running episode its number and
// actions. It may be called between any two calls of Advance.
func (l *Learner) Save(w io.Writer) error {
	if err := l.save(w); err != nil {
		return fmt.Errorf("pqn: save: %w", err)
	}
	return nil
}

func (l *Learner) save(w io.Writer) error {
	identity, err := l.identity()
	if err != nil {
		return err
	}
	episodes, err := l.driver.MarshalBinary()
	if err != nil {
		return err
	}
	s, err := stream.NewWriter(w, stateName)
	if err != nil {
		return err
	}
	s.Text(identity)
	s.Ints(l.steps)
	s.Ints(l.updates)
	for _, t := range append(nets.NamedParams(l.params), l.optimizer.State()...) {
		s.Floats(t.Data)
	}
	for i := range l.streams {
		savePCG(s, &l.streams[i])
	}
	savePCG(s, &l.order)
	s.Ints(len(episodes))
	s.Bytes(episodes)
	return s.Close()
}

// identity tells whose state a stream holds. The knobs that may change between
// a save and a load, because nothing stored depends on them, are left out.
func (l *Learner) identity() (string, error) {
	c := l.cfg
	c.Explore, c.Target = Explore{}, Target{}
	c.Train = Train{Lanes: c.Train.Lanes}
	text, err := json.Marshal(struct {
		Game   envs.Spec
		Seed   uint64
		Config Config
	}{l.game.Spec(), l.seed, c})
	return string(text), err
}

// maxEpisodes is the most bytes of episodes that Load takes: hundreds of
// millions of steps.
const maxEpisodes = 1 << 30

// Load takes back what Save wrote for a learner of the same world, seed,
// network and lanes; with the same config it goes on as if it had never
// stopped. On an error the learner must not be used any more.
func (l *Learner) Load(r io.Reader) error {
	s, err := stream.NewReader(r, stateName)
	if err != nil {
		return fmt.Errorf("pqn: load: %w", err)
	}
	err = l.load(s)
	if e := s.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("pqn: load: %w", err)
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
	steps, updates := s.Int(0, math.MaxInt), s.Int(0, math.MaxInt)
	moments := l.optimizer.State()
	for _, t := range append(nets.NamedParams(l.params), moments...) {
		s.Floats(t.Data)
	}
	for i := range l.streams {
		loadPCG(s, &l.streams[i])
	}
	loadPCG(s, &l.order)
	size := s.Int(0, maxEpisodes)
	if err := s.Err(); err != nil {
		return err
	}
	episodes := make([]byte, size)
	s.Bytes(episodes)
	if err := s.Err(); err != nil {
		return err
	}
	if err := l.driver.UnmarshalBinary(episodes); err != nil {
		return err
	}
	l.steps, l.updates, l.stats = steps, updates, stats{}
	return l.optimizer.SetState(moments)
}

// A generator is 20 bytes.
func savePCG(s *stream.Writer, g *rand.PCG) {
	state, err := g.MarshalBinary()
	if err != nil {
		panic("pqn: " + err.Error()) // it has no way to fail
	}
	s.Bytes(state)
}

func loadPCG(s *stream.Reader, g *rand.PCG) {
	state := make([]byte, 20)
	s.Bytes(state)
	if s.Err() == nil {
		if err := g.UnmarshalBinary(state); err != nil {
			s.Fail(err)
		}
	}
}
