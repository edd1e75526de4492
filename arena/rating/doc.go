// Package rating is the mathematics of results: how strong players are by the
// games between them (Fit), how likely one is better than another (Superiority),
// and when a match has shown enough (SPRT). It knows counts and probabilities,
// and neither games nor agents.
package rating
