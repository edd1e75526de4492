package alphazero

import (
	"context"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/search"
)

// A Worker plays games of self-play, several at a time so that their leaves
// share batches. What a game becomes does not depend on which others are
// beside it.
type Worker struct {
	Game       envs.Game
	Config     SelfPlay
	Evaluator  search.Evaluator
	Seed       uint64 // of the run
	Generation int
	Slots      int // games at a time, at least 1

	// Next returns the number of the next game to play, or false if there is
	// none: then it is not called again for that slot.
	Next func() (game int, ok bool)

	// Fork returns the first moves of an earlier game, drawn by rng, and the
	// seed of its world (Record.Seed), for SelfPlay.ForkShare; nil where there
	// is none. It must be a function of rng alone, and is called from the
	// worker's goroutine.
	Fork func(rng *rand.Rand) (world uint64, moves []envs.Action)

	// Watch, where it is not nil, is told the search behind every move that
	// one was made for. It does not change the game.
	Watch func(m *Move)

	// Moved, if not nil, is told of the moves that were searched since it was
	// called last, and of the simulations that these took.
	Moved func(moves, simulations int)

	// Done takes a finished game and the number of simulations that it took.
	Done func(r *Record, simulations int) error
}

// Run plays until Next has no more games and the last is done. It stops early
// with the error of the evaluator, of Done or of the context.
func (w *Worker) Run(ctx context.Context) error {
	slots := make([]*selfGame, 0, w.Slots)
	for range w.Slots {
		slots = append(slots, w.start())
	}
	leaves := make([]search.Leaf, 0, w.Slots)
	for {
		leaves = leaves[:0]
		playing := slots[:0]
		for _, g := range slots {
			g, err := w.advance(g)
			if err != nil {
				return err
			}
			if g != nil {
				playing = append(playing, g)
				leaves = append(leaves, g.tree.Leaf())
			}
		}
		slots = playing
		if len(slots) == 0 {
			return ctx.Err()
		}
		if err := w.Evaluator.Evaluate(ctx, leaves); err != nil {
			return err
		}
		for _, g := range slots {
			g.tree.Absorb()
		}
	}
}

// start returns the next game to play, nil if there is none.
func (w *Worker) start() *selfGame {
	number, ok := w.Next()
	if !ok {
		return nil
	}
	g := newSelfGame(w.Game, w.Config, gameID{w.Seed, w.Generation, number}, w.Fork)
	g.watch = w.Watch
	return g
}

// advance brings g, or the games that follow it in its slot, to a leaf that
// needs a judgement. It returns nil once there are no more games.
func (w *Worker) advance(g *selfGame) (*selfGame, error) {
	for g != nil {
		before := g.counts
		wanting := g.Want()
		if w.Moved != nil && g.counts != before {
			w.Moved(g.counts.moves-before.moves, g.counts.simulations-before.simulations)
		}
		if wanting {
			return g, nil
		}
		if err := w.Done(g.record, g.counts.simulations); err != nil {
			return nil, err
		}
		g = w.start()
	}
	return nil, nil
}
