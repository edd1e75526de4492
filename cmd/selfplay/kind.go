package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/internal/cli"
	"github.com/tengen-rl/tengen/selfplay"
	"github.com/tengen-rl/tengen/selfplay/qlearn"
)

// alphaZero is the kind of agent that package selfplay trains; those of
// qlearn.Agents are trained by the other.
const alphaZero = "az"

// kind returns the kind of agent that the flags ask for, or the one that goes
// with the preset or else with the world.
func (f *configFlags) kind() (string, error) {
	known := append([]string{alphaZero}, qlearn.Agents()...)
	if f.Agent != "" {
		if !slices.Contains(known, f.Agent) {
			return "", cli.Usagef("agent is %q; it should be one of %s", f.Agent, strings.Join(known, ", "))
		}
		return f.Agent, nil
	}
	if f.Preset != "" {
		for _, agent := range qlearn.Agents() {
			if c, err := qlearn.Preset(agent, f.Preset); err == nil && c.Game != "" {
				return agent, nil
			}
		}
	}
	if f.Game == "" {
		return alphaZero, nil
	}
	game, err := catalog.Game(f.Game)
	if err != nil {
		return "", cli.Usage(err)
	}
	if game.Spec().Players == 1 {
		return qlearn.Agents()[0], nil
	}
	return alphaZero, nil
}

// alphaZeroConfig returns the config of a run of AlphaZero that begins with the
// weights that start names, if it does.
func (f *configFlags) alphaZeroConfig(start string) (selfplay.Config, error) {
	c, err := selfplay.Preset(f.Game, f.Preset)
	if f.Game == "" && (f.Preset == "" || err != nil) {
		c, err = selfplay.Preset("connect4", f.Preset)
	}
	if err != nil {
		return c, cli.Usage(err)
	}
	c.Agent = alphaZero
	c.Version = cli.Version()
	if start != "" {
		if err := c.StartFrom(start); err != nil {
			return c, fmt.Errorf("--start: %w", err)
		}
	}
	return c, change(&c, f.Config, f.Set)
}

// stepsConfig returns the config of a run of another kind of agent. Its errors
// are faults of usage.
func (f *configFlags) stepsConfig(agent string) (qlearn.Config, error) {
	preset := f.Preset
	if preset == "" {
		preset = qlearn.PresetFor(agent, f.Game)
	}
	c, err := qlearn.Preset(agent, preset)
	if err != nil {
		return c, cli.Usage(err)
	}
	// The name of a family alone, without a preset, asks for its first preset
	// with the world as it stands there, wrappers and all.
	if f.Game != "" && (f.Preset != "" || f.Game != qlearn.Family(c.Game)) {
		c.Game = f.Game
	}
	if c.Game == "" {
		return c, cli.Usage(fmt.Errorf("--game is missing: the preset %s fits any world; those with a world of their own are %s",
			preset, strings.Join(qlearn.PresetNames(agent)[1:], ", ")))
	}
	c.Version = cli.Version()
	return c, change(&c, f.Config, f.Set)
}
