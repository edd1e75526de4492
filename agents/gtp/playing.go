package gtp

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
)

// playing are the commands that make moves, and those about time.
var playing = []command{
	{name: "play", run: play},
	{name: "genmove", run: genmove},
	{name: "reg_genmove", run: regGenmove},
	{name: "undo", run: undo},
	{name: "time_settings", run: timeSettings},
	{name: "time_left", run: timeLeft},
	{name: "final_score", run: finalScore},
}

func play(e *Engine, ctx context.Context, arguments []string) (string, error) {
	if len(arguments) != 2 {
		return "", errSyntax
	}
	seat, ok := parseColour(arguments[0])
	if !ok {
		return "", errSyntax
	}
	a, err := e.table.parse(seat, arguments[1])
	if err != nil {
		return "", err
	}
	return "", e.move(ctx, seat, a)
}

// move makes a legal move, of which the agent is told if it must know.
func (e *Engine) move(ctx context.Context, seat envs.Player, a envs.Action) error {
	if f, ok := agents.Power[agents.Follower](e.agent); ok && e.synced {
		s, err := e.table.before(seat)
		if err == nil {
			err = f.Follow(ctx, s, a)
		}
		e.synced = err == nil
	}
	e.table.play(seat, a)
	return nil
}

// sync tells an agent that must know them the moves so far.
func (e *Engine) sync(ctx context.Context) error {
	f, ok := agents.Power[agents.Follower](e.agent)
	if !ok || e.synced {
		return nil
	}
	t := e.table
	s := t.game.New(0)
	s.CopyFrom(t.start)
	if err := f.Begin(ctx, s); err != nil {
		return err
	}
	for _, m := range t.moves {
		if err := give(s, m.seat); err != nil {
			return err
		}
		if err := f.Follow(ctx, s, m.action); err != nil {
			return err
		}
		s.Play(m.action)
	}
	e.synced = true
	return nil
}

// genmove makes a move of the agent's.
func genmove(e *Engine, ctx context.Context, arguments []string) (string, error) {
	seat, err := onlyColour(arguments)
	if err != nil {
		return "", err
	}
	a, resigns, err := e.choose(ctx, seat)
	switch {
	case err != nil:
		return "", err
	case resigns:
		return "resign", nil
	}
	return e.accept(ctx, seat, a)
}

// accept makes a move that the agent has chosen, and returns its name.
func (e *Engine) accept(ctx context.Context, seat envs.Player, a envs.Action) (string, error) {
	s, err := e.table.before(seat)
	if err != nil {
		return "", err
	}
	name := e.table.notation.FormatAction(s, a)
	return name, e.move(ctx, seat, a)
}

// regGenmove tells the move that genmove would make, and changes nothing.
func regGenmove(e *Engine, ctx context.Context, arguments []string) (string, error) {
	seat, err := onlyColour(arguments)
	if err != nil {
		return "", err
	}
	a, resigns, err := e.choose(ctx, seat)
	switch {
	case err != nil:
		return "", err
	case resigns:
		return "resign", nil
	}
	s, err := e.table.before(seat)
	if err != nil {
		return "", err
	}
	return e.table.notation.FormatAction(s, a), nil
}

// choose asks the agent for a move of a seat, within the time that it has.
func (e *Engine) choose(ctx context.Context, seat envs.Player) (a envs.Action, resigns bool, err error) {
	if err := e.sync(ctx); err != nil {
		return 0, false, err
	}
	s, err := e.table.before(seat)
	if err != nil {
		return 0, false, err
	}
	if a, err = e.ask(ctx, s); errors.Is(err, agents.ErrResign) {
		return 0, true, nil
	} else if err != nil {
		return 0, false, err
	}
	if x, ok := agents.Power[agents.Explainer](e.agent); ok && e.config.Resign < 0 {
		if values := x.Explain().Values; values != nil && values[seat] <= e.config.Resign {
			return 0, true, nil
		}
	}
	return a, false, nil
}

// ask asks for a move at s by the clock, if there is one.
func (e *Engine) ask(ctx context.Context, s envs.State) (envs.Action, error) {
	clock := e.table.clock.of()
	if clock.Seats == nil {
		return e.agent.Act(ctx, s)
	}
	if c, ok := agents.Power[agents.Clocked](e.agent); ok {
		c.SetClock(clock)
		return e.agent.Act(ctx, s)
	}
	limited, cancel := context.WithTimeout(ctx, clock.Seats[s.ToPlay()].Share())
	defer cancel()
	t, err := agents.Analyze(limited, e.agent, s, agents.Query{})
	if err != nil {
		return 0, err
	}
	return t.Candidates[0].Action, nil
}

