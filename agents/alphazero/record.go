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

	// Policy holds for each ply after the opening how often the search would play each legal
	// action, in the order of State.Legal (see search.Tree.Policy).
	Policy [][]float32 `json:"policy"`

	// Values holds for each ply after the opening the return that the search
	// expected from there on, for each seat.
	Values [][]float32 `json:"values"`
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
	return r, nil
}

// A Sample is what the network learns from one position. The slices are
// read only.
type Sample struct {
	Obs    []float32     // as the mover observes it, length ObsLen
	Policy []float32     // target probability of each action, length Spec.Actions; illegal actions have 0
	Legal  []envs.Action // ascending
	Values []float32     // target return of each seat, the mover's first, then the seats after it; length Spec.Players
}

// Samples replays the record and returns a sample for every ply after the
// opening. The value that a sample teaches is the return that was earned from
// there on, mixed with what the search expected: searchValue is the share of
// the latter, between 0 and 1.
func (r *Record) Samples(game envs.Game, searchValue float32) ([]Sample, error) {
	spec := game.Spec()
	s := game.New(r.Seed)
	samples := make([]Sample, len(r.Policy))
	movers := make([]envs.Player, len(r.Policy))
	rewards := make([][]float32, len(r.Policy))
	for ply, a := range r.Actions {
		legal := s.Legal(nil)
		if !slices.Contains(legal, a) {
			return nil, r.misfit(ply, spec)
		}
		i := ply - r.Opening
		if i < 0 {
			s.Play(a)
			continue
		}
		if len(r.Policy[i]) != len(legal) || len(r.Values[i]) != spec.Players {
			return nil, r.misfit(ply, spec)
		}
		samples[i] = Sample{Obs: make([]float32, spec.ObsLen()), Policy: spread(r.Policy[i], legal, spec.Actions), Legal: legal}
		s.Observe(samples[i].Obs)
		movers[i] = s.ToPlay()
		s.Play(a)
		rewards[i] = make([]float32, spec.Players)
		s.Rewards(rewards[i])
	}
	if s.ToPlay() != envs.Over {
		return nil, fmt.Errorf("record of game %d: the game goes on after its last ply, %d", r.Game, len(r.Actions))
	}
	earned := make([]float32, spec.Players) // from sample i on
	for i := len(samples) - 1; i >= 0; i-- {
		samples[i].Values = make([]float32, spec.Players)
		for p := range earned {
			earned[p] += rewards[i][p]
		}
		for k := range earned {
			p := seatAfter(movers[i], k, spec.Players)
			samples[i].Values[k] = (1-searchValue)*earned[p] + searchValue*r.Values[i][p]
		}
	}
	return samples, nil
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
