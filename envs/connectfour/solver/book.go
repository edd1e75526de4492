package solver

import (
	"bytes"
	"compress/gzip"
	"context"
	_ "embed" // the book
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
)

//go:generate go run ./bookgen -discs 6 -book book.gz

// packedBook is the opening book, made by bookgen, which is to say by this
// package's own search.
//
//go:embed book.gz
var packedBook []byte

// Book is the scores of the positions with so many discs, from the eyes of the
// seat to move: of those whose game is not over, one of each pair of mirror
// images, in ascending order of the smaller of their keys. It may hold the
// first of them only, while it is being made. The scores of all positions with
// fewer discs follow from it.
type Book struct {
	Discs  int
	Scores []int8
}

// maxBookDiscs is the most discs in a position of a book.
const maxBookDiscs = 9

// UnpackBook returns the book that Pack made the text of.
func UnpackBook(text []byte) (Book, error) {
	z, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil {
		return Book{}, fmt.Errorf("solver: opening book: %w", err)
	}
	unsigned, err := io.ReadAll(z)
	if err != nil {
		return Book{}, fmt.Errorf("solver: opening book: %w", err)
	}
	if len(unsigned) == 0 {
		return Book{}, errors.New("solver: opening book: it is empty, want the number of discs first")
	}
	b := Book{Discs: int(unsigned[0])}
	if b.Discs > maxBookDiscs {
		return Book{}, fmt.Errorf("solver: opening book: positions of %d discs, want 0 to %d", b.Discs, maxBookDiscs)
	}
	for _, score := range unsigned[1:] {
		b.Scores = append(b.Scores, int8(score))
	}
	return b, nil
}

// Pack returns the book as text: the number of discs and the scores, a byte
// each in two's complement, compressed by gzip.
func (b Book) Pack() ([]byte, error) {
	unsigned := []byte{byte(b.Discs)}
	for _, score := range b.Scores {
		unsigned = append(unsigned, byte(score))
	}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(unsigned); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return packed.Bytes(), nil
}

// ExtendBook solves the positions that b lacks, one after the other and
// without the help of the built-in book, and calls report with what there is
// after each. It returns an error of the context or of report.
func (s *Solver) ExtendBook(ctx context.Context, b Book, report func(Book) error) error {
	levels := openings(b.Discs)
	for _, p := range levels[b.Discs][len(b.Scores):] {
		score, err := s.solve(ctx, p)
		if err != nil {
			return err
		}
		b.Scores = append(b.Scores, int8(score))
		if err := report(b); err != nil {
			return err
		}
	}
	return nil
}

// openings returns the positions whose game is not over by their number of
// discs up to so many, in the order of a Book.
func openings(discs int) [][]position {
	levels := [][]position{{position{}}}
	for range discs {
		next := map[uint64]position{}
		for _, p := range levels[len(levels)-1] {
			for open := p.open(); open != 0; open &= open - 1 {
				if q := p.after(open & -open); !fourInRow(q.theirs()) {
					next[q.canonicalKey()] = q
				}
			}
		}
		level := make([]position, 0, len(next))
		for _, key := range slices.Sorted(maps.Keys(next)) {
			level = append(level, next[key])
		}
		levels = append(levels, level)
	}
	return levels
}

// scoreTable holds scores by canonical key.
type scoreTable map[uint64]int8

// scores returns what a book tells: the scores that it holds, and those of the
// positions before whose every move leads to a known one.
func (b Book) scores() scoreTable {
	levels, known := openings(b.Discs), scoreTable{}
	for i, score := range b.Scores {
		known[levels[b.Discs][i].canonicalKey()] = score
	}
	for _, level := range slices.Backward(levels[:b.Discs]) {
		for _, p := range level {
			if score, ok := known.best(p); ok {
				known[p.canonicalKey()] = score
			}
		}
	}
	return known
}

// best returns the score of a position by those of its moves, if all are
// known.
func (t scoreTable) best(p position) (int8, bool) {
	if p.canWin() {
		return int8(winScore(p.plies)), true
	}
	best := int8(-cells)
	for open := p.open(); open != 0; open &= open - 1 {
		score, ok := t[p.after(open&-open).canonicalKey()]
		if !ok {
			return 0, false
		}
		best = max(best, -score)
	}
	return best, true
}
