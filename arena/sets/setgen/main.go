// Setgen makes the sets of labelled positions that package sets holds: it
// draws positions by random legal play from fixed streams of randomness,
// looks at no network, and labels them by exact search. What it writes is a
// function of the code alone.
//
//	go run ./arena/sets/setgen -out arena/sets            all of them
//	go run ./arena/sets/setgen -out arena/sets connect4/  those whose name begins so
//
// One that is interrupted keeps the positions that it has, which are the
// first ones of the whole set; it is made from its beginning the next time.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/internal/seed"
)

func main() {
	out := flag.String("out", ".", "folder of the sets, connect4/beginning-easy.txt and so on")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, *out, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "setgen:", err)
		os.Exit(1)
	}
}

// A maker makes one set.
type maker struct {
	name  string // game/set
	count int    // of positions

	// draw returns a position that rng draws, or ok = false if it does not
	// belong to the set.
	draw func(ctx context.Context, rng *rand.Rand) (p position, ok bool, err error)
}

// position is a position with its label.
type position struct {
	key  string // the same for positions that count as the same
	line string // of the file
}

// run makes the sets whose names begin with one of the prefixes, or all.
func run(ctx context.Context, out string, prefixes []string) error {
	all, err := makers()
	if err != nil {
		return err
	}
	for _, m := range all {
		chosen := len(prefixes) == 0 || slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(m.name, p) })
		if !chosen {
			continue
		}
		file := filepath.Join(out, filepath.FromSlash(m.name)+".txt")
		lines, err := m.make(ctx, m.count, func(lines []string, drawn int) error {
			if len(lines)%every != 0 {
				return nil
			}
			fmt.Fprintf(os.Stderr, "%s: %d of %d positions, %d drawn\n", m.name, len(lines), m.count, drawn)
			return write(file, lines)
		})
		if err := errors.Join(err, write(file, lines)); err != nil {
			return fmt.Errorf("%s: %w", m.name, err)
		}
	}
	return nil
}

// every is after how many positions a file is written.
const every = 20

// write replaces the file in one step.
func write(file string, lines []string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
		return err
	}
	beside := file + ".new"
	if err := os.WriteFile(beside, []byte(strings.Join(lines, "")), 0o666); err != nil {
		return err
	}
	return os.Rename(beside, file)
}

// makers returns all of them, in the order in which they are made.
func makers() ([]maker, error) {
	endgames, err := othelloEndgames()
	if err != nil {
		return nil, err
	}
	mates, err := mates()
	return slices.Concat(endgames, mates, connectFour()), err
}

// make returns the first count lines of the set. With every line it hands each
// those that it has and the number of positions drawn. If the context ends or
// each fails, it returns what it has with the error.
func (m *maker) make(ctx context.Context, count int, each func(lines []string, drawn int) error) ([]string, error) {
	name := fnv.New64a()
	name.Write([]byte(m.name))
	var lines []string
	seen := map[string]bool{}
	for drawn := uint64(0); len(lines) < count; drawn++ {
		p, ok, err := m.draw(ctx, seed.Stream(name.Sum64(), drawn))
		if err != nil {
			return lines, err
		}
		if !ok || seen[p.key] {
			continue
		}
		seen[p.key] = true
		lines = append(lines, p.line+"\n")
		if err := each(lines, int(drawn)+1); err != nil {
			return lines, err
		}
	}
	return lines, nil
}
