package catalog_test

import (
	"fmt"
	"slices"
	"strings"
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
	names := strings.Join(catalog.Names(), ", ")
	for _, c := range []struct{ text, want string }{
		{"", `unknown game "": want one of ` + names},
		{"Connect4", `unknown game "Connect4": want one of ` + names},
		{"chess960:1", `unknown game "chess960:1": want one of ` + names},
		{"chess:draws=never", `game "chess:draws=never": unknown option "draws=never": want draws= and one of automatic, claimed, none, or dead=blocked`},
		{"connect4:8", `game "connect4:8": it takes no argument, got "8"`},
		{"hex:0", `game "hex:0": a board of size "0": want 1 to 19`},
		{"hex:20", `game "hex:20": a board of size "20": want 1 to 19`},
		{"hex:5,sawp", `game "hex:5,sawp": unknown option "sawp": want swap`},
		{"hex:5,swap,", `game "hex:5,swap,": unknown option "swap,": want swap`},
		{"othello:7", `game "othello:7": a board of side "7": want one of 4, 6, 8`},
		{"othello:08", `game "othello:08": a board of side "08": want one of 4, 6, 8`},
		{"othello:+8", `game "othello:+8": a board of side "+8": want one of 4, 6, 8`},
		{"frozenlake:9x9", `game "frozenlake:9x9": map "9x9": want 4x4, 8x8, or rows of S, F, H, G with slashes between them`},
		{"taxi:wet", `game "taxi:wet": kind "wet": want rainy=, mask=, limit=`},
		{"cliffwalking:limit=x", `game "cliffwalking:limit=x": limit "x": want 1 to 1073741824`},
		{"deepsea:1", `game "deepsea:1": size "1": want 2 to 100`},
		{"memorychain:0", `game "memorychain:0": length "0": want 1 to 1000`},
		{"gridworld:no such file", `game "gridworld:no such file": open no such file: no such file or directory`},
		{"gridworld:testdata/ragged.map", `game "gridworld:testdata/ragged.map": testdata/ragged.map: map: line 2: 2 cells, where the first row has 3: the rows of a map are equally long`},
		{"go:26", `game "go:26": size "26": want 2 to 25`},
		{"minatar/breakout:sticky=1", `game "minatar/breakout:sticky=1": unknown option "sticky=1": want sticky= and a probability from 0 to below 1, ramping=on or off, actions=6 or minimal, mode=strict or fixed, limit= and a number of steps`},
		{"minatar/breakout:limit=9,limit=8", `game "minatar/breakout:limit=9,limit=8": option "limit=8": limit is given twice`},
		{"minigrid/doorkey-5x5:obs=half", `game "minigrid/doorkey-5x5:obs=half": unknown option "obs=half": want obs= and one of view, view-codes, full, full-codes`},
		{"connect4:", `game "connect4:": nothing follows the colon`},
	} {
		t.Run(c.text, func(t *testing.T) {
			_, err := catalog.Game(c.text)
			assert.EqualError(t, err, c.want)
		})
	}
}

// A world that comes in several kinds is called as it was asked for, its usual
// kind by the bare name.
func TestKindsHaveNames(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"othello:8", "othello"}, {"othello:6", "othello:6"}, {"othello:4", "othello:4"},
		{"hex:11", "hex"}, {"hex:5", "hex:5"}, {"hex:5,swap", "hex:5,swap"}, {"hex:swap", "hex:11,swap"},
		{"deepsea:10", "deepsea"}, {"memorychain:5", "memorychain:5"}, {"gridworld:testdata/door.map", "gridworld:testdata/door.map"},
		{"frozenlake:4x4", "frozenlake"}, {"frozenlake:4x4,slippery=off", "frozenlake:slippery=off"},
		{"minigrid/empty-8x8:obs=view", "minigrid/empty-8x8"}, {"minigrid/empty-8x8:obs=full", "minigrid/empty-8x8:obs=full"},
		{"minatar/breakout:sticky=0.1,ramping=on,actions=6,mode=strict", "minatar/breakout"},
		{"minatar/seaquest:limit=500,mode=fixed,actions=minimal,ramping=off,sticky=.25", "minatar/seaquest:sticky=0.25,ramping=off,actions=minimal,mode=fixed,limit=500"},
	} {
		game, err := catalog.Game(c.text)
		require.NoError(t, err)
		assert.Equal(t, c.want, game.Spec().Name)
	}
}

func TestWrappersFollowAWorld(t *testing.T) {
	game, err := catalog.Game("othello:6+limit=10")
	require.NoError(t, err)
	assert.Equal(t, "othello:6+limit=10", game.Spec().Name)
	assert.Equal(t, 10, game.Spec().MaxPlies)

	_, err = catalog.Game("connect4+limt=10")
	assert.EqualError(t, err, `game "connect4+limt=10": unknown wrapper "limt": want one of clip, limit, onehot, repeat, stack, sticky`)
	_, err = catalog.Game("conect4+limit=10")
	assert.ErrorContains(t, err, `unknown game "conect4": want one of `)
}

func TestKinds(t *testing.T) {
	assert.Equal(t, "othello:4, othello:6", catalog.Kinds("othello"))
	assert.Empty(t, catalog.Kinds("connect4"))
}

func ExampleGame() {
	game, err := catalog.Game("connect4")
	fmt.Println(game.Spec().Actions, err)
	_, err = catalog.Game("connect4:8")
	fmt.Println(err)
	// Output:
	// 7 <nil>
	// game "connect4:8": it takes no argument, got "8"
}
