package toytext

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

var (
	_ envs.Model     = (*Game)(nil)
	_ envs.Notation  = (*Game)(nil)
	_ envs.Indexer   = (*State)(nil)
	_ envs.Hasher    = (*State)(nil)
	_ envs.Truncator = (*State)(nil)
	_ envs.Reseeder  = (*State)(nil)
	_ envs.Restarter = (*State)(nil)
)

// Game is the rules of one of the worlds.
type Game struct {
	spec     envs.Spec
	obsLen   int
	moves    []string // the name of each action
	starts   []int32  // the states that an episode starts in, equally likely
	chances  []float64
	outcomes [][]envs.Outcome // by state × actions + action
	draws    []draw           // the same, for the hot path
	ones     int              // in every observation
	seen     []int32          // by state × ones, where they stand
	legal    []uint8          // by state, a bit an action
	picture  func(state int) string
}

// most is the largest number of outcomes that an action may have.
const most = 3

// draw is the outcomes of one action in one state. Where there are several, a
// random word below cut[0] means the first, below cut[1] the second, and so
// on.
type draw struct {
	cut    [most - 1]uint64
	next   [most]int32
	reward [most]float32
	ends   [most]bool
	sure   bool // there is one outcome only
}

// rules is what distinguishes one world from another.
type rules struct {
	spec    envs.Spec
	moves   []string
	starts  []int
	step    [][]envs.Outcome            // by state × actions + action, each at most most
	seen    func(state int) []int32     // where its observation holds a 1, always as many
	legal   func(state int, a int) bool // nil if every action is legal everywhere
	picture func(state int) string      // the world as text, a line a row
}

// compile makes a Game of its rules.
func compile(r rules) *Game {
	r.spec.Actions = len(r.moves)
	states := len(r.step) / len(r.moves)
	g := &Game{spec: r.spec, obsLen: r.spec.ObsLen(), moves: r.moves, outcomes: r.step, chances: make([]float64, states), picture: r.picture}
	for _, s := range r.starts {
		g.starts = append(g.starts, int32(s))
		g.chances[s] += 1 / float64(len(r.starts))
	}
	for state := range states {
		where := r.seen(state)
		g.ones = len(where)
		g.seen = append(g.seen, where...)
		g.legal = append(g.legal, r.legalIn(state))
	}
	for _, outcomes := range r.step {
		g.draws = append(g.draws, newDraw(outcomes))
	}
	return g
}

// legalIn returns the set of legal actions of a state.
func (r rules) legalIn(state int) uint8 {
	var set uint8
	for a := range r.moves {
		if r.legal == nil || r.legal(state, a) {
			set |= 1 << a
		}
	}
	return set
}

func newDraw(outcomes []envs.Outcome) draw {
	if len(outcomes) < 1 || len(outcomes) > most {
		panic(fmt.Sprintf("toytext: %d outcomes, want 1 to %d", len(outcomes), most))
	}
	d := draw{sure: len(outcomes) == 1, cut: [most - 1]uint64{math.MaxUint64, math.MaxUint64}}
	below := 0.0
	for i, o := range outcomes {
		d.next[i], d.reward[i], d.ends[i] = int32(o.Next), float32(o.Reward), o.Terminated
		below += o.Probability
		if i < len(outcomes)-1 && below < 1 {
			d.cut[i] = uint64(math.Ldexp(below, 64))
		}
	}
	return d
}

// Spec returns the static facts.
func (g *Game) Spec() envs.Spec { return g.spec }

// States returns the number of states.
func (g *Game) States() int { return len(g.chances) }

// Starts returns the probability that an episode starts in each state.
func (g *Game) Starts() []float64 { return g.chances }

// Transitions returns what may come of action a in the state.
func (g *Game) Transitions(state int, a envs.Action) []envs.Outcome {
	return g.outcomes[state*g.spec.Actions+int(a)]
}

// New returns the start of the episode of the seed, which decides where it
// starts and how every action turns out.
func (g *Game) New(seed uint64) envs.State {
	s := &State{game: g}
	s.Restart(seed)
	return s
}

// State is a position in one of the worlds: the number of a state, the steps
// so far, and the dice.
type State struct {
	game   *Game
	dice   rand.PCG
	at     int32 // the state
	steps  int32
	reward float32 // of the last step
	toPlay envs.Player
	cut    bool // by the time limit
}

// Restart begins the episode of the seed.
func (s *State) Restart(gameSeed uint64) {
	s.Reseed(gameSeed)
	s.at = s.game.starts[0]
	if n := uint64(len(s.game.starts)); n > 1 {
		s.at = s.game.starts[s.dice.Uint64()>>32*n>>32]
	}
	s.steps, s.reward, s.toPlay, s.cut = 0, 0, 0, false
}

// Reseed replaces all dice that are still to be thrown.
func (s *State) Reseed(gameSeed uint64) { s.dice.Seed(seed.Mix(gameSeed), gameSeed) }

// Index returns the number of the state, as Gymnasium numbers them.
func (s *State) Index() int { return int(s.at) }

// ToPlay returns seat 0, or Over.
func (s *State) ToPlay() envs.Player { return s.toPlay }

// Truncated tells whether the time limit ended the episode.
func (s *State) Truncated() bool { return s.cut }

// Legal appends the legal actions to dst: every action unless the world was
// asked to mask those that are of no use.
func (s *State) Legal(dst []envs.Action) []envs.Action {
	if s.toPlay == envs.Over {
		return dst
	}
	for set := s.game.legal[s.at]; set != 0; set &= set - 1 {
		dst = append(dst, envs.Action(bits.TrailingZeros8(set)))
	}
	return dst
}

// Play takes action a. It panics if a is illegal.
func (s *State) Play(a envs.Action) {
	g := s.game
	if s.toPlay == envs.Over || uint32(a) >= 8 || g.legal[s.at]>>a&1 == 0 {
		s.refuse(a)
	}
	d, k := &g.draws[int(s.at)*g.spec.Actions+int(a)], 0
	if !d.sure { // k without branches, which nobody could predict
		u := s.dice.Uint64()
		_, first := bits.Sub64(u, d.cut[0], 0)
		_, second := bits.Sub64(u, d.cut[1], 0)
		k = 2 - int(first) - int(second)
	}
	s.at, s.reward = d.next[k], d.reward[k]
	s.steps++
	if d.ends[k] {
		s.toPlay = envs.Over
	} else if int(s.steps) == g.spec.MaxPlies {
		s.toPlay, s.cut = envs.Over, true
	}
}

//go:noinline
func (s *State) refuse(a envs.Action) {
	panic(fmt.Sprintf("toytext: illegal action %d of %d in state %d of %s after %d steps, seat to play %d",
		a, s.game.spec.Actions, s.at, s.game.spec.Name, s.steps, s.toPlay))
}

// Rewards stores what the last step earned.
func (s *State) Rewards(dst []float32) { dst[0] = s.reward }

// Observe stores the planes of zeros and ones that the world describes.
func (s *State) Observe(dst []float32) {
	g := s.game
	clear(dst[:g.obsLen])
	first := int(s.at) * g.ones
	for _, i := range g.seen[first : first+g.ones] {
		dst[i] = 1
	}
}

// CopyFrom makes the state equal to src.
func (s *State) CopyFrom(src envs.State) { *s = *src.(*State) }

// Hash mixes the number of the state and whether the episode is over. Neither
// the dice to come nor the steps that are left tell one position from another.
func (s *State) Hash() uint64 { return seed.Mix(uint64(s.at), uint64(uint8(s.toPlay))) }
