package gallery

import (
	"fmt"
	"path/filepath"
	"slices"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/replay/shard"
	"github.com/tengen-rl/tengen/viz/app"
)

// records are the games that a run of AlphaZero keeps.
type records struct {
	dir   string
	world envs.Game
}

func (r records) newest(n int) (all []*app.Game, err error) {
	lines, err := r.lines(n)
	if err != nil {
		return nil, err
	}
	for _, line := range lines {
		g, err := ofRecord(r.world, line.text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", line.file, err)
		}
		all = append(all, g)
	}
	return all, nil
}

func (r records) encode(n int) (list []item, err error) {
	lines, err := r.lines(n)
	for _, line := range lines {
		list = append(list, item{Record: line.text})
	}
	return list, err
}

// record is the text of a game and the file it stands in.
type record struct {
	file string
	text []byte
}

// lines returns the newest records, the newest first.
func (r records) lines(n int) (all []record, err error) {
	files, err := filepath.Glob(filepath.Join(r.dir, "games", "*.jsonl.zst"))
	if err != nil {
		return nil, err
	}
	slices.Sort(files)
	for i := len(files) - 1; i >= 0 && len(all) < n; i-- {
		lines, err := shard.Read(files[i])
		if err != nil {
			return nil, err
		}
		for k := len(lines) - 1; k >= 0 && len(all) < n; k-- {
			all = append(all, record{files[i], lines[k]})
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("%s has no finished games yet", r.dir)
	}
	return all, nil
}

// thoughtOf is what the search made of a position: nothing in the opening.
func thoughtOf(r *alphazero.Record, ply int, legal []envs.Action) (t agents.Thought) {
	i := ply - r.Opening
	if i < 0 {
		return t
	}
	t.Values = r.Values[i]
	if len(r.Policy[i]) != len(legal) {
		return t
	}
	var total float32
	for _, w := range r.Policy[i] {
		total += w
	}
	for k, w := range r.Policy[i] {
		if w > 0 {
			t.Candidates = append(t.Candidates, agents.Candidate{Action: legal[k], Prior: w / total, Visits: int(w + 0.5), Line: []envs.Action{legal[k]}})
		}
	}
	slices.SortStableFunc(t.Candidates, func(a, b agents.Candidate) int { return b.Visits - a.Visits })
	return t
}

// ofRecord returns the game of a record.
func ofRecord(world envs.Game, line []byte) (*app.Game, error) {
	record, err := alphazero.DecodeRecord(line)
	if err != nil {
		return nil, err
	}
	g, err := replayed(world, record.Seed, "az", record.Actions, func(_ envs.State, ply int, legal []envs.Action) agents.Thought {
		return thoughtOf(record, ply, legal)
	})
	if err != nil {
		return nil, fmt.Errorf("game %d: %w", record.Game, err)
	}
	g.Title = fmt.Sprintf("generation %d, game %d", record.Generation, record.Game)
	return g, nil
}
