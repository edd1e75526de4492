package agents

import (
	"time"

	"github.com/tengen-rl/tengen/envs"
)

const (
	movesAhead = 25                    // moves that main time is spread over, where nothing else is said
	margin     = 50 * time.Millisecond // lost on the way of every move
)

// Budget returns how long to think about the next move so that the time also
// lasts for those after it. Soft is an even share of the main time and most of
// the increment, or most of a period of byo-yomi where that is more; Hard is
// what an unclear position may cost, about four times as much at most. Where the
// time that is not used is lost, Hard is Soft. Both are less than Total, and
// 0 or more.
//
// The game ends after so many more moves of the seat at most, this one
// included; 0 is not known. See MovesLeft.
func (t Time) Budget(moves int) (soft, hard time.Duration) {
	if moves < 1 || moves > movesAhead {
		moves = movesAhead
	}
	if t.MovesToGo > 0 {
		moves = min(t.MovesToGo, moves)
	}
	soft = t.Left/time.Duration(moves) + t.Increment*3/4
	most := t.Left * 4 / 5
	soft = min(soft, most)
	if t.Periods > 0 {
		most = (t.Left + t.Period) * 9 / 10
		soft = max(soft, most/time.Duration(min(moves, 1+int(t.Left/max(t.Period, 1)))))
	}
	hard = max(min(4*soft, most), soft)
	return lessMargin(soft), lessMargin(hard)
}

// Budget returns how long a seat may think about its next move: as its clock
// says (Time.Budget) and no longer than own, a limit for each move, where that
// is greater than 0. It is not limited if there is neither.
func (c Clock) Budget(seat envs.Player, moves int, own time.Duration) (soft, hard time.Duration, limited bool) {
	if c.Seats != nil && c.Seats[seat].Total() > 0 {
		soft, hard = c.Seats[seat].Budget(moves)
		limited = true
	}
	switch {
	case own <= 0:
		return soft, hard, limited
	case !limited:
		return own, own, true
	}
	return min(soft, own), min(hard, own), true
}

// lessMargin takes off what is lost on the way of a move.
func lessMargin(d time.Duration) time.Duration { return max(d-min(margin, d/5), 0) }

// Share is the soft part of the Budget of a game of unknown length.
func (t Time) Share() time.Duration {
	soft, _ := t.Budget(0)
	return soft
}

// MovesLeft returns how many moves each seat of a world can still make when
// so many plies are played, 0 if the world does not say.
func MovesLeft(world envs.Spec, plies int) int {
	if world.MaxPlies == 0 {
		return 0
	}
	return max(1, (world.MaxPlies-plies+world.Players-1)/world.Players)
}
