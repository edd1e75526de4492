package wrap_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/wrap"
)

func TestSplit(t *testing.T) {
	for _, c := range []struct{ text, world, wrappers string }{
		{"cartpole", "cartpole", ""},
		{"cartpole+limit=200+stack=4", "cartpole", "limit=200+stack=4"},
		{"frozenlake:8x8+onehot=64", "frozenlake:8x8", "onehot=64"},
		{"cartpole+limt", "cartpole", "limt"},
		{"othello:+8", "othello:+8", ""},
		{"gridworld:a+b.map+limit=9", "gridworld:a+b.map", "limit=9"},
		{"cartpole+", "cartpole+", ""},
		{"cartpole+Limit=2", "cartpole+Limit=2", ""},
		{"+limit=2", "", "limit=2"},
	} {
		world, wrappers := wrap.Split(c.text)
		assert.Equal(t, c.world, world, c.text)
		assert.Equal(t, c.wrappers, wrappers, c.text)
	}
}

func TestApplyMakesWhatTheNameSays(t *testing.T) {
	for _, text := range []string{
		"limit=200", "stack=4", "stack=4,zeros", "sticky=0.1", "repeat=4", "clip=sign", "clip=-1,1", "onehot=7,2",
		"sticky=0.25+repeat=2+onehot=7,2+clip=sign+stack=3,zeros+limit=100",
	} {
		game, err := wrap.Apply(walk{}, text)
		require.NoError(t, err)
		assert.Equal(t, "walk+"+text, game.Spec().Name)
	}
	game, err := wrap.Apply(walk{}, "limit=1+stack=2")
	require.NoError(t, err)
	state := game.New(0)
	state.Play(right)
	assert.Equal(t, envs.Over, state.ToPlay())
}

func TestAppliedClipsKeepRawReturns(t *testing.T) {
	game, err := wrap.Apply(walk{}, "clip=-1,1+clip=sign")
	require.NoError(t, err)
	state := sure(game.New(0))
	state.Play(right)
	state.Play(leap)
	stats, ok := wrap.StatsOf(state)
	require.True(t, ok)
	assert.Equal(t, []float64{2}, stats.Returns)
}

func TestApplyTellsWhatItDoesNotUnderstand(t *testing.T) {
	const names = "clip, limit, onehot, repeat, stack, sticky"
	for _, c := range []struct{ text, want string }{
		{"limt=2", `unknown wrapper "limt": want one of ` + names},
		{"limit=2+", `unknown wrapper "": want one of ` + names},
		{"limit", `wrapper "limit": "" is no number from 1 to 1000000: want limit=STEPS`},
		{"limit=0", `wrapper "limit=0": "0" is no number from 1 to 1000000: want limit=STEPS`},
		{"limit=1e3", `wrapper "limit=1e3": "1e3" is no number from 1 to 1000000: want limit=STEPS`},
		{"stack=04", `wrapper "stack=04": "04" is no number from 1 to 1000000: want stack=FRAMES or stack=FRAMES,zeros`},
		{"stack=4,ones", `wrapper "stack=4,ones": option "ones": want stack=FRAMES or stack=FRAMES,zeros`},
		{"stack=1000000+stack=1000000", `wrapper "stack=1000000": 1000000 frames of 2000000 numbers each, more than 16777216 in all: want stack=FRAMES or stack=FRAMES,zeros`},
		{"sticky=10%", `wrapper "sticky=10%": "10%" is no probability from 0 to 1: want sticky=PROBABILITY`},
		{"sticky=NaN", `wrapper "sticky=NaN": "NaN" is no probability from 0 to 1: want sticky=PROBABILITY`},
		{"clip=1", `wrapper "clip=1": "1" is no range of rewards around 0: want clip=sign or clip=LOW,HIGH`},
		{"clip=1,2", `wrapper "clip=1,2": "1,2" is no range of rewards around 0: want clip=sign or clip=LOW,HIGH`},
		{"clip=-inf,inf", `wrapper "clip=-inf,inf": "-inf,inf" is no range of rewards around 0: want clip=sign or clip=LOW,HIGH`},
		{"onehot=7", `wrapper "onehot=7": 1 numbers for the 2 channels of walk: want onehot=LEVELS,LEVELS,…, a number for each channel`},
	} {
		t.Run(c.text, func(t *testing.T) {
			_, err := wrap.Apply(walk{}, c.text)
			assert.EqualError(t, err, c.want)
		})
	}
	_, err := wrap.Apply(connectfour.New(), "repeat=4")
	assert.EqualError(t, err, `wrapper "repeat=4": connect4 has 2 seats, it is for worlds of one seat: want repeat=TIMES`)
}

// FuzzApply holds that no text panics and that what is made is called as asked.
func FuzzApply(f *testing.F) {
	f.Add("walk+limit=200+stack=4,zeros")
	f.Add("walk+clip=-1,1+sticky=0.5+onehot=7,2")
	f.Fuzz(func(t *testing.T, text string) {
		world, wrappers := wrap.Split(text)
		if wrappers == "" {
			assert.Equal(t, text, world)
			return
		}
		assert.Equal(t, text, world+"+"+wrappers)
		if game, err := wrap.Apply(walk{}, wrappers); err == nil {
			again, err := wrap.Apply(walk{}, game.Spec().Name[len("walk+"):])
			require.NoError(t, err)
			assert.Equal(t, game.Spec(), again.Spec())
		}
	})
}
