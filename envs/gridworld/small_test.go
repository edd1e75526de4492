package gridworld_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/tabular"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/envs/gridworld"
	"github.com/tengen-rl/tengen/internal/golden"
	"github.com/tengen-rl/tengen/internal/seed"
)

func sea(t testing.TB, text string) *gridworld.DeepSea {
	t.Helper()
	g, err := gridworld.ParseDeepSea(text)
	require.NoError(t, err)
	return g
}

func chain(t testing.TB, text string) *gridworld.MemoryChain {
	t.Helper()
	g, err := gridworld.ParseMemoryChain(text)
	require.NoError(t, err)
	return g
}

// small are the kinds of the three worlds of bsuite that the tests go through.
func small(t testing.TB) []envs.Game {
	return []envs.Game{
		gridworld.NewCatch(), sea(t, ""), sea(t, "4,mapping=2"), chain(t, ""), chain(t, "1"), chain(t, "3,bits=5"),
	}
}

func TestLaws(t *testing.T) {
	for _, game := range small(t) {
		t.Run(game.Spec().Name, func(t *testing.T) { envtest.Test(t, game) })
	}
}

func TestStepsAllocateNothing(t *testing.T) {
	for _, game := range small(t) {
		assert.Zero(t, envtest.StepAllocs(game), game.Spec().Name)
		assert.Zero(t, envtest.PlayoutAllocs(game, 1), game.Spec().Name)
	}
}

func TestPlaythroughs(t *testing.T) {
	golden.Compare(t, "catch.txt", envtest.Playthrough(gridworld.NewCatch(), 1))
	golden.Compare(t, "deepsea.txt", envtest.Playthrough(sea(t, "4"), 1))
	golden.Compare(t, "memorychain.txt", envtest.Playthrough(chain(t, "3,bits=2"), 1))
}

// run plays an episode by a policy and returns the observations, the last one
// included, and the rewards.
func run(game envs.Game, gameSeed uint64, policy func(obs []float32) envs.Action) (seen [][]float32, rewards []float32) {
	e := envs.NewEpisode(game)
	e.Reset(gameSeed)
	observe := func() []float32 {
		obs := make([]float32, game.Spec().ObsLen())
		e.Observe(obs)
		seen = append(seen, obs)
		return obs
	}
	obs := observe()
	for last := false; !last; {
		var reward float32
		reward, _, last = e.Step(policy(obs))
		rewards = append(rewards, reward)
		obs = observe()
	}
	return seen, rewards
}

func sum(rewards []float32) (total float64) {
	for _, r := range rewards {
		total += float64(r)
	}
	return total
}

func TestCatchIsCaughtByFollowingTheBall(t *testing.T) {
	column := func(row []float32) int {
		for col, v := range row {
			if v == 1 {
				return col
			}
		}
		return -1
	}
	starts, random, rng := map[int]int{}, 0.0, seed.Stream(1)
	const episodes = 2000
	for gameSeed := range uint64(episodes) {
		ball := -1
		_, rewards := run(gridworld.NewCatch(), gameSeed, func(obs []float32) envs.Action {
			if ball < 0 {
				ball = column(obs[:5])
				starts[ball]++
			}
			paddle := column(obs[45:])
			return envs.Action(1 + min(max(ball-paddle, -1), 1))
		})
		require.Len(t, rewards, 9)
		require.Equal(t, 1., sum(rewards))
		_, rewards = run(gridworld.NewCatch(), gameSeed, func([]float32) envs.Action { return envs.Action(rng.IntN(3)) })
		random += sum(rewards) / episodes
	}
	for col := range 5 {
		assert.InDelta(t, episodes/5, starts[col], 90, "column %d, 5 standard deviations", col)
	}
	assert.InDelta(t, -0.6, random, 0.1, "one column of five by chance")
}

func TestDeepSeaPaysOnlyTheWholeWay(t *testing.T) {
	for _, game := range []*gridworld.DeepSea{sea(t, "4"), sea(t, ""), sea(t, "50"), sea(t, "10,mapping=7")} {
		plan := tabular.ValueIteration(game, 1, 0)
		assert.InDelta(t, 0.99, plan.Values[0], 1e-9)
		// By the tables only one way earns anything: all others lose.
		_, rewards := run(game, 0, func(obs []float32) envs.Action {
			for i, v := range obs {
				if v == 1 && plan.Actions[i][1] > plan.Actions[i][0] {
					return 1
				}
			}
			return 0
		})
		assert.InDelta(t, 0.99, sum(rewards), 1e-6)
		assert.Len(t, rewards, game.Spec().MaxPlies)
	}
	// All 16 ways down a sea of 4: one finds the treasure, and a way costs
	// 0.0025 for each step to the right.
	game, found := sea(t, "4"), 0
	for way := range 16 {
		step := 0
		_, rewards := run(game, 0, func([]float32) envs.Action { step++; return envs.Action(way >> (step - 1) & 1) })
		total := sum(rewards)
		if total > 0.9 {
			found++
			continue
		}
		assert.True(t, total <= 0 && total >= -0.01, "%v", total)
	}
	assert.Equal(t, 1, found)
	assert.NotEqual(t, actionsRight(sea(t, "10")), actionsRight(sea(t, "10,mapping=1")), "mappings differ")
}

// actionsRight tells for each cell whether action 1 costs something.
func actionsRight(game *gridworld.DeepSea) (all []bool) {
	for state := range game.States() - 1 {
		all = append(all, game.Transitions(state, 1)[0].Reward != 0)
	}
	return all
}

