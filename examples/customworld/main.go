// Command customworld has a world of its own, examines it, learns it and plays
// it.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/tengen-rl/tengen/agents"
)

func main() {
	play := flag.Bool("play", false, "play against what was learned")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Stdout, *play); err != nil {
		fmt.Fprintln(os.Stderr, "customworld:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer, play bool) error {
	game := Chomp{Rows: 4, Cols: 5}
	if err := examine(game); err != nil {
		return err
	}
	net, err := learn(ctx, game, out)
	if err != nil {
		return err
	}
	result, err := measure(ctx, game, net)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "won %d of %d games against random play\n", result.Wins, result.Games)
	if !play {
		return nil
	}
	if err = challenge(ctx, game, net, os.Stdin, out); errors.Is(err, agents.ErrQuit) {
		return nil
	}
	return err
}
