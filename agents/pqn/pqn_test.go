package pqn_test

import (
	"bytes"
	"context"
	"math"
	"math/rand/v2"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/pqn"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/control"
	"github.com/tengen-rl/tengen/envs/minatar"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/envs/vector"
	"github.com/tengen-rl/tengen/internal/race"
	"github.com/tengen-rl/tengen/nets"
)

func breakout() envs.Game { return minatar.New(minatar.Breakout, minatar.Usual()) }

// small are settings of MinAtar with short rollouts: one step of 40 lanes, so
// that there are two actors, and parts of uneven size.
func small() pqn.Config {
	c := pqn.MinAtar()
	c.Network.Conv[0].Out, c.Network.Hidden = 4, []int{16}
	c.Train.Lanes, c.Train.Steps, c.Train.Minibatches, c.Train.MicroBatch = 40, 4, 2, 48
	c.Explore.Steps = 2000
	return c
}

func newLearner(t testing.TB, game envs.Game, c pqn.Config, seed uint64, threads int) *pqn.Learner {
	t.Helper()
	l, err := pqn.New(game, c, seed, threads)
	require.NoError(t, err)
	return l
}

func state(t *testing.T, l *pqn.Learner) []byte {
	t.Helper()
	var w bytes.Buffer
	require.NoError(t, l.Save(&w))
	return w.Bytes()
}

func TestAnyNumberOfThreadsMakesTheSameBytes(t *testing.T) {
	var first []byte
	for _, threads := range []int{1, 2, 5} {
		l := newLearner(t, breakout(), small(), 3, threads)
		require.NoError(t, l.Advance(context.Background(), 1600))
		assert.Equal(t, 1600, l.Steps())
		assert.Equal(t, 40, l.Updates())
		if first == nil {
			first = state(t, l)
		}
		assert.True(t, bytes.Equal(first, state(t, l)), "%d threads", threads)
	}
}

func TestSeeds(t *testing.T) {
	a, b := newLearner(t, breakout(), small(), 1, 1), newLearner(t, breakout(), small(), 2, 1)
	assert.NotEqual(t, a.Weights(), b.Weights(), "another seed, other weights from the start")
	assert.Equal(t, a.Weights(), newLearner(t, breakout(), small(), 1, 1).Weights())
}

// Training, saving, loading and training on is the same as training through.
func TestResumeIsExact(t *testing.T) {
	for _, game := range []envs.Game{breakout(), control.NewCartPole(), tictactoe.New()} {
		t.Run(game.Spec().Name, func(t *testing.T) {
			c := small()
			if game.Spec().Obs[1] == 1 {
				c.Network.Conv = nil
			}
			_, c.Train.Symmetries = game.(envs.Symmetric)
			c.Train.RateSteps = 5000
			through := newLearner(t, game, c, 5, 1)
			require.NoError(t, through.Advance(context.Background(), 1600))
			saved := state(t, through)
			require.NoError(t, through.Advance(context.Background(), 3200))

			resumed := newLearner(t, game, c, 5, 2)
			require.NoError(t, resumed.Advance(context.Background(), 160)) // it need not be fresh
			require.NoError(t, resumed.Load(bytes.NewReader(saved)))
			assert.Equal(t, 1600, resumed.Steps())
			require.NoError(t, resumed.Advance(context.Background(), 3200))
			assert.True(t, bytes.Equal(state(t, through), state(t, resumed)))
		})
	}
}

func TestLoadRefusesWhatIsNotItsOwn(t *testing.T) {
	l := newLearner(t, breakout(), small(), 5, 1)
	require.NoError(t, l.Advance(context.Background(), 160))
	saved := state(t, l)

	assert.ErrorContains(t, newLearner(t, breakout(), small(), 6, 1).Load(bytes.NewReader(saved)), "pqn: load: the state is that of ")
	other := small()
	other.Network.Hidden = []int{17}
	assert.ErrorContains(t, newLearner(t, breakout(), other, 5, 1).Load(bytes.NewReader(saved)), "pqn: load: the state is that of ")
	slower := small()
	slower.Train.Rate, slower.Target.Lambda = 1e-5, 0.9
	assert.NoError(t, newLearner(t, breakout(), slower, 5, 1).Load(bytes.NewReader(saved)), "knobs that nothing stored depends on may change")

	for cut := 0; cut < len(saved); cut += 1 + len(saved)/50 {
		assert.Error(t, newLearner(t, breakout(), small(), 5, 1).Load(bytes.NewReader(saved[:cut])), "%d bytes of %d", cut, len(saved))
	}
}

func TestAdvanceEndsWithItsContext(t *testing.T) {
	l := newLearner(t, breakout(), small(), 1, 1)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	assert.ErrorIs(t, l.Advance(ctx, 1600), context.Canceled)
	assert.Zero(t, l.Steps())
	require.NoError(t, l.Advance(context.Background(), 1))
	assert.Equal(t, 160, l.Steps(), "whole rollouts")
}

