package catalog

import (
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/minatar"
)

// minatarOptions tells what may follow the name of a game of package minatar.
const minatarOptions = "options such as :sticky=0.25,ramping=off,actions=minimal,mode=fixed,limit=10000"

// minatarOf is the maker of a game of package minatar with its options.
func minatarOf(k minatar.Kind) func(string) (envs.Game, error) {
	return func(args string) (envs.Game, error) {
		config, err := minatar.ParseConfig(args)
		if err != nil {
			return nil, err
		}
		return minatar.New(k, config), nil
	}
}
