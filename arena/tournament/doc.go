// Package tournament plays many agents against each other: a match of two, a
// round robin, a gauntlet, a Swiss system, a ladder. Each encounter is pairs of games
// that begin with the same opening, the seats swapped.
//
// Which games there are, and how each begins, is a function of the Config (in
// a Swiss system: and of the results so far). A game has a number that it keeps
// whatever happens, so that a tournament that was broken off goes on with the
// games it has not played.
//
// The package knows agents by their contract and games by their results. It
// keeps nothing on disk: arena/store does.
package tournament
