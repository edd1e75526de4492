package minigrid

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/envs"
)

// Observation is what a state shows of itself.
type Observation uint8

const (
	// View is what the agent sees: for each of the 7 × 7 cells before it
	// three ones, in a plane of 11 types, of 6 colours, and of 3 states.
	View Observation = iota
	// ViewCodes is the same as three planes, of types / 10, of colours / 5
	// and of states / 3.
	ViewCodes
	// Full is the whole grid as it stands in the world, the agent written
	// as a type of its own with its direction as one of 4 states.
	Full
	// FullCodes is the same as three planes.
	FullCodes
)

var observations = []string{"view", "view-codes", "full", "full-codes"}

// Game is the rules of a level.
type Game struct {
	level *level
	seen  Observation
	legal []envs.Action
	spec  envs.Spec
}

// Levels returns the names of all levels, sorted.
func Levels() []string {
	var names []string
	for i := range levels {
		names = append(names, levels[i].name)
	}
	slices.Sort(names)
	return names
}

// New returns the rules of a level of Levels. It panics if there is no such
// level.
func New(name string, seen Observation) *Game {
	i := slices.IndexFunc(levels, func(l level) bool { return l.name == name })
	if i < 0 {
		panic(fmt.Sprintf("minigrid: no level %q", name))
	}
	l := &levels[i]
	g := &Game{level: l, seen: seen}
	for a := turnLeft; int(a) < l.actions(); a++ {
		g.legal = append(g.legal, a)
	}
	g.spec = envs.Spec{
		Name:     "minigrid/" + name,
		Players:  1,
		Actions:  len(g.legal),
		Obs:      [...][3]int{{viewPlanes, viewSide, viewSide}, {3, viewSide, viewSide}, {fullPlanes, l.height, l.width}, {3, l.height, l.width}}[seen],
		MaxPlies: int(l.limit),
	}
	if seen != View {
		g.spec.Name += ":obs=" + observations[seen]
	}
	return g
}

// Parse returns the rules of a level of Levels with the options of text, such
// as "obs=full"; without any, a View is observed.
func Parse(name, text string) (*Game, error) {
	if text == "" {
		return New(name, View), nil
	}
	value, found := strings.CutPrefix(text, "obs=")
	i := slices.Index(observations, value)
	if !found || i < 0 {
		return nil, fmt.Errorf("unknown option %q: want obs= and one of %s", text, strings.Join(observations, ", "))
	}
	return New(name, Observation(i)), nil
}

// Spec returns the static facts: 1 seat, 7 actions or 3 among moving balls,
// and the limit as MaxPlies.
func (g *Game) Spec() envs.Spec { return g.spec }

// Mission is the task in words.
func (g *Game) Mission() string { return g.level.mission }

// New returns the start of the episode of the seed.
func (g *Game) New(seed uint64) envs.State {
	s := &state{game: g}
	s.Restart(seed)
	return s
}

// Binary tells whether observations consist of zeros and ones: all but codes
// do.
func (g *Game) Binary() bool { return g.seen == View || g.seen == Full }

var actionNames = []string{"left", "right", "forward", "pickup", "drop", "toggle", "done"}

// FormatAction returns the name of a, such as left.
func (g *Game) FormatAction(_ envs.State, a envs.Action) string { return actionNames[a] }

// ParseAction reads the name of an action.
func (g *Game) ParseAction(s envs.State, text string) (envs.Action, error) {
	if s.ToPlay() == envs.Over {
		return 0, fmt.Errorf("%s: action %q after the end of the episode", g.spec.Name, text)
	}
	names := actionNames[:len(g.legal)]
	if a := slices.Index(names, text); a >= 0 {
		return envs.Action(a), nil
	}
	return 0, fmt.Errorf("%s: unknown action %q: want one of %s", g.spec.Name, text, strings.Join(names, ", "))
}
