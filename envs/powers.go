package envs

// The optional powers: what a Game or a State can do beyond the contract.
// A world has a power by having its methods; the one place that uses a power
// finds it by type assertion.

// Hasher is the power of a State to tell positions apart: two states of one
// game have equal hashes if and only if their future is the same (up to the
// accident of a 64-bit collision).
type Hasher interface {
	Hash() uint64
}

// Truncator is the power of a State to be cut off by a limit that is no rule
// of the world, such as a number of steps. Where it is cut off ToPlay is Over,
// and Observe stores what the seat that would have moved sees, because a
// learner bootstraps from it.
type Truncator interface {
	// Truncated reports whether a limit, not the rules, ended the episode.
	Truncated() bool
}

// Sided is the power of a State of one seat whose player moves for two sides in
// turn. Observe tells what the side to move sees, and rewards are those of the
// side that moved. Such a State is no Truncator.
type Sided interface {
	// Turned reports whether the side to move is another than the one that
	// made the last move.
	Turned() bool
}

// Reseeder is the power of a State of a stochastic world, whose future the
// seed and the actions decide only together: Reseed replaces all randomness
// that is still to come and changes nothing else. A search reseeds its copies,
// so that it never foresees the dice.
type Reseeder interface {
	Reseed(seed uint64)
}

// Restarter is the power of a State to begin anew without allocating: Restart
// makes it equal to Game.New(seed).
type Restarter interface {
	Restart(seed uint64)
}

// Binary is the power of a Game to promise that each value of an observation is
// 0 or 1, so that whoever keeps many of them needs a bit for each.
type Binary interface {
	// Binary reports whether the promise holds: a game may come in kinds
	// with different observations.
	Binary() bool
}

// Keyer is the power of a State to tell positions apart by what stands on the
// board and who may do what with it, whatever came before: classical search
// programs remember a position of chess by that, though its future depends on
// its past, too.
type Keyer interface {
	Key() uint64
}

// Counter is the power of a State to count the sequences of moves of a length,
// quicker than by playing them and leaving aside the draws that the past may
// bring, as the published counts of chess do.
type Counter interface {
	Perft(depth int) uint64
}

// Estimator is the power of a State to judge itself by a rule of thumb, as
// classical search programs do where they stop looking ahead.
type Estimator interface {
	// Estimate stores in dst[p] a rough guess at the return of seat p from
	// here on, strictly within the range of true returns. The length of dst
	// is Spec.Players; the episode is not over.
	Estimate(dst []float32)
}

// Tactical is the power of a State to name the moves that upset the balance
// at once, which classical search follows beyond its depth.
type Tactical interface {
	// Tactical appends to dst the legal actions that a search must not stop
	// before: captures and promotions, or every move when the mover may not
	// stand still. It reports whether standing still is an option.
	Tactical(dst []Action) (moves []Action, mayStand bool)
}

// Passer is the power of a State to let its mover do nothing, which the rules
// do not allow, in a world where the right to move is nearly always worth
// something: a search concludes from a position that is good even so how good
// it is with a move (null move).
type Passer interface {
	// Pass gives the turn to the other seat and reports true, or does
	// nothing and reports false: where the mover may not stand still, where
	// it may well be better off without a move (zugzwang), and where the
	// other would have none. What follows a pass is no position of any game:
	// it serves to look ahead from, and tells no repetition of what was
	// before.
	Pass() bool
}

// Framed is the power of a Game that is played on boards of several sizes, each
// in the middle of arrays of the largest (see Frame).
type Framed interface {
	// BoardChannel returns the channel of an observation that is 1 on the
	// board and 0 around it.
	BoardChannel() int
}

// Symmetric is the power of a Game whose rules look the same when its board
// is turned or mirrored.
type Symmetric interface {
	// Symmetries returns every symmetry of the board, the identity first.
	// The caller must not modify the result.
	Symmetries() []Symmetry
}

// Symmetry is one way to map a board onto itself. If a state s is reached by
// actions a₁, a₂, … and t by Actions[a₁], Actions[a₂], …, then t is the image
// of s: its legal actions are the images of those of s, and each channel of
// its observation satisfies obs(t)[Cells[i]] = obs(s)[i].
type Symmetry struct {
	Actions []Action // length Spec.Actions; Actions[a] is the image of a
	Cells   []int    // length height × width; Cells[i] is the image of cell i
}

// Apply stores the image of the observation src in dst. Both have the
// length of an observation and do not overlap.
func (y Symmetry) Apply(dst, src []float32) {
	plane := len(y.Cells)
	for base := 0; base < len(src); base += plane {
		for i, to := range y.Cells {
			dst[base+to] = src[base+i]
		}
	}
}

// Notation is the power of a Game to name its moves as its players do.
type Notation interface {
	// FormatAction returns the name of a, a legal action of s.
	FormatAction(s State, a Action) string

	// ParseAction returns the legal action of s that text names, or an
	// error that quotes the text and tells what would be accepted.
	ParseAction(s State, text string) (Action, error)
}

// PositionNotation is the power of a Game to write a position as one line.
type PositionNotation interface {
	// FormatPosition returns s as text that ParsePosition reads back.
	FormatPosition(s State) string

	// ParsePosition returns the position that text describes, or an error
	// that tells what is wrong with it. A position that no game can reach
	// may be refused.
	ParsePosition(text string) (State, error)
}

// Scorer is the power of a State whose outcome is counted in points on a
// board: the targets of networks that learn more from a game than who won,
// and what a protocol reports as the score.
type Scorer interface {
	// Score stores in dst[p] the points of seat p if the game ended here,
	// handicaps such as komi included. The length of dst is Spec.Players.
	// By how much a seat is ahead is the difference.
	Score(dst []float32)

	// Owners stores in dst[cell] the seat that Score credits with the cell,
	// Over if it credits none. The length of dst is height × width of
	// Spec.Obs, row by row.
	Owners(dst []Player)
}

// Model is the power of a Game whose states are few and whose chances are
// known: the exact tables that dynamic programming needs. States are numbered
// from 0; every action is defined in each of them. A time limit (Truncator)
// is no part of the tables.
type Model interface {
	// States returns the number of states.
	States() int

	// Starts returns the probability that an episode starts in each state,
	// of length States. The caller must not modify it.
	Starts() []float64

	// Transitions returns all that may come of action a in the state, with
	// probabilities that sum to 1. What it tells of a state where the rules
	// have ended the episode is of no consequence, because nobody plays on
	// there: the outcome that leads to it says Terminated. The caller must
	// not modify the result.
	Transitions(state int, a Action) []Outcome
}

// Outcome is one way that an action may turn out.
type Outcome struct {
	Probability float64
	Next        int     // the state that follows
	Reward      float64 // earned on the way there
	Terminated  bool    // the rules end the episode there
}

// Indexer is the power of a State of a Model to tell which of the model's
// states it is, 0 ≤ Index < States.
type Indexer interface {
	Index() int
}

// Bounded is the power of a Game that observes in units of its own, such as
// metres and radians, where others keep within -1 and 1.
type Bounded interface {
	// ObsLimit returns the largest magnitude in an observation.
	ObsLimit() float32
}
