package alphazero

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
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

// A Sample is what the network learns from one position. The slices are
// read only.
type Sample struct {
	Obs    []float32     // as the mover observes it, length ObsLen
	Policy []float32     // target probability of each action, length Spec.Actions; illegal actions have 0
	Legal  []envs.Action // ascending
	Values []float32     // target return of each seat, the mover's first, then the seats after it; length Spec.Players
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

// Samples replays the record and returns the samples that it teaches, in the
// order of the plies: none of a ply that counts 0, one of a ply that counts 1,
// and of another as many as its weight says on the average. The value that a
// sample teaches is the return that was earned from there on, mixed with what
// the search expected: searchValue is the share of the latter, between 0 and 1.
func (r *Record) Samples(game envs.Game, searchValue float32) ([]Sample, error) {
	plies, err := r.replay(game)
	if err != nil {
		return nil, err
	}
	spec := game.Spec()
	earned := make([]float32, spec.Players) // from the ply on
	for i := len(plies) - 1; i >= 0; i-- {
		values := make([]float32, spec.Players)
		for p := range earned {
			earned[p] += plies[i].rewards[p]
		}
		for k := range earned {
			p := seatAfter(plies[i].mover, k, spec.Players)
			values[k] = (1-searchValue)*earned[p] + searchValue*r.Values[i][p]
		}
		plies[i].sample.Values = values
	}
	var samples []Sample
	rng := seed.Stream(r.Seed, weightStream)
	for i := range plies {
		for range times(r.Weight(i), rng) {
			samples = append(samples, plies[i].sample)
		}
	}
	return samples, nil
}

// weightStream sets the draws of Samples apart from the game's own.
const weightStream = 1

// times rounds a weight to a whole number that is it on the average. One that
// is whole draws nothing.
func times(weight float32, rng *rand.Rand) int {
	whole := float32(math.Floor(float64(weight)))
	if rest := weight - whole; rest > 0 && rng.Float32() < rest {
		whole++
	}
	return int(whole)
}

// A ply is a move after the opening as Record.replay meets it.
type ply struct {
	mover   envs.Player
	rewards []float32 // of the move, for each seat
	sample  Sample    // its Values to come; none if the ply counts nothing
}

// replay plays the game and returns its plies after the opening.
func (r *Record) replay(game envs.Game) ([]ply, error) {
	spec := game.Spec()
	s := game.New(r.Seed)
	plies := make([]ply, len(r.Policy))
	for n, a := range r.Actions {
		legal := s.Legal(nil)
		if !slices.Contains(legal, a) {
			return nil, r.misfit(n, spec)
		}
		i := n - r.Opening
		if i < 0 {
			s.Play(a)
			continue
		}
		if len(r.Values[i]) != spec.Players {
			return nil, r.misfit(n, spec)
		}
		plies[i].mover = s.ToPlay()
		if r.Weight(i) > 0 {
			if len(r.Policy[i]) != len(legal) {
				return nil, r.misfit(n, spec)
			}
			plies[i].sample = Sample{Obs: make([]float32, spec.ObsLen()), Policy: spread(r.Policy[i], legal, spec.Actions), Legal: legal}
			s.Observe(plies[i].sample.Obs)
		}
		s.Play(a)
		plies[i].rewards = make([]float32, spec.Players)
		s.Rewards(plies[i].rewards)
	}
	if s.ToPlay() != envs.Over {
		return nil, fmt.Errorf("record of game %d: the game goes on after its last ply, %d", r.Game, len(r.Actions))
	}
	return plies, nil
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
