// Package data takes a table to a network: it reads CSV, fills what is missing,
// scales and encodes columns by what the training part alone shows, splits and
// balances, measures results and searches hyper-parameters. Beside that it has
// the two unsupervised methods that a first course names, k-means and
// association rules.
//
//	CSV ── Table ── split ─┬─ training ── Recipe.Fit ── Encoder ── Examples ── network
//	                       └─ test ──────────────────────┘
//
// An Encoder is half of a trained model: it can be saved beside the network or,
// as JSON, in the metadata of the network's file.
//
// Nothing here knows how a network computes.
package data
