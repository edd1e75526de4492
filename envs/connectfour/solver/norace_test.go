//go:build !race

package solver

// underRace tells that the race detector slows the tests down.
const underRace = false
