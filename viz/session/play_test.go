package session_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/mcts"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/viz/app"
	"github.com/tengen-rl/tengen/viz/session"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func rollouts(sims int) agents.Agent {
	config := mcts.DefaultConfig()
	config.Simulations = sims
	return mcts.NewRollouts(tictactoe.New(), 1, config, seed.Stream(1))
}

// desk runs a game in a goroutine and makes its updates as a window does.
type desk struct {
	t    *testing.T
	play *session.Play
	stop context.CancelFunc
	done chan error
}

func start(t *testing.T, players ...session.Player) *desk {
	ctx, cancel := context.WithCancel(context.Background())
	d := &desk{t, session.NewPlay(tictactoe.New(), players, 1), cancel, make(chan error, 1)}
	go func() { d.done <- d.play.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		for {
			select {
			case err := <-d.done:
				assert.ErrorIs(t, err, context.Canceled)
				return
			case update := <-d.play.Updates():
				update()
			}
		}
	})
	return d
}

// until makes updates until the condition holds.
func (d *desk) until(what string, holds func(g *app.Game) bool) {
	d.t.Helper()
	limit := time.After(20 * time.Second)
	for !holds(d.play.App().Game()) {
		select {
		case update := <-d.play.Updates():
			update()
		case <-limit:
			require.Fail(d.t, "it never came to that", what)
		}
	}
}

// choose clicks at the first legal move of the position shown.
func (d *desk) choose() {
	s, _ := d.play.App().Scene()
	for _, spot := range s.Spots {
		for _, a := range d.play.App().Game().Newest().Legal(nil) {
			if spot.Action == int(a) {
				box := spot.Area
				d.play.App().Click(box[0].To.Add(box[2].To).Times(0.5))
				return
			}
		}
	}
	require.Fail(d.t, "nothing to click at")
}

func turn(plies int) func(*app.Game) bool {
	return func(g *app.Game) bool { return g.Plies() == plies }
}

func TestAPersonPlaysAnAgent(t *testing.T) {
	d := start(t, session.Player{Name: "you"}, session.Player{Name: "mcts", Agent: rollouts(60)})
	for plies := 0; ; plies += 2 {
		d.until("the person's turn", func(g *app.Game) bool { return g.Plies() == plies || g.Outcome != "" })
		if d.play.App().Game().Over() {
			break
		}
		d.choose()
		d.until("a move more", func(g *app.Game) bool { return g.Plies() > plies })
		if d.play.App().Game().Over() {
			break
		}
	}
	d.until("a result", func(g *app.Game) bool { return g.Outcome != "" })
	outcome := d.play.App().Game().Outcome
	assert.Contains(t, []string{"you win", "mcts wins", "a draw"}, outcome)
	d.play.App().Press(app.KeyN)
	d.until("a new game", func(g *app.Game) bool { return g.Outcome == "" && g.Plies() == 0 })
	d.choose()
	d.until("its first move", func(g *app.Game) bool { return g.Plies() == 2 })
}

func TestHintUndoResign(t *testing.T) {
	d := start(t, session.Player{Name: "you"}, session.Player{Name: "mcts", Agent: rollouts(60)})
	d.until("a thought", turn(0))
	d.play.App().Press(app.KeyH)
	d.until("a hint", func(g *app.Game) bool { return len(g.Thought().Candidates) > 0 })
	d.choose()
	d.until("the reply", turn(2))
	d.play.App().Press(app.KeyU)
	d.until("both moves taken back", turn(0))
	d.choose()
	d.until("the reply", turn(2))
	d.play.App().Press(app.KeyR)
	d.until("the end", func(g *app.Game) bool { return g.Outcome == "you resign" })
}

func TestAgentsPlayByThemselves(t *testing.T) {
	d := start(t, session.Player{Name: "one", Agent: rollouts(30)}, session.Player{Name: "two", Agent: rollouts(30)})
	d.until("the end", func(g *app.Game) bool { return g.Outcome != "" })
	g := d.play.App().Game()
	assert.GreaterOrEqual(t, g.Plies(), 5)
	g.Jump(1)
	assert.NotEmpty(t, g.Thought().Candidates, "what they thought is kept")
}

// broken errs at its second move.
type broken struct{ moves int }

func (b *broken) Reset() {}
func (b *broken) Act(_ context.Context, s envs.State) (envs.Action, error) {
	if b.moves++; b.moves > 1 {
		return 0, errors.New("out of paper")
	}
	return s.Legal(nil)[0], nil
}

func TestAnAgentThatErrsEndsTheGame(t *testing.T) {
	d := start(t, session.Player{Name: "bad", Agent: new(broken)}, session.Player{Name: "good", Agent: rollouts(10)})
	d.until("the end", func(g *app.Game) bool { return g.Outcome == "bad: out of paper" })
}
