package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	out := flag.String("out", "", "file for the table; standard output without one")
	rounds := flag.Int("rounds", 5, "turns of each side")
	only := flag.String("only", "", "only comparisons whose title contains this")
	flag.Parse()
	if flag.NArg() > 0 || *rounds < 1 {
		log.Print("usage: peers [-out FILE] [-rounds N] [-only TEXT]")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *out, *only, *rounds); err != nil {
		log.Print(err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out, only string, rounds int) error {
	dir, err := os.MkdirTemp("", "peers")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	shop, err := newWorkshop(ctx, dir)
	if err != nil {
		return err
	}
	var results []result
	for _, c := range comparisons(shop) {
		if !c.matches(only) {
			continue
		}
		r, err := c.run(ctx, rounds)
		if err != nil {
			return fmt.Errorf("%s: %w", c.title, err)
		}
		results = append(results, r)
	}
	table := markdown(results, rounds)
	if out == "" {
		fmt.Print(table)
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return err
	}
	return os.WriteFile(out, []byte(table), 0o644)
}