func onlyColour(arguments []string) (envs.Player, error) {
	if len(arguments) == 1 {
		if seat, ok := parseColour(arguments[0]); ok {
			return seat, nil
		}
	}
	return 0, errSyntax
}

func undo(e *Engine, _ context.Context, _ []string) (string, error) {
	if !e.table.undo() {
		return "", errors.New("cannot undo")
	}
	e.synced = false
	return "", nil
}

// clock is the time that the controller has told.
type clock struct {
	known   bool
	control agents.Time    // as time_settings says
	seats   [2]agents.Time // as time_left says
}

// of returns the clock as agents take it; its Seats are nil if there is none.
// To them a clock without any time is no limit: one that has run down is told
// as the least there is.
func (c *clock) of() agents.Clock {
	if !c.known {
		return agents.Clock{}
	}
	seats := slices.Clone(c.seats[:])
	for i := range seats {
		if seats[i].Total() <= 0 {
			seats[i].Left = 1
		}
	}
	return agents.Clock{Seats: seats}
}

// timeSettings reads main time, byo-yomi time and byo-yomi stones. A byo-yomi
// time without stones is no limit at all.
func timeSettings(e *Engine, _ context.Context, arguments []string) (string, error) {
	n, err := seconds(arguments)
	if err != nil || len(n) != 3 {
		return "", errSyntax
	}
	t := agents.Time{Left: n[0]}
	if stones := int(n[2] / time.Second); n[1] > 0 && stones > 0 {
		if t.Left == 0 {
			t = agents.Time{Left: n[1], MovesToGo: stones}
		} else {
			t.Period, t.Periods = n[1]/time.Duration(stones), 1
		}
	}
	e.table.clock = clock{known: t.Left > 0, control: t, seats: [2]agents.Time{t, t}}
	if n[1] > 0 && n[2] == 0 {
		e.table.clock = clock{}
	}
	return "", nil
}

// timeLeft reads what is left to a colour: time, and in byo-yomi stones to
// play in it.
func timeLeft(e *Engine, _ context.Context, arguments []string) (string, error) {
	if len(arguments) != 3 {
		return "", errSyntax
	}
	seat, ok := parseColour(arguments[0])
	n, err := seconds(arguments[1:])
	if !ok || err != nil {
		return "", errSyntax
	}
	c := &e.table.clock
	t := c.control
	t.Left = n[0]
	if stones := int(n[1] / time.Second); stones > 0 {
		t = agents.Time{Left: n[0], MovesToGo: stones}
	}
	c.known, c.seats[seat] = true, t
	return "", nil
}

// seconds reads whole numbers, 0 or greater, as seconds.
func seconds(arguments []string) ([]time.Duration, error) {
	var all []time.Duration
	for _, text := range arguments {
		n, err := strconv.ParseInt(text, 10, 32)
		if err != nil || n < 0 {
			return nil, errSyntax
		}
		all = append(all, time.Duration(n)*time.Second)
	}
	return all, nil
}

// finalScore tells by how much who has won: by points where the world counts
// them, else by one.
func finalScore(e *Engine, _ context.Context, _ []string) (string, error) {
	lead, err := e.lead()
	if err != nil {
		return "", err
	}
	return scoreText(lead), nil
}

func scoreText(lead float32) string {
	switch {
	case lead > 0:
		return "B+" + strconv.FormatFloat(float64(lead), 'f', -1, 32)
	case lead < 0:
		return "W+" + strconv.FormatFloat(float64(-lead), 'f', -1, 32)
	}
	return "0"
}

// lead is by how many points Black is ahead at the end of the game, which in
// Go is where it stands, without the stones that look dead.
func (e *Engine) lead() (float32, error) {
	s := e.table.at
	if e.goban() != nil {
		counted, err := e.counted()
		if err != nil {
			return 0, fmt.Errorf("cannot score: %w", err)
		}
		s = counted
	} else if s.ToPlay() != envs.Over {
		return 0, errors.New("cannot score: the game is not over")
	}
	var points [2]float32
	if scorer, ok := s.(envs.Scorer); ok {
		scorer.Score(points[:])
	} else {
		s.Rewards(points[:])
	}
	lead := points[0] - points[1]
	if _, ok := s.(envs.Scorer); !ok && lead != 0 {
		lead /= 2
	}
	return lead, nil
}
