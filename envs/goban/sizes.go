package goban

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// Sizes is the rules of Go on a board whose size the seed draws from a list,
// so that one network learns all of them. Observations and actions are those
// of the largest board, in whose middle the others lie (see envs.Frame).
type Sizes struct {
	games  []*Game
	frames []envs.Frame
	spec   envs.Spec
}

var (
	_ envs.Framed    = (*Sizes)(nil)
	_ envs.Symmetric = (*Sizes)(nil)
	_ envs.Notation  = (*Sizes)(nil)
	_ envs.Hasher    = (*SizedState)(nil)
	_ envs.Scorer    = (*SizedState)(nil)
)

// ParseSizes reads what follows the colon of a name such as
// "go:5/7/9,komi=6.5": sizes, ascending and all odd or all even, and the
// options of ParseConfig but for handicaps.
func ParseSizes(text string) (*Sizes, error) {
	list, options, found := strings.Cut(text, ",")
	if found {
		options = "," + options
	}
	g := &Sizes{}
	for _, size := range strings.Split(list, "/") {
		config, err := ParseConfig(size + options)
		if err != nil {
			return nil, err
		}
		if config.Handicap > 0 {
			return nil, fmt.Errorf("sizes %s: there is no handicap on boards of several sizes", list)
		}
		game, err := New(config)
		if err != nil {
			return nil, err
		}
		if n := len(g.games); n > 0 && g.games[n-1].config.Size >= config.Size {
			return nil, fmt.Errorf("sizes %s: want them ascending", list)
		}
		g.games = append(g.games, game)
	}
	return g, g.frame(list + options)
}

// frame finds the place of each board.
func (g *Sizes) frame(text string) error {
	largest := g.games[len(g.games)-1]
	g.spec = largest.spec
	g.spec.Name = "go:" + text
	for _, game := range g.games {
		size, arrays := game.config.Size, largest.config.Size
		f, err := envs.NewFrame([2]int{size, size}, [2]int{arrays, arrays})
		if err != nil {
			return fmt.Errorf("sizes %s: want all odd or all even: %w", text, err)
		}
		g.frames = append(g.frames, f)
		g.spec.MaxPlies = max(g.spec.MaxPlies, game.spec.MaxPlies)
		if game.spec.MaxPlies == 0 {
			g.spec.MaxPlies = 0
			break
		}
	}
	return nil
}

// Spec returns the static facts, of arrays of the largest board.
func (g *Sizes) Spec() envs.Spec { return g.spec }

// Games returns the games of the list. The caller must not modify it.
func (g *Sizes) Games() []*Game { return g.games }

// BoardChannel implements envs.Framed.
func (g *Sizes) BoardChannel() int { return PlaneBoard }

// Symmetries returns those of the largest board: they map the boards in its
// middle onto themselves.
func (g *Sizes) Symmetries() []envs.Symmetry { return g.games[len(g.games)-1].Symmetries() }

// New returns an empty board of the size that the seed draws.
func (g *Sizes) New(number uint64) envs.State {
	s := &SizedState{sizes: g, at: seed.Stream(number).IntN(len(g.games)), boards: make([]*State, len(g.games))}
	s.boards[s.at] = g.games[s.at].newState()
	return s
}

// FormatAction returns the vertex on the board of s, or "pass".
func (g *Sizes) FormatAction(s envs.State, a envs.Action) string {
	state := s.(*SizedState)
	return g.games[state.at].FormatAction(state.Board(), state.Inward(a))
}

// ParseAction reads a legal move as Game.ParseAction does.
func (g *Sizes) ParseAction(s envs.State, text string) (envs.Action, error) {
	state := s.(*SizedState)
	a, err := g.games[state.at].ParseAction(state.Board(), text)
	if err != nil {
		return 0, err
	}
	return state.Outward(a), nil
}

// SizedState is a position on a board of one of several sizes.
type SizedState struct {
	sizes  *Sizes
	at     int      // which of the sizes
	boards []*State // that of the size at hand; the others, if they are there, are room for copies
	plane  []float32
	owners []envs.Player
}

// Board returns the position on its own board. It is part of the state.
func (s *SizedState) Board() *State { return s.boards[s.at] }

// actions is how many actions the board has.
func (s *SizedState) actions() int { return s.sizes.games[s.at].spec.Actions }

// Outward is the number in the arrays of an action of the board.
func (s *SizedState) Outward(a envs.Action) envs.Action {
	return s.sizes.frames[s.at].Outward(a, s.actions())
}

// Inward is its inverse. It panics if a lies beyond the board.
func (s *SizedState) Inward(a envs.Action) envs.Action {
	inner, ok := s.sizes.frames[s.at].Inward(a, s.actions())
	if !ok {
		panic(fmt.Sprintf("go: action %d lies beyond the board of size %d", a, s.sizes.games[s.at].config.Size))
	}
	return inner
}

// ToPlay implements envs.State, as do the methods that follow.
func (s *SizedState) ToPlay() envs.Player { return s.Board().ToPlay() }

// Legal appends the legal actions, ascending.
func (s *SizedState) Legal(dst []envs.Action) []envs.Action {
	n := len(dst)
	dst = s.Board().Legal(dst)
	for i, a := range dst[n:] {
		dst[n+i] = s.Outward(a)
	}
	return dst
}

// Play plays a on the board. It panics if a is illegal.
func (s *SizedState) Play(a envs.Action) { s.Board().Play(s.Inward(a)) }

// Rewards stores those of the board.
func (s *SizedState) Rewards(dst []float32) { s.Board().Rewards(dst) }

// Observe stores what the board shows, in the middle of larger planes.
func (s *SizedState) Observe(dst []float32) {
	size := s.sizes.games[s.at].spec.ObsLen()
	s.plane = slices.Grow(s.plane[:0], size)[:size]
	s.Board().Observe(s.plane)
	s.sizes.frames[s.at].Place(dst[:s.sizes.spec.ObsLen()], s.plane)
}

// CopyFrom makes the state equal to src, of the same Sizes.
func (s *SizedState) CopyFrom(src envs.State) {
	from := src.(*SizedState)
	s.at = from.at
	if s.boards[s.at] == nil {
		s.boards[s.at] = s.sizes.games[s.at].newState()
	}
	s.Board().CopyFrom(from.Board())
}

// Hash implements envs.Hasher.
func (s *SizedState) Hash() uint64 { return s.Board().Hash() + finish(uint64(s.at)) }

// Score stores the points of each seat, as State.Score does.
func (s *SizedState) Score(dst []float32) { s.Board().Score(dst) }

// Owners stores the owner of each cell of the arrays: of those beyond the board
// there is none.
func (s *SizedState) Owners(dst []envs.Player) {
	size := s.sizes.games[s.at].config.Size
	s.owners = slices.Grow(s.owners[:0], size*size)[:size*size]
	s.Board().Owners(s.owners)
	for cell := range s.sizes.spec.Obs[1] * s.sizes.spec.Obs[2] {
		dst[cell] = envs.Over
	}
	for cell, owner := range s.owners {
		dst[s.sizes.frames[s.at].Cell(cell)] = owner
	}
}

// String draws the board.
func (s *SizedState) String() string { return s.Board().String() }
