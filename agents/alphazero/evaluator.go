package alphazero

import (
	"context"
	"fmt"
	"math"

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

	images []envs.Symmetry // each has a row of the batch; none if positions are judged as they are
	image  []float32       // room for one of an observation

	points float32
	leads  []float32 // of a batch, if points is not 0
	cells  int       // of a board
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

// View is how an evaluator looks at positions; the zero View is as they are,
// for who wins.
type View struct {
	// Images are those in which it judges each position, of the game's
	// symmetries. It tells the means of the values and, of each action, of the
	// logits: a network says different things of a position and of its mirror
	// image, and the mean errs less. None is the position as it is.
	Images []envs.Symmetry

	// Points is the share of the lead in points in the value, 0 to 1: who has
	// won tries to win by more, and who has lost to lose by less, where the
	// opponent may yet err. It takes a game of two seats and a network with the
	// head Lead. A lead of x on n cells is worth 2/π·atan(x/2√n), much like
	// KataGo's (Wu 2019). Ends of the game are worth what they return.
	Points float32
}

// NewEvaluatorOf returns an evaluator for game, which Load has found the
// network of plan to play: its boards may be smaller than those that the
// network was made for. It panics if the plan's batches have no room for the
// images of a position.
func NewEvaluatorOf(game envs.Game, plan *nets.Plan, view View) *Evaluator {
	e, spec := NewEvaluator(plan), game.Spec()
	if len(view.Images) > plan.MaxBatch() {
		panic(fmt.Sprintf("alphazero: %d images of a position by a plan for batches of %d", len(view.Images), plan.MaxBatch()))
	}
	if spec.Obs != plan.Config().Obs {
		frame, err := frameFor(spec, plan.Config())
		if err != nil {
			panic("alphazero: a network that " + err.Error())
		}
		e.frame, e.board, e.actions = &frame, make([]float32, spec.ObsLen()), spec.Actions
	}
	if e.images = view.Images; len(e.images) > 0 {
		e.image, e.board = make([]float32, spec.ObsLen()), make([]float32, spec.ObsLen())
	}
	if e.points = view.Points; e.points > 0 {
		e.leads, e.cells = make([]float32, plan.MaxBatch()), spec.Obs[1]*spec.Obs[2]
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
		n := min(len(leaves), e.plan.MaxBatch()/e.rows())
		e.batch(leaves[:n])
		leaves = leaves[n:]
	}
	return nil
}

// rows is how many rows of the batch a position takes.
func (e *Evaluator) rows() int { return max(1, len(e.images)) }

func (e *Evaluator) batch(leaves []search.Leaf) {
	c, rows := e.plan.Config(), e.rows()
	size := rows * obsLen(c)
	for i, leaf := range leaves {
		e.observe(e.obs[i*size:(i+1)*size], leaf.State)
	}
	e.plan.Run(e.obs, len(leaves)*rows, e.logits, e.values)
	if e.points > 0 {
		e.addPoints(len(leaves) * rows)
	}
	for i, leaf := range leaves {
		e.tell(leaf, e.logits[i*rows*c.Actions:(i+1)*rows*c.Actions], e.values[i*rows*c.Players:(i+1)*rows*c.Players])
	}
}

// addPoints mixes what the leads of the first n rows are worth into their values.
func (e *Evaluator) addPoints(n int) {
	e.plan.Leads(e.leads, n)
	obs := e.plan.Config().Obs
	unit := float64(obs[1] * obs[2]) // points in a lead of 1, as Samples tells it
	for i, lead := range e.leads[:n] {
		worth := float32(2 / math.Pi * math.Atan(unit*float64(lead)/(2*math.Sqrt(float64(e.cells)))))
		mover, other := &e.values[2*i], &e.values[2*i+1]
		*mover += e.points * (worth - *mover)
		*other += e.points * (-worth - *other)
	}
}

// observe stores what the network sees of a state, in each image.
func (e *Evaluator) observe(dst []float32, s envs.State) {
	if e.board == nil {
		s.Observe(dst)
		return
	}
	s.Observe(e.board)
	if e.images == nil {
		e.place(dst, e.board)
		return
	}
	size := len(dst) / len(e.images)
	for i, y := range e.images {
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

// tell stores what the network says of a leaf in its images: logits has a row
// of the network's actions for each of them, values one of its seats.
func (e *Evaluator) tell(leaf search.Leaf, logits, values []float32) {
	rows := e.rows()
	share, actions, players := 1/float32(rows), len(logits)/rows, len(leaf.Values)
	clear(leaf.Logits)
	clear(leaf.Values)
	mover := leaf.State.ToPlay()
	for r := range rows {
		for a := range leaf.Logits {
			leaf.Logits[a] += share * logits[r*actions+int(e.output(r, envs.Action(a)))]
		}
		for k := range players {
			leaf.Values[seatAfter(mover, k, players)] += share * values[r*players+k]
		}
	}
}

// output returns which of the network's actions an action of the game is, in
// the image of a row.
func (e *Evaluator) output(row int, a envs.Action) envs.Action {
	if e.images != nil {
		a = e.images[row].Actions[a]
	}
	if e.frame != nil {
		a = e.frame.Outward(a, e.actions)
	}
	return a
}
