package vector_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/envs/vector"
	"github.com/tengen-rl/tengen/envs/wrap"
	"github.com/tengen-rl/tengen/internal/race"
	"github.com/tengen-rl/tengen/internal/seed"
)

// anyLegal draws a legal action for every lane, each lane by its own stream.
func anyLegal(actions []envs.Action, legal []bool, rngs []*rand.Rand) {
	width := len(legal) / len(actions)
	for i := range actions {
		mask := legal[i*width : (i+1)*width]
		for {
			if a := rngs[i].IntN(width); mask[a] {
				actions[i] = envs.Action(a)
				break
			}
		}
	}
}

func streams(n int) []*rand.Rand {
	var rngs []*rand.Rand
	for i := range n {
		rngs = append(rngs, seed.Stream(99, uint64(i)))
	}
	return rngs
}

// TestEveryStepIsThatOfAnEpisode holds the driver against episodes that are
// driven one by one.
func TestEveryStepIsThatOfAnEpisode(t *testing.T) {
	const lanes, steps, runSeed = 3, 200, 5
	game := wrap.TimeLimit(dice{}, 3)
	d := vector.New(game, vector.Config{Lanes: lanes, Seed: runSeed})
	var (
		twins   []*envs.Episode
		numbers = make([]uint64, lanes)
		sums    = make([]float64, lanes)
		lengths = make([]int, lanes)
		actions = make([]envs.Action, lanes)
		rngs    = streams(lanes)
		cut     int
		ended   int
	)
	for i := range lanes {
		twins = append(twins, envs.NewEpisode(game))
		twins[i].Reset(seed.Mix(runSeed, uint64(i), 0))
	}
	see := func(e *envs.Episode) []float32 {
		obs := make([]float32, 3)
		e.Observe(obs)
		return obs
	}
	for range steps {
		anyLegal(actions, d.Batch().Legal, rngs)
		b := d.Step(actions)
		for i, twin := range twins {
			reward, discount, last := twin.Step(actions[i])
			require.Equal(t, []any{reward, discount, last}, []any{b.Rewards[i], b.Discounts[i], b.Last[i]})
			sums[i] += float64(reward)
			lengths[i]++
			if last {
				require.Equal(t, see(twin), b.Final[3*i:3*i+3], "the final observation is the episode's own")
				require.Equal(t, []any{sums[i], lengths[i]}, []any{b.Returns[i], b.Lengths[i]})
				if discount == 1 {
					cut++
					sum := b.Final[3*i]
					require.Equal(t, []bool{true, sum < 6}, b.FinalLegal[2*i:2*i+2], "what could be played on")
				} else {
					ended++
				}
				numbers[i]++
				sums[i], lengths[i] = 0, 0
				twin.Reset(seed.Mix(runSeed, uint64(i), numbers[i]))
				require.Equal(t, []float32{0, 0, 0}, see(twin))
			}
			require.Equal(t, see(twin), b.Obs[3*i:3*i+3], "what is acted on next is the next episode's own")
			legal := twin.Legal(nil)
			require.Equal(t, []bool{slices.Contains(legal, 0), slices.Contains(legal, 1)}, b.Legal[2*i:2*i+2])
		}
	}
	assert.Positive(t, cut, "some episodes were cut off")
	assert.Positive(t, ended, "and some ended by the rules")
}

// trace plays steps random actions and writes down all that was seen.
func trace(d *vector.Driver, rngs []*rand.Rand, steps int) string {
	actions := make([]envs.Action, d.Lanes())
	text := ""
	for range steps {
		anyLegal(actions, d.Batch().Legal, rngs)
		b := d.Step(actions)
		text += fmt.Sprintln(actions, b.Obs, b.Legal, b.Rewards, b.Discounts, b.Last)
		for i, last := range b.Last {
			if last {
				text += fmt.Sprintln(i, b.Final[3*i:3*i+3], b.FinalLegal[2*i:2*i+2], b.Returns[i], b.Lengths[i])
			}
		}
	}
	return text
}

func TestThreadsChangeNothing(t *testing.T) {
	const lanes = 7
	game := wrap.TimeLimit(dice{}, 3)
	want := trace(vector.New(game, vector.Config{Lanes: lanes, Seed: 1}), streams(lanes), 50)
	for _, threads := range []int{1, 2, 3, 7, 16} {
		got := trace(vector.New(game, vector.Config{Lanes: lanes, Seed: 1, Threads: threads}), streams(lanes), 50)
		require.Equal(t, want, got, "%d threads", threads)
	}
	other := trace(vector.New(game, vector.Config{Lanes: lanes, Seed: 2}), streams(lanes), 50)
	assert.NotEqual(t, want, other, "another seed is another run")
}

