package session

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/viz/app"
)

// Play is a game between agents, or an agent and a person, that goes on until
// its context ends; a new one follows when the person asks for it. Make one
// with NewPlay and run it with Run.
type Play struct {
	world   envs.Game
	players []Player
	seed    uint64
	updates chan func()
	app     *app.App
	game    *app.Game

	// Report, if it is not nil, is told each move and how each game ended,
	// as a line of text. It is called from the goroutine of Run.
	Report func(line string)

	moves   chan envs.Action // of the person
	wishes  chan wish
	started int
}

// Player is who has a seat: an agent by a name, or a person if Agent is nil.
type Player struct {
	Name  string
	Agent agents.Agent
}

// wish is what a person asks for beside moves.
type wish int

const (
	undo wish = iota
	again
	hint
	resign
)

// NewPlay returns a game of the world whose seats are taken by players. The
// seed fixes the world's own randomness.
func NewPlay(world envs.Game, players []Player, seed uint64) *Play {
	p := &Play{
		world: world, players: players, seed: seed, updates: make(chan func(), 64),
		moves: make(chan envs.Action, 1), wishes: make(chan wish, 1),
	}
	p.game = p.newGame()
	person := p.person()
	actions := app.Actions{New: p.wish(again)}
	if person != envs.Over {
		actions.Play = func(a envs.Action) { offer(p.moves, a) }
		actions.Undo, actions.Resign = p.wish(undo), p.wish(resign)
		if p.adviser() != nil {
			actions.Hint = p.wish(hint)
		}
	}
	p.app = app.New([]*app.Game{p.game}, actions)
	p.app.SetPerson(person)
	return p
}

// App is what a window shows. Its goroutine must call the Updates.
func (p *Play) App() *app.App { return p.app }

// Updates are the changes of the App that the game brings about.
func (p *Play) Updates() <-chan func() { return p.updates }

// person is the seat of the person, Over if there is none.
func (p *Play) person() envs.Player {
	for seat, player := range p.players {
		if player.Agent == nil {
			return envs.Player(seat)
		}
	}
	return envs.Over
}

// adviser is the agent that gives hints, nil if none can.
func (p *Play) adviser() agents.Agent {
	for _, player := range p.players {
		if player.Agent != nil {
			return player.Agent
		}
	}
	return nil
}

func (p *Play) newGame() *app.Game {
	var names []string
	for _, player := range p.players {
		names = append(names, player.Name)
	}
	game := app.NewGame(p.world, p.world.New(p.seed+uint64(p.started)), names)
	p.started++
	return game
}

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

// post has the window's goroutine make a change, and waits until it was made.
// It reports false if the context ended first.
func (p *Play) post(ctx context.Context, change func()) bool {
	made := make(chan struct{})
	select {
	case p.updates <- func() { change(); p.app.Changed(); close(made) }:
	case <-ctx.Done():
		return false
	}
	select {
	case <-made:
		return true
	case <-ctx.Done():
		return false
	}
}

// Run plays game after game until the context ends, and returns its error. An
// agent that errs ends the game with what was wrong, and the next may begin.
func (p *Play) Run(ctx context.Context) error {
	for {
		state := p.world.New(0)
		state.CopyFrom(p.game.Newest())
		outcome, err := p.one(ctx, state)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			outcome = err.Error()
		}
		p.report(outcome)
		p.post(ctx, func() { p.game.Outcome = outcome; p.app.SetMessage("") })
		for wished := wish(-1); wished != again; {
			select {
			case <-ctx.Done():
				return ctx.Err()
			case wished = <-p.wishes:
			}
		}
		p.game = p.newGame()
		p.post(ctx, func() { p.app.SetGames([]*app.Game{p.game}) })
	}
}

