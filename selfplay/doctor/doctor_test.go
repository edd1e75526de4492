package doctor_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/selfplay"
	"github.com/tengen-rl/tengen/selfplay/doctor"
	"github.com/tengen-rl/tengen/selfplay/qlearn"
)

// healthy are twelve reports of a run that learns.
func healthy() []qlearn.Report {
	reports := make([]qlearn.Report, 12)
	for i := range reports {
		at := float64(i + 1)
		f := func(x float64) *float64 { return &x }
		reports[i] = qlearn.Report{
			Generation: i + 1, Steps: 5000 * (i + 1), Updates: 2000 * (i + 1), Games: 50 * (i + 1), Episodes: 50, Rewarded: 300,
			Loss: f(0.1 + 0.01*at), MeanQ: f(5 * at), MaxQ: f(6 * at), GradNorm: f(3), DeadUnits: f(0.3),
			TrainReturn: f(15 * at), EvalReturn: f(20 * at), EvalEpisodes: 10, EvalSteps: 100,
		}
	}
	return reports
}

func dqnConfig(t *testing.T, preset string, set ...string) *qlearn.Config {
	t.Helper()
	c, err := qlearn.Preset("dqn", preset)
	require.NoError(t, err)
	for i := 0; i < len(set); i += 2 {
		require.NoError(t, c.Set(set[i], set[i+1]))
	}
	return &c
}

func TestSteps(t *testing.T) {
	f := func(x float64) *float64 { return &x }
	last := func(edit func(*qlearn.Report)) func([]qlearn.Report) []qlearn.Report { // of the last quarter
		return func(r []qlearn.Report) []qlearn.Report {
			for i := len(r) - 3; i < len(r); i++ {
				edit(&r[i])
			}
			return r
		}
	}
	all := func(edit func(*qlearn.Report)) func([]qlearn.Report) []qlearn.Report {
		return func(r []qlearn.Report) []qlearn.Report {
			for i := range r {
				edit(&r[i])
			}
			return r
		}
	}
	for _, c := range []struct {
		name   string // of the finding
		preset string
		set    []string
		edit   func([]qlearn.Report) []qlearn.Report
		advice string
	}{
		{"loss explodes", "cartpole", nil, last(func(r *qlearn.Report) { r.Loss = f(50) }), "lower dqn.train.rate (0.0023)"},
		{"values explode", "cartpole", nil, last(func(r *qlearn.Report) { r.MaxQ = f(9e4); r.Loss = f(0.2) }), "dqn.target.double = true"},
		{"values at the edge", "minatar/breakout-rainbow", nil, last(func(r *qlearn.Report) { r.MaxQ = f(99) }), "raise dqn.network.high (100)"},
		{"gradients cut", "cartpole", nil, last(func(r *qlearn.Report) { r.GradNorm = f(2000) }), "raise dqn.train.max_norm (10)"},
		{"dead units", "cartpole", nil, last(func(r *qlearn.Report) { r.DeadUnits = f(0.97) }), "dqn.network.layer_norm = true"},
		{"exploration too short", "cartpole", []string{"dqn.explore.steps", "900"}, nil, "raise dqn.explore.steps (900)"},
		{"learning never begins", "cartpole", []string{"dqn.replay.warmup", "50000", "dqn.explore.steps", "60000"},
			all(func(r *qlearn.Report) { r.Updates, r.Loss, r.MaxQ = 0, nil, nil }), "lower dqn.replay.warmup (50000)"},
		{"reward never seen", "frozenlake", nil, all(func(r *qlearn.Report) { r.Rewarded, r.EvalReturn, r.TrainReturn, r.MaxQ = 0, f(0), f(0), f(0.1) }),
			"raise dqn.explore.end (0.1)"},
		{"replay too small for the ratio", "cartpole", []string{"dqn.train.every", "1"}, nil, "raise dqn.train.every (1)"},
		{"replay too small for the ratio", "cartpole", []string{"dqn.replay.capacity", "1000"}, nil, "raise dqn.replay.capacity (1000)"},
		{"target stale", "cartpole", []string{"dqn.target.every", "20000"}, nil, "lower dqn.target.every (20000 steps)"},
		{"target stale", "frozenlake", []string{"dqn.target.every", "20000"}, nil, "lower dqn.target.every (20000 updates)"},
		{"forgotten", "cartpole", nil, last(func(r *qlearn.Report) { r.EvalReturn = f(21) }), "dqn:RUN@9; to train again: lower dqn.train.rate"},
		{"evaluations cut off", "cartpole", nil, all(func(r *qlearn.Report) { r.EvalCapped = 8 }), "raise evaluate.max_steps (500)"},
	} {
		t.Run(c.name+" "+strings.Join(c.set, " "), func(t *testing.T) {
			reports := healthy()
			require.Empty(t, doctor.Steps(dqnConfig(t, c.preset), reports), "healthy without that")
			if c.edit != nil {
				reports = c.edit(reports)
			}
			findings := doctor.Steps(dqnConfig(t, c.preset, c.set...), reports)
			require.Len(t, findings, 1, "%v", findings)
			assert.Equal(t, c.name, findings[0].Name)
			assert.Contains(t, findings[0].Advice, c.advice)
			assert.NotContains(t, findings[0].Seen, "%!")
			assert.NotContains(t, findings[0].Advice, "%!")
			assert.Empty(t, doctor.Steps(dqnConfig(t, c.preset), nil), "of nothing there is nothing to say")
		})
	}
}