// A lane goes its way whatever stands beside it.
func TestALaneDependsOnItsNumberAlone(t *testing.T) {
	few := vector.New(dice{}, vector.Config{Lanes: 2, Seed: 3})
	many := vector.New(dice{}, vector.Config{Lanes: 5, Seed: 3})
	a, b := streams(2), streams(5)
	fewActions, manyActions := make([]envs.Action, 2), make([]envs.Action, 5)
	for range 40 {
		anyLegal(fewActions, few.Batch().Legal, a)
		anyLegal(manyActions, many.Batch().Legal, b)
		require.Equal(t, few.Step(fewActions).Obs, many.Step(manyActions).Obs[:6])
	}
	assert.NotEqual(t, few.Batch().Obs[:3], few.Batch().Obs[3:])
}

func TestLanesCanBeSteppedInParts(t *testing.T) {
	whole := vector.New(dice{}, vector.Config{Lanes: 4, Seed: 3})
	parts := vector.New(dice{}, vector.Config{Lanes: 4, Seed: 3})
	actions := make([]envs.Action, 4)
	rngs := streams(4)
	for range 30 {
		anyLegal(actions, whole.Batch().Legal, rngs)
		whole.Step(actions)
		done := make(chan struct{})
		go func() {
			parts.StepLanes(0, 3, actions)
			close(done)
		}()
		parts.StepLanes(3, 4, actions)
		<-done
		require.Equal(t, whole.Batch(), parts.Batch())
	}
}

func TestReturnsAreRawWhereTheWorldClips(t *testing.T) {
	game := wrap.SignReward(wrap.EpisodeStats(dice{}))
	d := vector.New(game, vector.Config{Lanes: 1})
	for {
		b := d.Step([]envs.Action{0})
		require.Equal(t, float32(1), b.Rewards[0])
		if b.Last[0] {
			assert.Equal(t, float64(b.Final[0]), b.Returns[0], "the sum of the dice")
			assert.GreaterOrEqual(t, b.Returns[0], 12.0)
			return
		}
	}
}

func TestAWorldsOwnLimitLeavesAllActions(t *testing.T) {
	d := vector.New(short{}, vector.Config{Lanes: 1})
	b := d.Step([]envs.Action{1})
	require.True(t, b.Last[0])
	assert.Equal(t, float32(1), b.Discounts[0])
	assert.Equal(t, []bool{true, true}, b.FinalLegal)
}

// short is the dice with a limit of one throw of its own.
type short struct{ dice }

func (short) New(id uint64) envs.State { return &shortThrown{*dice{}.New(id).(*thrown)} }

type shortThrown struct{ thrown }

func (s *shortThrown) Truncated() bool { return s.throws == 1 }
func (s *shortThrown) ToPlay() envs.Player {
	if s.throws == 1 {
		return envs.Over
	}
	return 0
}
func (s *shortThrown) Legal(dst []envs.Action) []envs.Action {
	if s.throws == 1 {
		return dst
	}
	return append(dst, 0, 1)
}

func TestNormalizedObservations(t *testing.T) {
	z := wrap.NewNormalizer(3)
	d := vector.New(dice{}, vector.Config{Lanes: 2, Seed: 1, Threads: 2, Normalize: z})
	raw := vector.New(dice{}, vector.Config{Lanes: 2, Seed: 1})
	twin := wrap.NewNormalizer(3)
	twin.Update(raw.Batch().Obs)
	require.Equal(t, int64(2), z.Count())
	rngs, actions := streams(2), make([]envs.Action, 2)
	finals := 0
	for range 60 {
		anyLegal(actions, raw.Batch().Legal, rngs)
		got, want := d.Step(actions), raw.Step(actions)
		for i := range 2 {
			if want.Last[i] {
				twin.Update(want.Final[3*i : 3*i+3])
			}
			twin.Update(want.Obs[3*i : 3*i+3])
		}
		obs := slices.Clone(want.Obs)
		twin.Apply(obs)
		require.Equal(t, obs, got.Obs)
		for i := range 2 {
			if want.Last[i] {
				final := slices.Clone(want.Final[3*i : 3*i+3])
				twin.Apply(final)
				require.Equal(t, final, got.Final[3*i:3*i+3])
				finals++
			}
		}
	}
	assert.Positive(t, finals)
	assert.PanicsWithValue(t, "vector: StepLanes of a driver that normalises observations", func() { d.StepLanes(0, 1, actions) })
}

