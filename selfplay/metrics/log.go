package metrics

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/tengen-rl/tengen/internal/durable"
	"github.com/tengen-rl/tengen/selfplay/rundir"
)

// Log keeps the reports of a run, R being one of them. Not safe for
// concurrent use.
type Log[R any] struct {
	reports []R
	event   func(*R) Event
	lines   *os.File
	events  *eventLog
}

// Open opens the reports of the run in dir. What a killed process reported
// beyond the point that the run has reached is dropped, that is what keep says
// no to, and so is a line left torn: it will be made, and reported, again.
// event tells a report in scalars.
func Open[R any](dir rundir.Dir, keep func(*R) bool, event func(*R) Event) (*Log[R], error) {
	reports, err := Read[R](dir)
	if err != nil {
		return nil, err
	}
	l := &Log[R]{event: event}
	var text bytes.Buffer
	for i := range reports {
		if keep(&reports[i]) {
			l.reports = append(l.reports, reports[i])
			text.Write(line(&reports[i]))
		}
	}
	if err := durable.WriteBytes(dir.Path(rundir.MetricsName), text.Bytes()); err != nil {
		return nil, err
	}
	if l.lines, err = os.OpenFile(dir.Path(rundir.MetricsName), os.O_APPEND|os.O_WRONLY, 0o644); err != nil {
		return nil, err
	}
	var past []Event
	for i := range l.reports {
		past = append(past, event(&l.reports[i]))
	}
	l.events, err = openEvents(dir.Path(rundir.EventsName), past)
	if err != nil {
		return nil, errors.Join(err, l.lines.Close())
	}
	return l, nil
}

// Read reads the reports of the run in dir, but for a last line that was cut
// off.
func Read[R any](dir rundir.Dir) ([]R, error) {
	path := dir.Path(rundir.MetricsName)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	lines := strings.Split(string(data), "\n")
	var reports []R
	for i, line := range lines[:len(lines)-1] { // what follows the last line break is empty, or torn
		var r R
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			return nil, fmt.Errorf("%s: line %d is damaged: %w", path, i+1, err)
		}
		reports = append(reports, r)
	}
	return reports, nil
}

func line[R any](r *R) []byte {
	text, err := json.Marshal(r)
	if err != nil {
		panic(fmt.Sprintf("metrics: report %+v: %v", *r, err)) // a number that is not finite
	}
	return append(text, '\n')
}

// Add writes a report everywhere. Its numbers are finite.
func (l *Log[R]) Add(r *R) error {
	l.reports = append(l.reports, *r)
	if _, err := l.lines.Write(line(r)); err != nil {
		return err
	}
	return l.events.add(l.event(r))
}

// Close closes the files.
func (l *Log[R]) Close() error { return errors.Join(l.lines.Close(), l.events.close()) }

// Reports returns the reports, oldest first. They belong to the log.
func (l *Log[R]) Reports() []R { return l.reports }

// Last returns the newest report, an empty one if there is none.
func (l *Log[R]) Last() R {
	if len(l.reports) == 0 {
		var none R
		return none
	}
	return l.reports[len(l.reports)-1]
}
