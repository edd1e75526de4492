package tournament_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/arena"
	"github.com/tengen-rl/tengen/arena/tournament"
	"github.com/tengen-rl/tengen/envs"
)

const example = `
name = "small boards"
game = "connect4"
format = "gauntlet"
games = 20
challengers = 1
seed = 3
concurrency = 2
clock = "1m+1s"
margin = "50ms"
limit = "1m"

[openings]
plies = 4

[adjudication]
resign = 0.95
resign_moves = 3
max_plies = 40

[rating]
anchor = "small"
elo = 1000

[[player]]
agent = "mcts:sims=100"
clock = "nodes=100"

[[player]]
name = "small"
agent = "random"
`

func TestParse(t *testing.T) {
	c, err := tournament.Parse(example)
	require.NoError(t, err)
	assert.Equal(t, tournament.Config{
		Name: "small boards", Game: "connect4", Format: tournament.Gauntlet, Games: 20, Challengers: 1, Neighbours: 2, Seed: 3, Concurrency: 2,
		Clock: "1m+1s", Margin: 50 * time.Millisecond, Limit: time.Minute,
		Openings:     tournament.Openings{Plies: 4, Order: "random"},
		Adjudication: tournament.Adjudication{Resign: 0.95, ResignMoves: 3, MaxPlies: 40},
		Rating:       tournament.Rating{Anchor: "small", Elo: 1000},
		Players: []tournament.Player{
			{Name: "mcts:sims=100", Agent: "mcts:sims=100", Clock: "nodes=100"}, {Name: "small", Agent: "random"},
		},
	}, c)
	control, err := c.Control(0)
	require.NoError(t, err)
	assert.Equal(t, arena.Control{Nodes: 100}, control)
	control, err = c.Control(1)
	require.NoError(t, err)
	assert.Equal(t, arena.Control{Main: time.Minute, Increment: time.Second}, control)
}

func TestParseOfATest(t *testing.T) {
	const two = "name=\"x\"\nformat=\"match\"\n[[player]]\nname=\"a\"\nagent=\"random\"\n[[player]]\nagent=\"random\"\n"
	c, err := tournament.Parse(two + "[sprt]\nelo1 = 5\nbeta = 0.1")
	require.NoError(t, err)
	assert.Equal(t, &tournament.SPRT{Elo1: 5, Alpha: 0.05, Beta: 0.1, Model: "pentanomial", Scale: "logistic"}, c.SPRT)
	for text, want := range map[string]string{
		"[sprt]\nelo1 = -5":                 "sprt: elo0 0 and elo1 -5: want elo0 less than elo1",
		"[sprt]\nelo1 = 5\nalpha=0.0":       "sprt: alpha 0: want more than 0 and less than 0.5",
		"[sprt]\nelo1 = 5\nmodel = \"x\"":   `sprt.model is "x"; it should be pentanomial or trinomial`,
		"[sprt]\nelo1 = 5\nscale = \"bel\"": `sprt.scale is "bel"; it should be logistic or normalised`,
	} {
		_, err := tournament.Parse(two + text)
		assert.EqualError(t, err, want)
	}
}

func TestParseRefuses(t *testing.T) {
	const two = "[[player]]\nname=\"a\"\nagent=\"random\"\n[[player]]\nagent=\"random\"\n"
	for text, want := range map[string]string{
		"nmae = \"x\"":                         `unknown key "nmae": want one of adjudication.draw, `,
		"games = \"x\"":                        `games`,
		"name = \"x\"":                         "players: 0; a tournament wants two",
		two:                                    "name is missing",
		"name=\"x\"\ngames=3\n" + two:          "games is 3; it should be even",
		"name=\"x\"\ngames=0\n" + two:          "games is 0; it should be between 1 and",
		"name=\"x\"\nformat=\"cup\"\n" + two:   `format is "cup"; it should be match, roundrobin, gauntlet, swiss or ladder`,
		"name=\"x\"\nformat=\"swiss\"\n" + two: "rounds is 0; a Swiss system wants 1 or more",
		"name=\"x\"\nrounds=2\n" + two:         "rounds is 2; only a Swiss system has rounds",
		"name=\"x\"\nformat=\"gauntlet\"\nchallengers=2\n" + two:                            "challengers is 2 of 2 players",
		"name=\"x\"\nformat=\"ladder\"\nneighbours=0\n" + two:                               "neighbours is 0; a ladder wants 1 or more",
		"name=\"x\"\nclock=\"5\"\n" + two:                                                   `player "a": clock "5": "5" is no time`,
		"name=\"x\"\nmargin=\"-1s\"\n" + two:                                                "margin is -1; it should be between 0 and 3600",
		"name=\"x\"\n[openings]\norder=\"best\"\n" + two:                                    `openings.order is "best"; it should be random or file`,
		"name=\"x\"\n[rating]\nanchor=\"z\"\n" + two:                                        `rating.anchor is "z", who does not take part`,
		"name=\"x\"\n" + two + "[[player]]\nagent=\"random\"\n":                             `two players have the name "random"`,
		"name=\"x\"\n" + two + "[[player]]\nname=\"c\"\n":                                   "player 3 has no agent",
		"name=\"x\"\nformat=\"match\"\n" + two + "[[player]]\nname=\"c\"\nagent=\"greedy\"": "players: 3; a match has two",
		"name=\"x\"\n[sprt]\nelo1=5.0\n" + two:                                              "sprt: a test is of a match, not of the format roundrobin",
	} {
		_, err := tournament.Parse(text)
		assert.ErrorContains(t, err, want, text)
	}
}

// What decides the games changes the identity, and nothing else does.
func TestIdentity(t *testing.T) {
	openings := []arena.Opening{{Seed: 1, Actions: []envs.Action{1, 2}}}
	want := func() string { c := config(tournament.RoundRobin, 3, 4); return c.Identity(openings) }()
	for name, change := range map[string]func(*tournament.Config){
		"concurrency": func(c *tournament.Config) { c.Concurrency = 9 },
		"name":        func(c *tournament.Config) { c.Name = "another" },
		"anchor":      func(c *tournament.Config) { c.Rating.Anchor = "B" },
	} {
		c := config(tournament.RoundRobin, 3, 4)
		change(&c)
		assert.Equal(t, want, c.Identity(openings), name)
	}
	for name, change := range map[string]func(*tournament.Config){
		"seed":   func(c *tournament.Config) { c.Seed++ },
		"games":  func(c *tournament.Config) { c.Games += 2 },
		"player": func(c *tournament.Config) { c.Players[1].Agent = "greedy" },
		"clock":  func(c *tournament.Config) { c.Clock = "1m" },
		"rules":  func(c *tournament.Config) { c.Adjudication.MaxPlies = 9 },
	} {
		c := config(tournament.RoundRobin, 3, 4)
		change(&c)
		assert.NotEqual(t, want, c.Identity(openings), name)
	}
	c := config(tournament.RoundRobin, 3, 4)
	for _, other := range []arena.Opening{
		{Seed: 2, Actions: []envs.Action{1, 2}}, {Seed: 1, Actions: []envs.Action{2, 1}}, {Seed: 1, Position: "x", Actions: []envs.Action{1, 2}},
	} {
		assert.NotEqual(t, want, c.Identity([]arena.Opening{other}))
	}
}
