package rundir

import (
	"os"
	"slices"
	"strconv"
	"strings"
)

// The state files of a run are numbered and stand in state/. The newest is the
// run's commit: written last, it names the point that a resumed run goes on
// from. There is one, or two if the process was killed between writing one and
// removing the other.

// States returns the numbers of the state files that end in suffix.
func (d Dir) States(suffix string) ([]int, error) {
	entries, err := os.ReadDir(d.Path("state"))
	if err != nil {
		return nil, err
	}
	var numbers []int
	for _, e := range entries {
		digits, ok := strings.CutSuffix(e.Name(), suffix)
		if n, err := strconv.Atoi(digits); ok && err == nil {
			numbers = append(numbers, n)
		}
	}
	return numbers, nil
}

// NewestState returns the highest number of States, or -1 if there is none.
func (d Dir) NewestState(suffix string) (int, error) {
	numbers, err := d.States(suffix)
	return slices.Max(append(numbers, -1)), err
}

// RemoveStates removes the state files before number; name returns the path of
// one.
func (d Dir) RemoveStates(number int, suffix string, name func(int) string) error {
	numbers, err := d.States(suffix)
	if err != nil {
		return err
	}
	for _, n := range numbers {
		if n < number {
			if err := os.Remove(name(n)); err != nil {
				return err
			}
		}
	}
	return nil
}
