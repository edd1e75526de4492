// Package qlearn is a training run of an agent that learns the values of
// actions step by step: DQN, PQN, or a table.
//
//	Preset, Set ──▶ Config ──▶ Create ──▶ Folder ──▶ Start ──▶ Run.Train
//
// The learner plays and learns; the run (run.go) counts its steps of the world,
// measures it now and then in worlds of its own (measure.go), reports, and
// writes checkpoints (state.go) from which it goes on exactly. What each kind
// of learner is called and needs stands in a file of its own (dqn.go, pqn.go,
// tabular.go). The result is a function of the config alone, whatever the
// number of threads and however often the run was stopped.
//
// The package asks no clock but the one it is given, and nothing that it makes
// but the speeds it reports depends on it.
package qlearn
