package knobs_test

import (
	"cmp"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/selfplay/knobs"
)

type table struct {
	Rate  float64  `toml:"rate"`
	Names []string `toml:"names"`
}

type config struct {
	Game    string `toml:"game"`
	Steps   int    `toml:"steps"`
	Learner table  `toml:"learner,omitempty"`
	Extra   *table `toml:"extra"` // a kind of run has it, another has not
	Hidden  int    `toml:"-"`
}

var identity = []string{"game"}

func TestSet(t *testing.T) {
	c := config{Game: "go", Steps: 3}
	require.NoError(t, knobs.Set(&c, "steps", "7", identity))
	require.NoError(t, knobs.Set(&c, "learner.rate", "2.5e-4", identity))
	require.NoError(t, knobs.Set(&c, "learner.names", `["a", "b"]`, identity))
	assert.Equal(t, config{Game: "go", Steps: 7, Learner: table{2.5e-4, []string{"a", "b"}}}, c)

	for _, x := range []struct{ key, value, want string }{
		{"step", "7", `step=7: unknown key "step"; a run has game, steps, learner.rate, learner.names`},
		{"steps", "many", "steps=many: "},
		{"steps", "1.5", "steps=1.5: "},
		{"game", "hex", `the key "game" is no knob: a flag or the program sets it`},
		{"learner", "3", "learner=3: "},
		{"", "3", "=3: "},
	} {
		before := c
		assert.ErrorContains(t, knobs.Set(&c, x.key, x.value, identity), x.want)
		assert.Equal(t, before, c, "nothing has changed")
	}
}

// A list is replaced whole, and what fails changes nothing, not even within a
// list or behind a pointer.
func TestListsAndTables(t *testing.T) {
	c := config{Learner: table{Names: []string{"a", "b"}}, Extra: &table{Rate: 1}}
	before, extra, names := c, c.Extra, c.Learner.Names
	_, err := knobs.Merge(&c, "learner.names = [\"x\"]\nextra.rate = 2\nnone = 1")
	assert.ErrorContains(t, err, `unknown key "none"`)
	assert.Equal(t, before, c)
	assert.Equal(t, []string{"a", "b"}, names)
	require.NoError(t, knobs.Set(&c, "learner.names", `["x"]`, nil))
	require.NoError(t, knobs.Set(&c, "extra.rate", "2", nil))
	assert.Equal(t, []string{"a", "b"}, names, "the old list is not written to")
	assert.Equal(t, 1.0, extra.Rate)
	assert.Equal(t, []string{"x"}, c.Learner.Names)
	assert.Equal(t, 2.0, c.Extra.Rate)
	assert.Contains(t, knobs.Keys(c), "extra.rate")

	without := config{}
	assert.ErrorContains(t, knobs.Set(&without, "extra.rate", "2", nil), `unknown key "extra`)
	assert.Nil(t, without.Extra)
}

func TestMissing(t *testing.T) {
	var c config
	meta, err := knobs.Merge(&c, "game = \"go\"\nsteps = 1\nlearner.rate = 3")
	require.NoError(t, err)
	_, missing := knobs.Missing(c, meta)
	assert.False(t, missing, "an empty list may be left out, a table that is not there has no keys")
	meta, err = knobs.Merge(&c, "game = \"go\"\nlearner.rate = 3")
	require.NoError(t, err)
	key, missing := knobs.Missing(c, meta)
	assert.True(t, missing)
	assert.Equal(t, "steps", key)
}

func TestMergeFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mine.toml")
	require.NoError(t, os.WriteFile(path, []byte("steps = 5\n[learner]\nrate = 3\n"), 0o600))
	c := config{Learner: table{Names: []string{"kept"}}}
	require.NoError(t, knobs.MergeFile(&c, path, identity))
	assert.Equal(t, config{Steps: 5, Learner: table{3, []string{"kept"}}}, c)
	require.NoError(t, os.WriteFile(path, []byte("[learner]\nlr = 3\n"), 0o600))
	assert.ErrorContains(t, knobs.MergeFile(&c, path, identity), `mine.toml: unknown key "learner.lr"`)
	assert.Error(t, knobs.MergeFile(&c, path+".absent", identity))
}

func TestChanges(t *testing.T) {
	a := config{Steps: 1, Learner: table{Rate: 2, Names: []string{"x"}}}
	b := config{Steps: 1, Learner: table{Rate: 3, Names: []string{"x", "y"}}}
	assert.Empty(t, knobs.Changes(a, a))
	changes := knobs.Changes(a, b)
	require.Len(t, changes, 2)
	assert.Equal(t, "learner.rate is 3, was 2", changes[0].String())
	assert.Equal(t, "learner.names is [x y], was [x]", changes[1].String())
}

func TestBetween(t *testing.T) {
	assert.NoError(t, cmp.Or(knobs.Between("a", 1, 0, 1), knobs.Between("b", 0.0, 0, 1)))
	assert.EqualError(t, cmp.Or(knobs.Between("a", 1, 0, 1), knobs.Between("b", 2, 0, 1)), "b is 2; it should be between 0 and 1")
	assert.ErrorContains(t, knobs.Between("a", math.NaN(), 0, 1), "a is NaN")
	assert.Error(t, knobs.Between("a", float32(-0.5), 0, 1))
}

func TestOneOf(t *testing.T) {
	assert.NoError(t, knobs.OneOf("loss", "mse", "mse", "huber"))
	assert.EqualError(t, knobs.OneOf("loss", "l1", "mse", "huber"), `loss is "l1"; it should be "mse" or "huber"`)
	assert.EqualError(t, knobs.OneOf("loss", "l1", "mse"), `loss is "l1"; it should be "mse"`)
}
