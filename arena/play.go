package arena

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
)

// Watcher is told each move of a game as it is chosen, before it is played on
// s, which is read only, and what is noted of it. The clocks stand still
// meanwhile. The moves of the opening are not told.
type Watcher func(s envs.State, a envs.Action, n Note)

// PlayConfig holds the knobs of a game. The zero value is a game by its rules
// alone.
type PlayConfig struct {
	Watch Watcher // told each move, or nil

	Controls []Control        // by seat, or nil for no clocks
	Now      func() time.Time // the watch, nil if no Control is timed
	Margin   time.Duration    // by which a move may overstep the clock, for the way to an agent and back
	Limit    time.Duration    // for every call of an agent, whatever its clock says; 0 is none

	Adjudication
}

// Play plays one game of game from opening between players, one for each
// seat. It resets the players first, and tells Followers of every move. An
// agent that returns an error or an illegal action, or that oversteps its
// clock, ends the game by its Fault: agents that heed the end of the context
// cannot hold it up. One of two agents that returns agents.ErrResign loses by
// a Verdict. The error of Play is that of the context, if it ends before the
// game does, and comes with the Record so far. It panics if the opening is
// illegal, and if there are clocks and no watch.
func Play(ctx context.Context, game envs.Game, opening Opening, players []agents.Agent, config PlayConfig) (Record, error) {
	g := newPlay(game, opening, players, config)
	g.begin(ctx, opening)
	for !g.over() {
		g.turn(ctx)
		if done := ctx.Err(); done != nil && !g.over() {
			return g.record, done
		}
	}
	return g.record, nil
}

// play is a game under way.
type play struct {
	config    PlayConfig
	players   []agents.Agent
	followers []agents.Follower // by seat, nil where the player is none
	state     envs.State
	clocks    []agents.Time // by seat, nil if there are none
	judge     judge
	rewards   []float32     // by seat, scratch
	legal     []envs.Action // scratch
	record    Record
}

func newPlay(game envs.Game, opening Opening, players []agents.Agent, config PlayConfig) *play {
	seats := game.Spec().Players
	if len(players) != seats {
		panic(fmt.Sprintf("arena: %d players in a world of %d seats", len(players), seats))
	}
	if config.Controls != nil && len(config.Controls) != seats {
		panic(fmt.Sprintf("arena: %d clocks in a world of %d seats", len(config.Controls), seats))
	}
	g := &play{
		config: config, players: players, followers: make([]agents.Follower, seats),
		state: start(game, opening.Seed, opening.Position), rewards: make([]float32, seats),
		judge: newJudge(config.Adjudication, seats),
	}
	g.record = Record{
		Seed: opening.Seed, Position: opening.Position, Opening: len(opening.Actions), Returns: make([]float32, seats),
	}
	for seat, p := range players {
		g.followers[seat], _ = agents.Power[agents.Follower](p)
	}
	for _, c := range config.Controls {
		if c.Timed() && config.Now == nil {
			panic("arena: a game with clocks and no watch: want PlayConfig.Now")
		}
		g.clocks = append(g.clocks, c.start())
	}
	return g
}

func (g *play) over() bool {
	return g.record.Fault != nil || g.record.Verdict != nil || g.state.ToPlay() == envs.Over
}

// begin resets the players and plays the opening.
func (g *play) begin(ctx context.Context, opening Opening) {
	for _, p := range g.players {
		p.Reset()
	}
	g.tell(ctx, func(ctx context.Context, f agents.Follower) error { return f.Begin(ctx, g.state) })
	for _, a := range opening.Actions {
		g.follow(ctx, a)
		g.play(a)
	}
}

// turn asks for one move and plays it.
func (g *play) turn(ctx context.Context) {
	seat := g.state.ToPlay()
	a, note, fault := g.ask(ctx, seat)
	if ctx.Err() != nil {
		return // an end from outside is nobody's fault
	}
	if fault != nil {
		g.end(seat, fault)
		return
	}
	g.follow(ctx, a)
	if ctx.Err() != nil {
		return
	}
	if g.config.Watch != nil {
		g.config.Watch(g.state, a, note)
	}
	g.record.Notes = append(g.record.Notes, note)
	g.play(a)
	if g.state.ToPlay() != envs.Over {
		g.record.Verdict = g.judge.verdict(g.state, seat, note.Thought, len(g.record.Actions))
	}
}

