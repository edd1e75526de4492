package session

import (
	"context"
	"errors"
	"fmt"
	"io"
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

	// Level, if not nil, makes the agent so many steps stronger than it was at
	// first, weaker if it is negative, under a name that tells. Its error says
	// that there is no such agent.
	Level func(level int) (name string, agent agents.Agent, err error)

	level int
}

// NewPlay returns a game of the world whose seats are taken by players. The
// seed fixes the world's own randomness. The agents belong to the Play, which
// closes those that can be closed (io.Closer) at the end of Run.
func NewPlay(world envs.Game, players []Player, seed uint64) *Play {
	p := &Play{
		world: world, players: slices.Clone(players), seed: seed, updates: make(chan func(), 64),
		moves: make(chan envs.Action, 1), wishes: make(chan wish, 1),
	}
	p.game = p.newGame()
	p.app = app.New([]*app.Game{p.game}, p.actions())
	p.app.SetPerson(p.person())
	return p
}

// actions are what the person can ask for.
func (p *Play) actions() app.Actions {
	actions := app.Actions{New: p.wish(again)}
	if p.person() == envs.Over {
		return actions
	}
	actions.Play = func(a envs.Action) { offer(p.moves, a) }
	actions.Undo, actions.Resign = p.wish(undo), p.wish(resign)
	if p.adviser() == nil {
		return actions
	}
	actions.Hint, actions.Seats = p.wish(hint), p.wish(seats)
	for _, player := range p.players {
		if player.Level != nil {
			actions.Stronger, actions.Weaker = p.wish(stronger), p.wish(weaker)
		}
	}
	return actions
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

func (p *Play) names() (names []string) {
	for _, player := range p.players {
		names = append(names, player.Name)
	}
	return names
}

func (p *Play) newGame() *app.Game {
	game := app.NewGame(p.world, p.world.New(p.seed+uint64(p.started)), p.names())
	game.Live = true
	p.started++
	return game
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
// agent that errs ends the game with what was wrong; it may be taken up again,
// or the next may begin.
func (p *Play) Run(ctx context.Context) error {
	defer p.close()
	state := p.world.New(0)
	state.CopyFrom(p.game.Newest())
	err := p.tellAgents(ctx)
	for {
		outcome := ""
		if err == nil {
			outcome, err = p.play(ctx, state)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			outcome = err.Error()
		}
		p.report(outcome)
		p.post(ctx, func() { p.game.Outcome = outcome; p.app.SetMessage("") })
		if err = p.wait(ctx, state); ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// close closes the agents.
func (p *Play) close() {
	for _, player := range p.players {
		closeAgent(player.Agent)
	}
}

func closeAgent(a agents.Agent) {
	if closer, ok := agents.Power[io.Closer](a); ok {
		_ = closer.Close() // it has played
	}
}

// wait waits, after a game, until the person wishes for something that lets it
// go on, or for another. Its error is that of an agent.
func (p *Play) wait(ctx context.Context, state envs.State) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-p.moves: // a click that came too late
		case w := <-p.wishes:
			if w == undo && p.game.Plies() > 0 || w == again || w == seats {
				return p.grant(ctx, state, w)
			}
		}
	}
}

// play plays on from state to the end of the game and returns how it ended.
func (p *Play) play(ctx context.Context, state envs.State) (outcome string, err error) {
	for state.ToPlay() != envs.Over {
		player := p.players[state.ToPlay()]
		a, thought, wished, err := p.decide(ctx, state, player)
		switch {
		case errors.Is(err, agents.ErrResign):
			return resigns(player), nil
		case err != nil:
			return "", fmt.Errorf("%s: %w", player.Name, err)
		case wished == resign:
			return resigns(p.players[p.person()]), nil
		case wished != none:
			err = p.grant(ctx, state, wished)
		default:
			err = p.move(ctx, state, a, thought)
		}
		if err != nil {
			return "", err
		}
	}
	return p.result(), nil
}

// decide returns the move of a player, or what the person wished instead.
func (p *Play) decide(ctx context.Context, state envs.State, player Player) (envs.Action, agents.Thought, wish, error) {
	if player.Agent != nil {
		p.post(ctx, func() { p.app.SetMessage(player.Name + " thinks …") })
		return p.ask(ctx, state, player.Agent)
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
			if err := p.advise(ctx, state); err != nil {
				return 0, agents.Thought{}, none, err
			}
		}
	}
}

// advise shows the person what an agent thinks.
func (p *Play) advise(ctx context.Context, state envs.State) error {
	adviser := p.adviser()
	p.post(ctx, func() { p.app.SetMessage("asking for a hint …") })
	a, err := adviser.Act(ctx, state)
	if err != nil && !errors.Is(err, agents.ErrResign) {
		return err
	}
	thought := thoughtOf(adviser, err)
	if err == nil && len(thought.Candidates) == 0 {
		thought.Candidates = []agents.Candidate{{Action: a, Line: []envs.Action{a}}}
	}
	p.post(ctx, func() { p.game.Think(thought); p.app.SetMessage("your move") })
	if _, follows := agents.Power[agents.Follower](adviser); follows {
		return p.tell(ctx, adviser) // it has made the move on a board of its own
	}
	return nil
}

// thinking is how many moves of the tree of a search are kept with a thought.
const thinking = 400

// thoughtOf is what an agent tells of the move that it has just chosen.
func thoughtOf(a agents.Agent, err error) agents.Thought {
	if err != nil {
		return agents.Thought{}
	}
	if e, ok := agents.Power[agents.Explorer](a); ok {
		return e.Explore(thinking)
	}
	if e, ok := agents.Power[agents.Explainer](a); ok {
		return e.Explain()
	}
	return agents.Thought{}
}

// move makes a move on the state and on what is shown.
func (p *Play) move(ctx context.Context, state envs.State, a envs.Action, thought agents.Thought) error {
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

// resigns says in words that a player has given up.
func resigns(player Player) string {
	if player.Agent == nil {
		return player.Name + " resign"
	}
	return player.Name + " resigns"
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
	switch {
	case drawn:
		return "a draw"
	case p.players[best].Agent == nil:
		return p.players[best].Name + " win"
	}
	return p.players[best].Name + " wins"
}
