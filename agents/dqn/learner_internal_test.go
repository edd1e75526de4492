package dqn

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/internal/race"
)

// ε falls in a line from the step after From on, whatever share of the run
// that is, over all actors together; before the warm-up is over every action
// is random.
func TestTheClockOfEpsilon(t *testing.T) {
	for _, c := range []struct {
		name string
		e    Explore
		at   []int
		want []float64
	}{
		{"from the first step on", Explore{Start: 1, End: 0.5, Steps: 10}, []int{0, 5, 10, 99}, []float64{1, 0.75, 0.5, 0.5}},
		{"from a later step on", Explore{Start: 0.9, End: 0.1, From: 100, Steps: 8}, []int{0, 100, 101, 108}, []float64{0.9, 0.9, 0.8, 0.1}},
		{"at once", Explore{Start: 1, End: 0.1}, []int{0, 1}, []float64{0.1, 0.1}},
		{"over a single step", Explore{Start: 1, End: 0.1, Steps: 1}, []int{0, 1}, []float64{1, 0.1}},
		{"upwards", Explore{Start: 0, End: 1, Steps: 4}, []int{1, 3}, []float64{0.25, 0.75}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for i, step := range c.at {
				assert.InDelta(t, c.want[i], c.e.at(step), 1e-12, "step %d", step)
			}
		})
	}
	for _, actors := range []int{1, 4} {
		c := quick()
		c.Train.Actors, c.Replay.Warmup, c.Explore = actors, 100, Explore{Start: 0.5, End: 0, Steps: 200}
		l := learner(t, chain(5), c)
		assert.Equal(t, 1.0, l.Epsilon())
		advance(t, l, 100)
		assert.Equal(t, 0.25, l.Epsilon(), "%d actors", actors)
		advance(t, l, 152)
		assert.InDelta(t, 0.5*(1-152./200), l.Epsilon(), 1e-12, "%d actors", actors)
	}
}

// Random actions are uniform over the legal ones, before the warm-up is over
// and by ε after it, and the greedy ones are legal, too.
func TestNoActionIsIllegal(t *testing.T) {
	c := quick()
	c.Explore = Explore{Start: 0.5, End: 0.5}
	l := learner(t, forbidden(), c) // its Play panics at an illegal action
	counts := map[int]map[int]int{0: {}, 1: {}}
	for range 1200 {
		even := l.actors[0].episode.State().(*tinyState).at % 2
		if err := l.choose(); err != nil {
			t.Fatal(err)
		}
		counts[even][l.actors[0].action]++
		step, err := l.actors[0].step(false)
		require.NoError(t, err)
		if step.Last {
			require.NoError(t, l.begin(l.actors[0]))
		} else {
			require.NoError(t, l.actors[0].look())
		}
	}
	for even, actions := range []int{3, 2} {
		assert.Len(t, counts[even], actions)
		for a := range actions {
			assert.InDelta(t, 600/actions, counts[even][a], 80, "action %d", a)
		}
	}
	advance(t, l, 3000)
	assert.Equal(t, 6.0, judged(t, l, 1), "2 + 1 + 2 + 1")
	agent := l.Agent(1, l.draws.Rand)
	for range 50 {
		a, err := agent.Act(context.Background(), l.game.New(0))
		require.NoError(t, err)
		assert.Less(t, int(a), 3)
	}
	stats := l.Stats()
	assert.False(t, math.IsNaN(stats.Loss) || math.IsInf(stats.Loss, 0), "a barred action never reaches the loss: %g", stats.Loss)
	assert.Less(t, stats.MaxQ, 8.0, "no value is taken from action 3, nor is 2 at odd places")
}

// A world that offers no action and is not over is a mistake of the world.
func TestAllIllegalIsAnError(t *testing.T) {
	w := chain(5)
	w.legal = func(s *tinyState, _ envs.Action) bool { return s.steps < 3 }
	l := learner(t, w, quick())
	assert.EqualError(t, l.Advance(context.Background(), 10), "dqn: no action is legal 3 steps into episode 0 of actor 0, which is not over")
}

// Rewards are clipped for learning and reported as earned.
func TestClippedRewardsAreReportedAsEarned(t *testing.T) {
	w := chain(2)
	w.play = func(s *tinyState, a envs.Action) { s.reward, s.over = 7*float32(a)-2, true }
	c := quick()
	c.Target.ClipReward = true
	l := learner(t, w, c)
	advance(t, l, 1500)
	assert.InDeltaSlice(t, []float32{-1, 1}, valuesAt(t, l, w.New(0)), 0.15)
	assert.ElementsMatch(t, []float64{-2, 5}, unique(l.Stats().Returns))
	assert.Equal(t, 5.0, judged(t, l, 1))
}

