package wrap_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/envs/wrap"
	"github.com/tengen-rl/tengen/internal/golden"
	"github.com/tengen-rl/tengen/internal/race"
)

// wrapped are worlds in each wrapper, and in several.
func wrapped() []envs.Game {
	codes := wrap.OneHot(walk{}, walkCells, 2)
	return []envs.Game{
		codes,
		wrap.TimeLimit(codes, 4),
		wrap.FrameStack(codes, 1, wrap.RepeatFirst),
		wrap.FrameStack(codes, 3, wrap.RepeatFirst),
		wrap.FrameStack(codes, 4, wrap.ZeroFrames),
		wrap.StickyActions(codes, 0.5),
		wrap.ActionRepeat(codes, 3),
		wrap.ClipReward(codes, -1, 1),
		wrap.SignReward(codes),
		wrap.EpisodeStats(codes),
		wrap.FrameStack(wrap.TimeLimit(wrap.ActionRepeat(wrap.StickyActions(
			wrap.SignReward(wrap.EpisodeStats(codes)), 0.25), 2), 3), 2, wrap.RepeatFirst),
		wrap.TimeLimit(wrap.OneHot(bare{}, walkCells, 2), 5),
		wrap.TimeLimit(connectfour.New(), 9),
		wrap.EpisodeStats(connectfour.New()),
	}
}

func TestWrappedWorldsKeepTheLaws(t *testing.T) {
	for _, game := range wrapped() {
		t.Run(game.Spec().Name, func(t *testing.T) { envtest.Test(t, game) })
	}
}

func TestWrappedWorldsAllocateNothing(t *testing.T) {
	race.SkipAllocations(t)
	for _, game := range wrapped() {
		if _, ok := game.New(0).(envs.Restarter); !ok {
			continue // those over bare worlds and Connect Four
		}
		t.Run(game.Spec().Name, func(t *testing.T) {
			state := game.New(0)
			obs, rewards := make([]float32, game.Spec().ObsLen()), make([]float32, 1)
			var legal []envs.Action
			id := uint64(0)
			assert.Zero(t, testing.AllocsPerRun(100, func() {
				id++
				state.(envs.Restarter).Restart(id)
				for state.ToPlay() != envs.Over {
					legal = state.Legal(legal[:0])
					state.Play(legal[id%2]) // all the way left or right
					state.Observe(obs)
					state.Rewards(rewards)
					state.(envs.Hasher).Hash()
				}
			}))
		})
	}
}

// Each power of the world within is there outside, and no other.
func TestPowersPassThroughWhereTheyHold(t *testing.T) {
	type powers struct{ truncates, hashes, reseeds, restarts, prints, names, turns bool }
	of := func(g envs.Game) powers {
		var p powers
		s := g.New(1)
		_, p.truncates = s.(envs.Truncator)
		_, p.hashes = s.(envs.Hasher)
		_, p.reseeds = s.(envs.Reseeder)
		_, p.restarts = s.(envs.Restarter)
		_, p.prints = s.(fmt.Stringer)
		_, p.names = g.(envs.Notation)
		_, p.turns = g.(envs.Symmetric)
		return p
	}
	for _, c := range []struct {
		name string
		game envs.Game
		want powers
	}{
		{"a world with all but symmetry", wrap.TimeLimit(walk{}, 3), powers{true, true, true, true, true, true, false}},
		{"a world with none", wrap.TimeLimit(bare{}, 3), powers{truncates: true}},
		{"randomness of the wrapper", wrap.StickyActions(bare{}, 0.1), powers{truncates: true, reseeds: true}},
		{"a deterministic board", wrap.SignReward(connectfour.New()), powers{truncates: true, hashes: true, prints: true, names: true, turns: true}},
		{"two deep", wrap.SignReward(wrap.TimeLimit(walk{}, 3)), powers{true, true, true, true, true, true, false}},
	} {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, c.want, of(c.game)) })
	}
}

