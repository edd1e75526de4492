package selfplay

import (
	"time"

	"github.com/tengen-rl/tengen/selfplay/strength"
)

// Report is one generation of a run: a line of metrics.jsonl, and what
// `selfplay train --json` prints.
type Report struct {
	Generation int `json:"generation"` // of the weights that it made
	Games      int `json:"games"`      // of the run so far
	Positions  int `json:"positions"`  // in those games
	Steps      int `json:"steps"`      // of training so far

	Loss       float64 `json:"loss"` // policy_loss + value_weight · value_loss + auxiliary_loss
	PolicyLoss float64 `json:"policy_loss"`
	ValueLoss  float64 `json:"value_loss"`
	Auxiliary  float64 `json:"auxiliary_loss,omitempty"` // of the auxiliary targets by their weights
	Entropy    float64 `json:"entropy"`                  // of the network's policy, in nats

	Rates // NetworkShare counts training, too

	// Elo is the difference to the first opponent of the config, where a
	// match was played; else null.
	Elo   *float64 `json:"elo"`
	EloLo *float64 `json:"elo_lo,omitempty"`
	EloHi *float64 `json:"elo_hi,omitempty"`

	Gate *Gate `json:"gate,omitempty"` // where the weights had to pass one

	// Truth is how often the agent erred in positions whose right moves are
	// known, by set; empty where they were not asked.
	Truth []strength.Mistakes `json:"truth,omitempty"`

	Past *Past `json:"past,omitempty"` // where a match was played

	*Returns // of episodes that were played; nil where none were

	PlaySeconds  float64 `json:"play_seconds"`
	TrainSeconds float64 `json:"train_seconds"`
	Seconds      float64 `json:"seconds"` // since the command began
}

// Past is the result of a match against weights that the run had before.
type Past struct {
	Generation int     `json:"generation"`
	Games      int     `json:"games"`
	Elo        float64 `json:"elo"`
	EloLo      float64 `json:"elo_lo"`
	EloHi      float64 `json:"elo_hi"`
}

// Returns is the mean return of episodes of a world of one seat, and the ends
// of its 95 % interval.
type Returns struct {
	Mean float64 `json:"eval_return"`
	Lo   float64 `json:"eval_lo"`
	Hi   float64 `json:"eval_hi"`
}

// speed fills in how fast the generation was made.
func (r *Report) speed(w *work, threads int, playing, learning time.Duration) {
	r.Rates = w.amounts().rates(playing, threads)
	r.PlaySeconds, r.TrainSeconds = playing.Seconds(), learning.Seconds()
	if whole := r.PlaySeconds + r.TrainSeconds; whole > 0 {
		r.NetworkShare = (r.NetworkShare*r.PlaySeconds + r.TrainSeconds) / whole
	}
}

// Strength is the result of a match of an evaluation.
type Strength = strength.Result

// Summary is the last line of `selfplay train --json`.
type Summary struct {
	Report
	Run       string     `json:"run"`
	Weights   string     `json:"weights"`
	Seed      uint64     `json:"seed"`
	Strengths []Strength `json:"strengths"`
}
