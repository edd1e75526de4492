package agents

import (
	"context"

	"github.com/tengen-rl/tengen/envs"
)

// Agent chooses moves. An agent plays one game at a time and is not safe for
// concurrent use. What else an agent can do are its powers: Follower, Clocked,
// Explainer, Identified and io.Closer.
type Agent interface {
	// Reset forgets the last game: the next Act belongs to a new one.
	Reset()

	// Act returns a legal action of s, whose episode is not over. The state
	// is read only, and the agent must not keep it after Act returns. If the
	// context ends first, Act returns its error.
	Act(ctx context.Context, s envs.State) (envs.Action, error)
}
