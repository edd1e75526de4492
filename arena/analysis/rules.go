package analysis

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/goban"
)

// world returns the world of a request: that of the server, of another size,
// komi or rules where it asks for them. Worlds of one name are one Game.
func (s *server) world(r *request) (world envs.Game, warnings []*fieldError, err error) {
	world = s.config.World
	side := world.Spec().Obs[1]
	switch x, y := r.BoardXSize, r.BoardYSize; {
	case x != nil && y != nil && *x != *y:
		return nil, nil, wrong("boardYSize", "a board of %d columns and %d rows: want as many of both", *x, *y)
	case x != nil:
		side = *x
	case y != nil:
		side = *y
	}
	if side != world.Spec().Obs[1] {
		if world, err = s.config.Resize(side); err != nil {
			return nil, nil, wrong("boardXSize", "%w", err)
		}
	}
	if rules, ok := world.(*goban.Game); ok {
		if world, warnings, err = goOf(rules.Config(), r); err != nil {
			return nil, nil, err
		}
	} else if r.Komi != nil || r.Rules != nil {
		warnings = append(warnings, &fieldError{"rules", fmt.Errorf("%s knows neither rules nor komi; they are passed over", world.Spec().Name)})
	}
	return s.same(world), warnings, nil
}

// same returns the first Game of the name that the server has met.
func (s *server) same(world envs.Game) envs.Game {
	if met, ok := s.worlds[world.Spec().Name]; ok {
		return met
	}
	s.worlds[world.Spec().Name] = world
	return world
}

// goOf returns the game of Go that a request asks for.
func goOf(c goban.Config, r *request) (world envs.Game, warnings []*fieldError, err error) {
	if r.Rules != nil {
		changed, warning, err := applyRules(c, r.Rules)
		if err != nil {
			return nil, nil, &fieldError{"rules", err}
		}
		if c = changed; warning != "" {
			warnings = append(warnings, &fieldError{"rules", errors.New(warning)})
		}
	}
	if r.Komi != nil {
		c.Komi = *r.Komi
	}
	c.Handicap, c.Free = 0, false // stones are set up by the request
	game, err := goban.New(c)
	if err != nil {
		return nil, nil, &fieldError{"komi", err}
	}
	return game, warnings, nil
}

// applyRules changes a configuration as rules ask, by name or in particular.
// It warns where they cannot be had.
func applyRules(c goban.Config, text json.RawMessage) (changed goban.Config, warning string, err error) {
	var name string
	if json.Unmarshal(text, &name) == nil {
		return namedRules(c, name)
	}
	var rules struct {
		Ko, Scoring string
		Suicide     *bool
	}
	if err := json.Unmarshal(text, &rules); err != nil {
		return c, "", fmt.Errorf("rules %s: want a name, such as chinese, or an object with ko and suicide", text)
	}
	switch strings.ToUpper(rules.Ko) {
	case "":
	case "SIMPLE":
		c.Ko = goban.Simple
	case "POSITIONAL":
		c.Ko = goban.Positional
	case "SITUATIONAL":
		c.Ko = goban.Situational
	default:
		return c, "", fmt.Errorf("ko %q: want SIMPLE, POSITIONAL or SITUATIONAL", rules.Ko)
	}
	if rules.Suicide != nil {
		c.Suicide = *rules.Suicide
	}
	if s := strings.ToUpper(rules.Scoring); s != "" && s != "AREA" {
		warning = fmt.Sprintf("scoring %q is not known; the area is counted", rules.Scoring)
	}
	return c, warning, nil
}

func namedRules(c goban.Config, name string) (changed goban.Config, warning string, err error) {
	ours, territory, ok := goban.RulesCalled(name)
	if !ok {
		return c, "", fmt.Errorf("rules %q: want chinese, tromp-taylor, aga or new-zealand", name)
	}
	if territory {
		warning = fmt.Sprintf("rules %q count territory, which is not known here; the area is counted, as in China", name)
	}
	named, err := goban.ParseConfig(fmt.Sprintf("%d,rules=%s", c.Size, ours))
	return named, warning, err
}
