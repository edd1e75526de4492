package imitation

import (
	"fmt"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/selfplay/metrics"
)

// Report is a measurement: a line of metrics.jsonl, and what `selfplay imitate
// --json` prints.
type Report struct {
	Generation int     `json:"generation"` // of the weights, from 1
	Steps      int     `json:"steps"`      // of training so far
	Passes     float64 `json:"passes"`     // how often a position was learned from by then, on average

	// Of the games that are learned from, a mean over the steps since the
	// report before.
	PolicyLoss float64 `json:"policy_loss"`
	ValueLoss  float64 `json:"value_loss"`

	Held
	Best    bool    `json:"best"` // better than all before on the games held out
	Seconds float64 `json:"seconds"`
}

// Held is how well a network foresees the games held out.
type Held struct {
	Loss       float64   `json:"held_loss"` // policy loss + value_weight · value loss
	PolicyLoss float64   `json:"held_policy_loss"`
	ValueLoss  float64   `json:"held_value_loss"`
	Accuracy   float64   `json:"accuracy"` // share of the moves that it holds for the likeliest
	Plies      []Stretch `json:"by_ply"`
}

// Stretch is a part of every game.
type Stretch struct {
	From      int     `json:"from"` // first ply, from 1
	To        int     `json:"to"`   // last ply
	Positions int     `json:"positions"`
	Accuracy  float64 `json:"accuracy"`
}

// stretchPlies is how many plies a Stretch has.
const stretchPlies = 10

// measure asks the network about the samples held out.
func (p *part) measure(answers []alphazero.Answer, valueWeight float64) Held {
	var h Held
	right := 0
	var rights []int // by stretch
	for i, a := range answers {
		h.PolicyLoss += a.Policy / float64(len(answers))
		h.ValueLoss += a.Value / float64(len(answers))
		at := p.plies[i] / stretchPlies
		for len(h.Plies) <= at {
			from := len(h.Plies)*stretchPlies + 1
			h.Plies = append(h.Plies, Stretch{From: from, To: from + stretchPlies - 1})
			rights = append(rights, 0)
		}
		h.Plies[at].Positions++
		if a.Right {
			right++
			rights[at]++
		}
	}
	h.Loss = h.PolicyLoss + valueWeight*h.ValueLoss
	h.Accuracy = float64(right) / float64(len(answers))
	for i := range h.Plies {
		h.Plies[i].Accuracy = float64(rights[i]) / float64(max(1, h.Plies[i].Positions))
	}
	return h
}

// event tells the numbers of a report at its step.
func (r *Report) event() metrics.Event {
	return metrics.Event{Step: r.Steps, Seconds: r.Seconds, Scalars: []metrics.Scalar{
		{Tag: "loss/policy", Value: r.PolicyLoss},
		{Tag: "loss/value", Value: r.ValueLoss},
		{Tag: "held_out/policy_loss", Value: r.Held.PolicyLoss},
		{Tag: "held_out/value_loss", Value: r.Held.ValueLoss},
		{Tag: "held_out/accuracy", Value: r.Accuracy},
	}}
}

// WriteReport writes report.html: the curves, and the accuracy of the newest
// weights by ply.
func (r *Run) WriteReport() error {
	last := r.metrics.Last()
	of := func(title string, value func(*Report) float64) metrics.Curve {
		return metrics.Trace(title, "steps", r.metrics.Reports(), func(r *Report) (float64, *float64) {
			v := value(r)
			return float64(r.Steps), &v
		})
	}
	a := r.archive
	p := metrics.Page{
		World: r.config.Game,
		Agent: "imitation",
		About: fmt.Sprintf("Seed %d, code %s. Network: %s. Learned from %d games (%d positions), measured on %d held out (%d positions); %d steps.",
			r.config.Seed, r.config.Version, r.Network(), a.train.games, len(a.train.samples), a.held.games, len(a.held.samples), last.Steps),
		Results: metrics.Table{Title: "Moves foreseen in the games held out", Head: []string{"plies", "positions", "accuracy"}},
	}
	for _, s := range last.Plies {
		p.Results.Rows = append(p.Results.Rows, []string{fmt.Sprintf("%d to %d", s.From, s.To), fmt.Sprint(s.Positions), fmt.Sprintf("%.1f %%", 100*s.Accuracy)})
	}
	var err error
	if p.Curves, err = metrics.Draw(
		of("Policy loss (cross-entropy)", func(r *Report) float64 { return r.PolicyLoss }),
		of("Policy loss, held out", func(r *Report) float64 { return r.Held.PolicyLoss }),
		of("Value loss (squared error)", func(r *Report) float64 { return r.ValueLoss }),
		of("Value loss, held out", func(r *Report) float64 { return r.Held.ValueLoss }),
		of("Accuracy, held out", func(r *Report) float64 { return r.Accuracy }),
	); err != nil {
		return err
	}
	return p.Write(r.ReportPath())
}
