package search

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/envs"
)

// MaxDepth is the deepest that AlphaBeta looks ahead, in plies.
const MaxDepth = 99

// AlphaBeta looks a number of plies ahead in a deterministic zero-sum world of
// two seats (Knuth and Moore, "An analysis of alpha-beta pruning", 1975). A
// line that ends the episode within that number is worth its true return, a
// quicker win more than a slower one and a slower loss more than a quicker
// one; a line that goes on is worth what envs.Estimator says of its last
// position, or 0 in a world without that power, or what an Evaluator says. In
// a world that is envs.Tactical, a line does not end before its position is
// quiet.
//
// The search deepens ply by ply, remembers what it found where the world is an
// envs.Hasher, and tries what was good elsewhere first. None of that changes
// the result, which is that of minimax: it only leaves out what cannot matter.
// Only in a world that is an envs.Keyer are positions taken for the same that
// differ in their past, as all programs of the kind do; the draws that
// repetition brings may then be missed. Shortcuts give exactness up for depth.
//
// An AlphaBeta is not safe for concurrent use. A search allocates nothing
// once the states and the lists of moves have grown to their sizes.
type AlphaBeta struct {
	game      envs.Game
	depth     int      // plies at most
	line      []*abPly // line[0] is the root; grown as the search gets deeper
	table     *bounds  // nil if the world is no envs.Hasher
	judge     *judge   // nil if the world estimates
	shortcuts Shortcuts
	history   history
	dirty     bool          // a search has left something behind
	root      []envs.Action // the moves at the root, the most promising first
	tied      []envs.Action // those with the greatest score in the iteration under way
	found     []envs.Action // tied, kept where an iteration has seen no move yet

	asked     Look     // what limits the search under way
	lines     []abLine // the best lines so far; see Lines
	ctx       context.Context
	err       error // of ctx, or errEnough; every score since is meaningless
	nodes     int   // positions of the search under way, the root included
	pause     int   // the number of nodes at which to look up again
	horizon   int   // plies of the iteration under way
	reached   int   // the last horizon
	deepest   int   // plies of the longest line visited
	guessed   bool  // the iteration has met its horizon, or taken a shortcut
	verifying bool  // no pass is tried
}

// abPly is one position of the line that the search is on, and the room that
// it needs. What the world can do is found out once.
type abPly struct {
	state     envs.State
	mover     envs.Player
	identity  func() uint64 // nil if the world cannot tell positions apart
	estimator envs.Estimator
	tactical  envs.Tactical
	passer    envs.Passer
	legal     []envs.Action
	moves     []weighed      // of legal, as far as they were picked in their order
	rewards   []float32      // by seat, scratch
	returned  float32        // what seat 0 earned between the root and here
	passed    bool           // the last move was no move
	sharp     bool           // the mover may not stand still, as far as that was asked
	killers   [2]envs.Action // what last caused cut-offs here: the siblings of a refuted move often fall to the same reply
	best      []envs.Action  // the moves from here on that are best play, where the score is exact
}

// cancelInterval is the number of positions between two looks at the context
// and the time, where an estimate takes next to no time.
const cancelInterval = 1 << 10

// AlphaBetaConfig holds the knobs of an AlphaBeta.
type AlphaBetaConfig struct {
	Depth     int       // plies at most, 1 to MaxDepth
	Evaluator Evaluator // judges where lines end, and orders moves; nil is the world's own estimate
	MaxBytes  int       // of the memory of positions; 0 is 16 MiB. A shallow search takes less
	Shortcuts
}

// defaultTable is the size in bytes of a table if nothing else is said.
const defaultTable = 16 << 20

// NewAlphaBeta returns an exact search of game to the given depth. It panics
// unless the world has two seats and 1 ≤ depth ≤ MaxDepth.
func NewAlphaBeta(game envs.Game, depth int) *AlphaBeta {
	return NewAlphaBetaWith(game, AlphaBetaConfig{Depth: depth})
}

