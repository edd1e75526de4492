package main

import (
	"encoding/json"
	"io"
	"time"

	"github.com/tengen-rl/tengen/internal/cli"
)

// output is what a training session shows: results, or lines of JSON, on
// standard output; progress on standard error.
type output struct {
	results  *json.Encoder // nil without --json
	text     io.Writer     // the closing words
	progress *cli.Status
}

func newOutput(std *cli.Streams, asJSON bool) *output {
	o := &output{text: std.Out, progress: cli.NewStatus(std.Err)}
	if asJSON {
		o.results = json.NewEncoder(std.Out)
		o.text = std.Err
	}
	return o
}

// during shows progress while work is done.
func (o *output) during(lines func() []string, work func() error) error {
	done := make(chan error, 1)
	go func() { done <- work() }()
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case err := <-done:
			o.progress.Clear()
			return err
		case <-tick.C:
			o.progress.Show(lines()...)
		}
	}
}

// object prints a report or a summary as a line of JSON, if any is wanted. As
// with fmt.Println, a reader that has gone is no fault of the run.
func (o *output) object(v any) {
	if o.results != nil {
		_ = o.results.Encode(v)
	}
}

func (o *output) note(format string, args ...any) { o.progress.Line(format, args...) }