// A table has no network to be ill.
func TestTables(t *testing.T) {
	c, err := qlearn.Preset("tabular", "taxi")
	require.NoError(t, err)
	reports := healthy()
	for i := range reports {
		reports[i].GradNorm, reports[i].DeadUnits, reports[i].MeanQ = nil, nil, nil
	}
	assert.Empty(t, doctor.Steps(&c, reports))
	for i := range reports {
		reports[i].Rewarded = 0
		reports[i].Steps *= 10
	}
	findings := doctor.Steps(&c, reports)
	require.Len(t, findings, 1)
	assert.Contains(t, findings[0].Advice, "tabular.initial")
}

// PQN has no replay and no target network to be wrong.
func TestPQN(t *testing.T) {
	c, err := qlearn.Preset("pqn", "minatar/breakout")
	require.NoError(t, err)
	reports := healthy()
	assert.Empty(t, doctor.Steps(&c, reports))
	for i := range reports {
		reports[i].Rewarded = 0
		reports[i].Steps *= 200
		dead := 0.99
		reports[i].DeadUnits = &dead
	}
	findings := doctor.Steps(&c, reports)
	require.Len(t, findings, 2)
	assert.Contains(t, findings[0].Advice, "lower pqn.train.rate (0.0005)")
	assert.Contains(t, findings[1].Advice, "raise pqn.explore.end (0.05)")
}

func TestGenerations(t *testing.T) {
	sound := func() []selfplay.Report {
		reports := make([]selfplay.Report, 12)
		for i := range reports {
			elo, lo, hi := 20*float64(i), 20*float64(i)-50, 20*float64(i)+50
			reports[i] = selfplay.Report{Generation: i + 1, Games: 192 * (i + 1), Positions: 192 * 25 * (i + 1), Steps: 300 * (i + 1),
				PolicyLoss: 1.5, ValueLoss: 0.5, Entropy: 1.2, Elo: &elo, EloLo: &lo, EloHi: &hi}
		}
		return reports
	}
	last := func(edit func(*selfplay.Report)) func([]selfplay.Report) {
		return func(r []selfplay.Report) {
			for i := len(r) - 3; i < len(r); i++ {
				edit(&r[i])
			}
		}
	}
	low := func(x float64) *float64 { return &x }
	for _, c := range []struct {
		name   string
		set    []string
		edit   func([]selfplay.Report)
		advice string
	}{
		{"loss explodes", nil, last(func(r *selfplay.Report) { r.PolicyLoss = 9 }), "lower train.learning_rate (0.002)"},
		{"loss explodes", nil, last(func(r *selfplay.Report) { r.ValueLoss = 9 }), "lower train.learning_rate (0.002)"},
		{"entropy gone", nil, last(func(r *selfplay.Report) { r.Entropy = 0.01 }), "raise selfplay.temperature_plies (8)"},
		{"replay too small for the ratio", []string{"train.window", "6000"}, nil, "raise train.window (6000)"},
		{"learned too often", []string{"train.passes", "50"}, func(r []selfplay.Report) {
			for i := range r {
				r[i].Steps *= 6
			}
		}, "lower train.passes (50)"},
		{"learned too little", nil, last(func(r *selfplay.Report) { r.Steps = 900 }), "lower train.min_positions (0)"},
		{"forgotten", nil, last(func(r *selfplay.Report) { r.Elo, r.EloLo, r.EloHi = low(-200), low(-250), low(-150) }), "az:RUN@9"},
		{"games too short", nil, func(r []selfplay.Report) {
			for i := range r {
				r[i].Positions = 192*25 + 192*4*i
			}
		}, "raise selfplay.random_share (0.25)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			config, err := selfplay.Preset("connect4", "quick")
			require.NoError(t, err)
			reports := sound()
			require.Empty(t, doctor.Generations(&config, reports), "sound without that")
			require.Empty(t, doctor.Generations(&config, nil))
			for i := 0; i < len(c.set); i += 2 {
				require.NoError(t, config.Set(c.set[i], c.set[i+1]))
			}
			if c.edit != nil {
				c.edit(reports)
			}
			findings := doctor.Generations(&config, reports)
			require.Len(t, findings, 1, "%v", findings)
			assert.Equal(t, c.name, findings[0].Name)
			assert.Contains(t, findings[0].Advice, c.advice)
			assert.NotContains(t, findings[0].Seen+findings[0].Advice, "%!")
		})
	}
}

// Every preset is sound as far as its config shows.
func TestPresetsAreSound(t *testing.T) {
	for _, agent := range qlearn.Agents() {
		for _, name := range qlearn.PresetNames(agent) {
			c, err := qlearn.Preset(agent, strings.Replace(name, "*", "breakout", 1))
			require.NoError(t, err)
			assert.Empty(t, doctor.Steps(&c, nil), "%s %s", agent, name)
		}
	}
}

func TestExamine(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "run")
	c := dqnConfig(t, "cartpole", "dqn.explore.steps", "10")
	folder, err := qlearn.Create(dir, *c, false)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(folder.Path("metrics.jsonl"), []byte(`{"generation":1,"steps":1024,"updates":12}`+"\n"), 0o600))
	x, err := doctor.Examine(dir)
	require.NoError(t, err)
	assert.Equal(t, 1, x.Reports)
	assert.Equal(t, "cartpole", x.Game)
	require.Len(t, x.Findings, 1)
	assert.Equal(t, "exploration too short", x.Findings[0].Name)
	_, err = doctor.Examine(dir + "-gone")
	assert.ErrorContains(t, err, "is no folder of a run")
}
