// Command selfplay trains agents. Without arguments it trains an AlphaZero
// agent at Connect Four from zero and tells how strong it became.
package main

import "github.com/tengen-rl/tengen/internal/cli"

// commands is the command line.
type commands struct {
	Train   trainCommand   `cmd:"" default:"withargs" help:"Train an agent from zero (the default)."`
	Imitate imitateCommand `cmd:"" help:"Train a network on games of others, for self-play to go on from (train --start)."`
	Resume  resumeCommand  `cmd:"" help:"Go on with a run, exactly where it was stopped or killed."`
	Verify  verifyCommand  `cmd:"" help:"Check the config, weights, state, games and reports of a run."`
	Replay  replayCommand  `cmd:"" help:"Play a recorded game of a run again, bit for bit, and show the search behind its moves."`
	Compare compareCommand `cmd:"" help:"Put runs side by side: interquartile means over seeds, and learning curves."`
	Doctor  doctorCommand  `cmd:"" help:"Say in plain words what looks wrong with a run, and which option to touch."`
	Bench   benchCommand   `cmd:"" help:"Measure the speed of self-play, with untrained weights or with those of a run."`
}

const description = "Train agents that learn by playing themselves."

func main() { cli.Main("selfplay", description, new(commands)) }
