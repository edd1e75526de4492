// Bookgen makes the opening book of the Connect Four solver: it solves all
// positions with no disc, one disc, and so on, and writes their scores. It
// goes on where the file ends, and may be interrupted at any time.
//
//	go run ./envs/connectfour/solver/bookgen -plies 8 -book envs/connectfour/solver/book.gz
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/signal"

	"github.com/tengen-rl/tengen/envs/connectfour/solver"
)

func main() {
	plies := flag.Int("plies", 8, "the most discs on the board")
	file := flag.String("book", "book.gz", "file to extend, or to make")
	bits := flag.Int("table", 26, "binary logarithm of the table's size in 16 bytes")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := extend(ctx, *plies, *bits, *file); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "bookgen:", err)
		os.Exit(1)
	}
}

// every is after how many positions the file is written.
const every = 20

func extend(ctx context.Context, plies, bits int, file string) error {
	scores, err := read(file)
	if err != nil {
		return err
	}
	s := solver.New(solver.Config{TableBits: bits})
	err = s.ExtendBook(ctx, plies, scores, func(longer []int8) error {
		scores = longer
		if len(scores)%every != 0 {
			return nil
		}
		fmt.Fprintf(os.Stderr, "%d positions\n", len(scores))
		return write(file, scores)
	})
	return errors.Join(err, write(file, scores))
}

// read returns the scores in the file, none if it does not exist.
func read(file string) ([]int8, error) {
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return solver.UnpackBook(text)
}

// write replaces the file in one step.
func write(file string, scores []int8) error {
	text, err := solver.PackBook(scores)
	if err != nil {
		return err
	}
	beside := file + ".new"
	if err := os.WriteFile(beside, text, 0o666); err != nil {
		return err
	}
	return os.Rename(beside, file)
}
