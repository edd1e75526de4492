package tabular_test

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/tabular"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/toytext"
	"github.com/tengen-rl/tengen/internal/truth"
)

// decode reads a file of the truth data, and fails on what it does not know.
func decode(t *testing.T, file string, into any) {
	t.Helper()
	d := json.NewDecoder(bytes.NewReader(truth.Read(t, file)))
	d.DisallowUnknownFields()
	require.NoError(t, d.Decode(into), file)
	_, err := d.Token()
	require.ErrorIs(t, err, io.EOF, "%s goes on", file)
}

// process makes the world that a record of the truth data names.
func process(t *testing.T, env string, rows []string) tabular.Process {
	t.Helper()
	switch {
	case env == "CliffWalking":
		require.Empty(t, rows)
		return cliff(t)
	case strings.HasPrefix(env, "FrozenLake"):
		config := toytext.Lake{Map: rows}
		switch {
		case strings.HasSuffix(env, "deterministic"):
			config.Success = 1
		case !strings.HasSuffix(env, "slippery"):
			t.Fatalf("world %q is neither slippery nor deterministic", env)
		}
		game, err := toytext.FrozenLake(config)
		require.NoError(t, err)
		return game
	}
	t.Fatalf("unknown world %q", env)
	return nil
}

func cliff(t *testing.T) tabular.Process {
	t.Helper()
	game, err := toytext.CliffWalking(toytext.Cliff{})
	require.NoError(t, err)
	return game
}

// optimal is a record of grid/optimal_values.json.
type optimal struct {
	Env     string
	Map     []string
	Actions string
	States  int `json:"n_states"`
	Moves   int `json:"n_actions"`
	Optimal map[string]struct {
		V              []float64
		Q              [][]float64
		OptimalActions [][]int `json:"optimal_actions"`
	}
	Horizon map[string][]float64 `json:"optimal_within_horizon"`
	Uniform map[string][]float64 `json:"uniform_random_policy_V"`
}

func TestTruthOptimalValues(t *testing.T) {
	var records []optimal
	decode(t, "grid/optimal_values.json", &records)
	require.NotEmpty(t, records)
	for _, r := range records {
		t.Run(r.Env, func(t *testing.T) {
			p := process(t, r.Env, r.Map)
			require.Equal(t, r.States, p.States())
			require.Equal(t, r.Moves, p.Spec().Actions)
			for text, want := range r.Optimal {
				plan := tabular.ValueIteration(p, number(t, text), 1e-14)
				assert.InDeltaSlice(t, want.V, plan.Values, 1e-9, "discount %s", text)
				for state := range want.Q {
					assert.InDeltaSlice(t, want.Q[state], plan.Actions[state], 1e-9, "state %d, discount %s", state, text)
					for _, a := range want.OptimalActions[state] {
						assert.InDelta(t, plan.Values[state], plan.Actions[state][a], 1e-9, "state %d, action %d", state, a)
					}
				}
			}
			for text, want := range r.Horizon {
				steps, err := strconv.Atoi(text)
				require.NoError(t, err)
				assert.InDeltaSlice(t, want, tabular.WithinHorizon(p, steps, 1), 1e-9, "%d steps", steps)
			}
			for text, want := range r.Uniform {
				got := tabular.PolicyValue(p, tabular.UniformPolicy(p), number(t, text), 1e-13)
				for state := range want {
					assert.InDelta(t, want[state], got[state], 1e-6*max(1, -want[state]), "state %d, discount %s", state, text)
				}
			}
		})
	}
}

func number(t *testing.T, text string) float64 {
	t.Helper()
	x, err := strconv.ParseFloat(text, 64)
	require.NoError(t, err)
	return x
}

// facts is grid/facts.json.
type facts struct {
	Taxi struct {
		Source string
		Mean   float64 `json:"mean_optimal_return_over_start_states"`
		Min    float64 `json:"min_start"`
		Max    float64 `json:"max_start"`
		Starts int     `json:"start_states"`
	}
	FrozenLake struct {
		Small      float64 `json:"4x4_success_probability_no_time_limit"`
		SmallIn100 float64 `json:"4x4_within_100_steps"`
		Large      float64 `json:"8x8_success_probability_no_time_limit"`
		LargeIn200 float64 `json:"8x8_within_200_steps"`
		Note       string
	} `json:"frozenlake"`
	CliffWalking struct {
		Optimal float64 `json:"optimal_return"`
		Safest  float64 `json:"safest_path_return"`
		Note    string
	} `json:"cliffwalking"`
}

func TestTruthFacts(t *testing.T) {
	var f facts
	decode(t, "grid/facts.json", &f)
	lake := func(rows []string) tabular.Process {
		game, err := toytext.FrozenLake(toytext.Lake{Map: rows})
		require.NoError(t, err)
		return game
	}
	best := func(p tabular.Process) float64 {
		return tabular.FromStart(p, tabular.ValueIteration(p, 1, 1e-12).Values)
	}
	small, large := lake(toytext.Lake4x4()), lake(toytext.Lake8x8())
	assert.InDelta(t, f.FrozenLake.Small, best(small), 1e-6)
	assert.InDelta(t, f.FrozenLake.SmallIn100, tabular.FromStart(small, tabular.WithinHorizon(small, 100, 1)), 1e-6)
	assert.InDelta(t, f.FrozenLake.Large, best(large), 1e-6)
	assert.InDelta(t, f.FrozenLake.LargeIn200, tabular.FromStart(large, tabular.WithinHorizon(large, 200, 1)), 1e-6)
	assert.InDelta(t, f.CliffWalking.Optimal, best(cliff(t)), 1e-6)
	assert.InDelta(t, f.CliffWalking.Safest, returnOf(cliff(t), 36, "000"+strings.Repeat("1", 11)+"222"), 1e-6)

	game, err := toytext.Taxi(toytext.Cab{})
	require.NoError(t, err)
	plan := tabular.ValueIteration(game, 1, 1e-12)
	assert.InDelta(t, f.Taxi.Mean, tabular.FromStart(game, plan.Values), 1e-6)
	starts, least, most := 0, 100., -100.
	for state, p := range game.Starts() {
		if p > 0 {
			starts++
			least, most = min(least, plan.Values[state]), max(most, plan.Values[state])
		}
	}
	assert.Equal(t, f.Taxi.Starts, starts)
	assert.InDelta(t, f.Taxi.Min, least, 1e-6)
	assert.InDelta(t, f.Taxi.Max, most, 1e-6)
}

