package catalog_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs/catalog"
)

func TestEveryNameMakesItsWorld(t *testing.T) {
	names := catalog.Names()
	require.NotEmpty(t, names)
	assert.True(t, slices.IsSorted(names), "names are sorted: %v", names)
	for _, name := range names {
		game, err := catalog.Game(name)
		require.NoError(t, err)
		assert.Equal(t, name, game.Spec().Name)
	}
}

func TestWhatIsNotUnderstoodIsNamed(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", `unknown game "": want one of chess, connect4, gardner, losalamos, tictactoe`},
		{"Connect4", `unknown game "Connect4": want one of chess, connect4, gardner, losalamos, tictactoe`},
		{"chess960:1", `unknown game "chess960:1": want one of chess, connect4, gardner, losalamos, tictactoe`},
		{"chess:draws=never", `game "chess:draws=never": unknown option "draws=never": want draws= and one of automatic, claimed, none`},
		{"connect4:8", `game "connect4:8": it takes no argument, got "8"`},
		{"connect4:", `game "connect4:": nothing follows the colon`},
	} {
		t.Run(c.text, func(t *testing.T) {
			_, err := catalog.Game(c.text)
			assert.EqualError(t, err, c.want)
		})
	}
}

func ExampleGame() {
	game, err := catalog.Game("connect4")
	fmt.Println(game.Spec().Actions, err)
	_, err = catalog.Game("conect4")
	fmt.Println(err)
	// Output:
	// 7 <nil>
	// unknown game "conect4": want one of chess, connect4, gardner, losalamos, tictactoe
}
