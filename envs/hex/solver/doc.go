// Package solver is the perfect player of Hex on boards of up to 7 cells a
// side, as soon as few enough are empty: it proves who wins after every move.
//
// A proof is a search for one winning move, or against all, and its result
// comes with a carrier: the empty cells that the winner's strategy needs. Who
// is about to lose to a strategy must play into its carrier, and into those
// of all others seen (Hayward, Björnsson, Johanson, Kan, Po and van Rijswijck,
// "Solving 7×7 Hex with domination, fill-in, and virtual connections", 2005):
// few moves are left to try. Bridges, chains that two empty cells hold together
// whatever the opponent does, end most lines early.
//
// It knows the rules of package hex and nothing above them; it is a
// search.Solver by its methods.
package solver
