// Command ablate trains short runs of AlphaZero at a game, each with one option
// changed, for the same CPU time, and counts their mistakes in the labelled
// positions of package sets. It writes a table.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"strings"

	"github.com/tengen-rl/tengen/internal/cputime"
	"github.com/tengen-rl/tengen/internal/durable"
)

// options are the flags.
type options struct {
	game        string
	cpu         float64 // seconds of CPU time of a run
	seeds       int     // runs of each variant
	threads     int
	positions   int    // of each set
	simulations int    // for each move of the measurement with search
	only        string // names of variants, with commas between them; all if empty
	out         string
	keep        string // folder of the runs; a temporary one if empty
}

func main() {
	log.SetFlags(0)
	var o options
	flag.StringVar(&o.game, "game", "connect4", "connect4, or othello:6 for the options of games of points")
	flag.Float64Var(&o.cpu, "cpu", 60, "seconds of CPU time that a run has")
	flag.IntVar(&o.seeds, "seeds", 2, "runs of each variant")
	flag.IntVar(&o.threads, "threads", 1, "threads that a run has; they share its CPU time")
	flag.IntVar(&o.positions, "positions", 100, "positions to ask at in each of the game's sets")
	flag.IntVar(&o.simulations, "sims", 50, "simulations for a move of the measurement")
	flag.StringVar(&o.only, "only", "", "only these variants, by name and with commas between them, and the plain one")
	flag.StringVar(&o.out, "out", "", "file for the table; standard output without one")
	flag.StringVar(&o.keep, "keep", "", "folder to keep the runs in; without one they are removed")
	flag.Parse()
	if flag.NArg() > 0 || !(o.cpu > 0) || o.seeds < 1 || o.threads < 1 || o.positions < 1 || o.simulations < 1 {
		log.Print("usage: ablate [-game NAME] [-cpu SECONDS] [-seeds N] [-threads N] [-positions N] [-sims N] [-only NAMES] [-out FILE] [-keep DIR]")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, o); err != nil {
		log.Print(err)
		os.Exit(1)
	}
}

// run measures all variants. If the context ends, the table of those that were
// measured is written all the same.
func run(ctx context.Context, o options) error {
	if cputime.Seconds() == 0 {
		return errors.New("ablate: this system does not tell the CPU time of a process, by which runs are compared")
	}
	dir := o.keep
	if dir == "" {
		temporary, err := os.MkdirTemp("", "ablate")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temporary)
		dir = temporary
	}
	examiner, err := newExaminer(o)
	if err != nil {
		return err
	}
	chosen, err := examiner.study.choose(o.only)
	if err != nil {
		return err
	}
	var results []result
	// Seed by seed, so that a table cut short has all variants.
	for seed := range o.seeds {
		for _, v := range chosen {
			folder := filepath.Join(dir, fmt.Sprintf("%s-%s-%d", strings.ReplaceAll(o.game, ":", ""), strings.ReplaceAll(v.name, " ", "-"), seed+1))
			var r result
			if r, err = examiner.measure(ctx, v, uint64(seed+1), folder); err != nil {
				return errors.Join(err, examiner.write(results))
			}
			log.Print(r)
			results = append(results, r)
		}
	}
	return examiner.write(results)
}

// write writes the table, if there is anything in it.
func (e *examiner) write(results []result) error {
	if len(results) == 0 {
		return nil
	}
	text := table(e.options, e.study, results)
	if e.out == "" {
		_, err := fmt.Print(text)
		return err
	}
	return durable.WriteBytes(e.out, []byte(text))
}
