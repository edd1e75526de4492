package selfplay

import (
	"context"
	"fmt"
	"strings"

	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/rating"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/tensor"
)

// Gate is the test that new weights must pass before they play, where the
// config asks for one (AlphaGo Zero's evaluator, Silver et al. 2017, by a
// sequential test): a match against those that played so far.
type Gate struct {
	Passed bool    `json:"passed"`
	Games  int     `json:"games"`
	LLR    float64 `json:"llr"` // logarithm of the likelihood ratio of gate_elo and none
	Elo    float64 `json:"elo"`
	EloLo  float64 `json:"elo_lo"`
	EloHi  float64 `json:"elo_hi"`
}

// String tells a person.
func (g *Gate) String() string {
	verdict := "rejected, the old ones play on"
	if g.Passed {
		verdict = "passed"
	}
	return fmt.Sprintf("gate: %s after %d games, Elo %+.0f (%+.0f to %+.0f)", verdict, g.Games, g.Elo, g.EloLo, g.EloHi)
}

// gated reports whether new weights must pass a test.
func (c *Config) gated() bool { return c.Evaluate.GateGames > 0 }

// gateStream sets the seeds of gates apart from those of evaluations.
const gateStream = evaluationStream + 1

// gate tests the weights that were learned in a generation, lets them play if
// they pass, and enters the result in the report. Without a test they play.
func (r *Run) gate(ctx context.Context, report *Report) error {
	if !r.config.gated() {
		return nil
	}
	test := rating.SPRT{Elo0: 0, Elo1: r.config.Evaluate.GateElo, Alpha: gateError, Beta: gateError}
	m := pairedMatch{test: test}
	playing, stop := context.WithCancel(ctx)
	defer stop()
	_, err := arena.Match(playing, r.game, r.entrant(r.learner.Net()), r.entrant(r.playing), arena.MatchConfig{
		Games:       r.config.Evaluate.GateGames,
		Seed:        seed.Mix(r.config.Seed, gateStream, uint64(r.generation)),
		Concurrency: r.options.Threads,
		Each: func(g arena.MatchGame) {
			if m.add(g); m.decision != rating.Open {
				stop()
			}
		},
	})
	if err != nil && m.decision == rating.Open {
		return err
	}
	report.Gate = &Gate{Passed: m.decision == rating.AcceptH1, Games: m.result.Games, LLR: m.llr}
	report.Gate.Elo, report.Gate.EloLo, report.Gate.EloHi = m.result.Elo()
	if report.Gate.Passed {
		copyWeights(r.playing, r.learner.Net())
	}
	return nil
}

// gateError is how often the test may err, either way.
const gateError = 0.05

// pairedMatch counts the games of a match in their order, up to where the test
// is decided: so that nothing depends on the games beyond, of which there are
// some if several are under way at once.
type pairedMatch struct {
	test     rating.SPRT
	result   arena.Result
	pairs    [5]int // by half points of the first side
	points   int    // half points of the pair at hand
	llr      float64
	decision rating.Decision
}

func (m *pairedMatch) add(g arena.MatchGame) {
	if m.decision != rating.Open {
		return
	}
	m.result.Add(g)
	m.points += int(g.Outcome(g.SeatA)) + 1
	if g.Index%2 == 0 {
		return
	}
	m.pairs[m.points]++
	m.points = 0
	m.llr = m.test.Pairs(m.pairs)
	m.decision = m.test.Decide(m.llr)
}

// letPlay makes net the one that plays: the learner's own, or, behind a gate,
// a copy.
func (r *Run) letPlay(net *nets.PolicyValue) {
	if r.playing = r.learner.Net(); r.config.gated() {
		r.playing = nets.NewPolicyValue(net.Config(), nil)
		copyWeights(r.playing, net)
	}
}

func copyWeights(to, from *nets.PolicyValue) {
	for i, p := range to.Params() {
		copy(p.Value.Data, from.Params()[i].Value.Data)
	}
}

// candidatePrefix sets the weights that were learned apart from the learner's
// tensors in a state file, where others play.
const candidatePrefix = "candidate."

// state returns what an exact resume needs beside the weights that play.
func (r *Run) state() []tensor.Named {
	state := r.learner.State()
	if r.config.gated() {
		for _, p := range r.learner.Net().Params() {
			state = append(state, tensor.Named{Name: candidatePrefix + p.Name, Tensor: p.Value})
		}
	}
	return state
}

// candidate returns the weights of a state that were learned, those that play
// if there are no others, and the rest of the state.
func (r *Run) candidate(playing *nets.PolicyValue, state []tensor.Named) (*nets.PolicyValue, []tensor.Named) {
	net := nets.NewPolicyValue(playing.Config(), nil)
	copyWeights(net, playing)
	var rest []tensor.Named
	learned := map[string][]float32{}
	for _, t := range state {
		if name, ok := strings.CutPrefix(t.Name, candidatePrefix); ok {
			learned[name] = t.Tensor.Data
		} else {
			rest = append(rest, t)
		}
	}
	for _, p := range net.Params() {
		copy(p.Value.Data, learned[p.Name])
	}
	return net, rest
}