// end ends the game by what a seat did instead of a move.
func (g *play) end(seat envs.Player, fault *Fault) {
	if errors.Is(fault.Err, agents.ErrResign) && len(g.players) == 2 {
		g.record.Verdict = &Verdict{Winner: 1 - seat, End: Resigned}
		return
	}
	fault.Seat, g.record.Fault = seat, fault
}

// ask asks the player of a seat for a legal move.
func (g *play) ask(ctx context.Context, seat envs.Player) (envs.Action, Note, *Fault) {
	player := g.players[seat]
	limit, timed := g.limit(seat)
	if timed && g.clocks[seat].Total() <= 0 {
		return 0, Note{}, &Fault{End: Late, Err: errors.New("no time is left on the clock")}
	}
	if c, ok := agents.Power[agents.Clocked](player); ok && g.clocks != nil {
		c.SetClock(agents.Clock{Seats: slices.Clone(g.clocks), Nodes: g.config.Controls[seat].Nodes})
	}
	start := g.now()
	var a envs.Action
	err := within(ctx, limit, func(ctx context.Context) (err error) {
		a, err = player.Act(ctx, g.state)
		return err
	})
	note := Note{Spent: g.now().Sub(start)}
	if timed {
		if err := g.press(seat, note.Spent); err != nil {
			return 0, Note{}, &Fault{End: Late, Err: err}
		}
		note.Left = g.clocks[seat]
	}
	if err != nil {
		return 0, Note{}, failure(err)
	}
	g.legal = g.state.Legal(g.legal[:0])
	if _, ok := slices.BinarySearch(g.legal, a); !ok {
		return 0, Note{}, &Fault{End: Illegal, Err: fmt.Errorf("action %d is illegal at ply %d", a, len(g.record.Actions))}
	}
	if e, ok := agents.Power[agents.Explainer](player); ok {
		thought := e.Explain()
		note.Thought = &thought
	}
	return a, note, nil
}

// limit returns how long a call of a seat's player may take, 0 for any time,
// and whether its clock runs.
func (g *play) limit(seat envs.Player) (limit time.Duration, timed bool) {
	limit = g.config.Limit
	if g.clocks == nil || !g.config.Controls[seat].Timed() {
		return limit, false
	}
	left := g.clocks[seat].Total() + g.config.Margin
	if limit == 0 || left < limit {
		limit = left
	}
	return limit, true
}

// press stops the clock of a seat after a move.
func (g *play) press(seat envs.Player, spent time.Duration) error {
	total := g.clocks[seat].Total()
	if spent > total && spent <= total+g.config.Margin {
		spent = total
	}
	after, inTime := g.config.Controls[seat].press(g.clocks[seat], spent)
	if !inTime {
		return fmt.Errorf("%v for a move with %v on the clock", spent.Round(time.Millisecond), total)
	}
	g.clocks[seat] = after
	return nil
}

func (g *play) now() time.Time {
	if g.config.Now == nil {
		return time.Time{}
	}
	return g.config.Now()
}

// follow tells the followers of a move.
func (g *play) follow(ctx context.Context, a envs.Action) {
	g.tell(ctx, func(ctx context.Context, f agents.Follower) error { return f.Follow(ctx, g.state, a) })
}

// tell calls each follower until one fails.
func (g *play) tell(ctx context.Context, what func(context.Context, agents.Follower) error) {
	for seat, f := range g.followers {
		if f == nil || g.record.Fault != nil || ctx.Err() != nil {
			continue
		}
		err := within(ctx, g.config.Limit, func(ctx context.Context) error { return what(ctx, f) })
		if err != nil && ctx.Err() == nil {
			g.record.Fault = failure(err)
			g.record.Fault.Seat = envs.Player(seat)
		}
	}
}

// within calls what with a context that ends after limit, 0 for never.
func within(ctx context.Context, limit time.Duration, what func(context.Context) error) error {
	if limit > 0 {
		limited, cancel := context.WithTimeout(ctx, limit)
		defer cancel()
		ctx = limited
	}
	return what(ctx)
}

// failure is the fault of an agent that returned an error.
func failure(err error) *Fault {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return &Fault{End: Late, Err: err}
	case errors.Is(err, agents.ErrIllegal):
		return &Fault{End: Illegal, Err: err}
	}
	return &Fault{End: Failure, Err: err}
}

func (g *play) play(a envs.Action) {
	g.state.Play(a)
	g.state.Rewards(g.rewards)
	for seat, reward := range g.rewards {
		g.record.Returns[seat] += reward
	}
	g.record.Actions = append(g.record.Actions, a)
}