func unique(x []float64) []float64 {
	seen := map[float64]bool{}
	var out []float64
	for _, v := range x {
		if !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}

// The clock of the target network counts what Unit says: steps of the world,
// of all actors, or updates.
func TestTheTargetNetworkKeepsItsClock(t *testing.T) {
	for _, c := range []struct {
		name   string
		unit   string
		actors int
		copies []int // steps after which it is new
	}{
		{"steps", Steps, 1, []int{120, 160, 200}},
		{"steps of four actors", Steps, 4, []int{120, 160, 200}},
		{"updates", Updates, 1, []int{180, 260}}, // the 40th and the 80th
		{"updates with four actors", Updates, 4, []int{180, 260}},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg := quick()
			cfg.Target.Every, cfg.Target.Unit, cfg.Train.Actors = 40, c.unit, c.actors
			l := learner(t, chain(5), cfg)
			advance(t, l, 100)
			var copies []int
			for before := snapshot(l.nets.target); l.Steps() < 200 || c.unit == Updates && l.Steps() < 264; {
				advance(t, l, l.Steps()+1)
				if now := snapshot(l.nets.target); !assert.ObjectsAreEqual(before, now) {
					copies, before = append(copies, l.Steps()), now
					assert.Equal(t, snapshot(l.nets.online), now)
				}
			}
			assert.Equal(t, c.copies, copies)
		})
	}
}

// However many actors there are, updates follow the steps, begin when the
// warm-up is over and a batch is there, and the replay holds Capacity
// transitions of all of them together.
func TestActorsDoNotChangeThePace(t *testing.T) {
	for _, actors := range []int{1, 2, 5} {
		c := quick()
		c.Train.Actors, c.Train.Every, c.Train.Updates, c.Replay.Capacity = actors, 10, 3, 150
		l := learner(t, chain(5), c)
		advance(t, l, 100)
		assert.Zero(t, l.Updates())
		advance(t, l, 200)
		assert.Equal(t, 30, l.Updates(), "%d actors", actors)
		assert.Equal(t, 150, l.Stats().Replay)
		assert.Equal(t, 150, l.Stats().Capacity)
	}
	c := quick()
	c.Replay.Warmup, c.Train.Batch, c.Train.Every = 0, 50, 1
	l := learner(t, chain(5), c)
	advance(t, l, 50)
	assert.Zero(t, l.Updates(), "49 complete transitions and a batch of 50")
	advance(t, l, 52)
	assert.Equal(t, 2, l.Updates())
}

// Two seeds are two runs, from the first weight on; one seed is one run.
func TestSeedsAndThreads(t *testing.T) {
	run := func(seed uint64, threads int, change func(*Config)) [][]float32 {
		c := quick()
		c.Train.MicroBatch, c.Train.Actors = 8, 2
		change(&c)
		l, err := New(chain(5), c, seed, threads)
		require.NoError(t, err)
		advance(t, l, 300)
		return append(snapshot(l.nets.online), l.errors)
	}
	nothing := func(*Config) {}
	first, second := learner(t, chain(5), quick()), learnerOf(t, 2)
	assert.NotEqual(t, snapshot(first.nets.online), snapshot(second.nets.online), "weights at the start")
	assert.NotEqual(t, run(1, 1, nothing), run(2, 1, nothing))
	for name, change := range variants() {
		want := run(1, 1, change)
		assert.Equal(t, want, run(1, 1, change), name)
		assert.Equal(t, want, run(1, 4, change), "%s on four threads", name)
	}
}

func learnerOf(t *testing.T, seed uint64) *Learner {
	t.Helper()
	l, err := New(chain(5), quick(), seed, 1)
	require.NoError(t, err)
	return l
}

// A number that is none is an error that says where it stands.
func TestNumbersThatAreNotFiniteAreNamed(t *testing.T) {
	nan := float32(math.NaN())
	seen := chain(5)
	look := seen.observe
	seen.observe = func(s *tinyState, dst []float32) {
		if look(s, dst); s.steps == 2 {
			dst[3] = nan
		}
	}
	l := learner(t, seen, quick())
	assert.EqualError(t, l.Advance(context.Background(), 10), "dqn: 2 steps into episode 0 of actor 0: number 3 of the observation is NaN")

	paid := chain(5)
	paid.play = func(s *tinyState, _ envs.Action) { s.reward = float32(math.Inf(1)) }
	l = learner(t, paid, quick())
	assert.EqualError(t, l.Advance(context.Background(), 10), "dqn: 1 steps into episode 0 of actor 0: the reward is +Inf")

	l = learner(t, chain(5), quick())
	advance(t, l, 150)
	l.nets.online.hidden[0].weight.Value.Data[3] = nan
	assert.ErrorContains(t, l.Advance(context.Background(), 160), "parameter hidden0.weight has NaN at element 3")

	l = learner(t, chain(5), quick())
	advance(t, l, 150)
	l.parts[0].grads.At(1)[0] = nan
	_, err := l.clip(l.parts[0].grads)
	assert.ErrorContains(t, err, "the gradient of parameter hidden0.bias has NaN at element 0")
}

// The limit of the norm holds all gradients together.
func TestTheNormOfTheGradientIsLimited(t *testing.T) {
	c := quick()
	c.Train.MaxNorm = 1e-3
	l := learner(t, chain(5), c)
	advance(t, l, 150)
	sum := 0.0
	grads := l.parts[0].grads
	for i := range grads.Params() {
		for _, g := range grads.At(i) {
			sum += float64(g) * float64(g)
		}
	}
	assert.LessOrEqual(t, math.Sqrt(sum), 1e-3)
	assert.Greater(t, l.Stats().GradNorm, 1e-3, "what it was is reported")
}

