package selfplay

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/internal/seed"
)

// Speed is how fast self-play is with untrained weights.
type Speed struct {
	Game    string  `json:"game"`
	Preset  string  `json:"preset"`
	Threads int     `json:"threads"`
	Seconds float64 `json:"seconds"`
	Rates

	// CPUSeconds is the time that the threads had a core for, where the caller
	// has measured it: on a machine with other work it is less than Threads ·
	// Seconds, and rates by it are those of a machine without.
	CPUSeconds float64 `json:"cpu_seconds,omitempty"`
}

// Bench plays with the weights that a run of config begins with until the
// context ends, and tells how fast that was.
func Bench(ctx context.Context, config Config, options Options) (Speed, error) {
	game, err := catalog.Game(config.Game)
	if err != nil {
		return Speed{}, err
	}
	var number atomic.Int64
	crew := crew{
		game:    game,
		config:  &config,
		net:     alphazero.NewNet(game, config.network(), seed.Stream(config.Seed)),
		threads: options.Threads,
		now:     options.Now,
		work:    new(work),
	}
	begun := options.Now()
	err = crew.run(ctx,
		func() (int, bool) { return int(number.Add(1)), true },
		func(*alphazero.Record) {})
	if !errors.Is(err, ctx.Err()) {
		return Speed{}, err
	}
	taken := options.Now().Sub(begun)
	return Speed{
		Game: config.Game, Preset: config.Preset, Threads: options.Threads, Seconds: taken.Seconds(),
		Rates: crew.work.rates(taken, options.Threads),
	}, nil
}
