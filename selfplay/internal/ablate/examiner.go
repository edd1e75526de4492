package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/connectfour/solver"
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
	game      envs.Game
	positions []arena.Position
}

// newExaminer draws the positions, which are the same for all runs.
func newExaminer(ctx context.Context, o options) (*examiner, error) {
	e := &examiner{options: o, game: connectfour.New()}
	rng, solve := seed.Stream(positionStream), solver.New(solver.Config{})
	for len(e.positions) < o.positions {
		s := e.game.New(0)
		if !stroll(s, leastPlies+rng.IntN(mostPlies-leastPlies+1), rng) {
			continue
		}
		p, ok, err := label(ctx, solve, s)
		if err != nil {
			return nil, err
		}
		if ok {
			e.positions = append(e.positions, p)
		}
	}
	return e, nil
}

// Positions are of so many random plies, and drawn from a stream of their own.
const (
	leastPlies     = 14
	mostPlies      = 30
	positionStream = 1 << 61
)

// stroll plays random moves and reports whether the game goes on after them.
func stroll(s envs.State, plies int, rng *rand.Rand) bool {
	var legal []envs.Action
	for range plies {
		legal = s.Legal(legal[:0])
		s.Play(legal[rng.IntN(len(legal))])
		if s.ToPlay() == envs.Over {
			return false
		}
	}
	return true
}

// label finds the moves that keep the win, draw or loss; ok is false if all do,
// for there is nothing to be asked then.
func label(ctx context.Context, solve *solver.Solver, s envs.State) (p arena.Position, ok bool, err error) {
	legal := s.Legal(nil)
	scores, err := solve.Solve(ctx, s, nil)
	if err != nil {
		return p, false, err
	}
	best := slices.Max(scores)
	p.State = s
	for i, score := range scores {
		if sign(score) == sign(best) {
			p.Optimal = append(p.Optimal, legal[i])
		}
	}
	return p, len(p.Optimal) < len(legal), nil
}

func sign(x int) int { return min(1, max(-1, x)) }

// measure trains a variant for its time and asks it. A run ends with the
// generation in which its time is over.
func (e *examiner) measure(ctx context.Context, v variant, number uint64, dir string) (result, error) {
	config, err := v.config(number)
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
	run, err := selfplay.Start(folder, config, selfplay.Options{Threads: 2, Now: time.Now, Report: func(report *selfplay.Report) {
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
	net, err := alphazero.Load(e.game, dir, alphazero.Newest)
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
	agent := alphazero.NewPlayer(e.game, net.Compile(1), config, seed.Stream(1))
	share, err := arena.Suite(ctx, agent, e.positions, nil)
	return 1 - share.Share(), err
}
