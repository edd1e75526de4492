package gallery

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/BurntSushi/toml"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/gamefile"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/replay/shard"
	"github.com/tengen-rl/tengen/viz/app"
)

// File returns the games of a record of the world, as package gamefile reads
// them.
func File(world envs.Game, path string) ([]*app.Game, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	records, err := gamefile.Read(world, path, text)
	if err != nil {
		return nil, err
	}
	var games []*app.Game
	for i, r := range records {
		g := Of(world, r.Opening())
		for seat := range g.Names {
			g.Names[seat] = cmp.Or(r.Player(seat), g.Names[seat])
		}
		g.Title = fmt.Sprintf("%s, game %d of %d", filepath.Base(path), i+1, len(records))
		games = append(games, g)
	}
	return games, nil
}

// Of returns the game of the moves of an opening, looked at from its first
// position.
func Of(world envs.Game, o arena.Opening) *app.Game {
	s := arena.Opening{Seed: o.Seed, Position: o.Position}.State(world)
	g := app.NewGame(world, s, seats(world))
	for _, a := range o.Actions {
		s.Play(a)
		g.Follow(s, a, agents.Thought{})
	}
	g.Jump(0)
	return g
}

// seats are names for the seats of a world when nothing is known of who plays.
func seats(world envs.Game) (names []string) {
	for seat := range world.Spec().Players {
		names = append(names, fmt.Sprint("seat ", seat+1))
	}
	return names
}

// Run is the folder of a run of AlphaZero, as far as its games are shown.
type Run struct {
	dir   string
	world envs.Game
}

// OpenRun returns the run in a folder.
func OpenRun(dir string) (*Run, error) {
	var config struct {
		Game  string
		Agent string
	}
	file := filepath.Join(dir, "config.toml")
	if _, err := toml.DecodeFile(file, &config); err != nil {
		return nil, fmt.Errorf("%s is no folder of a run: %w", dir, err)
	}
	if config.Agent != "az" {
		return nil, fmt.Errorf("%s: a run of %q keeps no games to be shown; one of az does", dir, config.Agent)
	}
	world, err := catalog.Game(config.Game)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	return &Run{dir, world}, nil
}

// World is the world that the run plays.
func (r *Run) World() envs.Game { return r.world }

// Newest returns the newest games of the run, at most n, each with what the
// search made of its positions. The last generation may still be under way.
func (r *Run) Newest(n int) ([]*app.Game, error) {
	lines, err := r.newest(n)
	if err != nil {
		return nil, err
	}
	var games []*app.Game
	for _, line := range lines {
		g, err := ofRecord(r.world, line.text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", line.file, err)
		}
		games = append(games, g)
	}
	return games, nil
}

// record is the text of a game and the file it stands in.
type record struct {
	file string
	text []byte
}

// newest returns the newest records, the newest first.
func (r *Run) newest(n int) (all []record, err error) {
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
