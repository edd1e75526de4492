// Package replay keeps the experience that learning draws from: Buffer holds
// the newest items and draws them uniformly; package replay/shard keeps
// records on disk. It knows neither worlds nor networks.
package replay
