// Package rundir is the folder of a training run, whatever kind of agent it
// trains: who may make or replace it, who holds it, and which files of it a
// process that was killed has left half-written.
//
//	dir := rundir.Dir("runs/x")
//	err := dir.Create(config, false)  // config.toml, durable
//	lock, err := dir.Lock()           // nobody else trains here
//	err = dir.Prepare("weights", "state")
//
// The package knows no knob of a run: of config.toml it reads which world and
// which kind of agent it is of.
package rundir
