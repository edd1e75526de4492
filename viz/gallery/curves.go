package gallery

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/viz/board"
	"github.com/tengen-rl/tengen/viz/overlay"
)

// topics are the charts of a run, and whose curves each has: the numbers of a
// report whose key is one of those, or holds the word.
var topics = []struct {
	title string
	keys  []string
	word  string
}{
	{title: "loss", keys: []string{"loss", "policy_loss", "value_loss"}},
	{title: "Elo", keys: []string{"elo"}},
	{title: "mistakes", word: "mistake"},
	{title: "return", keys: []string{"train_return", "eval_return"}},
	{title: "values of actions", keys: []string{"mean_q", "max_q"}},
	{title: "entropy of the policy", keys: []string{"entropy"}},
}

// Reports returns the reports of the run as they stand on disk, a line of JSON
// each; nothing before the first.
func (r *Run) Reports() ([]byte, error) {
	text, err := os.ReadFile(filepath.Join(r.dir, "metrics.jsonl"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return text, err
}

// Curves returns the learning curves of the run; see the function Curves.
func (r *Run) Curves() ([]overlay.Chart, error) {
	reports, err := r.Reports()
	return Curves(reports), err
}

// Curves returns the learning curves of a run by its reports: charts of what
// they tell of, along the generations, or the steps of a run that is counted
// in them. A line that is damaged, or just being written, is left out.
func Curves(reports []byte) (charts []overlay.Chart) {
	var all []map[string]any
	for line := range bytes.Lines(reports) {
		var report map[string]any
		if json.Unmarshal(line, &report) == nil {
			all = append(all, report)
		}
	}
	axis := "generation"
	for _, r := range all {
		if r["updates"] != nil {
			axis = "steps"
		}
	}
	keys := map[string]bool{}
	for _, r := range all {
		for key := range r {
			keys[key] = true
		}
	}
	tones := board.SeatColors()
	for _, topic := range topics {
		c := overlay.Chart{Title: topic.title + " by " + axis, Mark: math.NaN()}
		known := slices.Clone(topic.keys)
		for _, key := range slices.Sorted(maps.Keys(keys)) {
			if topic.word != "" && strings.Contains(key, topic.word) {
				known = append(known, key)
			}
		}
		for _, key := range known {
			s := curve(all, axis, key)
			if s.Color = tones[len(c.Series)%len(tones)]; len(s.X) > 0 {
				c.Series = append(c.Series, s)
			}
		}
		if len(c.Series) > 0 {
			charts = append(charts, c)
		}
	}
	return charts
}

// curve is one number of the reports, where they have it.
func curve(reports []map[string]any, axis, key string) overlay.Series {
	s := overlay.Series{Name: strings.ReplaceAll(key, "_", " ")}
	for _, r := range reports {
		x, ok := r[axis].(float64)
		if y, has := r[key].(float64); ok && has {
			s.X, s.Y = append(s.X, x), append(s.Y, y)
		}
	}
	return s
}
