// Package alphabeta is the agent that looks a number of plies ahead, or as
// many as a time allows, as classical programs do: search.AlphaBeta with the rule of thumb of the world
// (envs.Estimator) at the horizon. It needs nothing but rules, plays a won
// ending without fault as soon as it sees it, and is the plain yardstick that
// agents which learn are held against.
package alphabeta
