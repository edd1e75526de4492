// Package gallery makes games to be shown of what is on disk: records in SGF
// and PGN, and the games that a run of training has played.
package gallery
