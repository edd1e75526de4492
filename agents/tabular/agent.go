package tabular

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
)

var (
	_ agents.Explainer = (*Agent)(nil)
	_ agents.Agent     = (*Planner)(nil)
)

// Agent plays by a table: the best action known, any of several with the same
// probability, and any legal action where the table has no row.
type Agent struct {
	table   *Table
	keyer   *keyer
	epsilon float64
	rng     *rand.Rand
	legal   []envs.Action
	at      *row // of the position of the last Act, nil if the table has none
}

// Agent returns an agent with a copy of the learner's table as it is now. It
// plays a random action with probability epsilon and draws from rng, which it
// owns from now on.
func (l *Learner) Agent(epsilon float64, rng *rand.Rand) *Agent {
	return &Agent{table: l.table.clone(), keyer: newKeyer(l.game), epsilon: epsilon, rng: rng}
}

// WriteTable writes the learner's table as text for ReadAgent, with words
// about it.
func (l *Learner) WriteTable(w io.Writer, about map[string]string) error {
	return l.table.file(l.game.Spec().Name, about).write(w)
}

// ReadAgent returns the agent of a table that WriteTable wrote for the game,
// as Learner.Agent does. The error tells what is wrong with the table.
func ReadAgent(r io.Reader, game envs.Game, epsilon float64, rng *rand.Rand) (*Agent, error) {
	var f tableFile
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return nil, fmt.Errorf("tabular: table: %w", err)
	}
	table, err := f.table(game.Spec())
	if err != nil {
		return nil, fmt.Errorf("tabular: table: %w", err)
	}
	return &Agent{table: table, keyer: newKeyer(game), epsilon: epsilon, rng: rng}, nil
}

// Reset forgets nothing: the agent remembers no game.
func (a *Agent) Reset() {}

// Act returns the agent's choice.
func (a *Agent) Act(ctx context.Context, s envs.State) (envs.Action, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	a.legal = s.Legal(a.legal[:0])
	a.at = nil
	if i, _ := a.table.seek(a.keyer.key(s), a.legal); i >= 0 {
		a.at = &a.table.rows[i]
	}
	if a.at == nil || a.epsilon > 0 && a.rng.Float64() < a.epsilon {
		return a.legal[a.rng.IntN(len(a.legal))], nil
	}
	return a.at.actions[greedy(a.at.values, a.rng)], nil
}

// Explain implements agents.Explainer: what each action was worth at the last
// Act, nothing where the table has no row.
func (a *Agent) Explain() agents.Thought {
	if a.at == nil {
		return agents.Thought{}
	}
	values := make([]float32, len(a.at.values))
	for i, v := range a.at.values {
		values[i] = float32(v)
	}
	return agents.ThoughtOfValues(values, a.at.actions, 0, 1)
}

// Planner plays a world whose tables are known by a Plan: the best legal
// action, the first of several.
type Planner struct {
	plan  Plan
	legal []envs.Action
}

// NewPlanner returns the agent that plays by the plan. The states that it is
// shown are envs.Indexer.
func NewPlanner(plan Plan) *Planner { return &Planner{plan: plan} }

// Reset forgets nothing: the planner remembers no game.
func (p *Planner) Reset() {}

// Act returns the planner's choice.
func (p *Planner) Act(ctx context.Context, s envs.State) (envs.Action, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	indexer, ok := s.(envs.Indexer)
	if !ok {
		return 0, fmt.Errorf("tabular: a plan says nothing of a state without a number (%T)", s)
	}
	values := p.plan.Actions[indexer.Index()]
	p.legal = s.Legal(p.legal[:0])
	best := p.legal[0]
	for _, a := range p.legal[1:] {
		if values[a] > values[best]+tieMargin {
			best = a
		}
	}
	return best, nil
}

// tieMargin is how much better a later action must be, so that rounding does
// not decide between equals.
const tieMargin = 1e-12
