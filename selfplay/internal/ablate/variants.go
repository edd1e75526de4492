package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/othello"
	"github.com/tengen-rl/tengen/selfplay"
)

// A variant is the plain config with some knobs set.
type variant struct {
	name string
	set  []string // key, value, key, value …
}

// plain is the name of the config that all others differ from.
const plain = "plain"

// A study is what is varied in a game with positions whose right moves are known.
type study struct {
	game     envs.Game
	title    string    // of the game
	plain    []string  // how the plain config differs from the game's first preset: key, value, …
	variants []variant // the plain config first
}

// studies are one of every option that a game without points can have, and one
// of those that take points.
var studies = []*study{
	{connectfour.New(), "Connect Four", []string{"network.blocks", "3", "selfplay.games", "48"}, general},
	{othello.New(6), "Othello on 6 x 6 cells", []string{
		"network.channels", "32", "selfplay.games", "48", "selfplay.cheap_simulations", "0", "selfplay.simulations", "64",
		"train.owner_weight", "0", "train.lead_weight", "0",
	}, counted},
}

// general are the plain config, which has the defaults of all that is varied, and
// each option by itself: those that are off are switched on, those that are on are
// switched off.
var general = []variant{
	{plain, nil},
	{"global pooling", []string{"network.pooled", "8"}},
	{"reply policy", []string{"train.reply_weight", "0.15"}},
	{"soft policy", []string{"train.soft_weight", "8"}},
	{"short-term values", []string{"train.short_value_weight", "0.5"}},
	{"playout cap", []string{"selfplay.full_share", "0.25", "selfplay.simulations", "128", "selfplay.cheap_simulations", "24"}},
	{"forced playouts", []string{"selfplay.forced", "2"}},
	{"surprise weights", []string{"selfplay.surprise_weight", "0.5"}},
	{"root temperature", []string{"selfplay.root_temperature", "1.25"}},
	{"kept visits count", []string{"selfplay.count_kept", "true"}},
	{"gumbel", []string{"selfplay.gumbel", "7", "selfplay.simulations", "16"}},
	{"noise in the opening alone", []string{"selfplay.noise_plies", "8"}},
	{"graph", []string{"selfplay.graph", "true"}},
	{"policy openings", []string{"selfplay.policy_plies", "2", "selfplay.random_share", "0"}},
	{"forks", []string{"selfplay.fork_share", "0.1"}},
	{"decided games", []string{"selfplay.decided_value", "0.9"}},
	{"shaped noise", []string{"selfplay.dirichlet_shaped", "true"}},
	{"growing exploration", []string{"selfplay.c_puct_log", "0.45", "selfplay.c_puct_base", "500"}},
	{"exploration by spread", []string{"selfplay.c_puct_deviation", "1"}},
	{"gate", []string{"evaluate.gate_games", "20"}},
	{"warm-up", []string{"train.warm_up", "2"}},
	{"averaged weights", []string{"train.average", "0.999"}},
	{"growing window", []string{"train.window_start", "10000"}},
	{"half the passes", []string{"train.passes", "4"}},
	{"without symmetries", []string{"train.symmetries", "false"}},
	{"without search values", []string{"train.search_value", "0"}},
	{"without random openings", []string{"selfplay.random_share", "0"}},
	{"without lookahead", []string{"selfplay.lookahead", "false"}},
	{"without noise", []string{"selfplay.dirichlet_fraction", "0"}},
}

// counted are those of what a game tells by its points besides who won, and the
// one that made most of a difference among the general ones.
var counted = []variant{
	{plain, nil},
	{"owners", []string{"train.owner_weight", "0.25"}},
	{"lead", []string{"train.lead_weight", "0.25"}},
	{"owners and lead", []string{"train.owner_weight", "0.25", "train.lead_weight", "0.25"}},
	{"gumbel", []string{"selfplay.gumbel", "7", "selfplay.simulations", "16"}},
}

// studyOf returns the study of a game.
func studyOf(game string) (*study, error) {
	var names []string
	for _, s := range studies {
		name := s.game.Spec().Name
		if name == game {
			return s, nil
		}
		names = append(names, name)
	}
	return nil, fmt.Errorf("ablate: -game %q: it should be among %s", game, strings.Join(names, ", "))
}

// config returns the config of a variant: generations are short and their
// number is no limit, and the learning rate stays as it is, so that the CPU
// time alone decides how far a run comes.
func (s *study) config(v variant, seed uint64) (selfplay.Config, error) {
	c, err := selfplay.Preset(s.game.Spec().Name, "")
	if err != nil {
		return c, err
	}
	set := slices.Concat([]string{
		"generations", "1000000", "selfplay.slots", "24",
		"train.final_learning_rate", "0.002", "evaluate.every", "0", "evaluate.final_games", "0",
	}, s.plain, v.set)
	for i := 0; i < len(set); i += 2 {
		if err := c.Set(set[i], set[i+1]); err != nil {
			return c, err
		}
	}
	c.Seed = seed
	return c, c.Validate()
}

// choose returns the plain config and the variants that only names, with
// commas between them; all of them if it is empty.
func (s *study) choose(only string) ([]variant, error) {
	if only == "" {
		return s.variants, nil
	}
	chosen := s.variants[:1:1]
	for name := range strings.SplitSeq(only, ",") {
		i := slices.IndexFunc(s.variants, func(v variant) bool { return v.name == name })
		if i < 0 {
			var names []string
			for _, v := range s.variants[1:] {
				names = append(names, v.name)
			}
			return nil, fmt.Errorf("ablate: -only %q: it should be among %s", name, strings.Join(names, ", "))
		}
		if i > 0 {
			chosen = append(chosen, s.variants[i])
		}
	}
	return chosen, nil
}
