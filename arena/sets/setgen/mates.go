package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/catalog"
)

// mates returns the makers of mates in one and two moves, with every move that
// mates as soon.
func mates() ([]maker, error) {
	var all []maker
	for _, name := range []string{"chess", "gardner", "losalamos"} {
		game, err := catalog.Game(name)
		if err != nil {
			return nil, err
		}
		for _, set := range []struct{ moves, count int }{{1, 200}, {2, 100}} {
			all = append(all, maker{
				name:  fmt.Sprintf("%s/mate-in-%d", name, set.moves),
				count: set.count,
				draw: func(ctx context.Context, rng *rand.Rand) (position, bool, error) {
					state, ok := randomPosition(game, 10+rng.IntN(90), rng)
					if !ok {
						return position{}, false, nil
					}
					p, ok := labelMate(game, state, set.moves)
					return p, ok, ctx.Err()
				},
			})
		}
	}
	return all, nil
}

// labelMate returns the position with the moves that mate in so many moves,
// 1 or 2; ok is false if there is none, or a quicker mate.
func labelMate(game envs.Game, state envs.State, moves int) (p position, ok bool) {
	// Of the text, an EPD keeps the four fields that tell the position itself.
	text := game.(envs.PositionNotation).FormatPosition(state)
	epd := strings.Join(strings.Fields(text)[:4], " ")
	state, err := game.(envs.PositionNotation).ParsePosition(epd + " 0 1")
	if err != nil || state.ToPlay() == envs.Over {
		return p, false
	}
	solutions := winningMoves(game, state)
	if moves == 2 {
		if len(solutions) > 0 {
			return p, false
		}
		solutions = forcingMoves(game, state)
	}
	if len(solutions) == 0 {
		return p, false
	}
	line := epd + " bm"
	for _, a := range solutions {
		line += " " + agents.Notation(game).FormatAction(state, a)
	}
	return position{key: epd, line: line + ";"}, true
}

// winningMoves returns the moves that win at once.
func winningMoves(game envs.Game, s envs.State) []envs.Action {
	var wins []envs.Action
	mover, rewards := s.ToPlay(), make([]float32, game.Spec().Players)
	for _, a := range s.Legal(nil) {
		next := after(game, s, a)
		if next.Rewards(rewards); rewards[mover] > 0 {
			wins = append(wins, a)
		}
	}
	return wins
}

// forcingMoves returns the moves to which every answer allows a win at once.
func forcingMoves(game envs.Game, s envs.State) []envs.Action {
	var forcing []envs.Action
	for _, a := range s.Legal(nil) {
		if next := after(game, s, a); next.ToPlay() != envs.Over && allLose(game, next) {
			forcing = append(forcing, a)
		}
	}
	return forcing
}

// allLose tells whether every move of s allows a win at once.
func allLose(game envs.Game, s envs.State) bool {
	for _, answer := range s.Legal(nil) {
		if next := after(game, s, answer); next.ToPlay() == envs.Over || len(winningMoves(game, next)) == 0 {
			return false
		}
	}
	return true
}
