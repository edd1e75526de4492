package agents_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
)

// clocked has one power; wrapped has only that of the agent within.
type clocked struct{ nodes int }

func (*clocked) Reset()                                               {}
func (*clocked) Act(context.Context, envs.State) (envs.Action, error) { return 0, nil }
func (c *clocked) SetClock(clock agents.Clock)                        { c.nodes = clock.Nodes }

type wrapped struct{ agents.Agent }

func (w wrapped) Unwrap() agents.Agent { return w.Agent }

func TestPowerIsFoundWithin(t *testing.T) {
	inner := &clocked{}
	for _, a := range []agents.Agent{inner, wrapped{inner}, wrapped{wrapped{inner}}} {
		c, ok := agents.Power[agents.Clocked](a)
		assert.True(t, ok)
		assert.Same(t, inner, c)
		_, ok = agents.Power[agents.Explainer](a)
		assert.False(t, ok)
	}
	for _, none := range []agents.Agent{nil, wrapped{nil}} {
		_, ok := agents.Power[agents.Clocked](none)
		assert.False(t, ok)
	}
}

func TestTotalTime(t *testing.T) {
	assert.Equal(t, 100*time.Second, agents.Time{Left: 10 * time.Second, Period: 30 * time.Second, Periods: 3}.Total())
	assert.Equal(t, 10*time.Second, agents.Time{Left: 10 * time.Second, Increment: time.Second, Period: time.Second}.Total())
}
