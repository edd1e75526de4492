package agents

import (
	"context"
	"sync"

	"github.com/tengen-rl/tengen/envs"
)

// Pondering is what an agent does while others are to move: thinking in a
// goroutine that it stops before it does anything else. A nil Pondering does
// nothing. It is not safe for concurrent use.
type Pondering struct {
	cancel  context.CancelFunc
	group   sync.WaitGroup
	next    envs.State // the position after the agent's move
	thought Thought    // of that move: what the agent thinks goes on changing
	begun   bool
}

// NewPondering returns a Pondering for game, nil where there is nothing to
// ponder: nobody else is to move, dice fall before the next move, or positions
// cannot be told apart.
func NewPondering(game envs.Game) *Pondering {
	next := game.New(0)
	_, tellsApart := next.(envs.Hasher)
	_, dice := next.(envs.Reseeder)
	if game.Spec().Players < 2 || !tellsApart || dice {
		return nil
	}
	return &Pondering{next: next, cancel: func() {}}
}

// Start begins to think about what follows the move at s, which the agent has
// chosen by that thought, unless the episode ends there. The function think
// ends soon after its context; the position that it is given is its own.
func (p *Pondering) Start(s envs.State, move envs.Action, thought Thought, think func(ctx context.Context, next envs.State)) {
	p.thought, p.begun = thought, true
	p.next.CopyFrom(s)
	p.next.Play(move)
	if p.next.ToPlay() == envs.Over {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	p.cancel = cancel
	p.group.Go(func() { think(ctx, p.next) })
}

// Stop ends the thinking and waits for that.
func (p *Pondering) Stop() {
	if p == nil {
		return
	}
	p.cancel()
	p.group.Wait()
	p.begun = false
}

// Thought returns the thought by which the agent chose its move, if it has
// begun to ponder since.
func (p *Pondering) Thought() (Thought, bool) {
	if p == nil || !p.begun {
		return Thought{}, false
	}
	return p.thought, true
}
