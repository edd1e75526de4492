package alphazero

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/envs"
)

// A Record is one finished game of self-play: all that is needed to learn
// from it, or to replay it. It is written as one line of JSON.
type Record struct {
	Generation int    `json:"generation"` // also the number of the weights that played it
	Game       int    `json:"game"`       // 0, 1, … within its generation
	Seed       uint64 `json:"seed"`       // of the world, as given to Game.New

	Opening int           `json:"opening"` // plies that were drawn at random, before the search took over
	Actions []envs.Action `json:"actions"` // a ply each, those of the opening included
	Returns []float32     `json:"returns"` // of each seat over the whole game

	// Policy holds for each ply after the opening what is to be learned: how
	// often the search would play each legal action, in the order of
	// State.Legal (see search.Tree.Target). It is empty where nothing is.
	Policy [][]float32 `json:"policy"`

	// Values holds for each ply after the opening the return that the search
	// expected from there on, for each seat.
	Values [][]float32 `json:"values"`

	// Weights holds for each ply after the opening how much it counts in
	// learning, 0 or greater; without weights each counts 1.
	Weights []float32 `json:"weights,omitempty"`
}

// Weight is how much a ply after the opening counts in learning.
func (r *Record) Weight(i int) float32 {
	if r.Weights == nil {
		return 1
	}
	return r.Weights[i]
}

// Encode returns the record as a line of text.
func (r *Record) Encode() []byte {
	line, err := json.Marshal(r)
	if err != nil {
		panic(fmt.Sprintf("alphazero: record of game %d: %v", r.Game, err)) // a value that is not finite
	}
	return append(line, '\n')
}

// DecodeRecord reads what Encode wrote.
func DecodeRecord(line []byte) (*Record, error) {
	r := new(Record)
	if err := json.Unmarshal(line, r); err != nil {
		return nil, fmt.Errorf("record of a game: %w", err)
	}
	searched := len(r.Actions) - r.Opening
	if r.Opening < 0 || searched < 0 || len(r.Policy) != searched || len(r.Values) != searched {
		return nil, fmt.Errorf("record of game %d: %d actions, %d of them the opening, do not fit %d policies and %d values",
			r.Game, len(r.Actions), r.Opening, len(r.Policy), len(r.Values))
	}
	if r.Weights != nil && len(r.Weights) != searched {
		return nil, fmt.Errorf("record of game %d: %d weights for %d plies after the opening", r.Game, len(r.Weights), searched)
	}
	for _, w := range r.Weights {
		if !(w >= 0 && w <= maxWeight) {
			return nil, fmt.Errorf("record of game %d: a ply of weight %v, want 0 to %d", r.Game, w, int(maxWeight))
		}
	}
	if err := r.checkPolicies(); err != nil {
		return nil, err
	}
	return r, nil
}

// LeastSamples is a number of samples that the record teaches at least.
func (r *Record) LeastSamples() (samples int) {
	for i := range r.Policy {
		samples += int(r.Weight(i))
	}
	return samples
}

// maxWeight bounds what a ply can count: no game has more plies that are
// learned.
const maxWeight = 1e6

// A ply is a move after the opening as Record.replay meets it.
type ply struct {
	mover   envs.Player
	rewards []float32 // of the move, for each seat
	policy  []float32 // of the search, or else all for the action played; length Spec.Actions
	sample  Sample    // its targets but Policy to come; none if the ply counts nothing
}

// replay plays the game and returns its plies after the opening and its end.
func (r *Record) replay(game envs.Game) ([]ply, envs.State, error) {
	spec := game.Spec()
	s := game.New(r.Seed)
	plies := make([]ply, len(r.Policy))
	for n, a := range r.Actions {
		legal := s.Legal(nil)
		if !slices.Contains(legal, a) {
			return nil, nil, r.misfit(n, spec)
		}
		i := n - r.Opening
		if i < 0 {
			s.Play(a)
			continue
		}
		if len(r.Values[i]) != spec.Players {
			return nil, nil, r.misfit(n, spec)
		}
		plies[i].mover = s.ToPlay()
		if r.Weight(i) > 0 {
			if len(r.Policy[i]) != len(legal) {
				return nil, nil, r.misfit(n, spec)
			}
			plies[i].policy = spread(r.Policy[i], legal, spec.Actions)
			plies[i].sample = Sample{Obs: make([]float32, spec.ObsLen()), Policy: plies[i].policy, Legal: legal}
			s.Observe(plies[i].sample.Obs)
		} else {
			plies[i].policy = make([]float32, spec.Actions)
			plies[i].policy[a] = 1
		}
		s.Play(a)
		plies[i].rewards = make([]float32, spec.Players)
		s.Rewards(plies[i].rewards)
	}
	if s.ToPlay() != envs.Over {
		return nil, nil, fmt.Errorf("record of game %d: the game goes on after its last ply, %d", r.Game, len(r.Actions))
	}
	return plies, s, nil
}

// misfit is the error of a ply that cannot have been played like this.
func (r *Record) misfit(ply int, spec envs.Spec) error {
	return fmt.Errorf("record of game %d: ply %d does not fit %s", r.Game, ply, spec.Name)
}

// seatAfter returns the k-th seat after mover: itself for k = 0.
func seatAfter(mover envs.Player, k, players int) envs.Player {
	return envs.Player((int(mover) + k) % players)
}

// spread returns the weights of the legal actions as probabilities of all.
func spread(weights []float32, legal []envs.Action, actions int) []float32 {
	var total float32
	for _, w := range weights {
		total += w
	}
	p := make([]float32, actions)
	for i, a := range legal {
		p[a] = weights[i] / total
	}
	return p
}
