// Package wrap holds decorators of worlds: each takes a Game and returns one
// that differs in a single respect.
//
//	TimeLimit     an episode is cut off after so many steps
//	FrameStack    an observation shows the last few frames
//	StickyActions the action before is repeated by chance
//	ActionRepeat  an action is played several times over
//	ClipReward    rewards are held within a range
//	SignReward    of a reward only the sign is left
//	OneHot        whole numbers of an observation become planes of zeros and a one
//	EpisodeStats  the raw returns and the length of an episode, for StatsOf
//
// What comes out is a world like any other: its states are functions of the
// game, the seed and the actions, so wrappers compose, a search may look ahead
// in them, and package envs/envtest examines them. Parse reads wrappers from a
// line of text, as in "cartpole+limit=200+stack=4".
//
// The powers of the world within that still hold are there outside as well:
// Notation, Symmetric, Hasher, Reseeder, Restarter and
// fmt.Stringer if the world has them; Truncator, Binary and Bounded always. The others are not
// passed on: they tell of positions that lack what the wrapper adds, such as
// the steps that are left.
//
// Normalizer is no decorator: what it does to an observation depends on all
// observations before, those of other episodes too, so that it cannot be part
// of a State. It belongs to whoever drives the episodes.
package wrap
