// Package arena judges agents: it plays one game and writes it down (Play),
// plays many with the colours swapped and says what they prove (Match), and
// asks an agent for its move in positions whose answers are known (Suite).
//
// An agent that fails or breaks the rules loses the game, with the reason in
// its Record. Everything is a function of the seeds: a match gives the same
// games whatever the number of goroutines that play them.
//
// The package knows agents by their contract alone, and no network.
package arena