// returnOf is the return of the actions, digits, from a state of a world
// without chance.
func returnOf(p tabular.Process, state int, actions string) (sum float64) {
	for _, a := range actions {
		o := p.Transitions(state, envs.Action(a-'0'))[0]
		sum += o.Reward
		state = o.Next
	}
	return sum
}

// updates is a record of grid/tabular_updates.json.
type updates struct {
	Env          string
	Alpha, Gamma float64
	Lambda       float64
	N            int
	Episodes     [][][5]float64
	Transition   string
	Results      struct {
		QLearning    [][]float64 `json:"q_learning"`
		SARSA        [][]float64
		Expected     [][]float64 `json:"expected_sarsa_uniform"`
		TD0          []float64
		Accumulating []float64  `json:"td_lambda_accumulating"`
		Replacing    []float64  `json:"td_lambda_replacing"`
		FirstVisit   []*float64 `json:"mc_first_visit_V"`
		EveryVisit   []*float64 `json:"mc_every_visit_V"`
		NStep        []float64  `json:"n_step_td"`
	}
}

func TestTruthTabularUpdates(t *testing.T) {
	var records []updates
	decode(t, "grid/tabular_updates.json", &records)
	require.NotEmpty(t, records)
	for i, r := range records {
		t.Run(r.Env+" "+strconv.Itoa(i), func(t *testing.T) {
			require.Contains(t, r.Transition, "[s,a,r,s2,done]")
			r.hold(t)
		})
	}
}

func (r updates) hold(t *testing.T) {
	states, actions := len(r.Results.TD0), len(r.Results.QLearning[0])
	rate := tabular.Rate{Alpha: r.Alpha, Gamma: r.Gamma}
	table := func() [][]float64 {
		q := make([][]float64, states)
		for s := range q {
			q[s] = make([]float64, actions)
		}
		return q
	}
	uniform := make([]float64, actions)
	for a := range uniform {
		uniform[a] = 1 / float64(actions)
	}
	q, sarsa, expected := table(), table(), table()
	td0, accumulating := make([]float64, states), make([]float64, states)
	replacing, nStep := make([]float64, states), make([]float64, states)
	first, every := tabular.NewMonteCarlo(states, false), tabular.NewMonteCarlo(states, true)
	for _, raw := range r.Episodes {
		episode := make([]tabular.Step, len(raw))
		for i, x := range raw {
			episode[i] = tabular.Step{State: int(x[0]), Action: int(x[1]), Reward: x[2], Next: int(x[3]), Terminated: x[4] == 1}
			rate.QLearning(q, episode[i])
			rate.ExpectedSARSA(expected, episode[i], uniform)
			rate.TD0(td0, episode[i])
		}
		rate.SARSAEpisode(sarsa, episode)
		rate.TDLambda(accumulating, episode, r.Lambda, tabular.Accumulating)
		rate.TDLambda(replacing, episode, r.Lambda, tabular.Replacing)
		rate.NStepTD(nStep, episode, r.N)
		first.Learn(episode, r.Gamma)
		every.Learn(episode, r.Gamma)
	}
	const close = 1e-12 // of values up to some hundreds
	for s := range states {
		assert.InDeltaSlice(t, r.Results.QLearning[s], q[s], close, "Q-learning, state %d", s)
		assert.InDeltaSlice(t, r.Results.SARSA[s], sarsa[s], close, "SARSA, state %d", s)
		assert.InDeltaSlice(t, r.Results.Expected[s], expected[s], close, "expected SARSA, state %d", s)
	}
	assert.InDeltaSlice(t, r.Results.TD0, td0, close, "TD(0)")
	assert.InDeltaSlice(t, r.Results.Accumulating, accumulating, close, "TD(λ), accumulating traces")
	assert.InDeltaSlice(t, r.Results.Replacing, replacing, close, "TD(λ), replacing traces")
	assert.InDeltaSlice(t, r.Results.NStep, nStep, close, "n-step TD")
	holdMeans(t, r.Results.FirstVisit, first)
	holdMeans(t, r.Results.EveryVisit, every)
}

// holdMeans compares means of returns; a state that was never visited has
// none.
func holdMeans(t *testing.T, want []*float64, got *tabular.MonteCarlo) {
	t.Helper()
	for s, mean := range want {
		if mean == nil {
			assert.Zero(t, got.Visits[s], "state %d", s)
			continue
		}
		assert.Positive(t, got.Visits[s], "state %d", s)
		assert.InDelta(t, *mean, got.Values[s], 1e-11, "Monte Carlo, state %d", s)
	}
}