// The correction for priorities goes from Beta to 1.
func TestBetaIsAnnealed(t *testing.T) {
	c := quick()
	c.Replay.Prioritized, c.Replay.Beta, c.Replay.BetaUpdates = true, 0.4, 50
	l := learner(t, chain(5), c)
	assert.Equal(t, 0.4, l.beta())
	advance(t, l, 150)
	assert.Equal(t, 25, l.Updates())
	assert.InDelta(t, 0.7, l.beta(), 1e-12)
	advance(t, l, 300)
	assert.Equal(t, 1.0, l.beta())
}

func TestStatsTellWhatHappenedSinceTheLast(t *testing.T) {
	l := learner(t, chain(3), quick())
	fresh := l.Stats()
	assert.True(t, math.IsNaN(fresh.Loss) && math.IsNaN(fresh.MaxQ) && math.IsNaN(fresh.DeadUnits))
	advance(t, l, 400)
	s := l.Stats()
	assert.Equal(t, []int{400, 150, 400}, []int{s.Steps, s.Updates, s.Replay})
	assert.Positive(t, len(s.Returns))
	sum := 0.0
	for _, r := range s.Returns {
		sum += r
	}
	assert.Equal(t, float64(s.Rewarded), sum, "1 for each episode that got to the end")
	assert.Positive(t, s.Loss)
	assert.Greater(t, s.MaxQ, s.MeanQ)
	advance(t, l, 500)
	assert.Equal(t, 100, l.Stats().Steps)
	for i := range l.nets.online.hidden[0].bias.Value.Data[:8] {
		l.nets.online.hidden[0].bias.Value.Data[i] = -1e6
	}
	assert.GreaterOrEqual(t, l.Stats().DeadUnits, 8./32)
}

func TestConfigsThatMakeNoSenseAreErrors(t *testing.T) {
	for _, c := range []struct {
		change func(*Config)
		want   string
	}{
		{func(c *Config) { c.Target.Gamma = 1.5 }, "target.gamma is 1.5; it should be between 0 and 1"},
		{func(c *Config) { c.Train.Rate = math.NaN() }, "train.rate is NaN; it should be between 0 and 100"},
		{func(c *Config) { c.Target.Loss = "l1" }, `target.loss is "l1"; it should be "huber" or "mse"`},
		{func(c *Config) { c.Target.Unit = "frames" }, `target.unit is "frames"; it should be "steps" or "updates"`},
		{func(c *Config) { c.Train.Optimizer = "sgd" }, `train.optimizer is "sgd"; it should be "adam", "rmsprop" or "radam"`},
		{func(c *Config) { c.Target.Munchausen = true }, "target.munchausen goes with target.steps = 1, without target.double"},
		{func(c *Config) { c.Network.Cell, c.Network.Units = "gru", 4 }, `replay.trace is 0 and replay.period 0; with network.cell "gru" both should be at least 1`},
		{func(c *Config) { c.Replay.Trace = 3 }, "without network.cell all should be 0"},
		{func(c *Config) { c.Replay.Capacity = 2 }, "replay.capacity is 2; with 1 actors and windows of 1 steps it should be more than 2"},
		{func(c *Config) { c.Replay.Prioritized, c.Replay.MinPriority = true, 0 }, "replay.prioritized with alpha 0.6, beta 0.4 over 100000 updates and min_priority 0"},
		{func(c *Config) { c.Network.Conv = []Conv{{Out: 1, Size: 3, Stride: 1}} }, "network.conv over chain"},
		{func(c *Config) {
			c.Target.Rescale, c.Network.Head, c.Network.Atoms, c.Network.High = true, Categorical, 3, 1
		}, `target.rescale with a "categorical" head`},
		{func(c *Config) { c.SelfPlay.Pool = 3 }, "selfplay.every is 0"},
	} {
		cfg := quick()
		c.change(&cfg)
		_, err := New(chain(5), cfg, 1, 1)
		assert.ErrorContains(t, err, c.want)
	}
	_, err := New(connectfour.New(), quick(), 1, 1)
	assert.EqualError(t, err, "connect4 has 2 seats and no opponent is named: set selfplay.pool to play against past selves, or give it one (agents.Versus)")
}

// A step costs no allocation once all memory has found its size.
func TestAStepAllocatesNothing(t *testing.T) {
	race.SkipAllocations(t)
	for name, change := range variants() {
		t.Run(name, func(t *testing.T) {
			c := quick()
			c.Replay.Capacity, c.Train.Every = 300, 1
			change(&c)
			c.Explore = Explore{Start: 0.5, End: 0.5}
			l := learner(t, chain(5), c)
			advance(t, l, 700)
			l.stats.returns = make([]float64, 0, 10_000)
			ctx := context.Background()
			assert.Zero(t, testing.AllocsPerRun(100, func() {
				if err := l.Advance(ctx, l.Steps()+1); err != nil {
					t.Fatal(err)
				}
			}))
		})
	}
}
