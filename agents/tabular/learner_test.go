package tabular_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents"
	"github.com/tengen-rl/tengen/agents/tabular"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/catalog"
	"github.com/tengen-rl/tengen/internal/seed"
)

func world(t testing.TB, name string) envs.Game {
	t.Helper()
	game, err := catalog.Game(name)
	require.NoError(t, err)
	return game
}

func learner(t testing.TB, name string, config tabular.Config) *tabular.Learner {
	t.Helper()
	l, err := tabular.New(world(t, name), config, 1)
	require.NoError(t, err)
	return l
}

// meanReturn plays episodes that no learner has seen.
func meanReturn(t testing.TB, game envs.Game, agent agents.Agent, episodes int) float64 {
	t.Helper()
	e, sum := envs.NewEpisode(game), 0.0
	for i := range episodes {
		e.Reset(seed.Mix(uint64(i), 12345))
		agent.Reset()
		for last := false; !last; {
			a, err := agent.Act(context.Background(), e.State())
			require.NoError(t, err)
			var reward float32
			reward, _, last = e.Step(a)
			sum += float64(reward)
		}
	}
	return sum / float64(episodes)
}

// TestLearning holds what is learned against the exact optimum of each world.
func TestLearning(t *testing.T) {
	quick := tabular.DefaultConfig()
	quick.DecaySteps = 20_000
	optimist := quick
	optimist.Initial = 1
	with := func(c tabular.Config, change func(*tabular.Config)) tabular.Config {
		change(&c)
		return c
	}
	for _, c := range []struct {
		world     string
		config    tabular.Config
		steps     int
		low, high float64
	}{
		{"frozenlake", with(optimist, func(c *tabular.Config) { c.AlphaEnd = 0.01; c.DecaySteps = 300_000; c.EpsilonEnd = 0.2 }), 400_000, 0.70, 0.78},
		{"frozenlake:slippery=off", quick, 30_000, 1, 1},
		{"cliffwalking", quick, 60_000, -13, -13},
		{"cliffwalking", with(quick, func(c *tabular.Config) { c.NStep = 3; c.Method = tabular.ExpectedSARSA }), 60_000, -17, -13},
		{"taxi", tabular.DefaultConfig(), 250_000, 7.5, 8.4},
		{"taxi:mask=on", with(quick, func(c *tabular.Config) { c.Method = tabular.ExpectedSARSA }), 150_000, 7.5, 8.4},
	} {
		t.Run(c.world+" "+string(c.config.Method), func(t *testing.T) {
			l := learner(t, c.world, c.config)
			require.NoError(t, l.Advance(context.Background(), c.steps))
			got := meanReturn(t, world(t, c.world), l.Agent(0, seed.Stream(1)), 1000)
			assert.GreaterOrEqual(t, got, c.low)
			assert.LessOrEqual(t, got, c.high, "more than the optimum, and chance")
		})
	}
}

// TestSARSAWalksAwayFromTheCliff is Sutton and Barto's example 6.6: while it
// explores, SARSA keeps off the edge where Q-learning walks along it.
func TestSARSAWalksAwayFromTheCliff(t *testing.T) {
	config := tabular.Config{Gamma: 1, NStep: 1, Alpha: 0.5, AlphaEnd: 0.05, Epsilon: 0.1, EpsilonEnd: 0.1, DecaySteps: 100_000}
	earned := map[tabular.Method]float64{}
	for _, config.Method = range []tabular.Method{tabular.SARSA, tabular.QLearning} {
		l := learner(t, "cliffwalking", config)
		require.NoError(t, l.Advance(context.Background(), 120_000))
		earned[config.Method] = meanReturn(t, world(t, "cliffwalking"), l.Agent(0, seed.Stream(1)), 10)
		l.Stats()
		require.NoError(t, l.Advance(context.Background(), 170_000))
		stats := l.Stats()
		var online float64
		for _, r := range stats.Returns {
			online += r / float64(len(stats.Returns))
		}
		earned[config.Method+" online"] = online
	}
	assert.EqualValues(t, -13, earned[tabular.QLearning])
	assert.Less(t, earned[tabular.SARSA], -13.)
	assert.GreaterOrEqual(t, earned[tabular.SARSA], -17.)
	assert.Greater(t, earned[tabular.SARSA+" online"], earned[tabular.QLearning+" online"]+5, "%v", earned)
}

// mill is a world that pays 1 a step for ever, and is cut off after three.
type mill struct{}

type millState struct{ steps int }

