// Package generation names the files of weights in the folder of a run: one a
// generation, numbered from 0, which is untrained.
package generation

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Newest asks for the weights of the newest generation, or for those that the
// run has set apart as its best ones.
const Newest = -1

// Best returns the path of the weights that a run has set apart as its best.
func Best(run, suffix string) string { return filepath.Join(run, "weights", "best"+suffix) }

// File returns the path of the weights of a generation; suffix says what kind
// of file it is.
func File(run string, number int, suffix string) string {
	return filepath.Join(run, "weights", fmt.Sprintf("%06d%s", number, suffix))
}

// Find is File of a number that may be Newest.
func Find(run string, number int, suffix string) (string, error) {
	if number == Newest {
		if best := Best(run, suffix); exists(best) {
			return best, nil
		}
		var err error
		if number, err = Last(run, suffix); err != nil {
			return "", err
		}
	}
	return File(run, number, suffix), nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Last returns the number of the newest weights of a run.
func Last(run, suffix string) (int, error) {
	entries, err := os.ReadDir(filepath.Join(run, "weights"))
	if err != nil {
		return 0, fmt.Errorf("%s is no folder of a run: %w", run, err)
	}
	last := -1
	for _, e := range entries {
		digits, ok := strings.CutSuffix(e.Name(), suffix)
		if n, err := strconv.Atoi(digits); ok && err == nil {
			last = max(last, n)
		}
	}
	if last < 0 {
		return 0, fmt.Errorf("%s has no weights yet", run)
	}
	return last, nil
}
