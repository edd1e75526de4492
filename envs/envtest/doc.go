// Package envtest is the examiner of worlds, as testing/fstest is of file
// systems: it plays random games and holds every position against the laws
// of package envs, those of the optional powers too where the world has them.
//
// Test is for the tests of a world; Check is the same for a program. Perft
// counts games, and Playthrough writes one down for a golden text.
//
// It knows the contract and no world.
package envtest
