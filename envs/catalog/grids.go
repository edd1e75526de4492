package catalog

import (
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/toytext"
)

// tableOf is the maker of a world that is a table, with options.
func tableOf(parse func(string) (*toytext.Game, error)) func(string) (envs.Game, error) {
	return func(args string) (envs.Game, error) {
		game, err := parse(args)
		if err != nil {
			return nil, err // not a nil *Game, which would be no nil Game
		}
		return game, nil
	}
}
