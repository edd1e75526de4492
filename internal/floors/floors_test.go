package floors

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// house is the module from the ground up. A line names packages; after a
// colon, what they never import. "x/..." is x and all below it.
//
// A package may import those of lower floors, and those of its own floor that
// stand above it here. Tests may import anything.
const house = `
floor 0
	internal/seed internal/durable internal/golden internal/truth internal/race : ...
	internal/cli internal/floors internal/lines internal/bootstrap internal/generation : ...
	internal/screen                                               : envs/... nets/...
	internal/stream                                               : ...
	internal/child
	internal/cputime                                              : ...
	internal/team                                                 : ...
	internal/options                                              : ...
	viz/scene viz/raster viz/svg                                  : envs/... nets/...
	viz/sound                                                     : ...
	viz/speaker                                                   : envs/... nets/...
	envs                                                          : ...
	nets/internal/kernel                                          : ...
	nets/tensor                                                   : nets/autograd/... envs/...
	arena/rating                                                  : ...
	replay                                                        : envs/... nets/...
	replay/shard                                                  : envs/... nets/...

floor 1
	nets/autograd nets/autograd/gradtest              : nets envs/...
	envs/tictactoe envs/connectfour envs/goban envs/chess envs/othello : agents/... nets/... search
	envs/hex envs/gridworld envs/minatar envs/toytext envs/control     : agents/... nets/... search
	envs/minigrid                                     : agents/... nets/... search
	envs/goban/sgf envs/chess/pgn                     : agents/... nets/... search
	envs/tictactoe/solver envs/connectfour/solver     : agents/... nets/... search
	envs/othello/solver envs/hex/solver               : agents/... nets/... search
	envs/connectfour/solver/bookgen                   : agents/... nets/... search
	envs/wrap envs/vector                             : agents/... nets/... search
	envs/envtest                                      : agents/... nets/... search
	search                                            : agents/... nets/... replay/...

floor 2
	nets/safetensors nets nets/optim nets/data        : envs/... search
	envs/catalog                                      : agents/... nets/... search

floor 3
	agents                                            : nets/...

floor 4
	arena arena/gamefile arena/book arena/sets        : nets/...
	arena/sets/setgen                                 : nets/...
	arena/tournament arena/store arena/faulty         : nets/...
	arena/review arena/analysis arena/console         : nets/...
	arena/report                                      : nets/...
	agents/mcts agents/alphabeta agents/solver        : nets/...
	agents/gtp agents/uci                             : nets/...

floor 5
	agents/alphazero agents/dqn agents/pqn
	agents/tabular                                    : nets/... search

floor 6
	agents/catalog                                    : viz selfplay
	selfplay/rundir selfplay/knobs                    : agents/... nets/... envs/...
	selfplay/metrics                                  : agents/... nets/... envs/...
	selfplay/strength                                 : viz
	selfplay selfplay/imitation                       : viz
	selfplay/qlearn selfplay/compare selfplay/doctor  : viz
	viz viz/...                                       : selfplay

floor 7
	cmd/selfplay cmd/arena cmd/page examples/... nets/internal/peers selfplay/internal/ablate
`

// forTests are the packages that only tests import.
var forTests = []string{"internal/golden", "internal/truth", "internal/race", "internal/screen", "nets/autograd/gradtest", "arena/faulty"}

func TestEveryPackageKeepsToItsFloor(t *testing.T) {
	plan, err := parse(house)
	require.NoError(t, err)
	packages := readModule(t, "../..")
	require.Contains(t, packages, "envs", "packages were found")
	for _, name := range sortedNames(packages) {
		for _, breach := range plan.breaches(name, packages[name]) {
			t.Error(breach)
		}
	}
}

func TestOnlyTestsImportTheirTools(t *testing.T) {
	packages := readModule(t, "../..")
	for _, name := range sortedNames(packages) {
		if slices.Contains(forTests, name) {
			continue
		}
		for _, tool := range forTests {
			assert.NotContains(t, packages[name], tool, "%s is for tests only, but %s imports it", tool, name)
		}
	}
}

func TestBreaches(t *testing.T) {
	plan, err := parse(`
floor 0
	ground : ...
	cellar
floor 1
	hall porch/... : attic
	attic : cellar
`)
	require.NoError(t, err)
	for _, c := range []struct {
		name    string
		imports []string
		want    []string
	}{
		{"hall", []string{"ground", "cellar"}, nil},
		{"cellar", []string{"ground"}, nil},
		{"ground", []string{"cellar"}, []string{"ground never imports cellar"}},
		{"cellar", []string{"hall"}, []string{"cellar (floor 0) imports hall (floor 1), which stands below it in the table or higher up"}},
		{"hall", []string{"porch"}, []string{"hall (floor 1) imports porch (floor 1), which stands below it in the table or higher up"}},
		{"porch/step", []string{"hall"}, nil},
		{"porch/step", []string{"porch"}, nil},
		{"attic", []string{"cellar"}, []string{"attic never imports cellar"}},
		{"attic", []string{"hall"}, nil},
		{"shed", nil, []string{"shed stands on no floor: add it to the table in internal/floors"}},
		{"attic", []string{"shed"}, []string{"attic imports shed, which stands on no floor"}},
	} {
		assert.Equal(t, c.want, plan.breaches(c.name, c.imports), "%s imports %v", c.name, c.imports)
	}
}

func TestParseRefusesWhatItDoesNotUnderstand(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"envs", "line 1: envs before the first floor"},
		{"floor x", `line 1: floor "x", want a number`},
		{"floor 1\nfloor 0", "line 2: floor 0 after floor 1"},
		{"floor 0\na\na", "line 3: a stands in the table twice"},
	} {
		_, err := parse(c.text)
		assert.EqualError(t, err, c.want)
	}
}

func sortedNames(packages map[string][]string) []string {
	var names []string
	for name := range packages {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
