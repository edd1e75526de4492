package session

import (
	"context"
	"fmt"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/viz/app"
)

// wish is what a person asks for beside moves.
type wish int

const (
	none wish = iota
	undo
	again
	hint
	resign
	seats
	stronger
	weaker
)

func (p *Play) wish(w wish) func() {
	return func() { offer(p.wishes, w) }
}

// offer puts v into a channel of room one, unless something is there already.
func offer[T any](c chan T, v T) {
	select {
	case c <- v:
	default:
	}
}

// ask asks an agent for its move. What the person wishes meanwhile breaks its
// thoughts off, those of a program that follows the game excepted: that is
// waited for, since it would not survive.
func (p *Play) ask(ctx context.Context, state envs.State, agent agents.Agent) (a envs.Action, t agents.Thought, wished wish, err error) {
	thinking, stop := context.WithCancel(ctx)
	defer stop()
	done := make(chan struct{})
	go func() {
		defer close(done)
		a, err = agent.Act(thinking, state)
	}()
	for {
		select {
		case <-done:
			return a, thoughtOf(agent, err), none, err
		case wished = <-p.wishes:
			if wished == hint {
				continue // it is not the person who is to move
			}
			if _, follows := agents.Power[agents.Follower](agent); !follows {
				stop()
			}
			<-done
			return 0, t, wished, nil
		}
	}
}

// grant does what the person wishes for. Its error is that of an agent.
func (p *Play) grant(ctx context.Context, state envs.State, w wish) error {
	switch w {
	case undo:
		p.takeBack(ctx, state)
		p.report(fmt.Sprintf("back to move %d", p.game.Plies()))
	case seats:
		p.post(ctx, func() { p.players = append(p.players[1:], p.players[0]) })
		p.begin(ctx, state)
	case again:
		p.begin(ctx, state)
	case stronger:
		p.level(ctx, 1)
	case weaker:
		p.level(ctx, -1)
	}
	return p.tellAgents(ctx)
}

// takeBack takes moves back until it is the person's turn again.
func (p *Play) takeBack(ctx context.Context, state envs.State) {
	p.post(ctx, func() {
		person := p.person()
		for p.game.Plies() > 0 {
			p.game.Undo(1)
			if p.game.Newest().ToPlay() == person {
				break
			}
		}
		state.CopyFrom(p.game.Newest())
	})
}

// begin shows a new game.
func (p *Play) begin(ctx context.Context, state envs.State) {
	p.game = p.newGame()
	state.CopyFrom(p.game.Newest())
	p.post(ctx, func() {
		p.app.SetGames([]*app.Game{p.game})
		p.app.SetPerson(p.person())
	})
}

// level makes the agents stronger or weaker by a step, each as far as it goes.
func (p *Play) level(ctx context.Context, by int) {
	message := ""
	for seat := range p.players {
		player := p.players[seat]
		if player.Level == nil {
			continue
		}
		name, agent, err := player.Level(player.level + by)
		if err != nil {
			message = err.Error()
			continue
		}
		closeAgent(player.Agent)
		player.Name, player.Agent, player.level = name, agent, player.level+by
		p.players[seat] = player
		p.report("now " + name)
	}
	p.post(ctx, func() { p.game.Names = p.names(); p.app.SetMessage(message) })
}

// tellAgents begins the game anew with all agents, as far as it has come.
func (p *Play) tellAgents(ctx context.Context) error {
	for _, player := range p.players {
		if player.Agent == nil {
			continue
		}
		if err := p.tell(ctx, player.Agent); err != nil {
			return fmt.Errorf("%s: %w", player.Name, err)
		}
	}
	return nil
}

// tell tells an agent of the game from its beginning.
func (p *Play) tell(ctx context.Context, agent agents.Agent) error {
	agent.Reset()
	f, ok := agents.Power[agents.Follower](agent)
	if !ok {
		return nil
	}
	if err := f.Begin(ctx, p.game.Position(0)); err != nil {
		return err
	}
	for ply, a := range p.game.Moves() {
		if err := f.Follow(ctx, p.game.Position(ply), a); err != nil {
			return err
		}
	}
	return nil
}
