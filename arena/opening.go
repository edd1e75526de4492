package arena

import (
	"fmt"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

// Openings returns n openings of game that lead to different positions, none
// of them over, by random legal moves: plies of them, or as many more as it
// takes to find n. In a world that has not enough such positions at any ply,
// the most that one ply has are returned over and over. It is an error if no
// game was found that goes on after that many plies.
//
// Positions are told apart by envs.Hasher, in a world without it by the moves
// that led to them. The result is a function of the arguments.
func Openings(game envs.Game, number uint64, n, plies int) ([]Opening, error) {
	var most []Opening
	for more := 0; len(most) < n && more <= mostMorePlies; more++ {
		found := openingsAt(game, number, n, plies+more)
		if len(found) == 0 {
			break // every game is over by then
		}
		if len(found) > len(most) {
			most = found
		}
	}
	if len(most) == 0 {
		return nil, fmt.Errorf("no game of %s was found that goes on after %d random plies", game.Spec().Name, plies)
	}
	for i := 0; len(most) < n; i++ {
		most = append(most, most[i])
	}
	return most, nil
}

const (
	mostMorePlies = 100  // beyond those asked for, in search of variety
	fewestWalks   = 1000 // random games tried at each number of plies, or
	walksEach     = 20   // this many for each opening wanted
)

// openingsAt returns up to n openings of exactly this many plies.
func openingsAt(game envs.Game, number uint64, n, plies int) []Opening {
	var found []Opening
	seen := map[uint64]bool{}
	for try := range uint64(max(fewestWalks, walksEach*n)) {
		ids := []uint64{number, uint64(plies), try}
		o := Opening{Seed: seed.Mix(ids...)}
		state := game.New(o.Seed)
		if !o.walk(state, plies, seed.Stream(ids...)) {
			continue
		}
		if key := positionKey(state, o.Actions); !seen[key] {
			seen[key] = true
			if found = append(found, o); len(found) == n {
				break
			}
		}
	}
	return found
}

// walk plays random moves on state and adds them to the opening. It reports
// whether the game goes on afterwards.
func (o *Opening) walk(state envs.State, plies int, rng *rand.Rand) bool {
	var legal []envs.Action
	for range plies {
		legal = state.Legal(legal[:0])
		if len(legal) == 0 {
			return false
		}
		a := legal[rng.IntN(len(legal))]
		state.Play(a)
		o.Actions = append(o.Actions, a)
	}
	return state.ToPlay() != envs.Over
}

func positionKey(state envs.State, actions []envs.Action) uint64 {
	if h, ok := state.(envs.Hasher); ok {
		return h.Hash()
	}
	ids := make([]uint64, len(actions))
	for i, a := range actions {
		ids[i] = uint64(a)
	}
	return seed.Mix(ids...)
}
