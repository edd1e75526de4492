package minatar

import (
	"fmt"

	"github.com/tengen-rl/tengen/envs"
)

// size is the side of the board, and plane the number of its cells.
const (
	size  = 10
	plane = size * size
)

// Kind names one of the five games.
type Kind uint8

// The games.
const (
	Asterix Kind = iota
	Breakout
	Freeway
	Seaquest
	SpaceInvaders
)

// kind is the static facts of a game.
type kind struct {
	name     string
	glyphs   string   // a character a channel, the first of those on a cell is drawn
	minimal  []action // what the game uses
	maxPlies int      // by its rules, 0 if they set no bound
	make     func(shell) envs.State
}

var kinds = [...]kind{
	Asterix:       {"asterix", "@x-$", []action{noop, left, up, right, down}, 0, func(s shell) envs.State { return &asterix{shell: s} }},
	Breakout:      {"breakout", "=o'#", []action{noop, left, right}, 0, func(s shell) envs.State { return &breakout{shell: s} }},
	Freeway:       {"freeway", "@x12345", []action{noop, up, down}, freewaySteps, func(s shell) envs.State { return &freeway{shell: s} }},
	Seaquest:      {"seaquest", "@a*-!fso^d", everyAction, 0, func(s shell) envs.State { return &seaquest{shell: s} }},
	SpaceInvaders: {"spaceinvaders", "Aw<>*!", []action{noop, left, right, fire}, 0, func(s shell) envs.State { return &spaceInvaders{shell: s} }},
}

// Game is the rules of one of the games.
type Game struct {
	kind    kind
	config  Config
	actions []action      // what the agent's actions stand for
	legal   []envs.Action // all of the agent's actions
	sticky  uint64        // the probability that an action sticks, in parts of 2⁶⁴
	spec    envs.Spec
}

// New returns the rules of a game. It panics if the configuration is out of
// range.
func New(k Kind, config Config) *Game {
	config.check()
	g := &Game{kind: kinds[k], config: config, actions: everyAction, sticky: uint64(config.Sticky * (1 << 64))}
	if config.Minimal {
		g.actions = g.kind.minimal
	}
	for a := range g.actions {
		g.legal = append(g.legal, envs.Action(a))
	}
	g.spec = envs.Spec{
		Name:     "minatar/" + g.kind.name + config.suffix(),
		Players:  1,
		Actions:  len(g.actions),
		Obs:      [3]int{len(g.kind.glyphs), size, size},
		MaxPlies: g.kind.maxPlies,
	}
	if limit := config.Limit; limit > 0 && (g.spec.MaxPlies == 0 || limit < g.spec.MaxPlies) {
		g.spec.MaxPlies = limit
	}
	return g
}

// Spec returns the static facts: 1 seat, 6 actions or those of the minimal
// set, planes of 10 × 10.
func (g *Game) Spec() envs.Spec { return g.spec }

// New returns the start of the episode of the seed.
func (g *Game) New(seed uint64) envs.State {
	s := g.kind.make(shell{game: g})
	s.(envs.Restarter).Restart(seed)
	return s
}

// Binary tells that observations consist of zeros and ones.
func (g *Game) Binary() bool { return true }

// FormatAction returns the name of a, such as left.
func (g *Game) FormatAction(_ envs.State, a envs.Action) string { return g.actions[a].String() }

// ParseAction reads the name of an action.
func (g *Game) ParseAction(s envs.State, text string) (envs.Action, error) {
	if s.ToPlay() == envs.Over {
		return 0, fmt.Errorf("%s: action %q after the end of the episode", g.spec.Name, text)
	}
	for a, meaning := range g.actions {
		if meaning.String() == text {
			return envs.Action(a), nil
		}
	}
	return 0, fmt.Errorf("%s: unknown action %q: want one of %v", g.spec.Name, text, g.actions)
}