func TestStats(t *testing.T) {
	l := newLearner(t, breakout(), small(), 1, 1)
	empty := l.Stats()
	assert.Zero(t, empty.Steps)
	assert.True(t, math.IsNaN(empty.Loss) && math.IsNaN(empty.DeadUnits))
	assert.Equal(t, 1.0, empty.Epsilon)

	require.NoError(t, l.Advance(context.Background(), 1600))
	s := l.Stats()
	assert.Equal(t, 1600, s.Steps)
	assert.Equal(t, 40, s.Updates)
	assert.Greater(t, len(s.Returns), 50)
	assert.Positive(t, s.Rewarded)
	assert.Positive(t, s.Loss)
	assert.Positive(t, s.GradNorm)
	assert.Greater(t, s.MaxQ, s.MeanQ)
	assert.InDelta(t, 1-0.95*1600/2000, s.Epsilon, 1e-9)
	assert.True(t, s.DeadUnits >= 0 && s.DeadUnits < 1, "%v", s.DeadUnits)
	assert.Zero(t, l.Stats().Steps, "since the last call")
}

// The parts of a minibatch make up the gradient of the whole.
func TestAMinibatchIsTheSumOfItsParts(t *testing.T) {
	var all []pqn.Stats
	for _, micro := range []int{160, 48} {
		c := small()
		c.Train.Epochs, c.Train.Minibatches, c.Train.MicroBatch = 1, 1, micro
		l := newLearner(t, breakout(), c, 1, 1)
		require.NoError(t, l.Advance(context.Background(), 160))
		all = append(all, l.Stats())
	}
	assert.InEpsilon(t, all[0].GradNorm, all[1].GradNorm, 1e-3)
	assert.InEpsilon(t, all[0].Loss, all[1].Loss, 1e-3)
}

func TestARunThatDivergesIsAnError(t *testing.T) {
	game := tiny{name: "huge", actions: 1, obs: 1, reward: func(*tinyState, envs.Action) float32 { return math.MaxFloat32 }}
	l := newLearner(t, game, quick(), 1, 1)
	assert.ErrorContains(t, l.Advance(context.Background(), 1000), "pqn: after 0 steps: a value is not finite: lower train.rate")
}

func TestSteadyRolloutsAllocateNothing(t *testing.T) {
	race.SkipAllocations(t)
	for _, threads := range []int{1, 2} {
		c := small()
		l := newLearner(t, breakout(), c, 1, threads)
		until := 0
		advance := func() {
			until += c.Train.Lanes * c.Train.Steps
			if err := l.Advance(context.Background(), until); err != nil {
				t.Fatal(err)
			}
		}
		for range 60 {
			advance()
		}
		assert.Zero(t, testing.AllocsPerRun(20, advance), "%d threads", threads)
	}
}

func TestCheckNamesTheKnob(t *testing.T) {
	for _, c := range []struct {
		want   string
		game   envs.Game
		change func(c *pqn.Config)
	}{
		{"network.conv 0 does not fit cartpole, whose observations are [1 1 4]: nothing is left of the board; with valid = false it keeps its size", control.NewCartPole(), func(*pqn.Config) {}},
		{"network.conv 0 has size 4; it should be odd and at most 31", nil, func(c *pqn.Config) { c.Network.Conv[0].Size = 4 }},
		{"network.conv 0 has 0 channels; it should have 1 to 65536", nil, func(c *pqn.Config) { c.Network.Conv[0].Out = 0 }},
		{`network.init is "zero"; it should be "he" or "orthogonal"`, nil, func(c *pqn.Config) { c.Network.Init = "zero" }},
		{"network.hidden 1 has 0 units; it should have 1 to 65536", nil, func(c *pqn.Config) { c.Network.Hidden = []int{8, 0} }},
		{"network.conv and network.hidden make a layer of 268435457 weights; it should have at most 268435456", nil, func(c *pqn.Config) { c.Network.Hidden = []int{65536, 65536} }},
		{"target.gamma is 1.5; it should be between 0 and 1", nil, func(c *pqn.Config) { c.Target.Gamma = 1.5 }},
		{"target.lambda is NaN; it should be between 0 and 1", nil, func(c *pqn.Config) { c.Target.Lambda = float32(math.NaN()) }},
		{"explore.end is 2; it should be between 0 and 1", nil, func(c *pqn.Config) { c.Explore.End = 2 }},
		{"train.lanes is 0; it should be between 1 and 65536", nil, func(c *pqn.Config) { c.Train.Lanes = 0 }},
		{"train.minibatches is 3; it should divide train.lanes × train.steps = 160", nil, func(c *pqn.Config) { c.Train.Minibatches = 3 }},
		{"train.lanes × train.steps observations of 400 numbers are 1717986918400, more than 1073741824", nil, func(c *pqn.Config) { c.Train.Lanes, c.Train.Steps = 65536, 65536 }},
	} {
		t.Run(c.want, func(t *testing.T) {
			config := small()
			c.change(&config)
			game := c.game
			if game == nil {
				game = breakout()
			}
			_, err := pqn.New(game, config, 1, 1)
			assert.EqualError(t, err, "pqn: "+c.want)
		})
	}
	for name, config := range map[string]pqn.Config{"cartpole": pqn.CartPole(), "default": pqn.DefaultConfig()} {
		assert.NoError(t, config.Check(control.NewCartPole()), name)
	}
	assert.NoError(t, pqn.MinAtar().Check(breakout()))
}

