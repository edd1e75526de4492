package selfplay

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"sync/atomic"
	"time"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/selfplay/knobs"
)

// Bench is a measurement of how fast self-play is.
type Bench struct {
	Config Config

	// Run is the folder of the run whose newest weights play, and whose games
	// forks begin like; empty for the weights that a run of Config begins with.
	Run string

	// Begin starts the count when it delivers or is closed; before, the games
	// and caches fill. Nil counts from the first move.
	Begin <-chan time.Time

	CPU func() float64 // seconds that the process has had a core for; 0 where the system does not tell
}

// Speed is how fast self-play is.
type Speed struct {
	Game       string  `json:"game"`
	Preset     string  `json:"preset"`
	Run        string  `json:"run,omitempty"` // whose weights played
	Generation int     `json:"generation"`    // of the weights; 0 is untrained
	Threads    int     `json:"threads"`
	WarmUp     float64 `json:"warm_up_seconds"` // before the count began
	Seconds    float64 `json:"seconds"`         // of the count
	Rates

	// CPUSeconds is the time that the threads had a core for: on a machine with
	// other work it is less than Threads · Seconds, and rates by it are those of
	// a machine without. It is 0 where the system does not tell.
	CPUSeconds float64 `json:"cpu_seconds,omitempty"`
}

// KeepsNetwork returns an error that names the first of the changes that weights
// which stand do not allow: it would make another network.
func KeepsNetwork(changes []knobs.Change) error {
	for _, c := range changes {
		if shapesNetwork(c.Key) {
			return fmt.Errorf("%s: the weights of a run keep their network with its auxiliary targets", c)
		}
	}
	return nil
}

// Measure plays until the context ends, and tells how fast that was.
func (b *Bench) Measure(ctx context.Context, options Options) (Speed, error) {
	crew, err := b.crew(options)
	if err != nil {
		return Speed{}, err
	}
	ended := make(chan error, 1)
	started := b.mark(crew)
	go func() {
		var number atomic.Int64
		ended <- crew.run(ctx,
			func() (int, bool) { return int(number.Add(1)), true },
			func(*alphazero.Record) {})
	}()

	begun := started
	if b.Begin != nil {
		select {
		case <-b.Begin:
			begun = b.mark(crew)
		case err := <-ended:
			return Speed{}, errors.Join(errors.New("nothing was measured: the play ended before the count began"), err)
		}
	}
	if err := <-ended; ctx.Err() == nil || !errors.Is(err, ctx.Err()) {
		return Speed{}, err
	}
	end := b.mark(crew)
	taken := end.at.Sub(begun.at)
	return Speed{
		Game: b.Config.Game, Preset: b.Config.Preset, Run: b.Run, Generation: crew.generation,
		Threads: options.Threads, WarmUp: begun.at.Sub(started.at).Seconds(), Seconds: taken.Seconds(),
		Rates:      end.done.since(begun.done).rates(taken, options.Threads),
		CPUSeconds: end.cpu - begun.cpu,
	}, nil
}

// crew returns the workers, with the weights that are to play.
func (b *Bench) crew(options Options) (*crew, error) {
	game, err := catalog.Game(b.Config.Game)
	if err != nil {
		return nil, err
	}
	c := &crew{game: game, config: &b.Config, threads: options.Threads, now: options.Now, work: new(work)}
	if b.Run == "" {
		c.net = alphazero.NewNet(game, b.Config.network(), seed.Stream(b.Config.Seed))
		return c, nil
	}
	folder, _, err := OpenFolder(b.Run)
	if err != nil {
		return nil, err
	}
	switch c.generation, err = folder.newestState(); {
	case c.generation < 0 && (err == nil || errors.Is(err, fs.ErrNotExist)):
		return nil, fmt.Errorf("%s has no weights yet", b.Run)
	case err != nil:
		return nil, err
	}
	r := &Run{folder: folder, config: b.Config, game: game}
	return c, r.equip(c)
}

// A mark is where a measurement stands at one moment.
type mark struct {
	done amounts
	at   time.Time
	cpu  float64
}

func (b *Bench) mark(c *crew) mark { return mark{c.work.amounts(), c.now(), b.CPU()} }