func TestWhatObservationsHoldIsToldOn(t *testing.T) {
	type facts struct {
		binary bool
		limit  float32
	}
	for _, c := range []struct {
		name string
		game envs.Game
		want facts
	}{
		{"a world that promises nothing", wrap.TimeLimit(walk{}, 3), facts{false, 1}},
		{"zeros and ones", wrap.FrameStack(bits{}, 3, wrap.ZeroFrames), facts{true, 1}},
		{"units of its own", wrap.SignReward(metres{}), facts{false, 40}},
		{"numbers made planes", wrap.TimeLimit(wrap.OneHot(metres{}, walkCells, 2), 3), facts{true, 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			assert.Equal(t, c.want, facts{c.game.(envs.Binary).Binary(), c.game.(envs.Bounded).ObsLimit()})
		})
	}
}

type bits struct{ walk }

func (bits) Binary() bool { return true }

type metres struct{ walk }

func (metres) ObsLimit() float32 { return 40 }

func TestNamesAndTextAreThoseOfTheWorldWithin(t *testing.T) {
	game := wrap.SignReward(wrap.TimeLimit(walk{}, 1))
	state := sure(game.New(0))
	n := game.(envs.Notation)
	assert.Equal(t, "left", n.FormatAction(state, left))
	a, err := n.ParseAction(state, "right")
	require.NoError(t, err)
	assert.Equal(t, right, a)
	state.Play(right)
	assert.Equal(t, "cell 4\n", fmt.Sprint(state))
	_, err = n.ParseAction(state, "right")
	assert.EqualError(t, err, `action "right": the episode is over`, "where only the limit ends it")
}

func TestRestartAndReseedReachEveryLayer(t *testing.T) {
	game := wrap.FrameStack(wrap.ActionRepeat(wrap.StickyActions(wrap.EpisodeStats(wrap.TimeLimit(walk{}, 6)), 0.5), 2), 2, wrap.RepeatFirst)
	playOut := func(s envs.State) (trace []float32) {
		obs, reward := make([]float32, 4), make([]float32, 1)
		for {
			s.Observe(obs)
			s.Rewards(reward)
			trace = append(append(trace, obs...), reward...)
			if s.ToPlay() == envs.Over {
				return trace
			}
			s.Play(right)
		}
	}
	state, differ := game.New(1), 0
	for id := range uint64(20) {
		playOut(state)
		state.(envs.Restarter).Restart(id)
		assert.Equal(t, playOut(game.New(id)), playOut(state), "seed %d", id)

		one, other := game.New(id), game.New(id)
		one.Play(right)
		other.CopyFrom(one)
		one.(envs.Reseeder).Reseed(7)
		other.(envs.Reseeder).Reseed(8)
		if !assert.ObjectsAreEqual(playOut(one), playOut(other)) {
			differ++
		}
	}
	assert.Positive(t, differ, "another seed, another future")
}

func TestTimeLimit(t *testing.T) {
	for _, c := range []struct {
		name      string
		limit     int
		actions   []envs.Action
		truncated bool
	}{
		{"cut off", 2, []envs.Action{right, left}, true},
		{"the rules end it first", 4, []envs.Action{right, leap}, false},
		{"both with one step: the rules count", 2, []envs.Action{right, leap}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			state := sure(wrap.TimeLimit(walk{}, c.limit).New(0))
			for _, a := range c.actions {
				require.Equal(t, envs.Player(0), state.ToPlay())
				require.False(t, envs.Truncated(state))
				state.Play(a)
			}
			assert.Equal(t, envs.Over, state.ToPlay())
			assert.Empty(t, state.Legal(nil))
			assert.Equal(t, c.truncated, envs.Truncated(state))
			obs := make([]float32, 2)
			state.Observe(obs)
			if c.truncated {
				assert.Equal(t, []float32{3, 1}, obs, "what would have been seen on")
				assert.Equal(t, []envs.Action{left, right}, wrap.LegalBeyond(state, nil))
				assert.PanicsWithValue(t, "wrap: action 0 after the limit of 2 steps", func() { state.Play(left) })
			} else {
				assert.Empty(t, wrap.LegalBeyond(state, nil))
			}
		})
	}
}

func TestLegalBeyondALimitOfTheWorldItselfIsUnknown(t *testing.T) {
	assert.Empty(t, wrap.LegalBeyond(wrap.SignReward(overAtOnce{}).New(0), nil))
	assert.Empty(t, wrap.LegalBeyond(overAtOnce{}.New(0), nil))
}

// overAtOnce is a world whose episodes are over before they begin.
type overAtOnce struct{ walk }

func (overAtOnce) New(uint64) envs.State { return &walker{} }

