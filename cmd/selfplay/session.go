package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/tengen-rl/tengen/internal/cli"
)

// A session is one stretch of a run of any kind of agent, from its start or
// resume until its end, --time or Ctrl-C.
type session interface {
	Train(ctx context.Context) error
	Close() error
	Folder() string

	begin(o *output, threads int)                  // tells what will happen
	status() []string                              // the lines of progress
	where() string                                 // as in "generation 3"
	conclude(ctx context.Context, o *output) error // tells how strong the agent is
	writeReport() error                            // of a run that was stopped
}

// errTimeUp ends the training of a session that --time bounds.
var errTimeUp = errors.New("time is up")

// follow trains until the run's end, --time or Ctrl-C, and then tells how
// strong the agent is.
func (f *sessionFlags) follow(ctx context.Context, out *output, s session) (err error) {
	defer func() { err = errors.Join(err, s.Close()) }()
	s.begin(out, f.Threads)
	training := ctx
	if f.Time > 0 {
		var cancel context.CancelFunc
		training, cancel = context.WithTimeoutCause(ctx, f.Time, errTimeUp)
		defer cancel()
	}
	err = out.during(s.status, func() error { return s.Train(training) })
	switch {
	case errors.Is(err, errTimeUp):
		out.note("time is up: %s stands; `%s resume %s` goes on", s.where(), program("selfplay"), s.Folder())
	case ctx.Err() != nil && errors.Is(err, context.Cause(ctx)):
		stopped := fmt.Errorf("stopped at %s, all saved; go on with: %s resume %s", s.where(), program("selfplay"), s.Folder())
		return errors.Join(stopped, s.writeReport())
	case err != nil:
		return err
	}
	return s.conclude(ctx, out)
}

// output opens what the session shows.
func (f *sessionFlags) output(std *cli.Streams) *output { return newOutput(std, f.JSON) }