// NewAlphaBetaWith is NewAlphaBeta for a search with knobs.
func NewAlphaBetaWith(game envs.Game, config AlphaBetaConfig) *AlphaBeta {
	spec := game.Spec()
	if spec.Players != 2 {
		panic(fmt.Sprintf("search: alpha-beta in a world of %d seats, want 2", spec.Players))
	}
	if config.Depth < 1 || config.Depth > MaxDepth {
		panic(fmt.Sprintf("search: alpha-beta to depth %d, want 1 to %d", config.Depth, MaxDepth))
	}
	ab := &AlphaBeta{game: game, depth: config.Depth, shortcuts: config.Shortcuts, history: newHistory(spec.Actions)}
	if config.Evaluator != nil {
		ab.judge = newJudge(config.Evaluator, spec)
	}
	ab.grow(1)
	if ab.line[0].identity != nil {
		if config.MaxBytes == 0 {
			config.MaxBytes = defaultTable
		}
		ab.table = newBounds(pairBitsFor(config.Depth, config.MaxBytes), config.Memory)
	}
	return ab
}

// Bytes is the memory that the table of positions takes.
func (ab *AlphaBeta) Bytes() int {
	if ab.table == nil {
		return 0
	}
	return len(ab.table.entries) * entryBytes
}

// Forget drops all that earlier searches have left behind, so that the next
// is that of a new AlphaBeta.
func (ab *AlphaBeta) Forget() {
	if !ab.dirty {
		return
	}
	ab.dirty = false
	if ab.table != nil {
		clear(ab.table.entries)
		ab.table.stamp = 0
	}
	for seat := range ab.history {
		clear(ab.history[seat])
	}
	for _, p := range ab.line {
		p.killers = [2]envs.Action{-1, -1}
	}
}

// grow makes room for lines of so many plies.
func (ab *AlphaBeta) grow(plies int) {
	for len(ab.line) <= plies {
		p := &abPly{state: ab.game.New(0), rewards: make([]float32, 2), killers: [2]envs.Action{-1, -1}}
		p.identity = identityOf(p.state)
		p.estimator, _ = p.state.(envs.Estimator)
		p.tactical, _ = p.state.(envs.Tactical)
		p.passer, _ = p.state.(envs.Passer)
		ab.line = append(ab.line, p)
	}
}

// identityOf is how a state tells its position apart from others, or nil.
func identityOf(s envs.State) func() uint64 {
	switch s := s.(type) {
	case envs.Keyer:
		return s.Key
	case envs.Hasher:
		return s.Hash
	}
	return nil
}

// Nodes returns the number of positions that the last search visited.
func (ab *AlphaBeta) Nodes() int { return ab.nodes }

// Best appends to dst every legal action of s whose score is the greatest,
// ascending. The state is read only and not over. If the context ends first,
// Best returns its error and dst as it was.
//
// The result of an exact search depends on s alone. With Shortcuts one of the
// best actions is found, and what was searched before has its say.
func (ab *AlphaBeta) Best(ctx context.Context, s envs.State, dst []envs.Action) ([]envs.Action, error) {
	if err := ab.deepen(ctx, s, Look{}); err != nil {
		return dst, err
	}
	return append(dst, ab.found...), nil
}

// BestInTime is Best within the limits of look: it appends the best actions of
// the deepest look that was finished, or of a deeper one that was under way as
// far as it had come. It fails only if the context ends before the first ply
// has been seen.
func (ab *AlphaBeta) BestInTime(ctx context.Context, s envs.State, look Look, dst []envs.Action) ([]envs.Action, error) {
	err := ab.deepen(ctx, s, look)
	if len(ab.found) == 0 {
		return dst, err
	}
	return append(dst, ab.found...), nil
}

// deepen searches to one ply, to two, and so on to the depth, until a limit is
// reached, the context ends or no line meets the horizon any more. What was
// found, ab.found, ascends.
func (ab *AlphaBeta) deepen(ctx context.Context, s envs.State, look Look) error {
	ab.found, ab.lines = ab.found[:0], ab.lines[:0]
	if err := ctx.Err(); err != nil {
		return err
	}
	depth := ab.begin(ctx, s, look)
	defer func() { ab.ctx, ab.asked = nil, Look{} }()
	defer func() { slices.Sort(ab.found) }()
	var plan pace
	for ab.horizon = 1; ab.horizon <= depth; ab.horizon++ {
		ab.guessed, ab.reached = false, ab.horizon
		if ab.table != nil && !ab.table.keeps {
			ab.table.stamp++
		}
		for rank := 0; rank < max(look.Lines, 1) && rank < len(ab.root) && ab.err == nil; rank++ {
			ab.searchRoot(rank)
		}
		if ab.err != nil {
			ab.playAnything()
			return ab.err
		}
		if !ab.guessed || len(ab.root) == 1 && !look.Forced {
			break // looking deeper would tell nothing new
		}
		if plan.enough(look.Timer, ab.lines[0].moves[0], ab.lines[0].score) {
			break
		}
	}
	return nil
}

