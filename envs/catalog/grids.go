package catalog

import (
	"fmt"
	"io"
	"os"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/gridworld"
)

// readBy is the maker of a world whose package reads its options.
func readBy[G envs.Game](parse func(string) (G, error)) func(string) (envs.Game, error) {
	return func(args string) (envs.Game, error) {
		game, err := parse(args)
		if err != nil {
			return nil, err // not a nil G, which would be no nil Game
		}
		return game, nil
	}
}

// longestMap is the size of a map that is read, in bytes: more than any that
// is understood needs.
const longestMap = 1 << 20

// gridworldOf makes the world of the map in the file that args name, and the
// usual one if they name none.
func gridworldOf(args string) (envs.Game, error) {
	if args == "" {
		return gridworld.Usual(), nil
	}
	file, err := os.Open(args)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, longestMap+1))
	if err != nil {
		return nil, err
	}
	if len(text) > longestMap {
		return nil, fmt.Errorf("%s: more than %d bytes: want a map", args, longestMap)
	}
	m, err := gridworld.Parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", args, err)
	}
	return m.Named("gridworld:" + args), nil
}
