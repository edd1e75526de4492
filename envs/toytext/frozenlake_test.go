package toytext_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/envs/toytext"
	"github.com/tengen-rl/tengen/internal/seed"
)

func lake(t testing.TB, text string) *toytext.Game {
	t.Helper()
	game, err := toytext.ParseFrozenLake(text)
	require.NoError(t, err)
	return game
}

func TestParseFrozenLake(t *testing.T) {
	for _, c := range []struct{ text, name string }{
		{"", "frozenlake"},
		{"4x4", "frozenlake"},
		{"4x4,slippery=on,limit=100", "frozenlake"},
		{"4x4,slippery=off", "frozenlake:slippery=off"},
		{"slippery=off", "frozenlake:slippery=off"},
		{"8x8", "frozenlake:8x8"},
		{"8x8,limit=100", "frozenlake:8x8,limit=100"},
		{"8x8,success=0.8", "frozenlake:8x8,success=0.8"},
		{"SF/FG", "frozenlake:SF/FG"},
	} {
		game := lake(t, c.text)
		assert.Equal(t, c.name, game.Spec().Name)
	}
	assert.Equal(t, 200, lake(t, "8x8").Spec().MaxPlies)
	assert.Equal(t, 100, lake(t, "4x4").Spec().MaxPlies)
	for _, c := range []struct{ text, want string }{
		{"5x5", `map "5x5": want 4x4, 8x8, or rows of S, F, H, G with slashes between them`},
		{"8x8,4x4", `option "4x4": want name=value`},
		{"8x8,limit=0", `limit "0": want 1 to 1073741824`},
		{"limit=9,limit=9", `option "limit" is given twice`},
		{"slippery=no", `slippery "no": want on or off`},
		{"success=1.5", `success "1.5": want more than 0, at most 1`},
		{"success=0.5,slippery=on", `success "0.5" beside slippery: want one of the two`},
		{"colour=red", `unknown option "colour": want slippery=, success=, limit=`},
		{"SFF/FG", `map row 2, "FG", has 2 tiles, the first has 3`},
		{"FF/FG", `a map with no start: want at least one S`},
		{"/", `a map with no tiles`},
	} {
		_, err := toytext.ParseFrozenLake(c.text)
		assert.EqualError(t, err, c.want, c.text)
	}
	_, err := toytext.FrozenLake(toytext.Lake{Map: []string{"SF", "Fü"}})
	assert.EqualError(t, err, `map row 2, "Fü", has 3 tiles, the first has 2`)
	_, err = toytext.FrozenLake(toytext.Lake{Map: []string{"SF", "F."}})
	assert.EqualError(t, err, `map row 2, column 2: '.': want S, F, H or G`)
}

func TestRandomLakeCanBeCrossed(t *testing.T) {
	holes := 0
	for i := range uint64(50) {
		rows := toytext.RandomLake(seed.Stream(i), 5, 0.6)
		game, err := toytext.FrozenLake(toytext.Lake{Map: rows, Success: 1, Limit: 1000})
		require.NoError(t, err)
		depth, reached := waysFrom(game, game.New(0).(*toytext.State).Index())
		assert.True(t, reached, "%v in %d steps", rows, depth)
		for _, row := range rows {
			for _, tile := range row {
				if tile == 'H' {
					holes++
				}
			}
		}
	}
	assert.InDelta(t, 0.35*23*50, float64(holes), 100, "about 2 in 5 cells, less for those maps that cannot be crossed")
}

// waysFrom walks the tables and tells in how many steps a reward comes.
func waysFrom(game *toytext.Game, start int) (depth int, reached bool) {
	seen, frontier := map[int]bool{start: true}, []int{start}
	for ; len(frontier) > 0; depth++ {
		var next []int
		for _, s := range frontier {
			for a := range 4 {
				for _, o := range game.Transitions(s, envsAction(a)) {
					if o.Reward > 0 {
						return depth + 1, true
					}
					if !seen[o.Next] && !o.Terminated {
						seen[o.Next] = true
						next = append(next, o.Next)
					}
				}
			}
		}
		frontier = next
	}
	return depth, false
}

func BenchmarkFrozenLakeSteps(b *testing.B)    { envtest.BenchmarkSteps(b, lake(b, "")) }
func BenchmarkFrozenLake8x8Steps(b *testing.B) { envtest.BenchmarkSteps(b, lake(b, "8x8")) }
