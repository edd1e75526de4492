package main

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/tengen-rl/tengen/agents"
	agentcatalog "github.com/tengen-rl/tengen/agents/catalog"
	"github.com/tengen-rl/tengen/agents/gtp"
	"github.com/tengen-rl/tengen/envs"
	envcatalog "github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/internal/seed"
)

type gtpCommand struct {
	Game   string  `default:"go" placeholder:"NAME" help:"The game at the beginning; arena games lists them."`
	Agent  string  `arg:"" optional:"" default:"mcts:sims=1000" help:"The agent that plays."`
	Seed   uint64  `default:"1" help:"Seed of the agent."`
	Resign float32 `default:"0" placeholder:"VALUE" help:"Resign where the agent expects no more than this, from -1 to 0 (default: never)."`
}

// Run speaks the Go Text Protocol on standard input and output.
func (c *gtpCommand) Run(ctx context.Context, std *cli.Streams) error {
	game, spec, err := c.parse()
	if err != nil {
		return err
	}
	engine, err := gtp.NewEngine(gtp.EngineConfig{
		Game: game, Name: "Tengen " + spec.String(), Version: cli.Version(), Resign: c.Resign,
		NewAgent: func(game envs.Game) (agents.Agent, error) {
			if err := spec.Fits(game); err != nil {
				return nil, err
			}
			return spec.New(game, c.Seed)
		},
		Resize: func(size int) (envs.Game, error) { return envcatalog.Game(resized(game.Spec().Name, size)) },
		Random: seed.Stream(c.Seed), Now: time.Now,
	})
	if err != nil {
		return err
	}
	return plainEnd(engine.Run(ctx, std.In, std.Out))
}

func (c *gtpCommand) parse() (envs.Game, agentcatalog.Spec, error) {
	game, err := parseGame(c.Game)
	if err != nil {
		return nil, agentcatalog.Spec{}, err
	}
	spec, err := parseMachine(c.Agent, game)
	switch {
	case err != nil:
	case game.Spec().Players != 2:
		err = cli.Usagef("--game %s: the protocol is for games of two seats, this one has %d", c.Game, game.Spec().Players)
	case c.Resign < -1 || c.Resign > 0:
		err = cli.Usagef("--resign %v: want -1 to 0", c.Resign)
	}
	return game, spec, err
}

// resized is the name of a world on a board of another size: its options
// stay.
func resized(name string, size int) string {
	family, arguments, _ := strings.Cut(name, ":")
	_, options, hasOptions := strings.Cut(arguments, ",")
	name = fmt.Sprintf("%s:%d", family, size)
	if hasOptions {
		name += "," + options
	}
	return name
}

// plainEnd makes one clear error of the end of a context.
func plainEnd(err error) error {
	if errors.Is(err, context.Canceled) {
		return errors.New("interrupted")
	}
	return err
}
