// Package toytext holds three small worlds of one seat, known to users of
// Gymnasium as its toy text: FrozenLake, CliffWalking and Taxi.
//
// Each is a table: for every state and action, what may come of it and how
// likely. The table is what an episode draws from, and it is what envs.Model
// shows, so a value computed from the one is a fact about the other.
//
// States are numbered as in Gymnasium, and envs.Indexer tells the number; the
// observation spreads it out into planes of zeros and ones. A time limit
// truncates an episode (envs.Truncator) and ends it for no other reason.
//
// The package knows rules only.
package toytext
