package gallery

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/viz/app"
)

// Encode returns the newest games of the run, at most n, as JSON that Decode
// reads: the list of their records.
func (r *Run) Encode(n int) ([]byte, error) {
	lines, err := r.newest(n)
	if err != nil {
		return nil, err
	}
	var list []json.RawMessage
	for _, line := range lines {
		list = append(list, json.RawMessage(line.text))
	}
	return json.Marshal(list)
}

// Decode returns the games of a list of records of the world.
func Decode(world envs.Game, text []byte) ([]*app.Game, error) {
	var list []json.RawMessage
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, err
	}
	var games []*app.Game
	for i, line := range list {
		g, err := ofRecord(world, line)
		if err != nil {
			return nil, fmt.Errorf("game %d of the list: %w", i+1, err)
		}
		games = append(games, g)
	}
	if len(games) == 0 {
		return nil, errors.New("the list has no games")
	}
	return games, nil
}

// ofRecord returns the game of a record.
func ofRecord(world envs.Game, line []byte) (*app.Game, error) {
	record, err := alphazero.DecodeRecord(line)
	if err != nil {
		return nil, err
	}
	s := world.New(record.Seed)
	g := app.NewGame(world, s, slices.Repeat([]string{"az"}, world.Spec().Players))
	g.Title = fmt.Sprintf("generation %d, game %d", record.Generation, record.Game)
	for ply, a := range record.Actions {
		legal := s.Legal(nil)
		if !slices.Contains(legal, a) {
			return nil, fmt.Errorf("game %d: ply %d does not fit %s", record.Game, ply, world.Spec().Name)
		}
		thought := thoughtOf(record, ply, legal)
		s.Play(a)
		g.Follow(s, a, thought)
	}
	g.Jump(0)
	return g, nil
}