// TestMemoryChainShowsTheBitsTwice spells out the observations of two chains.
func TestMemoryChainShowsTheBitsTwice(t *testing.T) {
	answer := func([]float32) envs.Action { return 1 }
	var gameSeed uint64
	for ; ; gameSeed++ { // until the bits are +1 -1 and the question is bit 1
		seen, _ := run(chain(t, "3,bits=2"), gameSeed, answer)
		if seen[0][2] == 1 && seen[0][3] == -1 && seen[3][1] == 1 {
			break
		}
	}
	seen, rewards := run(chain(t, "3,bits=2"), gameSeed, answer)
	assert.Equal(t, [][]float32{
		{1, 0, 1, -1}, {1, 0, 1, -1}, {float32(1) - float32(1)/3, 0, 0, 0}, {float32(1) - float32(2)/3, 1, 0, 0}, {0, 0, 0, 0},
	}, seen)
	assert.Equal(t, []float32{0, 0, 0, -1}, rewards, "bit 1 is -1, and the answer was +1")

	seen, rewards = run(chain(t, "1"), 1, func(obs []float32) envs.Action { return envs.Action(obs[2]+1) / 2 })
	assert.Len(t, rewards, 2)
	assert.Equal(t, seen[0], seen[1])
	assert.Equal(t, 1., sum(rewards), "the shortest chain still shows its bit at the last action")
}

// TestMemoryChainTakesMemory compares one who remembers, one who does not, and
// a tabular learner, which does not either.
func TestMemoryChainTakesMemory(t *testing.T) {
	const episodes = 1000
	for _, game := range []*gridworld.MemoryChain{chain(t, ""), chain(t, "30,bits=4")} {
		remembers, forgets := 0.0, 0.0
		for gameSeed := range uint64(episodes) {
			var bits []float32
			_, rewards := run(game, gameSeed, func(obs []float32) envs.Action {
				if bits == nil {
					bits = obs[2:]
				}
				return envs.Action(bits[int(obs[1])]+1) / 2
			})
			remembers += sum(rewards) / episodes
			_, rewards = run(game, gameSeed, func([]float32) envs.Action { return 1 })
			forgets += sum(rewards) / episodes
		}
		assert.InDelta(t, 1, remembers, 1e-9)
		assert.InDelta(t, 0, forgets, 5/31.6)
	}
	l, err := tabular.New(chain(t, "5"), tabular.DefaultConfig(), 1)
	require.NoError(t, err)
	require.NoError(t, l.Advance(t.Context(), 60_000))
	l.Stats()
	require.NoError(t, l.Advance(t.Context(), 90_000))
	stats, mean := l.Stats(), 0.0
	for _, r := range stats.Returns {
		mean += r / float64(len(stats.Returns))
	}
	assert.InDelta(t, 0, mean, 0.1, "no state shows the bit when it is asked for")
}

func TestParseSmallWorlds(t *testing.T) {
	assert.Equal(t, "deepsea", sea(t, "10").Spec().Name)
	assert.Equal(t, "deepsea:20,mapping=3", sea(t, "20,mapping=3").Spec().Name)
	assert.Equal(t, "memorychain", chain(t, "10,bits=1").Spec().Name)
	assert.Equal(t, "memorychain:17,bits=2", chain(t, "17,bits=2").Spec().Name)
	for _, c := range []struct{ text, want string }{
		{"1", `size "1": want 2 to 100`},
		{"ten", `size "ten": want 2 to 100`},
		{"mapping=-1", `mapping "-1": want 0 to 2147483647`},
		{"depth=3", `unknown option "depth": want mapping=`},
	} {
		_, err := gridworld.ParseDeepSea(c.text)
		assert.EqualError(t, err, c.want)
	}
	for _, c := range []struct{ text, want string }{
		{"0", `length "0": want 1 to 1000`},
		{"5,bits=51", `bits "51": want 1 to 50`},
		{"5,bit=1", `unknown option "bit": want bits=`},
	} {
		_, err := gridworld.ParseMemoryChain(c.text)
		assert.EqualError(t, err, c.want)
	}
}

func TestIllegalPlayNamesTheNumbers(t *testing.T) {
	s := gridworld.NewCatch().New(1)
	assert.PanicsWithValue(t, "gridworld: illegal action -1 of 3 in catch after 0 steps, seat to play 0", func() { s.Play(-1) })
}

// FuzzRandomPlay plays the actions that bytes name in every world.
func FuzzRandomPlay(f *testing.F) {
	f.Add(uint64(1), []byte{0, 1, 2, 3})
	all := append(small(f), gridworld.Usual(), parse(f, treasury))
	f.Fuzz(func(t *testing.T, gameSeed uint64, actions []byte) {
		for _, game := range all {
			s, obs := game.New(gameSeed), make([]float32, game.Spec().ObsLen())
			for _, b := range actions {
				legal := s.Legal(nil)
				if len(legal) == 0 {
					break
				}
				s.Play(legal[int(b)%len(legal)])
				s.Observe(obs)
			}
		}
	})
}

func BenchmarkCatchSteps(b *testing.B)       { envtest.BenchmarkSteps(b, gridworld.NewCatch()) }
func BenchmarkDeepSeaSteps(b *testing.B)     { envtest.BenchmarkSteps(b, sea(b, "")) }
func BenchmarkMemoryChainSteps(b *testing.B) { envtest.BenchmarkSteps(b, chain(b, "")) }
