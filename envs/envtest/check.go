package envtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// Config says how long an examination takes.
type Config struct {
	Games    int     // random games to play; 20 if zero
	Seed     uint64  // of the games and of the examiner's choices
	Plies    int     // a game is left after so many plies; 1000 if zero
	ObsLimit float32 // the largest magnitude in an observation; if zero what envs.Bounded tells, else 1, the scale that networks are made for
}

func (c Config) withDefaults(game envs.Game) Config {
	if b, ok := game.(envs.Bounded); ok && c.ObsLimit == 0 {
		c.ObsLimit = b.ObsLimit()
	}
	if c.Games == 0 {
		c.Games = 20
	}
	if c.Plies == 0 {
		c.Plies = 1000
	}
	if c.ObsLimit == 0 {
		c.ObsLimit = 1
	}
	return c
}

// Violation is a law that a world breaks, and the way to the position that
// shows it: Game.New(Seed) and then the Actions.
type Violation struct {
	Law     string // in plain words, one of Laws
	Seed    uint64
	Actions []envs.Action
	Detail  string // what was seen
}

func (v Violation) Error() string {
	return fmt.Sprintf("broken law: %s: %s (seed %d, actions %v)", v.Law, v.Detail, v.Seed, v.Actions)
}

// Laws returns all laws in plain words, in the order of examination. Those of
// an optional power hold for worlds that have it.
func Laws() []string {
	names := []string{specLaw}
	for _, l := range laws {
		names = append(names, l.name)
	}
	return names
}

// Test fails the test for each law that the game breaks. It must not run in
// parallel with other tests, because it counts allocations.
func Test(t *testing.T, game envs.Game) {
	t.Helper()
	for _, v := range Check(game, Config{}) {
		t.Error(v.Explain())
	}
	if !t.Failed() {
		testConcurrency(t, game)
	}
}

// Check plays random games and returns the first breach of each law that the
// game breaks. After a breach that leaves nothing else to rely on, it stops.
func Check(game envs.Game, config Config) []Violation {
	violations, err := CheckContext(context.Background(), game, config)
	if err != nil {
		panic(err) // that context never ends
	}
	return violations
}

// CheckContext is Check until the context ends: then it returns the breaches
// so far and the context's error. It asks the context before each position.
func CheckContext(ctx context.Context, game envs.Game, config Config) ([]Violation, error) {
	x := &exam{ctx: ctx, game: game, Config: config.withDefaults(game), broken: map[string]bool{}}
	if err := checkSpec(game); err != nil {
		return []Violation{{Law: specLaw, Seed: config.Seed, Detail: err.Error()}}, nil
	}
	x.spec = game.Spec()
	x.hashes = newHashes(game)
	for i := range x.Games {
		x.rng = seed.Stream(config.Seed, uint64(i))
		if !x.play(seed.Mix(config.Seed, uint64(i))) {
			break
		}
	}
	return x.violations, ctx.Err()
}

// exam is one examination.
type exam struct {
	Config
	ctx        context.Context
	game       envs.Game
	spec       envs.Spec
	rng        *rand.Rand
	violations []Violation
	broken     map[string]bool
	hashes     *hashes
	returns    float64 // the largest magnitude of a return so far
}

// scene is the position that an examination has come to, and its images.
type scene struct {
	seed    uint64
	actions []envs.Action
	state   envs.State
	legal   []envs.Action
	images  []envs.State // played by the actions' images, a state a symmetry
	returns []float64    // sum of rewards so far, per seat

	handicaps []float64 // of each seat's score beyond the cells it owns, nil before it was asked
}

// play examines every position of one random game. It returns false if a
// breach leaves nothing to rely on.
func (x *exam) play(gameSeed uint64) bool {
	s := &scene{seed: gameSeed, returns: make([]float64, x.spec.Players)}
	if err := guarded(func() error { x.open(s); return nil }); err != nil {
		x.report(newLaw, s, err)
		return false
	}
	for {
		if x.ctx.Err() != nil {
			return false
		}
		for _, l := range laws {
			if x.broken[l.name] {
				continue
			}
			if err := guarded(func() error { return l.check(x, s) }); err != nil {
				x.report(l.name, s, err)
				if l.vital {
					return false
				}
			}
		}
		if len(s.legal) == 0 || len(s.actions) >= x.Plies {
			x.noteReturns(s)
			return true
		}
		if err := guarded(func() error { x.advance(s); return nil }); err != nil {
			x.report(playLaw, s, err)
			return false
		}
	}
}

// open makes the states of a scene at the start of a game.
func (x *exam) open(s *scene) {
	s.state = x.game.New(s.seed)
	for range symmetriesOf(x.game) {
		s.images = append(s.images, x.game.New(s.seed))
	}
}

// advance plays a random legal action in the scene's state and in its images.
func (x *exam) advance(s *scene) {
	a := s.legal[x.rng.IntN(len(s.legal))]
	s.actions = append(s.actions, a)
	s.state.Play(a)
	if !x.broken[symmetryLaw] {
		for i, y := range symmetriesOf(x.game) {
			s.images[i].Play(y.Actions[a])
		}
	}
	rewards := make([]float32, x.spec.Players)
	s.state.Rewards(rewards)
	for p, r := range rewards {
		s.returns[p] += float64(r)
	}
}

func (x *exam) noteReturns(s *scene) {
	for _, r := range s.returns {
		x.returns = max(x.returns, r, -r)
	}
}

func (x *exam) report(law string, s *scene, err error) {
	if x.broken[law] {
		return
	}
	x.broken[law] = true
	x.violations = append(x.violations, Violation{law, s.seed, append([]envs.Action(nil), s.actions...), err.Error()})
}

// guarded calls f and turns a panic into an error.
func guarded(f func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return f()
}

// panics tells whether f panics.
func panics(f func()) bool {
	return guarded(func() error { f(); return nil }) != nil
}