// playAnything makes any line of a search that has reached a limit before it
// had one.
func (ab *AlphaBeta) playAnything() {
	if len(ab.lines) > 0 || !errors.Is(ab.err, errEnough) {
		return
	}
	ab.line[1].best = ab.line[1].best[:0]
	ab.note(0, ab.root[0], 0)
	ab.found = append(ab.found[:0], ab.root[0])
}

// begin makes s the root and returns how deep to look.
func (ab *AlphaBeta) begin(ctx context.Context, s envs.State, look Look) (depth int) {
	ab.ctx, ab.asked, ab.err, ab.dirty, ab.verifying = ctx, look, nil, true, false
	ab.nodes, ab.pause, ab.reached, ab.deepest = 1, 0, 0, 0
	ab.history.fade()
	if ab.table != nil {
		ab.table.stamp++
	}
	root := ab.line[0]
	root.state.CopyFrom(s)
	root.mover = root.state.ToPlay()
	ab.root = root.state.Legal(ab.root[:0])
	if look.Only != nil {
		ab.root = slices.DeleteFunc(ab.root, func(a envs.Action) bool { return !slices.Contains(look.Only, a) })
	}
	if look.Depth > 0 {
		return look.Depth
	}
	return ab.depth
}

// aspiration is how far from the last score the window of the root reaches:
// an eighth of a return of 1.
const (
	aspiration      = score(scoreUnit*scorePlies) / 8
	leastAspiration = 4 // plies from which on it is taken
)

// searchRoot searches the actions at the root but for so many that are better
// than all of them: it finds every one with the greatest score, and puts the
// first to the front of the rest for the next iteration.
func (ab *AlphaBeta) searchRoot(rank int) {
	w := window{-infinity, infinity}
	if ab.shortcuts.Aspiration && ab.horizon >= leastAspiration && rank < len(ab.lines) && !ab.lines[rank].score.proven() {
		last := ab.lines[rank].score
		w = window{last - aspiration, last + aspiration}
	}
	for {
		switch best := ab.searchWithin(rank, w); {
		case ab.err != nil || w.alpha < best && best < w.beta:
			return
		case best <= w.alpha:
			w.alpha = -infinity
		default:
			w.beta = infinity
		}
	}
}

// searchWithin is searchRoot with a window, and returns the greatest score. If
// that is beyond the window, it is a bound and nothing is noted.
//
// An action is asked first, with a window that holds nothing but the best
// score so far, whether it is as good: a tie must be a tie and not a bound.
// Only if it is better, its own score is asked for. With shortcuts nobody asks
// for ties.
func (ab *AlphaBeta) searchWithin(rank int, w window) score {
	best, tie := -infinity, score(1)
	if ab.shortcuts.Any() {
		tie = 0
	}
	ab.tied = ab.tied[:0]
	root := ab.root[rank:]
	for i, a := range root {
		got, alpha := score(0), max(w.alpha, best)
		if i == 0 {
			got = ab.try(0, a, ab.horizon-1, w)
		} else if got = ab.try(0, a, ab.horizon-1, window{alpha - tie, alpha + 1}); got > alpha {
			got = ab.try(0, a, ab.horizon-1, window{alpha, w.beta})
		}
		switch {
		case ab.err != nil:
			return best
		case got > best:
			best = got
			ab.tied = append(ab.tied[:0], a)
			copy(root[1:i+1], root[:i])
			root[0] = a
			if best >= w.beta {
				return best
			}
			if best > w.alpha {
				ab.note(rank, a, got)
			}
		case got == best && tie > 0:
			ab.tied = append(ab.tied, a)
		}
		if rank == 0 && best > w.alpha {
			ab.found = append(ab.found[:0], ab.tied...)
		}
	}
	return best
}
