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
