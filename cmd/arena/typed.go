package main

import (
	"fmt"

	"github.com/tengen-rl/tengen/agents"
	agentcatalog "github.com/tengen-rl/tengen/agents/catalog"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	envcatalog "github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/internal/cli"
)

// What the user typed becomes what it names, or a usage error.

func parseGame(text string) (envs.Game, error) {
	game, err := envcatalog.Game(text)
	return game, cli.Usage(err)
}

// parseAgent reads an agent that can play game.
func parseAgent(text string, game envs.Game) (agentcatalog.Spec, error) {
	spec, err := agentcatalog.Parse(text)
	if err == nil {
		err = spec.Fits(game)
	}
	return spec, cli.Usage(err)
}

// parseMachine is parseAgent without people.
func parseMachine(text string, game envs.Game) (agentcatalog.Spec, error) {
	spec, err := parseProgram(text)
	if err == nil {
		err = cli.Usage(spec.Fits(game))
	}
	return spec, err
}

// parseProgram is parseMachine for worlds that are not known yet.
func parseProgram(text string) (agentcatalog.Spec, error) {
	spec, err := agentcatalog.Parse(text)
	if err == nil && spec.Human() {
		err = fmt.Errorf("agent %q: a person plays in arena play only", text)
	}
	return spec, cli.Usage(err)
}

// parsePosition reads a position and the moves that follow it.
func parsePosition(game envs.Game, position, moves string) (envs.State, error) {
	s, err := arena.ParsePosition(game, position)
	if err == nil {
		_, err = arena.PlayMoves(game, s, moves)
	}
	return s, cli.Usage(err)
}

func entrant(spec agentcatalog.Spec, game envs.Game) arena.Entrant {
	return arena.Entrant{New: func(number uint64) (agents.Agent, error) { return spec.New(game, number) }}
}
