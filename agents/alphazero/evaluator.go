package alphazero

import (
	"context"

	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/search"
)

// Evaluator judges positions by a policy-value network: it encodes them as
// their movers observe them, and turns the values, which the network tells
// from the mover's seat on, back to the order of the seats. Not safe for
// concurrent use; evaluators over clones of one plan share its weights.
type Evaluator struct {
	plan                *nets.Plan
	obs, logits, values []float32 // of a batch
}

var _ search.Evaluator = (*Evaluator)(nil)

// NewEvaluator returns an evaluator that uses plan, which nobody else may.
func NewEvaluator(plan *nets.Plan) *Evaluator {
	c, n := plan.Config(), plan.MaxBatch()
	return &Evaluator{
		plan:   plan,
		obs:    make([]float32, n*obsLen(c)),
		logits: make([]float32, n*c.Actions),
		values: make([]float32, n*c.Players),
	}
}

func obsLen(c nets.PolicyValueConfig) int { return c.Obs[0] * c.Obs[1] * c.Obs[2] }

// Evaluate implements search.Evaluator.
func (e *Evaluator) Evaluate(ctx context.Context, leaves []search.Leaf) error {
	for len(leaves) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(len(leaves), e.plan.MaxBatch())
		e.batch(leaves[:n])
		leaves = leaves[n:]
	}
	return nil
}

func (e *Evaluator) batch(leaves []search.Leaf) {
	c := e.plan.Config()
	size := obsLen(c)
	for i, leaf := range leaves {
		leaf.State.Observe(e.obs[i*size : (i+1)*size])
	}
	e.plan.Run(e.obs, len(leaves), e.logits, e.values)
	for i, leaf := range leaves {
		copy(leaf.Logits, e.logits[i*c.Actions:(i+1)*c.Actions])
		mover := leaf.State.ToPlay()
		for k, v := range e.values[i*c.Players : (i+1)*c.Players] {
			leaf.Values[seatAfter(mover, k, c.Players)] = v
		}
	}
}
