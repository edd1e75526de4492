package gallery

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/BurntSushi/toml"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/viz/app"
)

// Run is the folder of a run of training, as far as it is shown: the games that
// AlphaZero plays with itself, or episodes played by what another kind of agent
// has learned so far. It is for one goroutine at a time.
type Run struct {
	dir   string
	world envs.Game
	games games
}

// games are those of a run.
type games interface {
	// newest returns at most n of them, the newest first; an error if there is
	// none.
	newest(n int) ([]*app.Game, error)

	// encode returns the same as items of a list that Decode reads.
	encode(n int) ([]item, error)
}

// item is a game as it is sent: one of the two.
type item struct {
	Record  json.RawMessage `json:"record,omitempty"` // as a run of AlphaZero keeps it
	Episode *episode        `json:"episode,omitempty"`
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
	world, err := catalog.Game(config.Game)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	r := &Run{dir: dir, world: world}
	switch config.Agent {
	case "az":
		r.games = records{dir, world}
	case "dqn", "pqn", "tabular":
		r.games = &episodes{dir: dir, world: world, kind: config.Agent}
	default:
		return nil, fmt.Errorf("%s: a run of %q plays no games to be shown; those of az, dqn, pqn and tabular do", dir, config.Agent)
	}
	return r, nil
}

// World is the world that the run plays.
func (r *Run) World() envs.Game { return r.world }

// Newest returns the newest games of the run, at most n: of AlphaZero those of
// self-play, each with what the search made of its positions, the last
// generation maybe still under way; of other kinds episodes in worlds that are the
// same for all weights, played with the newest, each with what the actions are
// worth by those.
func (r *Run) Newest(n int) ([]*app.Game, error) { return r.games.newest(n) }

// Encode returns the newest games of the run, at most n, as JSON that Decode
// reads.
func (r *Run) Encode(n int) ([]byte, error) {
	list, err := r.games.encode(n)
	if err != nil {
		return nil, err
	}
	return json.Marshal(list)
}

// Decode returns the games of a list of games of the world.
func Decode(world envs.Game, text []byte) ([]*app.Game, error) {
	var list []item
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, err
	}
	var all []*app.Game
	for i, it := range list {
		var g *app.Game
		var err error
		if it.Episode != nil {
			g, err = it.Episode.game(world)
		} else {
			g, err = ofRecord(world, it.Record)
		}
		if err != nil {
			return nil, fmt.Errorf("game %d of the list: %w", i+1, err)
		}
		all = append(all, g)
	}
	if len(all) == 0 {
		return nil, errors.New("the list has no games")
	}
	return all, nil
}

// replayed returns the game of an agent in all seats of the world of a seed, looked
// at from its first position; thought is what it thought of one, by the legal
// actions.
func replayed(world envs.Game, number uint64, agent string, moves []envs.Action, thought func(s envs.State, ply int, legal []envs.Action) agents.Thought) (*app.Game, error) {
	s := world.New(number)
	g := app.NewGame(world, s, slices.Repeat([]string{agent}, world.Spec().Players))
	for ply, a := range moves {
		if s.ToPlay() == envs.Over {
			return nil, fmt.Errorf("%s is over before ply %d", world.Spec().Name, ply)
		}
		legal := s.Legal(nil)
		if !slices.Contains(legal, a) {
			return nil, fmt.Errorf("ply %d does not fit %s", ply, world.Spec().Name)
		}
		t := thought(s, ply, legal)
		s.Play(a)
		g.Follow(s, a, t)
	}
	g.Jump(0)
	return g, nil
}
