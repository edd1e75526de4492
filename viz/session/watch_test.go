package session_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/viz/app"
	"github.com/tengen-rl/tengen/viz/session"
)

// Newer games replace those that are shown, once these have come to their end.
func TestNewerGamesAreShown(t *testing.T) {
	var number atomic.Int64
	newest := func() ([]*app.Game, error) {
		game := tictactoe.New()
		g := app.NewGame(game, game.New(0), nil)
		g.Play(4, agents.Thought{})
		g.Title = fmt.Sprint("game ", number.Load())
		g.Jump(0)
		return []*app.Game{g}, nil
	}
	w, err := session.NewWatch(newest)
	require.NoError(t, err)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	number.Add(1)
	limit := time.After(20 * time.Second)
	for w.App().Game().Title != "game 1" {
		w.App().Tick(100 * time.Millisecond)
		select {
		case update := <-w.Updates():
			update()
		case <-time.After(50 * time.Millisecond):
		case <-limit:
			require.Fail(t, "the newer game was not shown")
		}
	}
	assert.True(t, w.App().Animated(), "it runs by itself")
	cancel()
	assert.ErrorIs(t, <-done, context.Canceled)

	_, err = session.NewWatch(func() ([]*app.Game, error) { return nil, errors.New("nothing there") })
	assert.EqualError(t, err, "nothing there")
}
