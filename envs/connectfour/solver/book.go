package solver

import (
	"bytes"
	"compress/gzip"
	"context"
	_ "embed" // the book
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
)

//go:generate go run ./bookgen -plies 8 -book book.gz

// packedBook is the scores of the first positions of openings, a byte each in
// two's complement, compressed by gzip. It was made by bookgen, which is to
// say by this package's own search.
//
//go:embed book.gz
var packedBook []byte

// openings yields the positions that a book keeps, in the book's order:
// those with no disc, one disc, and so on; of those with as many discs, one of
// each pair of mirror images in ascending order of canonical keys. Positions
// whose game is over are left out.
func openings(maxPlies int) iter.Seq[position] {
	return func(yield func(position) bool) {
		level := map[uint64]position{0: {}}
		for range maxPlies + 1 {
			next := make(map[uint64]position, 4*len(level))
			for _, key := range slices.Sorted(maps.Keys(level)) {
				p := level[key]
				if !yield(p) {
					return
				}
				for open := p.open(); open != 0; open &= open - 1 {
					if q := p.after(open & -open); !fourInRow(q.theirs()) {
						next[q.canonicalKey()] = q
					}
				}
			}
			level = next
		}
	}
}

// maxBookPlies is the most discs in a position of a book.
const maxBookPlies = 9

// book holds scores by canonical key.
type book map[uint64]int8

// openBook returns the book that scores, in the order of openings, stand for.
func openBook(scores []int8) book {
	b := make(book, len(scores))
	for p := range openings(maxBookPlies) {
		if len(b) == len(scores) {
			break
		}
		b[p.canonicalKey()] = scores[len(b)]
	}
	return b
}

// UnpackBook returns the scores in the text of a book file.
func UnpackBook(text []byte) ([]int8, error) {
	z, err := gzip.NewReader(bytes.NewReader(text))
	if err != nil {
		return nil, fmt.Errorf("solver: opening book: %w", err)
	}
	unsigned, err := io.ReadAll(z)
	if err != nil {
		return nil, fmt.Errorf("solver: opening book: %w", err)
	}
	scores := make([]int8, len(unsigned))
	for i, b := range unsigned {
		scores[i] = int8(b)
	}
	return scores, nil
}

// PackBook returns the text of a book file with these scores.
func PackBook(scores []int8) ([]byte, error) {
	unsigned := make([]byte, len(scores))
	for i, score := range scores {
		unsigned[i] = byte(score)
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

// ExtendBook solves the positions that follow in a book after those of the
// scores, up to so many discs, without the help of the built-in book. It calls
// report with all scores after each position. It returns an error of the
// context or of report.
func (s *Solver) ExtendBook(ctx context.Context, maxPlies int, scores []int8, report func([]int8) error) error {
	known := len(scores)
	i := 0
	for p := range openings(maxPlies) {
		if i++; i <= known {
			continue
		}
		score, err := s.solve(ctx, p)
		if err != nil {
			return err
		}
		scores = append(scores, int8(score))
		if err := report(scores); err != nil {
			return err
		}
	}
	return nil
}