// one plays a game from state to its end and returns how it ended.
func (p *Play) one(ctx context.Context, state envs.State) (outcome string, err error) {
	for _, player := range p.players {
		if player.Agent == nil {
			continue
		}
		player.Agent.Reset()
		if f, ok := agents.Power[agents.Follower](player.Agent); ok {
			if err := f.Begin(ctx, state); err != nil {
				return "", fmt.Errorf("%s: %w", player.Name, err)
			}
		}
	}
	for state.ToPlay() != envs.Over {
		seat := state.ToPlay()
		a, thought, wished, err := p.decide(ctx, state, p.players[seat])
		switch {
		case errors.Is(err, agents.ErrResign):
			return p.players[seat].Name + " resigns", nil
		case err != nil:
			return "", fmt.Errorf("%s: %w", p.players[seat].Name, err)
		case wished == resign:
			return p.players[seat].Name + " resigns", nil
		case wished == again:
			offer(p.wishes, again)
			return "left", nil
		case wished == undo:
			if !p.takeBack(ctx, state) {
				return "", ctx.Err()
			}
			continue
		}
		if err := p.play(ctx, state, a, thought); err != nil {
			return "", err
		}
	}
	return p.result(), nil
}

// decide returns the move of a player, or what the person wished instead.
func (p *Play) decide(ctx context.Context, state envs.State, player Player) (envs.Action, agents.Thought, wish, error) {
	const none = wish(-1)
	if player.Agent != nil {
		p.post(ctx, func() { p.app.SetMessage(player.Name + " thinks …") })
		a, err := player.Agent.Act(ctx, state)
		return a, thoughtOf(player.Agent, err), none, err
	}
	p.post(ctx, func() { p.app.SetMessage("your move") })
	for {
		select {
		case <-ctx.Done():
			return 0, agents.Thought{}, none, ctx.Err()
		case a := <-p.moves:
			if !slices.Contains(state.Legal(nil), a) {
				continue // a click that was meant for an earlier position
			}
			return a, agents.Thought{}, none, nil
		case w := <-p.wishes:
			if w != hint {
				return 0, agents.Thought{}, w, nil
			}
			adviser := p.adviser()
			p.post(ctx, func() { p.app.SetMessage("asking for a hint …") })
			_, err := adviser.Act(ctx, state)
			if err != nil && !errors.Is(err, agents.ErrResign) {
				return 0, agents.Thought{}, none, err
			}
			thought := thoughtOf(adviser, err)
			p.post(ctx, func() { p.game.Think(thought); p.app.SetMessage("your move") })
		}
	}
}

// thoughtOf is what an agent tells of the move that it has just chosen.
func thoughtOf(a agents.Agent, err error) agents.Thought {
	if e, ok := agents.Power[agents.Explainer](a); ok && err == nil {
		return e.Explain()
	}
	return agents.Thought{}
}

// play makes a move on the state and on what is shown.
func (p *Play) play(ctx context.Context, state envs.State, a envs.Action, thought agents.Thought) error {
	for _, player := range p.players {
		if f, ok := agents.Power[agents.Follower](player.Agent); ok {
			if err := f.Follow(ctx, state, a); err != nil {
				return fmt.Errorf("%s: %w", player.Name, err)
			}
		}
	}
	p.report(p.players[state.ToPlay()].Name + ": " + agents.Notation(p.world).FormatAction(state, a))
	state.Play(a)
	if !p.post(ctx, func() { p.game.Follow(state, a, thought) }) {
		return ctx.Err()
	}
	return nil
}

func (p *Play) report(line string) {
	if p.Report != nil {
		p.Report(line)
	}
}

// takeBack takes moves back until it is the person's turn again.
func (p *Play) takeBack(ctx context.Context, state envs.State) bool {
	return p.post(ctx, func() {
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

// result says in words how the game ended.
func (p *Play) result() string {
	returns := p.game.Returns(p.game.Plies())
	if len(p.players) == 1 {
		return fmt.Sprintf("over, return %g", returns[0])
	}
	best, drawn := 0, true
	for i, r := range returns {
		if r > returns[best] {
			best = i
		}
		drawn = drawn && r == returns[0]
	}
	if drawn {
		return "a draw"
	}
	return p.players[best].Name + " wins"
}