func TestAnAgentIsWhatWasLearned(t *testing.T) {
	l := newLearner(t, breakout(), small(), 5, 1)
	require.NoError(t, l.Advance(context.Background(), 1600))
	agent := l.Agent(0, nil)
	path := filepath.Join(t.TempDir(), "weights.safetensors")
	require.NoError(t, l.SaveWeights(path, map[string]string{"steps": "1600"}))
	loaded, metadata, err := pqn.LoadAgent(breakout(), path, 0, nil)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"steps": "1600"}, metadata)

	d := vector.New(breakout(), vector.Config{Lanes: 5, Seed: 2})
	before := agent.Values(d.Batch().Obs)
	actions := make([]envs.Action, 5)
	for range 20 {
		agent.ActBatch(d.Batch(), actions)
		for i, want := range actions {
			for _, a := range []*pqn.Agent{agent, loaded} {
				got, err := a.Act(context.Background(), d.State(i))
				require.NoError(t, err)
				require.Equal(t, want, got, "one by one as in a batch")
			}
		}
		d.Step(actions)
	}
	require.NoError(t, l.Advance(context.Background(), 3200))
	assert.Equal(t, before, agent.Values(vector.New(breakout(), vector.Config{Lanes: 5, Seed: 2}).Batch().Obs), "later updates do not reach it")

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err = agent.Act(ctx, d.State(0))
	assert.ErrorIs(t, err, context.Canceled)
}

func TestAgentsKeepToTheLegalActions(t *testing.T) {
	game := tiny{
		name: "masked", actions: 4, obs: 1,
		legal:  func(s *tinyState, a envs.Action) bool { return int(a)%2 == s.steps%2 },
		reward: func(*tinyState, envs.Action) float32 { return 0 },
	}
	l := newLearner(t, game, quick(), 1, 1)
	require.NoError(t, l.Advance(context.Background(), 1000)) // Play and the driver panic otherwise
	agent := l.Agent(0.5, rand.New(rand.NewPCG(1, 2)))
	s, seen := game.New(0), map[envs.Action]bool{}
	for range 200 {
		a, err := agent.Act(context.Background(), s)
		require.NoError(t, err)
		seen[a] = true
		s.Play(a)
	}
	assert.Len(t, seen, 4, "any legal action is drawn now and then")
	assert.PanicsWithValue(t, "pqn: an agent with a share of random moves of 0.5, and a generator: false", func() { l.Agent(0.5, nil) })
}

func TestLoadAgentRefuses(t *testing.T) {
	l := newLearner(t, breakout(), small(), 5, 1)
	path := filepath.Join(t.TempDir(), "weights.safetensors")
	require.NoError(t, l.SaveWeights(path, nil))
	assert.EqualError(t, l.SaveWeights(path, map[string]string{"game": "x"}), "save "+path+`: the metadata key "game" is taken`)
	_, _, err := pqn.LoadAgent(control.NewCartPole(), path, 0, nil)
	assert.EqualError(t, err, path+` plays "minatar/breakout", not "cartpole"`)

	for _, c := range []struct{ network, want string }{
		{"", `no "pqn.network" in the metadata: not the weights of this kind of agent`},
		{`{"Hidden":[8],"Extra":1}`, `network "{\"Hidden\":[8],\"Extra\":1}": json: unknown field "Extra"`},
		{`{"Hidden":[0]}`, "network.hidden 0 has 0 units; it should have 1 to 65536"},
		{`{"Hidden":[60000]}`, ` has 8 weights, one layer of its network {"Hidden":[60000]} for minatar/breakout has 24000000`},
	} {
		metadata := map[string]string{"game": "minatar/breakout"}
		if c.network != "" {
			metadata["pqn.network"] = c.network
		}
		file := filepath.Join(t.TempDir(), "w.safetensors")
		require.NoError(t, nets.SaveTensors(file, nets.NamedParams(nets.NewDense("values", 7, 1, nets.HeNormal, nil).Params()), metadata))
		_, _, err := pqn.LoadAgent(breakout(), file, 0, nil)
		assert.ErrorContains(t, err, c.want)
	}
}
