package envtest

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// turn is an action in a state of an envs.Model.
type turn struct {
	state int
	a     envs.Action
}

// CheckModel holds the tables of a world of one seat against how it plays: it
// takes so many random steps and counts for every state and action that it
// comes to how that turns out. The error tells which outcomes are not in the
// tables, or come more or less often than chance would have it (beyond 5.5
// standard deviations), or where the tables are not whole. The game is an
// envs.Model and its states are envs.Indexer.
func CheckModel(game envs.Game, steps int) error {
	model, ok := game.(envs.Model)
	if !ok {
		return errors.New("the game is no envs.Model")
	}
	if err := checkTables(game, model); err != nil {
		return err
	}
	var all []error
	for here, seen := range countOutcomes(game, steps) {
		expected, n := map[envs.Outcome]float64{}, 0.0
		for _, o := range model.Transitions(here.state, here.a) {
			p := o.Probability
			o.Probability, o.Reward = 0, float64(float32(o.Reward))
			expected[o] += p
		}
		for o, count := range seen {
			n += count
			if expected[o] == 0 {
				all = append(all, fmt.Errorf("%+v came of %+v, which the tables do not have", o, here))
			}
		}
		for o, p := range expected {
			if allowed := 5.5*math.Sqrt(n*p*(1-p)) + 1e-9; math.Abs(seen[o]-n*p) > allowed {
				all = append(all, fmt.Errorf("%+v came of %+v in %v of %v, want %.1f, give or take %.1f", o, here, seen[o], n, n*p, allowed))
			}
		}
	}
	slices.SortFunc(all, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return errors.Join(all...)
}

// checkTables tells where the probabilities do not sum to 1, or a state that
// follows does not exist.
func checkTables(game envs.Game, model envs.Model) error {
	const rounding = 1e-12
	var starts float64
	for _, p := range model.Starts() {
		starts += p
	}
	if len(model.Starts()) != model.States() || math.Abs(starts-1) > rounding {
		return fmt.Errorf("%d probabilities of a start with sum %v, want %d and 1", len(model.Starts()), starts, model.States())
	}
	for state := range model.States() {
		for a := range envs.Action(game.Spec().Actions) {
			var sum float64
			for _, o := range model.Transitions(state, a) {
				sum += o.Probability
				if o.Next < 0 || o.Next >= model.States() || o.Probability <= 0 {
					return fmt.Errorf("%+v may come of action %d in state %d, of %d states", o, a, state, model.States())
				}
			}
			if math.Abs(sum-1) > rounding {
				return fmt.Errorf("the outcomes of action %d in state %d have probability %v, want 1", a, state, sum)
			}
		}
	}
	return nil
}

// countOutcomes plays random episodes and counts what comes of every turn;
// the outcomes that it counts have no probability.
func countOutcomes(game envs.Game, steps int) map[turn]map[envs.Outcome]float64 {
	counts := map[turn]map[envs.Outcome]float64{}
	e, rng := envs.NewEpisode(game), seed.Stream(1)
	legal := make([]envs.Action, 0, game.Spec().Actions)
	for episode := uint64(0); steps > 0; episode++ {
		e.Reset(episode)
		for last := false; !last; steps-- {
			legal = e.Legal(legal[:0])
			here := turn{e.State().(envs.Indexer).Index(), legal[rng.IntN(len(legal))]}
			reward, discount, ended := e.Step(here.a)
			if counts[here] == nil {
				counts[here] = map[envs.Outcome]float64{}
			}
			counts[here][envs.Outcome{
				Next: e.State().(envs.Indexer).Index(), Reward: float64(reward), Terminated: discount == 0,
			}]++
			last = ended
		}
	}
	return counts
}