func (mill) Spec() envs.Spec {
	return envs.Spec{Name: "mill", Players: 1, Actions: 2, Obs: [3]int{1, 1, 1}, MaxPlies: 3}
}
func (mill) New(uint64) envs.State { return &millState{} }

func (s *millState) ToPlay() envs.Player {
	if s.steps == 3 {
		return envs.Over
	}
	return 0
}
func (s *millState) Legal(dst []envs.Action) []envs.Action {
	if s.steps == 3 {
		return dst
	}
	return append(dst, 0, 1)
}
func (s *millState) Play(envs.Action)        { s.steps++ }
func (s *millState) Rewards(dst []float32)   { dst[0] = float32(min(s.steps, 1)) }
func (s *millState) Observe(dst []float32)   { dst[0] = 1 }
func (s *millState) CopyFrom(src envs.State) { *s = *src.(*millState) }
func (s *millState) Truncated() bool         { return s.steps == 3 }

// TestTruncationBootstraps learns 1/(1-γ) where three rewards are all that an
// episode holds.
func TestTruncationBootstraps(t *testing.T) {
	for _, method := range tabular.Methods() {
		for _, nStep := range []int{1, 2, 5} {
			config := tabular.DefaultConfig()
			config.Method, config.NStep, config.Gamma, config.DecaySteps = method, nStep, 0.9, 5000
			l, err := tabular.New(mill{}, config, 1)
			require.NoError(t, err)
			require.NoError(t, l.Advance(context.Background(), 10_000))
			assert.InDelta(t, 10, l.Stats().MaxQ, 0.01, "%s, %d steps", method, nStep)
		}
	}
}

func TestResumeIsExact(t *testing.T) {
	for _, method := range tabular.Methods() {
		for _, name := range []string{"frozenlake", "taxi:mask=on", "minatar/breakout"} {
			config := tabular.DefaultConfig()
			config.Method, config.NStep, config.DecaySteps = method, 3, 2000
			whole := learner(t, name, config)
			require.NoError(t, whole.Advance(context.Background(), 2500))

			l := learner(t, name, config)
			for _, until := range []int{1, 777, 1500, 2500} {
				require.NoError(t, l.Advance(context.Background(), until))
				var saved bytes.Buffer
				require.NoError(t, l.Save(&saved))
				l = learner(t, name, config)
				require.NoError(t, l.Load(&saved))
			}
			assert.Equal(t, text(t, whole), text(t, l), "%s, %s", name, method)
			assert.Equal(t, whole.Stats(), l.Stats())
		}
	}
}

// text is all that a learner is.
func text(t *testing.T, l *tabular.Learner) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, l.Save(&b))
	return b.String()
}

func TestTablesAreReadBack(t *testing.T) {
	l := learner(t, "taxi", tabular.DefaultConfig())
	require.NoError(t, l.Advance(context.Background(), 20_000))
	var written bytes.Buffer
	require.NoError(t, l.WriteTable(&written, map[string]string{"steps": "20000"}))
	assert.Contains(t, written.String(), `"about":{"steps":"20000"}`)
	read, err := tabular.ReadAgent(strings.NewReader(written.String()), world(t, "taxi"), 0, seed.Stream(2))
	require.NoError(t, err)
	kept := l.Agent(0, seed.Stream(2))
	assert.Equal(t, meanReturn(t, world(t, "taxi"), kept, 50), meanReturn(t, world(t, "taxi"), read, 50))

	for _, c := range []struct{ game, text, want string }{
		{"frozenlake", written.String(), `tabular: table: a table of the game "taxi": want "frozenlake"`},
		{"taxi", `{"game":"taxi","rows":[{"key":"1","actions":[0,6],"values":[1,2]}]}`, `tabular: table: row 0 has actions [0 6]: want them ascending, 0 to 5`},
		{"taxi", `{"game":"taxi","rows":[{"key":"1","actions":[0],"values":[]}]}`, `tabular: table: row 0 has 1 actions and 0 values: want as many of both, at least 1`},
		{"taxi", `{"game":"taxi","rows":[{"key":"1","actions":[0],"values":[1]},{"key":"1","actions":[0],"values":[1]}]}`, `tabular: table: row 1 has key 1, as an earlier one`},
		{"taxi", `{"game":"taxi","colour":1}`, `tabular: table: json: unknown field "colour"`},
		{"taxi", written.String()[:100], `tabular: table: unexpected EOF`},
	} {
		_, err := tabular.ReadAgent(strings.NewReader(c.text), world(t, c.game), 0, seed.Stream(2))
		assert.EqualError(t, err, c.want)
	}
}

