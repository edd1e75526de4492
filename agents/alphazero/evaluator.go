package alphazero

import (
	"context"

	"github.com/tengen-rl/tengen/envs"
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

	// frame is the place of the boards in the network's arrays, where those
	// are larger; board is room for an observation and actions how many they
	// have then.
	frame   *envs.Frame
	board   []float32
	actions int
}

var _ search.Evaluator = (*Evaluator)(nil)

// NewEvaluator returns an evaluator that uses plan, which nobody else may, for
// the world that its network was made for.
func NewEvaluator(plan *nets.Plan) *Evaluator {
	c, n := plan.Config(), plan.MaxBatch()
	return &Evaluator{
		plan:   plan,
		obs:    make([]float32, n*obsLen(c)),
		logits: make([]float32, n*c.Actions),
		values: make([]float32, n*c.Players),
	}
}

// NewEvaluatorOf returns an evaluator for game, which Load has found the
// network of plan to play: its boards may be smaller than those that the
// network was made for.
func NewEvaluatorOf(game envs.Game, plan *nets.Plan) *Evaluator {
	e, spec := NewEvaluator(plan), game.Spec()
	if spec.Obs == plan.Config().Obs {
		return e
	}
	frame, err := frameFor(spec, plan.Config())
	if err != nil {
		panic("alphazero: a network that " + err.Error())
	}
	e.frame, e.board, e.actions = &frame, make([]float32, spec.ObsLen()), spec.Actions
	return e
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
		e.observe(e.obs[i*size:(i+1)*size], leaf.State)
	}
	e.plan.Run(e.obs, len(leaves), e.logits, e.values)
	for i, leaf := range leaves {
		e.tell(leaf.Logits, e.logits[i*c.Actions:(i+1)*c.Actions])
		mover := leaf.State.ToPlay()
		for k, v := range e.values[i*c.Players : (i+1)*c.Players] {
			leaf.Values[seatAfter(mover, k, c.Players)] = v
		}
	}
}

// observe stores what the network sees of a state.
func (e *Evaluator) observe(dst []float32, s envs.State) {
	if e.frame == nil {
		s.Observe(dst)
		return
	}
	s.Observe(e.board)
	e.frame.Place(dst, e.board)
}

// tell stores the logits of the state's actions.
func (e *Evaluator) tell(dst, logits []float32) {
	if e.frame == nil {
		copy(dst, logits)
		return
	}
	for a := range dst {
		dst[a] = logits[e.frame.Outward(envs.Action(a), e.actions)]
	}
}
