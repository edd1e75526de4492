package session

import (
	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/catalog"
)

// PlayerOf returns the player of a spec whose agents are made by make; it has
// as many levels as the spec.
func PlayerOf(spec catalog.Spec, make func(catalog.Spec) (agents.Agent, error)) (Player, error) {
	agent, err := make(spec)
	if err != nil {
		return Player{}, err
	}
	p := Player{Name: spec.String(), Agent: agent}
	if _, up := spec.Level(1); up != nil {
		if _, down := spec.Level(-1); down != nil {
			return p, nil
		}
	}
	p.Level = func(level int) (string, agents.Agent, error) {
		at, err := spec.Level(level)
		if err != nil {
			return "", nil, err
		}
		agent, err := make(at)
		return at.String(), agent, err
	}
	return p, nil
}
