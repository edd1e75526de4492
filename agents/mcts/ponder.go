package mcts

import (
	"context"
	"sync"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/search"
)

// pondering is a search on others' time. A nil pondering does nothing.
type pondering struct {
	cancel  context.CancelFunc
	group   sync.WaitGroup
	next    envs.State      // the position after the agent's move
	thought *agents.Thought // of that move: the tree has gone on since
}

// newPondering returns nil if it makes no sense in a search of game: a tree
// that would start anew with the next move has no use for it, and a Gumbel
// search plans its simulations beforehand.
func newPondering(game envs.Game, config search.Config) *pondering {
	next := game.New(0)
	_, tellsApart := next.(envs.Hasher)
	_, dice := next.(envs.Reseeder)
	if game.Spec().Players < 2 || !tellsApart || dice || config.Gumbel > 0 {
		return nil
	}
	return &pondering{next: next, cancel: func() {}}
}

// ponderInterval is the number of simulations between two looks at whether
// there is anything left to find.
const ponderInterval = 64

// start searches what may follow move at s, until stop.
func (p *pondering) start(a *Agent, s envs.State, move envs.Action) {
	thought := a.Explain()
	p.thought = &thought
	p.next.CopyFrom(s)
	p.next.Play(move)
	if p.next.ToPlay() == envs.Over {
		return
	}
	a.tree.Follow(p.next)
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	p.group.Go(func() {
		for {
			before := a.tree.Simulations()
			err := search.Simulate(ctx, a.evaluator, a.tree, before+ponderInterval)
			if err != nil || a.tree.Simulations() == before { // it is over, solved or full
				return
			}
		}
	})
}

// stop ends the search and waits for that: within the time of one judgement.
func (p *pondering) stop() {
	if p == nil {
		return
	}
	p.cancel()
	p.group.Wait()
	p.thought = nil
}
