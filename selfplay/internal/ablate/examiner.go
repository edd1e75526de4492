package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/sets"
	"github.com/tengen-rl/tengen/internal/cputime"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/selfplay"
)

// result is what a run came to.
type result struct {
	variant     string
	seed        uint64
	generations int
	positions   int     // learned
	cpu         float64 // seconds
	bare        float64 // share of mistakes by the network's policy alone
	searched    float64 // with search
}

func (r result) String() string {
	return fmt.Sprintf("%s, seed %d: %d generations, %d positions in %.0f CPU seconds; mistakes %.1f %% without search, %.1f %% with",
		r.variant, r.seed, r.generations, r.positions, r.cpu, 100*r.bare, 100*r.searched)
}

// examiner trains runs and asks them at positions.
type examiner struct {
	options
	study     *study
	positions []arena.Position
}

// newExaminer takes the positions, which are the same for all runs: the first
// ones of every set of the game in which a move can be a mistake.
func newExaminer(o options) (*examiner, error) {
	study, err := studyOf(o.game)
	if err != nil {
		return nil, err
	}
	e := &examiner{options: o, study: study}
	for _, set := range sets.Names(study.game) {
		all, err := sets.Positions(study.game, set)
		if err != nil {
			return nil, err
		}
		all = slices.DeleteFunc(all, func(p arena.Position) bool { return len(p.Optimal) == len(p.State.Legal(nil)) })
		if len(all) < o.positions {
			return nil, fmt.Errorf("ablate: -positions %d: the set %s has %d in which a move can be a mistake", o.positions, set, len(all))
		}
		e.positions = append(e.positions, all[:o.positions]...)
	}
	return e, nil
}

// measure trains a variant for its time and asks it. A run ends with the
// generation in which its time is over.
func (e *examiner) measure(ctx context.Context, v variant, number uint64, dir string) (result, error) {
	config, err := e.study.config(v, number)
	if err != nil {
		return result{}, fmt.Errorf("%s: %w", v.name, err)
	}
	folder, err := selfplay.Create(dir, config, false)
	if err != nil {
		return result{}, err
	}
	r := result{variant: v.name, seed: number}
	timed, cancel := context.WithCancel(ctx)
	defer cancel()
	begun := cputime.Seconds()
	run, err := selfplay.Start(folder, config, selfplay.Options{Threads: e.threads, Now: time.Now, Report: func(report *selfplay.Report) {
		r.generations, r.positions, r.cpu = report.Generation, report.Positions, cputime.Seconds()-begun
		if r.cpu >= e.cpu {
			cancel()
		}
	}})
	if err != nil {
		return r, err
	}
	err = run.Train(timed)
	if closed := run.Close(); closed != nil {
		return r, closed
	}
	if r.cpu < e.cpu {
		return r, fmt.Errorf("%s, seed %d: %w", v.name, number, err)
	}
	net, err := alphazero.Load(e.study.game, dir, alphazero.Newest)
	if err != nil {
		return r, err
	}
	if r.bare, err = e.ask(ctx, net, 1); err != nil {
		return r, err
	}
	r.searched, err = e.ask(ctx, net, e.simulations)
	return r, err
}

// ask returns the share of mistakes with so many simulations a move; with one
// it is the network's policy that moves.
func (e *examiner) ask(ctx context.Context, net *nets.PolicyValue, simulations int) (float64, error) {
	config := alphazero.DefaultPlay()
	config.Simulations = simulations
	if simulations == 1 {
		config.Search.Lookahead, config.Search.Solve = false, false
	}
	agent := alphazero.NewPlayer(e.study.game, net.Compile(1), config, seed.Stream(1))
	share, err := arena.Suite(ctx, agent, e.positions, nil)
	return share.MistakeShare(), err
}
