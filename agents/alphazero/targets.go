package alphazero

import (
	"math"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// Targets says what the samples of a Record teach.
type Targets struct {
	SearchValue float32 // share of the search's expectation in the value; the rest is what was earned
	Discount    float32 // what a return is worth one ply earlier; 0 is 1
	Reply       bool    // the policy of the ply that follows
	Horizons    bool    // the expectations of the near future
	Owners      bool    // cells and points at the end, in worlds whose states are envs.Scorers
}

// A Sample is what the network learns from one position. The slices are
// read only, and samples share some.
type Sample struct {
	Obs    []float32     // as the mover observes it, length ObsLen
	Policy []float32     // target probability of each action, length Spec.Actions; illegal actions have 0
	Legal  []envs.Action // ascending
	Values []float32     // target return of each seat, the mover's first, then the seats after it; length Spec.Players

	// Reply is the policy of the search at the ply that follows, or where it
	// was not kept the action played there; nil at the last ply.
	Reply []float32

	// Horizons are the Values of each of horizonRates, in their order: what
	// the search expects over the plies to come, exponentially weighted.
	Horizons []float32

	// Owners tells of each cell whether at the end it is the mover's, 1,
	// nobody's, 0, or another seat's, -1; Lead by how many points the mover is
	// ahead then of the best of the others, divided by the number of cells.
	Owners []float32
	Lead   float32
}

// horizonRates are how fast the weights of future plies fall, in a cell of the
// board: on 7 x 7 cells about 9, 3 and 1 plies are seen (Wu, KataGo, "auxiliary
// short-term value targets").
var horizonRates = [...]float64{0.176, 0.056, 0.016}

// horizonDecays are the weights that a ply loses to the next one, for a board
// of so many cells.
func horizonDecays(cells int) (decays [len(horizonRates)]float32) {
	for i, rate := range horizonRates {
		decays[i] = float32(1 - 1/(1+float64(cells)*rate))
	}
	return decays
}

// Samples replays the record and returns the samples that it teaches, in the
// order of the plies: none of a ply that counts 0, one of a ply that counts 1,
// and of another as many as its weight says on the average.
func (r *Record) Samples(game envs.Game, targets Targets) ([]Sample, error) {
	plies, end, err := r.replay(game)
	if err != nil {
		return nil, err
	}
	spec := game.Spec()
	if targets.Discount == 0 {
		targets.Discount = 1
	}
	r.setValues(plies, spec, targets)
	if targets.Horizons {
		r.setHorizons(plies, spec, targets.Discount)
	}
	if targets.Reply {
		for i := 1; i < len(plies); i++ {
			plies[i-1].sample.Reply = plies[i].policy
		}
	}
	if scorer, ok := end.(envs.Scorer); ok && targets.Owners {
		setOwners(plies, spec, scorer)
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

// setValues mixes the return that was earned from each ply on with what the
// search expected there.
func (r *Record) setValues(plies []ply, spec envs.Spec, targets Targets) {
	earned := make([]float32, spec.Players) // from the ply on
	for i := len(plies) - 1; i >= 0; i-- {
		values := make([]float32, spec.Players)
		for p := range earned {
			earned[p] = plies[i].rewards[p] + float32(targets.Discount*earned[p])
		}
		for k := range earned {
			p := seatAfter(plies[i].mover, k, spec.Players)
			values[k] = (1-targets.SearchValue)*earned[p] + targets.SearchValue*r.Values[i][p]
		}
		plies[i].sample.Values = values
	}
}

// setHorizons averages what the search expected from each ply on, near plies
// weighing most:
//
//	y[i] = (1-decay)·values[i] + decay·(rewards[i] + discount·y[i+1])
//
// where nothing is earned after the last ply.
func (r *Record) setHorizons(plies []ply, spec envs.Spec, discount float32) {
	decays := horizonDecays(spec.Obs[1] * spec.Obs[2])
	later := make([]float32, len(decays)*spec.Players)
	for i := len(plies) - 1; i >= 0; i-- {
		plies[i].sample.Horizons = make([]float32, len(later))
		for h, decay := range decays {
			y := later[h*spec.Players:][:spec.Players]
			for p := range y {
				y[p] = (1-decay)*r.Values[i][p] + decay*(plies[i].rewards[p]+discount*y[p])
			}
			for k := range y {
				plies[i].sample.Horizons[h*spec.Players+k] = y[seatAfter(plies[i].mover, k, spec.Players)]
			}
		}
	}
}

// setOwners tells all plies how the game ended on the board.
func setOwners(plies []ply, spec envs.Spec, end envs.Scorer) {
	cells := make([]envs.Player, spec.Obs[1]*spec.Obs[2])
	points := make([]float32, spec.Players)
	end.Owners(cells)
	end.Score(points)
	owners := make([][]float32, spec.Players) // in the eyes of each seat
	for seat := range owners {
		owners[seat] = make([]float32, len(cells))
		for i, p := range cells {
			switch {
			case int(p) == seat:
				owners[seat][i] = 1
			case p != envs.Over:
				owners[seat][i] = -1
			}
		}
	}
	for i := range plies {
		s := &plies[i].sample
		s.Owners = owners[plies[i].mover]
		s.Lead = lead(points, plies[i].mover) / float32(len(cells))
	}
}

// lead is by how many points a seat is ahead of the best other one.
func lead(points []float32, seat envs.Player) float32 {
	best := float32(math.Inf(-1))
	for p, x := range points {
		if p != int(seat) {
			best = max(best, x)
		}
	}
	if len(points) == 1 {
		best = 0
	}
	return points[seat] - best
}
