package main

import (
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
)

// randomPosition plays so many random legal moves from the start of the game,
// and returns false if it is over by then.
func randomPosition(game envs.Game, plies int, rng *rand.Rand) (envs.State, bool) {
	state := game.New(0)
	var legal []envs.Action
	for range plies {
		legal = state.Legal(legal[:0])
		if len(legal) == 0 {
			return nil, false
		}
		state.Play(legal[rng.IntN(len(legal))])
	}
	return state, state.ToPlay() != envs.Over
}

// after returns a copy of the state after the action.
func after(game envs.Game, s envs.State, a envs.Action) envs.State {
	next := game.New(0)
	next.CopyFrom(s)
	next.Play(a)
	return next
}
