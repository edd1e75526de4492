package nets

import (
	"fmt"

	"github.com/tengen-rl/tengen/nets/internal/kernel"
)

// Plan is a PolicyValue network compiled for inference: the weights as they
// were at Compile, packed, and all buffers allocated; of the auxiliary heads it
// has that for the lead alone. A row's result is the same bit for bit whatever
// rows share its batch. A Plan belongs to one goroutine; Clone gives another
// goroutine one over the same weights.
type Plan struct {
	*planWeights
	maxBatch int
	chunk    int // images that go through the tower together
	planChunk

	policyInner, valueInner, hidden []float32 // inputs of the dense layers, of a whole batch
}

// planWeights is what all clones of a plan share and nobody writes.
type planWeights struct {
	cfg                   PolicyValueConfig
	board                 kernel.Board // layout of the tower's activations
	stem                  planLayer
	blocks                []planBlock
	policy                planHead
	value                 *planValue
	valueHidden, valueOut planDense
	lead                  *planDense // nil if there is no such head
}

// towerBudget bounds the activations of a chunk, in elements, so that they
// stay in the second-level cache from layer to layer.
const towerBudget = 96 << 10

// Compile returns a plan for batches of up to maxBatch observations. Later
// changes of the network's parameters do not reach it.
func (net *PolicyValue) Compile(maxBatch int) *Plan {
	if maxBatch < 1 {
		panic(fmt.Sprintf("nets: plan for batches of %d", maxBatch))
	}
	board := newPlanBoard(net.cfg)
	w := &planWeights{
		cfg:         net.cfg,
		board:       board.Board,
		stem:        board.stem(net.stem, net.cfg),
		policy:      net.policy.compile(board),
		value:       net.value.compile(board),
		valueHidden: net.value.compileHidden(board),
		valueOut:    compileDense(net.value.Out, net.cfg.ValueHidden, 1),
	}
	for _, b := range net.blocks {
		w.blocks = append(w.blocks, b.compile(board))
	}
	if net.lead != nil {
		lead := compileDense(net.lead, net.cfg.ValueHidden, 1)
		w.lead = &lead
	}
	return newPlan(w, maxBatch)
}

// Clone returns a plan over the same weights for another goroutine.
func (p *Plan) Clone() *Plan { return newPlan(p.planWeights, p.maxBatch) }

// Config returns the architecture of the network.
func (p *Plan) Config() PolicyValueConfig { return p.cfg }

// MaxBatch returns the largest n that Run takes.
func (p *Plan) MaxBatch() int { return p.maxBatch }

func newPlan(w *planWeights, maxBatch int) *Plan {
	chunk := min(maxBatch, max(1, towerBudget/(2*w.board.Len())))
	return &Plan{
		planWeights: w,
		maxBatch:    maxBatch,
		chunk:       chunk,
		planChunk:   newPlanChunk(w, chunk),
		policyInner: make([]float32, maxBatch*w.policy.inner()),
		valueInner:  make([]float32, maxBatch*w.value.width),
		hidden:      make([]float32, maxBatch*w.cfg.ValueHidden),
	}
}

// Run evaluates n observations, obs [n,C,H,W], into logits [n,Actions] and
// values [n,Players]; values[0] of a row is the seat to move. It panics if n
// exceeds MaxBatch or a slice is too short, and allocates nothing.
func (p *Plan) Run(obs []float32, n int, logits, values []float32) {
	cfg := p.cfg
	if n < 0 || n > p.maxBatch {
		panic(fmt.Sprintf("nets: batch of %d given to a plan for %d", n, p.maxBatch))
	}
	size := cfg.Obs[0] * cfg.pixels()
	obs, logits, values = first(obs, n*size), first(logits, n*cfg.Actions), first(values, n*cfg.Players)
	for at := 0; at < n; at += p.chunk {
		p.runTower(obs[at*size:], at, min(p.chunk, n-at))
	}
	p.policy.finish(logits, p.policyInner, n)
	p.valueHidden.apply(p.hidden, p.valueInner, n, true)
	p.valueOut.apply(values, p.hidden, n, false)
	kernel.Tanh(values, values)
}

// Leads stores what the head Lead tells of the n observations of the last Run in
// dst [n]. It panics if the network has none, and allocates nothing.
func (p *Plan) Leads(dst []float32, n int) {
	if p.lead == nil {
		panic("nets: leads asked of a network without a head for them")
	}
	p.lead.apply(first(dst, n), p.hidden, n, false)
}

// first returns the first n of s, which must have as many.
func first(s []float32, n int) []float32 {
	if len(s) < n {
		panic(fmt.Sprintf("nets: %d numbers given to a plan where there should be %d", len(s), n))
	}
	return s[:n]
}

// runTower takes n images depth-first from the observation to the inputs of
// the dense layers, which it leaves at image at on.
func (p *Plan) runTower(obs []float32, at, n int) {
	c := &p.planChunk
	if p.cfg.Tower == DenseTower {
		p.stem.relu(c.x, obs, n, nil)
	} else {
		if p.cfg.BoardChannel > 0 {
			c.readMask(obs, p.cfg, n)
		}
		p.board.WithChannels(p.cfg.Obs[0]).SetPlanes(c.input, obs, n)
		p.stem.relu(c.x, c.input, n, nil)
	}
	c.clip(p.board, c.x, n)
	for i := range p.blocks {
		p.blocks[i].run(c, n)
	}
	p.policy.tower(c, p.policyInner[at*p.policy.inner():], n)
	p.value.tower(c, p.valueInner[at*p.value.width:], n)
}
