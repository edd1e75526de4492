package arena_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/tictactoe"
)

func TestPlayMoves(t *testing.T) {
	game := connectfour.New()
	for _, c := range []struct {
		text  string
		want  []envs.Action
		wrong string
	}{
		{"", nil, ""},
		{" \n", nil, ""},
		{"4", []envs.Action{3}, ""},
		{"4453", []envs.Action{3, 3, 4, 2}, ""},
		{"4 4,5, 3 ", []envs.Action{3, 3, 4, 2}, ""},
		{"4 45\t3", []envs.Action{3, 3, 4, 2}, ""},
		{"48", []envs.Action{3}, `move 2 of "48": connect4: unknown move "8"`},
		{"4é", []envs.Action{3}, `move 2 of "4é": connect4: unknown move "é"`},
		{"1122334 56", []envs.Action{0, 0, 1, 1, 2, 2, 3}, `move 8 of "1122334 56": connect4: move "56" after the end of the game`},
		{"11223344", []envs.Action{0, 0, 1, 1, 2, 2, 3}, `move 8 of "11223344": connect4: move "4" after the end of the game`},
	} {
		t.Run(c.text, func(t *testing.T) {
			s := game.New(0)
			got, err := arena.PlayMoves(game, s, c.text)
			assert.Equal(t, c.want, got)
			twin := game.New(0)
			for _, a := range c.want {
				twin.Play(a)
			}
			assert.Equal(t, twin, s)
			if c.wrong == "" {
				assert.NoError(t, err)
			} else {
				assert.ErrorContains(t, err, c.wrong)
			}
		})
	}
}

// wide is a world with names of more than one character.
type wide struct{ tictactoe.Game }

func (wide) FormatAction(_ envs.State, a envs.Action) string {
	return string(rune('a'+a%3)) + string(rune('1'+a/3))
}

func (w wide) ParseAction(s envs.State, text string) (envs.Action, error) {
	for _, a := range s.Legal(nil) {
		if w.FormatAction(s, a) == text {
			return a, nil
		}
	}
	return 0, assert.AnError
}

func TestPlayMovesWithLongNames(t *testing.T) {
	got, err := arena.PlayMoves(wide{}, wide{}.New(0), "b2 a1,c3")
	require.NoError(t, err)
	assert.Equal(t, []envs.Action{4, 0, 8}, got)
	_, err = arena.PlayMoves(wide{}, wide{}.New(0), "b2a1")
	assert.ErrorIs(t, err, assert.AnError)
}

func TestMovesComeBack(t *testing.T) {
	for name, game := range map[string]envs.Game{"named": connectfour.New(), "bare": bare{connectfour.New()}} {
		t.Run(name, func(t *testing.T) {
			a, err := random().New(1)
			require.NoError(t, err)
			b, err := random().New(2)
			require.NoError(t, err)
			r, err := arena.Play(context.Background(), connectfour.New(), arena.Opening{}, []agents.Agent{a, b}, arena.PlayConfig{})
			require.NoError(t, err)
			got, err := arena.PlayMoves(game, game.New(0), arena.FormatMoves(game, &r))
			require.NoError(t, err)
			assert.Equal(t, r.Actions, got)
		})
	}
}

func FuzzPlayMoves(f *testing.F) {
	f.Add("4453")
	f.Add("1, 2 3\xff")
	f.Fuzz(func(t *testing.T, text string) {
		for _, game := range []envs.Game{connectfour.New(), wide{}} {
			s := game.New(0)
			actions, _ := arena.PlayMoves(game, s, text)
			twin := game.New(0)
			for _, a := range actions {
				twin.Play(a)
			}
			require.Equal(t, twin, s)
		}
	})
}

func TestParsePosition(t *testing.T) {
	s, err := arena.ParsePosition(tictactoe.New(), "")
	require.NoError(t, err)
	assert.Equal(t, tictactoe.New().New(0), s)

	s, err = arena.ParsePosition(tictactoe.New(), "X...O....")
	require.NoError(t, err)
	assert.Len(t, s.Legal(nil), 7)

	_, err = arena.ParsePosition(tictactoe.New(), "X")
	assert.ErrorContains(t, err, `position "X"`)
	_, err = arena.ParsePosition(bare{tictactoe.New()}, "X...O....")
	assert.EqualError(t, err, "tictactoe has no way to write a position; want moves from the start")
}

func TestView(t *testing.T) {
	game := tictactoe.New()
	s, err := game.ParsePosition("XX.OO....")
	require.NoError(t, err)
	v := arena.NewView(game, s)
	assert.Len(t, v.Hash, 16)
	v.Hash = ""
	assert.Equal(t, arena.View{
		Board: "X X 3\nO O 6\n7 8 9\n", ToPlay: 0, Legal: []string{"3", "6", "7", "8", "9"},
		Rewards: []float32{0, 0}, Position: "XX.OO....",
		Planes: [][][]float32{{{1, 1, 0}, {0, 0, 0}, {0, 0, 0}}, {{0, 0, 0}, {1, 1, 0}, {0, 0, 0}}},
	}, v)

	s.Play(2)
	v = arena.NewView(game, s)
	assert.True(t, v.Over)
	assert.Equal(t, -1, v.ToPlay)
	assert.Equal(t, []float32{1, -1}, v.Rewards)
	assert.NotNil(t, v.Legal, "an empty list in JSON, not null")

	v = arena.NewView(bare{game}, bare{game}.New(0))
	assert.Empty(t, v.Board+v.Position+v.Hash)
}
