package search

import (
	"context"
	"fmt"
	"math"

	"github.com/tengen-rl/tengen/envs"
)

// MaxDepth is the deepest that AlphaBeta looks ahead, in plies.
const MaxDepth = 99

// AlphaBeta looks a fixed number of plies ahead in a deterministic zero-sum
// world of two seats (Knuth and Moore, "An analysis of alpha-beta pruning",
// 1975). A line that ends the episode within that number is worth its true
// return, a quicker win more than a slower one and a slower loss more than a
// quicker one; a line that goes on is worth what envs.Estimator says of its
// last position, or 0 in a world without that power.
//
// An AlphaBeta is not safe for concurrent use. A search allocates nothing
// once the states and the lists of moves have grown to their sizes.
type AlphaBeta struct {
	depth int
	line  []abPly // line[0] is the root, line[depth] the horizon
	ctx   context.Context
	nodes int // positions of the search under way, the root included
}

// abPly is one position of the line that the search is on.
type abPly struct {
	state    envs.State
	legal    []envs.Action
	rewards  []float32   // by seat, scratch
	returned float32     // what seat 0 earned between the root and here
	killer   envs.Action // what last caused a cut-off here, tried first: the siblings of a refuted move often fall to the same reply
}

// score is a return and its distance in one number that a comparison orders
// and a negation turns round: the return in units of 2⁻²⁴, shifted to make
// room for the plies that a winner loses and a loser gains.
type score int64

const (
	scoreUnit      = 1 << 24 // units in a return of 1: all that float32 tells apart near it
	scorePlies     = 1 << 10 // room for plies, more than MaxDepth
	infinity       = score(math.MaxInt64)
	cancelInterval = 1 << 10 // nodes between two looks at the context
)

// newScore is the score of the return value, known plies from the root.
func newScore(value float32, plies int) score {
	units := score(math.Round(float64(value) * scoreUnit))
	switch {
	case units > 0:
		return units*scorePlies - score(plies)
	case units < 0:
		return units*scorePlies + score(plies)
	}
	return 0
}

// NewAlphaBeta returns a search of game to the given depth. It panics unless
// the world has two seats and 1 ≤ depth ≤ MaxDepth.
func NewAlphaBeta(game envs.Game, depth int) *AlphaBeta {
	if players := game.Spec().Players; players != 2 {
		panic(fmt.Sprintf("search: alpha-beta in a world of %d seats, want 2", players))
	}
	if depth < 1 || depth > MaxDepth {
		panic(fmt.Sprintf("search: alpha-beta to depth %d, want 1 to %d", depth, MaxDepth))
	}
	ab := &AlphaBeta{depth: depth, line: make([]abPly, depth+1)}
	for i := range ab.line {
		ab.line[i] = abPly{state: game.New(0), rewards: make([]float32, 2), killer: -1}
	}
	return ab
}

// Nodes returns the number of positions that the last search visited.
func (ab *AlphaBeta) Nodes() int { return ab.nodes }

// Best appends to dst every legal action of s whose score is the greatest,
// ascending. The state is read only and not over. If the context ends first,
// Best returns its error and dst as it was.
//
// The result depends on s alone: each root move is searched with a window
// that is open above and lets an equal of the best so far keep its exact score,
// so that a tie is a tie and not a bound.
func (ab *AlphaBeta) Best(ctx context.Context, s envs.State, dst []envs.Action) ([]envs.Action, error) {
	if err := ctx.Err(); err != nil {
		return dst, err
	}
	ab.ctx, ab.nodes = ctx, 1
	defer func() { ab.ctx = nil }()
	root := &ab.line[0]
	root.state.CopyFrom(s)
	root.legal = root.state.Legal(root.legal[:0])
	mover := root.state.ToPlay()
	start, best := len(dst), -infinity
	for _, a := range root.legal {
		alpha := best
		if alpha > -infinity {
			alpha--
		}
		got, err := ab.try(0, a, mover, alpha, infinity)
		switch {
		case err != nil:
			return dst[:start], err
		case got > best:
			best, dst = got, append(dst[:start], a)
		case got == best:
			dst = append(dst, a)
		}
	}
	return dst, nil
}

// try returns the score of the action a in the position at ply, in the eyes
// of its mover: exact if it lies between alpha and beta, otherwise a bound on
// that side.
func (ab *AlphaBeta) try(ply int, a envs.Action, mover envs.Player, alpha, beta score) (score, error) {
	ab.nodes++
	if ab.nodes%cancelInterval == 0 {
		if err := ab.ctx.Err(); err != nil {
			return 0, err
		}
	}
	from, to := &ab.line[ply], &ab.line[ply+1]
	to.state.CopyFrom(from.state)
	to.state.Play(a)
	to.state.Rewards(to.rewards)
	to.returned = from.returned + to.rewards[0]

	next := to.state.ToPlay()
	switch {
	case next == envs.Over || ply+1 == ab.depth:
		return ab.leaf(ply+1, mover), nil
	case next == mover: // the rules gave the same seat another turn
		return ab.negamax(ply+1, mover, alpha, beta)
	}
	got, err := ab.negamax(ply+1, next, -beta, -alpha)
	return -got, err
}

// negamax returns the score of the position at ply, which is neither over nor
// at the horizon, in the eyes of its mover: exact within alpha and beta.
func (ab *AlphaBeta) negamax(ply int, mover envs.Player, alpha, beta score) (score, error) {
	here := &ab.line[ply]
	here.legal = here.state.Legal(here.legal[:0])
	here.killerFirst()
	best := -infinity
	for _, a := range here.legal {
		got, err := ab.try(ply, a, mover, max(alpha, best), beta)
		if err != nil {
			return 0, err
		}
		best = max(best, got)
		if best >= beta {
			here.killer = a
			break
		}
	}
	return best, nil
}

// killerFirst moves the killer, if it is legal here, to the front.
func (p *abPly) killerFirst() {
	for i, a := range p.legal {
		if a == p.killer {
			copy(p.legal[1:i+1], p.legal[:i])
			p.legal[0] = a
			return
		}
	}
}

// leaf is the score of the last position of a line, at ply, in the eyes of
// seat.
func (ab *AlphaBeta) leaf(ply int, seat envs.Player) score {
	here := &ab.line[ply]
	value := here.returned
	if here.state.ToPlay() != envs.Over {
		if e, ok := here.state.(envs.Estimator); ok {
			e.Estimate(here.rewards)
			value += here.rewards[0]
		}
	}
	if seat == 0 {
		return newScore(value, ply)
	}
	return newScore(-value, ply)
}
