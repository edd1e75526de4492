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
	// are larger, and actions how many they have then; board is room for an
	// observation that does not go to the network as it is.
	frame   *envs.Frame
	board   []float32
	actions int

	view  View
	image []float32 // room for an image of an observation
	leads []float32 // of a batch, if points count
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
// network was made for. It panics if the plan does not allow the view.
func NewEvaluatorOf(game envs.Game, plan *nets.Plan, view View) *Evaluator {
	view.check(plan)
	e, spec := NewEvaluator(plan), game.Spec()
	e.view = view
	if spec.Obs != plan.Config().Obs {
		frame, err := frameFor(spec, plan.Config())
		if err != nil {
			panic("alphazero: a network that " + err.Error())
		}
		e.frame, e.board, e.actions = &frame, make([]float32, spec.ObsLen()), spec.Actions
	}
	if len(view.Images) > 0 {
		e.image, e.board = make([]float32, spec.ObsLen()), make([]float32, spec.ObsLen())
	}
	if view.Points > 0 {
		e.leads = make([]float32, plan.MaxBatch())
	}
	return e
}

func obsLen(c nets.PolicyValueConfig) int { return c.Obs[0] * c.Obs[1] * c.Obs[2] }

// Evaluate implements search.Evaluator.
func (e *Evaluator) Evaluate(ctx context.Context, leaves []search.Leaf) error {
	for len(leaves) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := min(len(leaves), e.plan.MaxBatch()/e.view.rows())
		e.batch(leaves[:n])
		leaves = leaves[n:]
	}
	return nil
}

func (e *Evaluator) batch(leaves []search.Leaf) {
	c, rows := e.plan.Config(), e.view.rows()
	size := rows * obsLen(c)
	for i, leaf := range leaves {
		e.observe(e.obs[i*size:(i+1)*size], leaf.State)
	}
	e.plan.Run(e.obs, len(leaves)*rows, e.logits, e.values)
	if e.view.Points > 0 {
		e.addPoints(len(leaves) * rows)
	}
	for i, leaf := range leaves {
		e.tell(leaf, e.logits[i*rows*c.Actions:(i+1)*rows*c.Actions], e.values[i*rows*c.Players:(i+1)*rows*c.Players])
	}
}

// observe stores what the network sees of a state, in each image.
func (e *Evaluator) observe(dst []float32, s envs.State) {
	if e.board == nil {
		s.Observe(dst)
		return
	}
	s.Observe(e.board)
	if len(e.view.Images) == 0 {
		e.place(dst, e.board)
		return
	}
	size := len(dst) / len(e.view.Images)
	for i, y := range e.view.Images {
		y.Apply(e.image, e.board)
		e.place(dst[i*size:(i+1)*size], e.image)
	}
}

// place stores an observation where the network expects it.
func (e *Evaluator) place(dst, board []float32) {
	if e.frame == nil {
		copy(dst, board)
		return
	}
	e.frame.Place(dst, board)
}

// tell stores what the network says of a leaf: logits has a row of the network's
// actions for each of its images, values one of its seats.
func (e *Evaluator) tell(leaf search.Leaf, logits, values []float32) {
	rows := e.view.rows()
	share, actions, players := 1/float32(rows), len(logits)/rows, len(values)/rows
	clear(leaf.Values)
	mover := leaf.State.ToPlay()
	for r := range rows {
		for k, v := range values[r*players:][:players] {
			leaf.Values[seatAfter(mover, k, players)] += float32(share * v)
		}
	}
	if e.board == nil { // the network's actions are those of the leaf
		copy(leaf.Logits, logits)
		return
	}
	clear(leaf.Logits)
	for r := range rows {
		for a := range leaf.Logits {
			leaf.Logits[a] += float32(share * logits[r*actions+int(e.output(r, envs.Action(a)))])
		}
	}
}

// output returns which of the network's actions an action of the game is, in
// the image of a row.
func (e *Evaluator) output(row int, a envs.Action) envs.Action {
	if len(e.view.Images) > 0 {
		a = e.view.Images[row].Actions[a]
	}
	if e.frame != nil {
		a = e.frame.Outward(a, e.actions)
	}
	return a
}
