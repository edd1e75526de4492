package catalog

import (
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/minigrid"
)

// minigridName is what the names of the levels of package minigrid begin with.
const minigridName = "minigrid/"

// minigridLevels are the lines of all levels of package minigrid, whose own
// table names them.
func minigridLevels() (all []world) {
	for _, name := range minigrid.Levels() {
		all = append(all, world{minigridName + name, func(args string) (envs.Game, error) {
			game, err := minigrid.Parse(name, args)
			if err != nil {
				return nil, err
			}
			return game, nil
		}})
	}
	return all
}

// withLevels puts the levels in their place in the order of names.
func withLevels(all []world) []world {
	all = append(all, minigridLevels()...)
	slices.SortFunc(all, func(a, b world) int { return strings.Compare(a.name, b.name) })
	return all
}
