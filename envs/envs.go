package envs

// Action is an index into a world's fixed action space, 0 ≤ a < Spec.Actions.
type Action int32

// Player is a seat, 0 ≤ p < Spec.Players, or Over.
type Player int8

// Over is the Player to move when nobody is: the episode has ended.
const Over Player = -1

// Spec holds the static facts of a world.
type Spec struct {
	Name     string // the public name, as users type it
	Players  int    // seats, at least 1
	Actions  int    // size of the action space
	Obs      [3]int // channels, height, width of an observation
	MaxPlies int    // no episode is longer; 0 means that the rules alone end it
}

// ObsLen is the number of values in one observation: the product of Obs.
func (s Spec) ObsLen() int { return s.Obs[0] * s.Obs[1] * s.Obs[2] }

// Game is the immutable rules of a world. It is safe for concurrent use.
type Game interface {
	Spec() Spec

	// New returns the first position of an episode. The seed fixes all of
	// the world's own randomness; a deterministic world ignores it.
	New(seed uint64) State
}

// State is one position of an episode: a function of the game, the seed and
// the actions played so far. It is mutable and not safe for concurrent use.
type State interface {
	// ToPlay returns the seat to move, or Over.
	ToPlay() Player

	// Legal appends the legal actions to dst in ascending order. It appends
	// nothing if the episode is over and at least one action otherwise.
	Legal(dst []Action) []Action

	// Play makes the move a for the seat to move. It panics if a is illegal.
	Play(a Action)

	// Rewards stores in dst[p] what seat p earned by the last Play, zeros
	// before the first. The length of dst is Spec.Players.
	Rewards(dst []float32)

	// Observe stores in dst what the seat to move sees, channel-major,
	// [channels, height, width] of Spec.Obs. It is the one place where a
	// position is told from the mover's eyes.
	Observe(dst []float32)

	// CopyFrom makes the state equal to src, a state of the same game. The
	// two share no memory afterwards. It allocates nothing once the
	// receiver has held a position as large as src.
	CopyFrom(src State)
}
