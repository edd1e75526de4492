package qlearn

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"

	"github.com/tengen-rl/tengen/agents"
	agentcatalog "github.com/tengen-rl/tengen/agents/catalog"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/catalog"
)

// A learner plays, learns and can be put away: what a run asks of every kind of
// agent. It stands at the end of a step of the world between any two calls.
type learner interface {
	// Steps returns the steps of the world so far, of all actors together.
	Steps() int

	// Advance plays and learns on to a step of the world, or a little beyond
	// where the learner takes several at a time.
	Advance(ctx context.Context, until int) error

	// Save writes everything that an exact resume needs; Load takes it back
	// into a learner made with the same config.
	Save(w io.Writer) error
	Load(r io.Reader) error

	// SaveWeights writes what an agent needs to play.
	SaveWeights(path string, metadata map[string]string) error

	// tally returns what has happened since the last call.
	tally() Tally

	// player returns an agent that plays as the learner values actions now.
	player(epsilon float64, rng *rand.Rand) agents.Agent

	// about describes the learner in a few words.
	about() string
}

// A kind is one line of the table of agents.
type kind struct {
	name  string // as in --agent
	title string // as in prose

	weights string // the suffix of the files of what it has learned

	table func(c *Config)                                                                          // gives c the table of the kind
	check func(c *Config, world envs.Game) error                                                   // tells why it cannot learn in the world
	make  func(c *Config, world envs.Game, threads int) (learner, error)                           // of a config that was checked
	load  func(game envs.Game, file string, epsilon float64, rng *rand.Rand) (agents.Agent, error) // an agent of weights; reads them
}

// kinds is the table, in the order in which messages list it.
var kinds = []kind{dqnKind, pqnKind, tabularKind}

func kindOf(agent string) (*kind, error) {
	for i := range kinds {
		if kinds[i].name == agent {
			return &kinds[i], nil
		}
	}
	return nil, fmt.Errorf("agent is %q; it should be one of az, %s", agent, strings.Join(Agents(), ", "))
}

// newLearner makes the untrained learner of the config, which was checked.
func (c *Config) newLearner(game envs.Game, threads int) (learner, error) {
	k, err := kindOf(c.Agent)
	if err != nil {
		return nil, err
	}
	world, err := c.world(game)
	if err != nil {
		return nil, err
	}
	return k.make(c, world, threads)
}

// game returns the world of the run as the arena knows it.
func (c *Config) game() (envs.Game, error) {
	game, err := catalog.Game(c.Game)
	if err != nil {
		return nil, err
	}
	return game, c.checkSeats(game)
}

// world returns the world that the learner plays: game itself, or with the
// opponent of the config in its other seat.
func (c *Config) world(game envs.Game) (envs.Game, error) {
	if c.Opponent == "" {
		return game, nil
	}
	spec, err := agentcatalog.Parse(c.Opponent)
	if err != nil {
		return nil, err
	}
	return agents.Versus(game, func(number uint64) (agents.Agent, error) { return spec.New(game, number) }), nil
}
