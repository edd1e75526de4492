// Package selfplay is a training run: it plays games against itself on all
// threads, lets one learner train on them, and keeps everything in a folder
// from which it resumes exactly.
//
//	Preset, Set ──▶ Config ──▶ Create ──▶ Folder ──▶ Start ──▶ Run.Train
//
// A generation is a round of self-play with the newest weights (play.go)
// followed by training (learn.go); its end is written to the folder
// (folder.go) and told in a report. The result is a function of the config
// alone, whatever the number of threads and however often the run was
// stopped.
//
// The package asks no clock but the one it is given, and nothing that it
// makes depends on it.
package selfplay
