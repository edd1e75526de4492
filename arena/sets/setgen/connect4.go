package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/connectfour/solver"
)

// span is a range of plies, both ends included.
type span struct{ from, to int }

// plies lists the numbers of plies in the span.
func (s span) plies() []int {
	var all []int
	for n := s.from; n <= s.to; n++ {
		all = append(all, n)
	}
	return all
}

// The difficulties of a position by the plies that are left under perfect
// play, after Pascal Pons ("Solving Connect 4: how to build a perfect AI",
// part 2).
var (
	easy   = span{1, 13}
	medium = span{14, 28}
	hard   = span{29, connectfour.Cells}
)

// The stages by the plies that were played. Of the beginning, up to 14, those
// are left out that take long to label: beyond the solver's book, which tells
// what follows after three discs, and not yet deep enough for its search.
var (
	beginning = slices.Concat(span{1, 3}.plies(), span{11, 14}.plies())
	middle    = span{15, 28}.plies()
	end       = span{29, connectfour.Cells - 1}.plies()
)

// connectFour returns the makers of the six sets that are not empty.
func connectFour() []maker {
	var all []maker
	s := solver.New(solver.Config{TableBits: 24})
	for _, set := range []struct {
		name   string
		count  int
		played []int // plies, each as likely as any other
		left   span
	}{
		{"beginning-easy", 500, beginning, easy},
		{"middle-easy", 500, middle, easy},
		{"end-easy", 500, end, easy},
		{"beginning-medium", 500, beginning, medium},
		{"middle-medium", 500, middle, medium},
		{"beginning-hard", 500, beginning, hard},
	} {
		all = append(all, maker{"connect4/" + set.name, set.count, func(ctx context.Context, rng *rand.Rand) (position, bool, error) {
			moves, ok := randomMoves(set.played[rng.IntN(len(set.played))], rng)
			if !ok {
				return position{}, false, nil
			}
			return labelConnectFour(ctx, s, moves, set.left)
		}})
	}
	return all
}

// randomMoves returns the moves of a random game up to a number of plies, and
// false if it is over by then.
func randomMoves(plies int, rng *rand.Rand) (moves string, ok bool) {
	game := connectfour.New()
	state := game.New(0)
	for range plies {
		legal := state.Legal(nil)
		if len(legal) == 0 {
			return "", false
		}
		a := legal[rng.IntN(len(legal))]
		moves += game.FormatAction(state, a)
		state.Play(a)
	}
	return moves, state.ToPlay() != envs.Over
}

// labelConnectFour returns the position after the moves with the score of
// every column, if the plies that are left lie in the span.
func labelConnectFour(ctx context.Context, s *solver.Solver, moves string, left span) (position, bool, error) {
	state, err := connectfour.FromMoves(moves)
	if err != nil {
		return position{}, false, err
	}
	if ok, err := s.Within(ctx, state, left.to); err != nil || !ok {
		return position{}, false, err
	}
	if tooSoon, err := s.Within(ctx, state, left.from-1); err != nil || tooSoon {
		return position{}, false, err
	}
	scores, err := s.Solve(ctx, state, nil)
	if err != nil {
		return position{}, false, err
	}
	line := moves
	for column := range envs.Action(connectfour.Width) {
		if i := slices.Index(state.Legal(nil), column); i >= 0 {
			line += fmt.Sprintf(" %d", scores[i])
		} else {
			line += " -"
		}
	}
	return position{key: upToMirror(state), line: line}, true, nil
}

// upToMirror is the same for a position and its mirror image.
func upToMirror(state *connectfour.State) string {
	text := connectfour.New().FormatPosition(state)
	rows := strings.Split(text, "/")
	for i, row := range rows {
		cells := []byte(row)
		slices.Reverse(cells)
		rows[i] = string(cells)
	}
	return min(text, strings.Join(rows, "/"))
}
