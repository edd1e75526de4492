package search

import "github.com/tengen-rl/tengen/envs"

// judge lets alpha-beta ask an Evaluator: its values stand where a line ends,
// its policy tells which moves to try first.
type judge struct {
	evaluator Evaluator
	leaf      [1]Leaf
}

func newJudge(evaluator Evaluator, world envs.Spec) *judge {
	return &judge{evaluator: evaluator, leaf: [1]Leaf{{
		Logits: make([]float32, world.Actions), Values: make([]float32, world.Players),
	}}}
}

// judgement is what an Evaluator said of a position.
type judgement struct {
	value  float32   // expected return of seat 0
	logits []float32 // by action, valid until the next judgement
}

// almostAll keeps an estimate from being taken for a win.
const almostAll = 0.999

// judgeAt asks about the position at ply. An error ends the search.
func (ab *AlphaBeta) judgeAt(ply int) judgement {
	leaf := &ab.judge.leaf[0]
	leaf.State = ab.line[ply].state
	if err := ab.judge.evaluator.Evaluate(ab.ctx, ab.judge.leaf[:]); err != nil && ab.err == nil {
		ab.err = err
	}
	return judgement{max(-almostAll, min(leaf.Values[0], almostAll)), leaf.Logits}
}

// weighByPolicy weighs moves by how likely the evaluator thinks them.
func (ab *AlphaBeta) weighByPolicy(ply int) {
	here := ab.line[ply]
	logits := ab.judgeAt(ply).logits
	here.moves = here.moves[:0]
	for _, a := range here.legal {
		here.moves = append(here.moves, weighed{action: a, weight: int64(float64(logits[a]) * policyUnit)})
	}
}

// policyUnit is the weight of a difference of 1 in logits.
const policyUnit = 1 << 24
