package child

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// Program is a command that is run again after it has failed. Its zero value
// with a Command has not been started. It is for one goroutine.
type Program struct {
	Command []string

	process *Process
	failure error // why there is no process
}

// Start runs the command, which must not be running.
func (p *Program) Start() error {
	if p.process != nil {
		panic("child: a program is started that is running")
	}
	p.process, p.failure = Start(p.Command)
	return p.failure
}

// Running tells whether the program was started and has not failed since.
func (p *Program) Running() bool { return p.process != nil }

// Try does something with the running program within a time, 0 being as long
// as the context allows. After an error the program is ended, and the same
// error, which tells the last that the program wrote to its standard error,
// is that of every further Try.
func (p *Program) Try(ctx context.Context, limit time.Duration, do func(context.Context, *Process) error) error {
	if p.process == nil {
		return p.failure
	}
	inner := ctx
	if limit > 0 {
		var cancel context.CancelFunc
		inner, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	err := do(inner, p.process)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		err = ctx.Err()
	case errors.Is(err, context.DeadlineExceeded):
		err = fmt.Errorf("no answer within %v", limit)
	}
	return p.Fail(err)
}

// Fail ends the running program for a reason, which it returns with the
// program's name and last words.
func (p *Program) Fail(reason error) error {
	p.failure = fmt.Errorf("%s: %w", p.Command[0], reason)
	if words := p.process.LastWords(); words != "" {
		p.failure = fmt.Errorf("%w; its last words: %s", p.failure, words)
	}
	p.process.Kill()
	p.process = nil
	return p.failure
}

// Close ends the program, if it is running.
func (p *Program) Close() {
	if p.process != nil {
		p.process.Close()
		p.process = nil
	}
	p.failure = fmt.Errorf("%s: it was closed", p.Command[0])
}