func TestStepsAllocateNothing(t *testing.T) {
	race.SkipAllocations(t)
	for _, threads := range []int{1, 2} {
		d := vector.New(wrap.TimeLimit(dice{}, 3), vector.Config{Lanes: 8, Threads: threads})
		rngs, actions := streams(8), make([]envs.Action, 8)
		step := func() {
			anyLegal(actions, d.Batch().Legal, rngs)
			d.Step(actions)
		}
		for range 100 {
			step()
		}
		assert.Zero(t, testing.AllocsPerRun(200, step), "%d threads", threads)
	}
}

func TestMisusePanics(t *testing.T) {
	d := vector.New(dice{}, vector.Config{Lanes: 2})
	before := fmt.Sprint(d.Batch())
	for _, c := range []struct {
		want string
		do   func()
	}{
		{"vector: 0 lanes and 0 threads", func() { vector.New(dice{}, vector.Config{}) }},
		{"envs: an Episode of tictactoe, which has 2 players", func() { vector.New(tictactoe.New(), vector.Config{Lanes: 1}) }},
		{"vector: 1 actions for 2 lanes", func() { d.Step(make([]envs.Action, 1)) }},
		{"vector: illegal action 2 in lane 1 of dice", func() { d.Step([]envs.Action{0, 2}) }},
		{"vector: illegal action -1 in lane 1 of dice", func() { d.Step([]envs.Action{0, -1}) }},
	} {
		assert.PanicsWithValue(t, c.want, c.do)
	}
	assert.Equal(t, before, fmt.Sprint(d.Batch()), "nothing was played")
}

func TestEpisodesGoOnWhereTheyStood(t *testing.T) {
	game := wrap.TimeLimit(dice{}, 4)
	config := vector.Config{Lanes: 5, Seed: 8}
	for _, normalized := range []bool{false, true} {
		first, second := config, config
		if normalized {
			first.Normalize, second.Normalize = wrap.NewNormalizer(3), wrap.NewNormalizer(3)
		}
		d := vector.New(game, first)
		trace(d, streams(5), 33)
		data, err := d.MarshalBinary()
		require.NoError(t, err)

		again := vector.New(game, second)
		trace(again, streams(5), 7) // it need not be fresh
		if normalized {
			moments, err := first.Normalize.MarshalBinary()
			require.NoError(t, err)
			require.NoError(t, second.Normalize.UnmarshalBinary(moments))
		}
		require.NoError(t, again.UnmarshalBinary(data))
		require.Equal(t, d.Batch().Obs, again.Batch().Obs)
		require.Equal(t, trace(d, streams(5), 40), trace(again, streams(5), 40))
	}
}

func TestDamagedSnapshotsAreRefused(t *testing.T) {
	d := vector.New(dice{}, vector.Config{Lanes: 2, Seed: 8})
	start := fmt.Sprint(d.Batch())
	for range 2 {
		d.Step([]envs.Action{0, 0})
	}
	data, err := d.MarshalBinary()
	require.NoError(t, err)
	const head = len("vector1") + 8
	edit := func(at int, b byte) []byte {
		e := slices.Clone(data)
		e[at] = b
		return e
	}
	for _, c := range []struct {
		want string
		data []byte
	}{
		{"episodes of dice: the data are not those of a vector driver", data[:head-1]},
		{"episodes of dice: the data are not those of a vector driver", edit(0, 'w')},
		{"episodes of dice: the data are of another seed", edit(head-1, data[head-1]+1)},
		{"episodes of dice: the data are of 3 lanes, want 2", edit(head, 3)},
		{"episodes of dice: lane 0: action 2, number 0 of its episode, is not legal", edit(head+3, 2)},
		{"episodes of dice: lane 0: 100 actions in 6 bytes", edit(head+2, 100)},
		{"episodes of dice: lane 1: the data end too early", data[:len(data)-3]},
		{"episodes of dice: lane 1: 2 actions in 1 bytes", data[:len(data)-1]},
		{"episodes of dice: 1 bytes too many", append(slices.Clone(data), 0)},
	} {
		assert.EqualError(t, d.UnmarshalBinary(c.data), c.want)
		assert.Equal(t, start, fmt.Sprint(d.Batch()), "all are at the start: %s", c.want)
		require.NoError(t, d.UnmarshalBinary(data))
	}
}
