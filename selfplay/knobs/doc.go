// Package knobs reads and changes the settings of a run: a struct whose fields
// have toml tags, tables being structs in it.
//
//	err := knobs.Set(&config, "train.batch", "128", identity)
//	for _, c := range knobs.Changes(before, config) { … }
//
// A key that the struct does not have is an error that lists those it has, and
// whatever fails leaves the struct as it was.
package knobs
