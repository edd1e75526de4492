// Package metrics keeps what a run reports about itself: a line of JSON a
// report, the same numbers as TensorBoard events, and one page with curves.
//
//	log, err := metrics.Open(dir, keep, event)
//	err = log.Add(&report)
//
// A report is a struct of the run's own; the package knows how to write it,
// read it back and draw it, not what it means.
package metrics
