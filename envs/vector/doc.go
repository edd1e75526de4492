// Package vector drives many episodes of a one-player world side by side, as
// learners that act on batches want them.
//
// There is one rule for the end of an episode. The step that ends it also
// begins the next one, so that every step is a step of every lane; and it
// returns both observations, the final one of the old episode and the first
// of the new: what a learner bootstraps from where a time limit cut the
// episode off, and what it acts on next. No step is lost, and none is made up.
//
//	step        t              t+1
//	lane 0   obs ─ a ─► r  obs ─ a ─► r  obs …
//	lane 1   obs ─ a ─► r  Last, Final │ obs ─ a ─► r   the next episode
//	lane 2   obs ─ a ─► r  obs ─ a ─► r  obs …
//
// The seed of an episode is a hash of the driver's seed, the lane and the
// number of the episode in it. So what happens in a lane is a function of the
// actions in it, whatever the number of lanes and goroutines.
//
// The package knows worlds and their wrappers, and no agent.
package vector
