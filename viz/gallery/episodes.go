package gallery

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/tengen-rl/tengen/agents"
	agentcatalog "github.com/tengen-rl/tengen/agents/catalog"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/internal/generation"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/viz/app"
)

// episodes are what the newest weights of a run play, which keeps no games of its
// own. They are played again only when there are newer weights.
type episodes struct {
	dir    string
	world  envs.Game
	kind   string
	number int // of the weights that played
	played []*episode
}

// episode is a game by an agent that knows what actions are worth.
type episode struct {
	Agent   string        `json:"agent"` // in all seats
	Title   string        `json:"title"`
	Seed    uint64        `json:"seed"` // of the world
	Actions []envs.Action `json:"actions"`
	Values  [][]float32   `json:"values"` // by ply: of each legal action to who moves; empty where the agent knows none
}

// longest is how many moves of an episode are played.
const longest = 1000

func (e *episodes) newest(n int) (all []*app.Game, err error) {
	if err := e.play(n); err != nil {
		return nil, err
	}
	for _, one := range e.played {
		g, err := one.game(e.world)
		if err != nil {
			return nil, err
		}
		all = append(all, g)
	}
	return all, nil
}

func (e *episodes) encode(n int) (list []item, err error) {
	err = e.play(n)
	for _, one := range e.played {
		list = append(list, item{Episode: one})
	}
	return list, err
}

// play plays n episodes if there are newer weights than those that played the
// last ones.
func (e *episodes) play(n int) error {
	suffix := ".safetensors"
	if e.kind == "tabular" {
		suffix = ".json"
	}
	number, err := generation.Last(e.dir, suffix)
	if err != nil || number == e.number && len(e.played) == n {
		return err
	}
	spec, err := agentcatalog.Learned(e.kind, e.dir, number)
	if err != nil {
		return err
	}
	var played []*episode
	for i := range n {
		one := &episode{Agent: e.kind, Title: fmt.Sprintf("weights %d, episode %d", number, i+1), Seed: seed.Mix(uint64(i))}
		if err := one.play(e.world, spec); err != nil {
			return err
		}
		played = append(played, one)
	}
	e.number, e.played = number, played
	return nil
}

// play plays the episode, with an agent for each seat.
func (e *episode) play(world envs.Game, spec agentcatalog.Spec) (err error) {
	var players []agents.Agent
	for seat := range world.Spec().Players {
		player, err := spec.New(world, seed.Mix(e.Seed, uint64(seat)))
		if err != nil {
			return err
		}
		player.Reset()
		if closer, ok := agents.Power[io.Closer](player); ok {
			defer func() { err = errors.Join(err, closer.Close()) }()
		}
		players = append(players, player)
	}
	s := world.New(e.Seed)
	for s.ToPlay() != envs.Over && len(e.Actions) < longest {
		mover := s.ToPlay()
		action, err := players[mover].Act(context.Background(), s)
		if err != nil {
			return err
		}
		e.Actions = append(e.Actions, action)
		e.Values = append(e.Values, valuesOf(players[mover], mover, s.Legal(nil)))
		s.Play(action)
	}
	return nil
}

// valuesOf are what the legal actions are worth to the one who has just chosen, nil
// if the agent does not know it of each.
func valuesOf(agent agents.Agent, mover envs.Player, legal []envs.Action) []float32 {
	explainer, ok := agents.Power[agents.Explainer](agent)
	if !ok {
		return nil
	}
	values := make([]float32, len(legal))
	known := 0
	for _, c := range explainer.Explain().Candidates {
		if i := slices.Index(legal, c.Action); i >= 0 {
			values[i] = c.Values[mover]
			known++
		}
	}
	if known < len(legal) {
		return nil
	}
	return values
}

// game returns the episode as it is shown.
func (e *episode) game(world envs.Game) (*app.Game, error) {
	g, err := replayed(world, e.Seed, e.Agent, e.Actions, func(s envs.State, ply int, legal []envs.Action) (t agents.Thought) {
		if ply < len(e.Values) && len(e.Values[ply]) == len(legal) {
			t = agents.ThoughtOfValues(e.Values[ply], legal, s.ToPlay(), world.Spec().Players)
		}
		return t
	})
	if err != nil {
		return nil, fmt.Errorf("%s: %w", e.Title, err)
	}
	g.Title = e.Title
	return g, nil
}