func TestEveryLimitTellsItsSpec(t *testing.T) {
	assert.Equal(t, 200, wrap.TimeLimit(walk{}, 200).Spec().MaxPlies, "where the rules have none")
	assert.Equal(t, 9, wrap.TimeLimit(connectfour.New(), 9).Spec().MaxPlies)
	assert.Equal(t, 42, wrap.TimeLimit(connectfour.New(), 90).Spec().MaxPlies, "the rules are shorter")
}

func TestFrameStack(t *testing.T) {
	observe := func(s envs.State) []float32 {
		obs := make([]float32, 6)
		s.Observe(obs)
		return obs
	}
	for _, c := range []struct {
		padding wrap.Padding
		before  []float32 // what stands for a frame before the first
	}{{wrap.RepeatFirst, []float32{3, 1}}, {wrap.ZeroFrames, []float32{0, 0}}} {
		game := wrap.FrameStack(walk{}, 3, c.padding)
		assert.Equal(t, [3]int{6, 1, 1}, game.Spec().Obs)
		state := sure(game.New(0))
		stack := func(frames ...float32) []float32 {
			return append(append(append([]float32(nil), c.before...), c.before...), frames...)[len(frames)-2:]
		}
		assert.Equal(t, stack(3, 1), observe(state))
		state.Play(right)
		assert.Equal(t, stack(3, 1, 4, 0), observe(state))
		state.Play(right)
		assert.Equal(t, []float32{3, 1, 4, 0, 5, 1}, observe(state))
		state.Play(right)
		assert.Equal(t, []float32{4, 0, 5, 1, 6, 0}, observe(state), "the history is kept where the episode ends")
		assert.Equal(t, envs.Over, state.ToPlay())
		state.(envs.Restarter).Restart(1)
		assert.Equal(t, stack(3, 1), observe(state), "and does not reach into the next")
	}
}

func TestStickyActions(t *testing.T) {
	always := sure(wrap.StickyActions(walk{}, 1).New(0))
	always.Play(right) // cell 4: the first action has none before it
	assert.Equal(t, "cell 4\n", fmt.Sprint(always))
	always.Play(leap)
	assert.Equal(t, "cell 5\n", fmt.Sprint(always), "right again in place of the leap")
	assert.Panics(t, func() { always.Play(leap) }, "what is not legal is not made so by sticking")

	state := sure(wrap.StickyActions(walk{start: 2}, 1).New(0))
	state.Play(leap)
	assert.Equal(t, "cell 5\n", fmt.Sprint(state))
	state.Play(left)
	assert.Equal(t, "cell 4\n", fmt.Sprint(state), "a leap is not legal in cell 5")
}

// The share of actions that stick is p.
func TestStickyActionsStickAsOftenAsTheyShould(t *testing.T) {
	const p, episodes = 0.25, 4000
	stuck := 0
	game := wrap.StickyActions(walk{}, p)
	for id := range uint64(episodes) {
		state := sure(game.New(id))
		state.Play(right) // cell 4
		state.Play(left)
		if fmt.Sprint(state) == "cell 5\n" {
			stuck++
		}
	}
	assert.InDelta(t, p, float64(stuck)/episodes, 4*0.433/63.2) // 4·√(p(1-p)/episodes)
}

func TestActionRepeat(t *testing.T) {
	rewards := make([]float32, 1)
	game := wrap.ActionRepeat(walk{}, 3)

	state := sure(game.New(0), false, true, false)
	state.Play(right)
	state.Rewards(rewards)
	assert.Equal(t, "cell 5\n", fmt.Sprint(state), "three steps, one of which slipped")
	assert.Equal(t, float32(-1.5), rewards[0])

	state = sure(game.New(0))
	state.Play(left)
	state.Rewards(rewards)
	assert.Equal(t, "cell 0\n", fmt.Sprint(state))
	assert.Equal(t, float32(-1.5), rewards[0])

	state = sure(wrap.ActionRepeat(walk{}, 5).New(0))
	state.Play(right)
	state.Rewards(rewards)
	assert.Equal(t, float32(1.5), rewards[0], "it stops where the episode ends: -0.5 -0.5 +2.5")

	state = sure(wrap.ActionRepeat(walk{start: 2}, 2).New(0))
	state.Play(leap)
	assert.Equal(t, "cell 5\n", fmt.Sprint(state), "and where the action is not legal any more")
}

