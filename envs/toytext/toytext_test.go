package toytext_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/envtest"
	"github.com/tengen-rl/tengen/envs/toytext"
	"github.com/tengen-rl/tengen/internal/golden"
)

func envsAction(a int) envs.Action { return envs.Action(a) }

// worlds are all kinds that the tests go through.
func worlds(t testing.TB) []*toytext.Game {
	return []*toytext.Game{
		lake(t, ""), lake(t, "8x8"), lake(t, "slippery=off"), lake(t, "SFS/FHF/SFG,success=0.5,limit=7"),
	}
}

func TestLaws(t *testing.T) {
	for _, game := range worlds(t) {
		t.Run(game.Spec().Name, func(t *testing.T) { envtest.Test(t, game) })
	}
}

func TestStepsAllocateNothing(t *testing.T) {
	for _, game := range worlds(t) {
		assert.Zero(t, envtest.StepAllocs(game), game.Spec().Name)
		assert.Zero(t, envtest.PlayoutAllocs(game, 1), game.Spec().Name)
	}
}

func TestPlaythroughs(t *testing.T) {
	for _, c := range []struct {
		file string
		game *toytext.Game
	}{
		{"frozenlake.txt", lake(t, "")},
	} {
		golden.Compare(t, c.file, envtest.Playthrough(c.game, 1))
	}
}

// TestTablesAreWhatIsPlayed plays every action of every state that random
// play comes to, and counts how it turns out.
func TestTablesAreWhatIsPlayed(t *testing.T) {
	for _, game := range worlds(t) {
		t.Run(game.Spec().Name, func(t *testing.T) { holdAgainstTable(t, game) })
	}
}

type turn struct {
	state int
	a     envs.Action
}

func holdAgainstTable(t *testing.T, game *toytext.Game) {
	counts := map[turn]map[envs.Outcome]float64{}
	e, random := envs.NewEpisode(game), uint64(1)
	for episode, steps := uint64(0), 0; steps < 400_000; episode++ {
		e.Reset(episode)
		for last := false; !last; steps++ {
			random = random*6364136223846793005 + 1442695040888963407
			here := turn{e.State().(envs.Indexer).Index(), envs.Action(random >> 32 * uint64(game.Spec().Actions) >> 32)}
			var reward, discount float32
			reward, discount, last = e.Step(here.a)
			o := envs.Outcome{Next: e.State().(envs.Indexer).Index(), Reward: float64(reward), Terminated: discount == 0}
			if counts[here] == nil {
				counts[here] = map[envs.Outcome]float64{}
			}
			counts[here][o]++
		}
	}
	require.NotEmpty(t, counts)
	for here, seen := range counts {
		want, n := map[envs.Outcome]float64{}, 0.0
		for _, o := range game.Transitions(here.state, here.a) {
			p := o.Probability
			o.Probability, o.Reward = 0, float64(float32(o.Reward))
			want[o] += p
		}
		for o, count := range seen {
			assert.Positive(t, want[o], "%+v came of %+v, which the table does not have", o, here)
			n += count
		}
		for o, p := range want {
			deviation := math.Sqrt(n * p * (1 - p))
			assert.InDelta(t, n*p, seen[o], 5*deviation+1e-9, "%+v of %+v in %v", o, here, n)
		}
	}
}

func TestTablesAreWhole(t *testing.T) {
	for _, game := range worlds(t) {
		var starts float64
		for _, p := range game.Starts() {
			starts += p
		}
		assert.InDelta(t, 1, starts, 1e-12)
		for s := range game.States() {
			for a := range game.Spec().Actions {
				var sum float64
				for _, o := range game.Transitions(s, envs.Action(a)) {
					sum += o.Probability
					if o.Terminated && o.Next != s {
						for b := range game.Spec().Actions {
							want := []envs.Outcome{{Probability: 1, Next: o.Next, Terminated: true}}
							assert.Equal(t, want, game.Transitions(o.Next, envs.Action(b)), "after the end")
						}
					}
				}
				assert.InDelta(t, 1, sum, 1e-12, "%s, state %d, action %d", game.Spec().Name, s, a)
			}
		}
	}
}

func TestObservationsAreAsManyAsStates(t *testing.T) {
	for _, game := range worlds(t) {
		seen := map[string]int{}
		obs := make([]float32, game.Spec().ObsLen())
		e, random := envs.NewEpisode(game), uint64(1)
		for episode := range uint64(300) {
			e.Reset(episode)
			for last := false; !last; {
				e.Observe(obs)
				index := e.State().(envs.Indexer).Index()
				key := fmt.Sprint(obs)
				if before, ok := seen[key]; ok {
					require.Equal(t, before, index, "%s: two states look alike", game.Spec().Name)
				}
				seen[key] = index
				random = random*6364136223846793005 + 1442695040888963407
				_, _, last = e.Step(envs.Action(random >> 32 * uint64(game.Spec().Actions) >> 32))
			}
		}
		assert.Greater(t, len(seen), 3)
	}
}

func TestTimeLimitTruncates(t *testing.T) {
	e := envs.NewEpisode(lake(t, "SF/FG,limit=3"))
	e.Reset(1)
	for step := 1; step <= 3; step++ {
		reward, discount, last := e.Step(3) // up, and aside
		if step == 3 {
			assert.True(t, last)
		}
		assert.Zero(t, reward)
		assert.Equal(t, float32(1), discount)
	}
	assert.True(t, envs.Truncated(e.State()))
}

func TestIllegalPlayNamesTheNumbers(t *testing.T) {
	s := lake(t, "").New(1)
	assert.PanicsWithValue(t, "toytext: illegal action 4 of 4 in state 0 of frozenlake after 0 steps, seat to play 0", func() { s.Play(4) })
}

func TestReseedChangesOnlyWhatIsToCome(t *testing.T) {
	game := lake(t, "8x8")
	ends := map[int]bool{}
	for i := range uint64(20) {
		s := game.New(1).(*toytext.State)
		s.Play(1)
		before := s.Index()
		s.Reseed(i)
		assert.Equal(t, before, s.Index())
		for range 5 {
			s.Play(1)
		}
		ends[s.Index()] = true
	}
	assert.Greater(t, len(ends), 3, "other dice, other ends")
}
