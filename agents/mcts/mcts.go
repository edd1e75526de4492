// Package mcts is an agent over Monte-Carlo tree search with any Evaluator:
// by random playouts, it needs nothing but the rules of a world.
package mcts

import (
	"context"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/search"
)

// Config holds the knobs of an Agent. Take DefaultConfig and change what
// should differ.
type Config struct {
	Simulations int // for each move, at least 1
	Search      search.Config

	// Temperature draws moves from the search's policy, as search.Sample
	// does; 0 plays the best.
	Temperature float32
}

// DefaultConfig is an agent of 1,000 simulations for random playouts.
func DefaultConfig() Config {
	config := Config{Simulations: 1000, Search: search.DefaultConfig()}
	config.Search.CPUCT = rolloutCPUCT
	config.Search.FPU = 0
	return config
}

// rolloutCPUCT explores more than a search with a network's priors does:
// playouts tell less, and their priors nothing.
const rolloutCPUCT = 4

// Agent plays the best move of a tree search. It keeps what it found for the
// positions that follow its move.
type Agent struct {
	game      envs.Game
	config    Config
	evaluator search.Evaluator
	tree      *search.Tree
	rng       *rand.Rand
	policy    []float32
	fresh     bool // no position was searched since Reset
}

var _ agents.Agent = (*Agent)(nil)

// New returns an agent for game that judges positions by evaluator. The
// generator makes the noise at the root and draws moves.
func New(game envs.Game, evaluator search.Evaluator, config Config, rng *rand.Rand) *Agent {
	return &Agent{
		game:      game,
		config:    config,
		evaluator: evaluator,
		tree:      search.NewTree(game, config.Search, rng),
		rng:       rng,
		policy:    make([]float32, game.Spec().Actions),
		fresh:     true,
	}
}

// NewRollouts returns an agent that judges a position by the given number of
// random playouts.
func NewRollouts(game envs.Game, playouts int, config Config, rng *rand.Rand) *Agent {
	return New(game, search.NewRollout(game, playouts, rng), config, rng)
}

// Reset implements agents.Agent.
func (a *Agent) Reset() { a.fresh = true }

// Act implements agents.Agent.
func (a *Agent) Act(ctx context.Context, s envs.State) (envs.Action, error) {
	if a.fresh {
		a.tree.Reset(s)
		a.fresh = false
	} else {
		a.tree.Follow(s)
	}
	if err := search.Simulate(ctx, a.evaluator, a.tree, a.config.Simulations); err != nil {
		a.fresh = true // the tree has a leaf without a judgement
		return 0, err
	}
	a.tree.Policy(a.policy)
	return search.Sample(a.policy, a.config.Temperature, a.rng), nil
}
