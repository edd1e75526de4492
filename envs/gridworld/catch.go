package gridworld

import (
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/seed"
)

const (
	catchRows = 10
	catchCols = 5
)

var catchFacts = &facts{
	spec: envs.Spec{
		Name: "catch", Players: 1, Actions: 3, Obs: [3]int{1, catchRows, catchCols}, MaxPlies: catchRows - 1,
	},
	moves: []string{"left", "stay", "right"},
}

// Catch is the rules of a ball that falls a row a step from the top, in a
// column of the seed's, and a paddle in the bottom row that is to be under it:
// then the episode earns 1, else -1.
type Catch struct{ *facts }

// NewCatch returns the rules.
func NewCatch() Catch { return Catch{catchFacts} }

// New returns the ball in the top row and the paddle in the middle.
func (g Catch) New(gameSeed uint64) envs.State {
	s := &CatchState{clock: clock{facts: g.facts}}
	s.Restart(gameSeed)
	return s
}

// CatchState is where the ball and the paddle are; the ball's row is the
// number of steps.
type CatchState struct {
	clock
	ball, paddle int32 // columns
}

// Restart begins the episode of the seed.
func (s *CatchState) Restart(gameSeed uint64) {
	d := dice(gameSeed)
	s.clock = clock{facts: s.facts}
	s.ball, s.paddle = int32(below(&d, catchCols)), catchCols/2
}

// Play moves the paddle to the left by 0, to the right by 2 and not by 1, and
// lets the ball fall. It panics if a is illegal.
func (s *CatchState) Play(a envs.Action) {
	s.check(a)
	s.paddle = min(max(s.paddle+int32(a)-1, 0), catchCols-1)
	s.steps++
	if s.steps == catchRows-1 {
		s.toPlay = envs.Over
		s.reward = -1
		if s.ball == s.paddle {
			s.reward = 1
		}
	}
}

// Observe stores one plane, [1, 10, 5]: a 1 for the ball and for the paddle.
func (s *CatchState) Observe(dst []float32) {
	clear(dst[:catchRows*catchCols])
	dst[s.steps*catchCols+s.ball] = 1
	dst[(catchRows-1)*catchCols+s.paddle] = 1
}

// CopyFrom makes the state equal to src.
func (s *CatchState) CopyFrom(src envs.State) { *s = *src.(*CatchState) }

// Hash mixes where ball and paddle are.
func (s *CatchState) Hash() uint64 {
	return seed.Mix(uint64(s.steps), uint64(s.ball), uint64(s.paddle))
}

// String draws the board: o the ball, = the paddle, @ the ball on it.
func (s *CatchState) String() string {
	var b strings.Builder
	for row := range int32(catchRows) {
		for col := range int32(catchCols) {
			ball, paddle := row == s.steps && col == s.ball, row == catchRows-1 && col == s.paddle
			switch {
			case ball && paddle:
				b.WriteByte('@')
			case ball:
				b.WriteByte('o')
			case paddle:
				b.WriteByte('=')
			default:
				b.WriteByte('.')
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}
