package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/nets"
)

// examine holds the world against the laws of its contract.
func examine(game envs.Game) error {
	var broken []error
	for _, violation := range envtest.Check(game, envtest.Config{}) {
		broken = append(broken, errors.New(violation.Explain()))
	}
	return errors.Join(broken...)
}

// learn trains a network by games against itself.
func learn(ctx context.Context, game envs.Game, out io.Writer) (*nets.PolicyValue, error) {
	training := alphazero.SmallTraining()
	training.Generations, training.Games = 5, 192 // it is a small game
	training.Report = func(r alphazero.Round) {
		fmt.Fprintf(out, "round %d: %d positions, loss of the policy %.3f, of the value %.3f\n",
			r.Generation, r.Positions, r.Loss.Policy, r.Loss.Value)
	}
	return alphazero.Train(ctx, game, training)
}

// bare returns an agent that plays what the network says, without any search.
func bare(game envs.Game, net *nets.PolicyValue, seed uint64) agents.Agent {
	config := alphazero.DefaultPlay()
	config.Simulations, config.Search.Lookahead = 1, false
	return alphazero.NewPlayer(game, net.Compile(1), config, rand.New(rand.NewPCG(seed, 1)))
}

// measure plays 100 games of the bare network against random play, either side
// first in turn.
func measure(ctx context.Context, game envs.Game, net *nets.PolicyValue) (arena.Result, error) {
	learned := arena.Entrant{New: func(seed uint64) (agents.Agent, error) { return bare(game, net, seed), nil }}
	chance := arena.Entrant{New: func(seed uint64) (agents.Agent, error) {
		return agents.Random(rand.New(rand.NewPCG(seed, 2))), nil
	}}
	return arena.Match(ctx, game, learned, chance, arena.MatchConfig{Games: 100, Seed: 1})
}

// challenge plays a game between a person, who begins, and the network with
// 200 simulations of search a move.
func challenge(ctx context.Context, game envs.Game, net *nets.PolicyValue, in io.Reader, out io.Writer) error {
	config := alphazero.DefaultPlay()
	config.Simulations = 200
	players := []agents.Agent{
		agents.NewHuman(game, in, out),
		alphazero.NewPlayer(game, net.Compile(1), config, rand.New(rand.NewPCG(1, 1))),
	}
	record, err := arena.Play(ctx, game, arena.Opening{}, players, arena.PlayConfig{})
	switch {
	case err != nil:
		return err
	case record.Fault != nil:
		return record.Fault.Err
	case record.Returns[0] > 0:
		fmt.Fprintln(out, "you win")
	default:
		fmt.Fprintln(out, "you lose")
	}
	return nil
}