func TestClipReward(t *testing.T) {
	for _, c := range []struct {
		game envs.Game
		want [2]float32 // of a step, and of the last
	}{
		{wrap.ClipReward(walk{}, -0.25, 1), [2]float32{-0.25, 1}},
		{wrap.ClipReward(walk{}, -9, 9), [2]float32{-0.5, 2.5}},
		{wrap.SignReward(walk{}), [2]float32{-1, 1}},
	} {
		t.Run(c.game.Spec().Name, func(t *testing.T) {
			state, rewards := sure(c.game.New(0)), make([]float32, 1)
			state.Rewards(rewards)
			assert.Zero(t, rewards[0])
			state.Play(right)
			state.Rewards(rewards)
			assert.Equal(t, c.want[0], rewards[0])
			state.Play(leap)
			state.Rewards(rewards)
			assert.Equal(t, c.want[1], rewards[0], "the reward of the step that ends the episode counts")
		})
	}
}

func TestEpisodeStatsAreRawInsideAnyClipping(t *testing.T) {
	game := wrap.FrameStack(wrap.SignReward(wrap.EpisodeStats(walk{})), 2, wrap.RepeatFirst)
	state := sure(game.New(0))
	state.Play(right)
	state.Play(leap)
	stats, ok := wrap.StatsOf(state)
	require.True(t, ok)
	assert.Equal(t, wrap.Stats{Returns: []float64{2}, Length: 2}, stats)
	state.(envs.Restarter).Restart(3)
	stats, _ = wrap.StatsOf(state)
	assert.Equal(t, wrap.Stats{Returns: []float64{0}}, stats)

	clipped := sure(wrap.EpisodeStats(wrap.SignReward(walk{})).New(0))
	clipped.Play(right)
	clipped.Play(leap)
	stats, _ = wrap.StatsOf(clipped)
	assert.Equal(t, []float64{0}, stats.Returns, "outside they are clipped")

	_, ok = wrap.StatsOf(wrap.SignReward(walk{}).New(0))
	assert.False(t, ok)
}

func TestOneHot(t *testing.T) {
	game := wrap.OneHot(walk{}, walkCells, 2)
	assert.Equal(t, [3]int{9, 1, 1}, game.Spec().Obs)
	state, obs := sure(game.New(0)), make([]float32, 9)
	state.Play(right)
	state.Observe(obs)
	assert.Equal(t, []float32{0, 0, 0, 0, 1, 0, 0 /* cell 4 */, 1, 0 /* even */}, obs)

	narrow := wrap.OneHot(walk{}, 3, 2).New(0)
	assert.PanicsWithValue(t, "wrap: 3 in cell 0 of channel 0, want a whole number from 0 to 2", func() { narrow.Observe(make([]float32, 5)) })
}

func TestMisusePanics(t *testing.T) {
	for _, c := range []struct {
		want string
		make func()
	}{
		{"wrap: a time limit of 0 steps", func() { wrap.TimeLimit(walk{}, 0) }},
		{"wrap: a stack of 0 frames", func() { wrap.FrameStack(walk{}, 0, wrap.RepeatFirst) }},
		{"wrap: a stack of frames of connect4, which has 2 players", func() { wrap.FrameStack(connectfour.New(), 2, wrap.RepeatFirst) }},
		{"wrap: actions that stick with probability 1.5", func() { wrap.StickyActions(walk{}, 1.5) }},
		{"wrap: actions repeated 0 times", func() { wrap.ActionRepeat(walk{}, 0) }},
		{"wrap: rewards held between 0.5 and 1, which do not enclose 0", func() { wrap.ClipReward(walk{}, 0.5, 1) }},
		{"wrap: levels [7] for the 2 channels of walk", func() { wrap.OneHot(walk{}, 7) }},
		{"wrap: levels [7 0], want at least 1 each", func() { wrap.OneHot(walk{}, 7, 0) }},
	} {
		assert.PanicsWithValue(t, c.want, c.make)
	}
}

func TestPlaythrough(t *testing.T) {
	game := wrap.TimeLimit(wrap.FrameStack(wrap.OneHot(walk{}, walkCells, 2), 2, wrap.ZeroFrames), 5)
	golden.Compare(t, "playthrough.txt", envtest.Playthrough(game, 4))
}
