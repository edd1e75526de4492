package cli_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/tengen-rl/tengen/internal/cli"
)

type grammar struct {
	Greet greet `cmd:"" default:"withargs" help:"Greet."`
	Fail  fail  `cmd:"" help:"Fail."`
}

type greet struct {
	Name string `default:"you" help:"Whom."`
}

func (g *greet) Run(ctx context.Context, std *cli.Streams) error {
	if g.Name == "nobody" {
		return fmt.Errorf("greet: %w", cli.Usagef("--name is nobody; it should be somebody"))
	}
	_, err := fmt.Fprintln(std.Out, "hello", g.Name)
	return errors.Join(err, ctx.Err())
}

type fail struct{}

func (fail) Run() error { return errors.New("the disk is full") }

func TestRun(t *testing.T) {
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	for _, c := range []struct {
		ctx            context.Context
		args           string
		code           int
		stdout, stderr string
	}{
		{context.Background(), "", 0, "hello you\n", ""},
		{context.Background(), "--name them", 0, "hello them\n", ""},
		{context.Background(), "greet --name them", 0, "hello them\n", ""},
		{context.Background(), "--name nobody", 2, "", "test: greet: --name is nobody; it should be somebody (see test --help)\n"},
		{context.Background(), "--nmae x", 2, "", "test: unknown flag --nmae, did you mean \"--name\"? (see test --help)\n"},
		{context.Background(), "fail", 1, "", "test: the disk is full\n"},
		{cancelled, "", 1, "hello you\n", "test: context canceled\n"},
	} {
		var out, errs bytes.Buffer
		std := cli.Streams{In: strings.NewReader(""), Out: &out, Err: &errs}
		code := cli.Run(c.ctx, std, strings.Fields(c.args), cli.Grammar{Name: "test", Description: "Tests.", Commands: new(grammar)})
		assert.Equal(t, c.code, code, c.args)
		assert.Equal(t, c.stdout, out.String(), c.args)
		assert.Equal(t, c.stderr, errs.String(), c.args)
	}
}

func TestHelpIsNoError(t *testing.T) {
	var out, errs bytes.Buffer
	std := cli.Streams{In: strings.NewReader(""), Out: &out, Err: &errs}
	code := cli.Run(context.Background(), std, []string{"--help"}, cli.Grammar{Name: "test", Description: "Tests.", Commands: new(grammar)})
	assert.Zero(t, code)
	assert.Contains(t, out.String(), "Usage: test")
	assert.Contains(t, out.String(), "Greet.")
	assert.Empty(t, errs.String())
}

func TestUsageOfNothing(t *testing.T) { assert.NoError(t, cli.Usage(nil)) }
