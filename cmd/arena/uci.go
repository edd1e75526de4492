package main

import (
	"context"
	"time"

	"github.com/tengen-rl/tengen/agents"
	agentcatalog "github.com/tengen-rl/tengen/agents/catalog"
	"github.com/tengen-rl/tengen/agents/uci"
	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/internal/cli"
)

type uciCommand struct {
	Game  string `default:"chess" placeholder:"NAME" help:"The game at the beginning: chess, gardner or losalamos."`
	Agent string `arg:"" optional:"" default:"alphabeta:time=5s" help:"The agent that plays."`
	Seed  uint64 `default:"1" help:"Seed of the agent."`
}

// Run speaks the Universal Chess Interface on standard input and output.
func (c *uciCommand) Run(ctx context.Context, std *cli.Streams) error {
	game, spec, err := c.parse()
	if err != nil {
		return err
	}
	engine, err := uci.NewEngine(uci.EngineConfig{
		Game: game, Name: "Tengen " + cli.Version() + " " + spec.String(), Author: "the Tengen authors",
		NewAgent: func(game chess.Game, _ []int) (agents.Agent, error) {
			return spec.New(game, c.Seed)
		},
		Now: time.Now,
	})
	if err != nil {
		return err
	}
	return plainEnd(engine.Run(ctx, std.In, std.Out))
}

func (c *uciCommand) parse() (game chess.Game, spec agentcatalog.Spec, err error) {
	parsed, err := parseGame(c.Game)
	if err != nil {
		return game, spec, err
	}
	game, ok := parsed.(chess.Game)
	if !ok {
		return game, spec, cli.Usagef("--game %s: the protocol is for chess, gardner and losalamos", c.Game)
	}
	spec, err = parseMachine(c.Agent, game)
	return game, spec, err
}
