package selfplay

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/tengen-rl/tengen/internal/durable"
)

// metrics keeps the reports of a run: as lines of JSON, as TensorBoard events
// and as a page of curves.
type metrics struct {
	folder  Folder
	reports []Report
	lines   *os.File
	events  *eventLog
}

// openMetrics opens the reports of a run that has reached the given
// generation. What a killed process reported beyond it, or left torn, is
// dropped: the generation will be made, and reported, again.
func openMetrics(f Folder, generation int) (*metrics, error) {
	reports, err := readReports(f)
	if err != nil {
		return nil, err
	}
	m := &metrics{folder: f}
	var text bytes.Buffer
	for _, r := range reports {
		if r.Generation <= generation {
			m.reports = append(m.reports, r)
			text.Write(line(&r))
		}
	}
	if err := durable.WriteBytes(f.path(metricsName), text.Bytes()); err != nil {
		return nil, err
	}
	if m.lines, err = os.OpenFile(f.path(metricsName), os.O_APPEND|os.O_WRONLY, 0o644); err != nil {
		return nil, err
	}
	m.events, err = openEvents(f.path(eventsName), m.reports)
	if err != nil {
		return nil, errors.Join(err, m.lines.Close())
	}
	return m, nil
}

// readReports reads metrics.jsonl, but for a last line that was cut off.
func readReports(f Folder) ([]Report, error) {
	data, err := os.ReadFile(f.path(metricsName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	lines := strings.Split(string(data), "\n")
	var reports []Report
	for i, line := range lines[:len(lines)-1] { // what follows the last line break is empty, or torn
		var r Report
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			return nil, fmt.Errorf("%s: line %d is damaged: %w", f.path(metricsName), i+1, err)
		}
		reports = append(reports, r)
	}
	return reports, nil
}

func line(r *Report) []byte {
	text, err := json.Marshal(r)
	if err != nil {
		panic(fmt.Sprintf("selfplay: report of generation %d: %v", r.Generation, err)) // a loss that is not finite
	}
	return append(text, '\n')
}

// add writes a report everywhere.
func (m *metrics) add(r *Report) error {
	m.reports = append(m.reports, *r)
	if _, err := m.lines.Write(line(r)); err != nil {
		return err
	}
	return m.events.add(r)
}

func (m *metrics) close() error { return errors.Join(m.lines.Close(), m.events.close()) }

// last returns the newest report, an empty one if there is none.
func (m *metrics) last() Report {
	if len(m.reports) == 0 {
		return Report{}
	}
	return m.reports[len(m.reports)-1]
}
