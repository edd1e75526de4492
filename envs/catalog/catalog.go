package catalog

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/chess"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/control"
	"github.com/tengen-rl/tengen/envs/goban"
	"github.com/tengen-rl/tengen/envs/gridworld"
	"github.com/tengen-rl/tengen/envs/minatar"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/envs/toytext"
	"github.com/tengen-rl/tengen/envs/wrap"
)

// world is one line of the table: how a name becomes a Game.
type world struct {
	name string
	make func(args string) (envs.Game, error) // args is what follows the colon, or empty
}

// worlds is the table, in the order of their names.
var worlds = withLevels([]world{
	{"acrobot", plain(control.NewAcrobot())},
	{"cartpole", plain(control.NewCartPole())},
	{"catch", plain(gridworld.NewCatch())},
	{"chess", withOptions(chess.New())},
	{"cliffwalking", readBy(toytext.ParseCliffWalking)},
	{"connect4", plain(connectfour.New())},
	{"deepsea", readBy(gridworld.ParseDeepSea)},
	{"frozenlake", readBy(toytext.ParseFrozenLake)},
	{"gardner", withOptions(chess.Gardner())},
	{"go", makeGo},
	{"gridworld", gridworldOf},
	{"hex", hexOf},
	{"losalamos", withOptions(chess.LosAlamos())},
	{"memorychain", readBy(gridworld.ParseMemoryChain)},
	{"minatar/asterix", minatarOf(minatar.Asterix)},
	{"minatar/breakout", minatarOf(minatar.Breakout)},
	{"minatar/freeway", minatarOf(minatar.Freeway)},
	{"minatar/seaquest", minatarOf(minatar.Seaquest)},
	{"minatar/spaceinvaders", minatarOf(minatar.SpaceInvaders)},
	{"mountaincar", plain(control.NewMountainCar())},
	{"othello", othelloOf},
	{"taxi", readBy(toytext.ParseTaxi)},
	{"tictactoe", plain(tictactoe.New())},
})

// plain is the maker of a world that comes in one kind only.
func plain(game envs.Game) func(string) (envs.Game, error) {
	return func(args string) (envs.Game, error) {
		if args != "" {
			return nil, fmt.Errorf("it takes no argument, got %q", args)
		}
		return game, nil
	}
}

// makeGo makes a game of Go of its size, or sizes, and options.
func makeGo(args string) (envs.Game, error) {
	if size, _, _ := strings.Cut(args, ","); strings.Contains(size, "/") {
		return goban.ParseSizes(args)
	}
	config, err := goban.ParseConfig(args)
	if err != nil {
		return nil, err
	}
	return goban.New(config)
}

// withOptions is the maker of a kind of chess, whose draws are an option.
func withOptions(game chess.Game) func(string) (envs.Game, error) {
	return func(args string) (envs.Game, error) { return game.WithOptions(args) }
}

// Game returns the world that text names: a name of Names, for a world that
// comes in several kinds a colon and the kind, and then the wrappers around it,
// as in "cartpole+limit=200+stack=4" (see package wrap). The error quotes the
// text and lists what would be understood.
func Game(text string) (envs.Game, error) {
	world, wrappers := wrap.Split(text)
	game, err := bare(world)
	if err != nil || wrappers == "" {
		return game, err
	}
	if game, err = wrap.Apply(game, wrappers); err != nil {
		return nil, fmt.Errorf("game %q: %w", text, err)
	}
	return game, nil
}

// bare returns the world that text names, without wrappers.
func bare(text string) (envs.Game, error) {
	name, args, hasArgs := strings.Cut(text, ":")
	i := slices.IndexFunc(worlds, func(w world) bool { return w.name == name })
	if i < 0 {
		return nil, fmt.Errorf("unknown game %q: want one of %s", text, strings.Join(Names(), ", "))
	}
	if hasArgs && args == "" {
		return nil, fmt.Errorf("game %q: nothing follows the colon", text)
	}
	game, err := worlds[i].make(args)
	if err != nil {
		return nil, fmt.Errorf("game %q: %w", text, err)
	}
	return game, nil
}

// Names returns the name of every world, sorted.
func Names() []string {
	var names []string
	for _, w := range worlds {
		names = append(names, w.name)
	}
	return names
}
