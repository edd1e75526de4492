// Bookgen makes the opening book of the Connect Four solver: it solves all
// positions with so many discs and writes their scores. It goes on where the
// file ends, and may be interrupted at any time.
//
//	go run ./envs/connectfour/solver/bookgen -discs 6 -book envs/connectfour/solver/book.gz
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
	discs := flag.Int("discs", 6, "the number of discs on the board, 0 to 9")
	file := flag.String("book", "book.gz", "file to extend, or to make; one of fewer discs is replaced")
	bits := flag.Int("table", 26, "binary logarithm of the table's size in 16 bytes")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := extend(ctx, *discs, *bits, *file); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintln(os.Stderr, "bookgen:", err)
		os.Exit(1)
	}
}

// every is after how many positions the file is written.
const every = 20

func extend(ctx context.Context, discs, bits int, file string) error {
	book, err := read(file, discs)
	if err != nil {
		return err
	}
	s := solver.New(solver.Config{TableBits: bits})
	err = s.ExtendBook(ctx, book, func(longer solver.Book) error {
		book = longer
		if len(book.Scores)%every != 0 {
			return nil
		}
		fmt.Fprintf(os.Stderr, "%d positions\n", len(book.Scores))
		return write(file, book)
	})
	return errors.Join(err, write(file, book))
}

// read returns the book in the file, an empty one if it does not exist or
// holds positions of fewer discs.
func read(file string, discs int) (solver.Book, error) {
	empty := solver.Book{Discs: discs}
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return empty, nil
	}
	if err != nil {
		return empty, err
	}
	book, err := solver.UnpackBook(text)
	switch {
	case err != nil:
		return empty, err
	case book.Discs > discs:
		return empty, fmt.Errorf("%s holds positions of %d discs: want -discs %d or more", file, book.Discs, book.Discs)
	case book.Discs < discs:
		return empty, nil
	}
	return book, nil
}

// write replaces the file in one step.
func write(file string, book solver.Book) error {
	text, err := book.Pack()
	if err != nil {
		return err
	}
	beside := file + ".new"
	if err := os.WriteFile(beside, text, 0o666); err != nil {
		return err
	}
	return os.Rename(beside, file)
}