func TestWhatALearnerRefuses(t *testing.T) {
	_, err := tabular.New(world(t, "connect4"), tabular.DefaultConfig(), 1)
	assert.EqualError(t, err, "tabular: connect4 has 2 seats: want a world of 1")
	for _, c := range []struct {
		change func(*tabular.Config)
		want   string
	}{
		{func(c *tabular.Config) { c.Method = "dqn" }, `tabular: method "dqn": want one of q-learning, sarsa, expected-sarsa`},
		{func(c *tabular.Config) { c.Gamma = 1.01 }, "tabular: gamma 1.01: want 0 to 1"},
		{func(c *tabular.Config) { c.AlphaEnd = 0 }, "tabular: alpha_end 0: want 1e-09 to 1"},
		{func(c *tabular.Config) { c.NStep = 0 }, "tabular: n_step 0: want 1 to 10000"},
		{func(c *tabular.Config) { c.DecaySteps = -1 }, "tabular: decay_steps -1: want 0 or more"},
	} {
		config := tabular.DefaultConfig()
		c.change(&config)
		_, err := tabular.New(world(t, "taxi"), config, 1)
		assert.EqualError(t, err, c.want)
	}

	l := learner(t, "taxi", tabular.DefaultConfig())
	require.NoError(t, l.Advance(context.Background(), 100))
	before := text(t, l)
	other := learner(t, "frozenlake", tabular.DefaultConfig())
	for _, c := range []struct{ text, want string }{
		{"{", "unexpected EOF"},
		{strings.Replace(before, `"seed":"1"`, `"seed":"2"`, 1), "saved with seed 2"},
		{strings.Replace(before, `"Gamma":0.99`, `"Gamma":0.98`, 1), "Gamma:0.98"},
		{strings.Replace(before, `"chosen":`, `"chosen":1`, 1), "chosen action 1"},
		{text(t, other), `a table of the game "frozenlake": want "taxi"`},
	} {
		assert.ErrorContains(t, l.Load(strings.NewReader(c.text)), c.want)
		assert.Equal(t, before, text(t, l), "the learner is as it was")
	}
}

func TestAdvanceStopsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	l := learner(t, "taxi", tabular.DefaultConfig())
	assert.ErrorIs(t, l.Advance(ctx, 1_000_000_000), context.Canceled)
}

func TestPlannerPlaysTheOptimum(t *testing.T) {
	for _, c := range []struct {
		world    string
		low, top float64
	}{{"cliffwalking", -13, -13}, {"taxi", 7.6, 8.3}, {"taxi:mask=on", 7.6, 8.3}, {"frozenlake", 0.69, 0.79}} {
		game := world(t, c.world)
		plan := tabular.ValueIteration(game.(tabular.Process), 0.999999, 1e-12)
		got := meanReturn(t, game, tabular.NewPlanner(plan), 1000)
		assert.GreaterOrEqual(t, got, c.low, c.world)
		assert.LessOrEqual(t, got, c.top, c.world)
	}
	_, err := tabular.NewPlanner(tabular.Plan{}).Act(context.Background(), world(t, "cartpole").New(1))
	assert.ErrorContains(t, err, "*control.CartPoleState")
}

func BenchmarkLearner(b *testing.B) {
	l := learner(b, "frozenlake", tabular.DefaultConfig())
	until := 0
	b.ReportAllocs()
	for b.Loop() {
		until += 1000
		if err := l.Advance(context.Background(), until); err != nil {
			b.Fatal(err)
		}
		l.Stats()
	}
	b.ReportMetric(float64(until)/b.Elapsed().Seconds(), "steps/s")
}

// An agent tells what each action was worth at its last choice, best first, and
// nothing before the first.
func TestAnAgentExplains(t *testing.T) {
	config := tabular.DefaultConfig()
	l, err := tabular.New(mill{}, config, 1)
	require.NoError(t, err)
	s := mill{}.New(0)
	agent := l.Agent(0, seed.Stream(1))
	assert.Empty(t, agent.Explain().Candidates, "it has seen nothing")
	require.NoError(t, l.Advance(context.Background(), 300))
	agent = l.Agent(0, seed.Stream(1))
	action, err := agent.Act(context.Background(), s)
	require.NoError(t, err)
	thought := agent.Explain()
	require.Len(t, thought.Candidates, 2)
	assert.Equal(t, action, thought.Candidates[0].Action, "it plays what is worth most")
	assert.Greater(t, thought.Candidates[0].Values[0], float32(1))
	assert.Equal(t, thought.Candidates[0].Values, thought.Values)
}
