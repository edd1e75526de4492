// Package envs is the contract between a world and everything that plays in
// it: its rules (Game), one position (State), the static facts (Spec), and the
// optional powers that a world may have beyond them.
//
// A world of one's own is a type with the two methods of Game and a type with
// the six of State; package envs/envtest examines it. Values, rewards and
// returns are indexed by seat everywhere, so nobody flips a sign; only an
// observation is told from the mover's eyes.
//
// The package imports nothing of ours and knows no agent, search or network.
package envs
