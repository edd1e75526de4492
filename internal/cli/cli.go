// Package cli is what the commands share: flags by kong, Ctrl-C as the end of
// a context, one clear line for an error, and the exit codes 0 (done), 1
// (failure) and 2 (usage).
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// Usage marks err as a fault in what the user typed: the command exits with 2.
func Usage(err error) error {
	if err == nil {
		return nil
	}
	return usageError{err}
}

// Usagef is Usage of a formatted error.
func Usagef(format string, args ...any) error {
	return Usage(fmt.Errorf(format, args...))
}

type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// Streams are where a command reads and writes. Results go to Out; progress
// and logs go to Err.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

// Main runs the command line of this process and exits.
func Main(name, description string, grammar any) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the process at once
	std := Streams{os.Stdin, os.Stdout, os.Stderr}
	os.Exit(Run(ctx, std, os.Args[1:], Grammar{name, description, grammar}))
}

// Grammar is a command line: the program's name, what it does, and a pointer
// to kong's tagged struct of its commands and flags.
type Grammar struct {
	Name, Description string
	Commands          any
}

// Run parses args, calls the Run method of the chosen command, and returns
// the exit code. A Run method may take a context.Context and a *Streams.
func Run(ctx context.Context, std Streams, args []string, g Grammar) int {
	exit := -1
	parser, err := kong.New(g.Commands, kong.Name(g.Name), kong.Description(g.Description),
		kong.Writers(std.Out, std.Err),
		kong.Exit(func(code int) { exit = code }), // --help and --version
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
		kong.BindTo(ctx, (*context.Context)(nil)),
		kong.Bind(&std),
	)
	if err != nil {
		panic(err) // the grammar itself is broken
	}
	command, err := parser.Parse(args)
	if exit >= 0 {
		return exit
	}
	if err == nil {
		err = command.Run()
	} else {
		err = Usage(err)
	}
	return report(std.Err, g.Name, err)
}

// report prints err as one line and returns its exit code.
func report(w io.Writer, name string, err error) int {
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usage):
		fmt.Fprintf(w, "%s: %v (see %s --help)\n", name, err, name)
		return 2
	default:
		fmt.Fprintf(w, "%s: %v\n", name, err)
		return 1
	}
}
