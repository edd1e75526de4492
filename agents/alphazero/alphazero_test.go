package alphazero_test

import (
	"context"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/search"
)

var small = alphazero.Network{Blocks: 1, Channels: 8, PolicyChannels: 4, ValueChannels: 2, ValueHidden: 16}

func selfPlay() alphazero.SelfPlay {
	config := search.DefaultConfig()
	config.DirichletFraction = 0.25
	return alphazero.SelfPlay{Simulations: 20, Search: config, Temperature: 1, LateTemperature: 0.3, TemperaturePlies: 4, RandomShare: 0.5, RandomPlies: 3}
}

// play makes n games with a worker of the given number of slots.
func play(t *testing.T, game envs.Game, net *nets.PolicyValue, n, slots int, cached bool) []*alphazero.Record {
	t.Helper()
	var evaluator search.Evaluator = alphazero.NewEvaluator(net.Compile(slots))
	if cached {
		evaluator = search.NewCache(evaluator, game.Spec(), 256)
	}
	records := make([]*alphazero.Record, n)
	next := 0
	worker := alphazero.Worker{
		Game:      game,
		Config:    selfPlay(),
		Evaluator: evaluator,
		Seed:      5,
		Slots:     slots,
		Next: func() (int, bool) {
			next++
			return next - 1, next <= n
		},
		Done: func(r *alphazero.Record, simulations int) error {
			assert.Positive(t, simulations)
			records[r.Game] = r
			return nil
		},
	}
	require.NoError(t, worker.Run(context.Background()))
	return records
}

// What a game becomes depends neither on the games beside it nor on a cache.
func TestGamesAreIndependent(t *testing.T) {
	for _, game := range []envs.Game{tictactoe.New(), connectfour.New()} {
		net := alphazero.NewNet(game, small, seed.Stream(1))
		want := play(t, game, net, 9, 1, false)
		for _, slots := range []int{2, 4, 16} {
			assert.Equal(t, want, play(t, game, net, 9, slots, slots > 2), "%s, %d slots", game.Spec().Name, slots)
		}
		assert.NotEqual(t, want[0].Actions, want[1].Actions, "games differ from each other")
	}
}

// About half the games begin with up to three random moves, from which
// nothing is learned.
func TestRandomOpenings(t *testing.T) {
	game := tictactoe.New()
	openings := map[int]int{}
	for _, r := range play(t, game, alphazero.NewNet(game, small, seed.Stream(1)), 60, 8, false) {
		openings[r.Opening]++
		samples, err := r.Samples(game, alphazero.Targets{})
		require.NoError(t, err)
		assert.Len(t, samples, len(r.Actions)-r.Opening)
		taken := 0 // cells, by the first observation
		for _, x := range samples[0].Obs {
			taken += int(x)
		}
		assert.Equal(t, r.Opening, taken)
	}
	assert.Len(t, openings, 4)
	assert.InDelta(t, 30, openings[0], 12)
}

func TestRecordRoundTrip(t *testing.T) {
	game := tictactoe.New()
	for _, want := range play(t, game, alphazero.NewNet(game, small, seed.Stream(2)), 3, 3, false) {
		got, err := alphazero.DecodeRecord(want.Encode())
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
}

func TestBrokenRecordsAreErrors(t *testing.T) {
	game := tictactoe.New()
	whole := play(t, game, alphazero.NewNet(game, small, seed.Stream(2)), 1, 1, false)[0]
	require.Zero(t, whole.Opening)
	for name, c := range map[string]struct {
		breakIt func(r *alphazero.Record)
		want    string
	}{
		"cut short":      {func(r *alphazero.Record) { cut(r, 3) }, "goes on after its last ply"},
		"illegal action": {func(r *alphazero.Record) { r.Actions[1] = r.Actions[0] }, "ply 1 does not fit"},
		"policy length":  {func(r *alphazero.Record) { r.Policy[2] = r.Policy[2][1:] }, "ply 2 does not fit"},
		"seats":          {func(r *alphazero.Record) { r.Values[0] = nil }, "ply 0 does not fit"},
	} {
		broken, err := alphazero.DecodeRecord(whole.Encode())
		require.NoError(t, err)
		c.breakIt(broken)
		_, err = broken.Samples(game, alphazero.Targets{})
		assert.ErrorContains(t, err, c.want, name)
	}
	_, err := alphazero.DecodeRecord([]byte(`{"game":4,"actions":[1,2],"policy":[[1]]}`))
	assert.ErrorContains(t, err, "record of game 4: 2 actions, 0 of them the opening, do not fit 1 policies and 0 values")
}

func cut(r *alphazero.Record, plies int) {
	searched := plies - r.Opening
	r.Actions, r.Policy, r.Values = r.Actions[:plies], r.Policy[:searched], r.Values[:searched]
}

// x wins on the diagonal at ply 6: each sample tells the return from its
// mover's seat on, mixed with what the search expected.
func TestSamplesTellTheReturnFromTheMoversSeatOn(t *testing.T) {
	r := &alphazero.Record{Actions: []envs.Action{0, 1, 4, 2, 8}, Returns: []float32{1, -1}}
	for ply := range r.Actions {
		weights := make([]float32, 9-ply)
		weights[0], weights[1] = 3, 1
		r.Policy = append(r.Policy, weights)
		r.Values = append(r.Values, []float32{0.5, -0.5})
	}
	samples, err := r.Samples(tictactoe.New(), alphazero.Targets{SearchValue: 0.25})
	require.NoError(t, err)
	require.Len(t, samples, 5)
	for ply, s := range samples {
		first := float32(1 - 2*(ply%2)) // x moves at even plies
		assert.InDeltaSlice(t, []float32{first * 0.875, -first * 0.875}, s.Values, 1e-6, "ply %d", ply)
		require.Len(t, s.Legal, 9-ply)
		assert.Equal(t, float32(0.75), s.Policy[s.Legal[0]])
		assert.Equal(t, float32(0.25), s.Policy[s.Legal[1]])
	}
	// at ply 1 o sees its own marks, none, and then those of x
	assert.Equal(t, make([]float32, 9), samples[1].Obs[:9])
	assert.Equal(t, float32(1), samples[1].Obs[9])
}

// The evaluator tells values by seat, whoever is to move.
func TestEvaluatorTurnsValuesToSeats(t *testing.T) {
	game := connectfour.New()
	net := alphazero.NewNet(game, small, seed.Stream(3))
	plan := net.Compile(4)
	rng := seed.Stream(4)
	s := game.New(0)
	for range 12 {
		leaf := search.Leaf{State: s, Logits: make([]float32, 7), Values: make([]float32, 2)}
		require.NoError(t, alphazero.NewEvaluator(plan.Clone()).Evaluate(context.Background(), []search.Leaf{leaf}))
		obs := make([]float32, game.Spec().ObsLen())
		s.Observe(obs)
		logits, values := make([]float32, 7), make([]float32, 2)
		plan.Run(obs, 1, logits, values)
		assert.Equal(t, logits, leaf.Logits)
		mover := s.ToPlay()
		assert.Equal(t, values[0], leaf.Values[mover], "value of the seat to move")
		assert.Equal(t, values[1], leaf.Values[1-mover])
		legal := s.Legal(nil)
		s.Play(legal[rng.IntN(len(legal))])
	}
}

func TestEvaluatorStopsWithTheContext(t *testing.T) {
	game := connectfour.New()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	e := alphazero.NewEvaluator(alphazero.NewNet(game, small, seed.Stream(3)).Compile(1))
	leaf := search.Leaf{State: game.New(0), Logits: make([]float32, 7), Values: make([]float32, 2)}
	assert.ErrorIs(t, e.Evaluate(ctx, []search.Leaf{leaf}), context.Canceled)
}

// Threads share a batch out and change nothing of what is said of a position;
// closed, they come again when they are needed.
func TestParallelJudgesAsOneEvaluator(t *testing.T) {
	game := connectfour.New()
	plan := alphazero.NewNet(game, small, seed.Stream(3)).Compile(2)
	s, rng := game.New(0), seed.Stream(4)
	var want, got []search.Leaf
	for range 7 {
		state := game.New(0)
		state.CopyFrom(s)
		want = append(want, search.Leaf{State: state, Logits: make([]float32, 7), Values: make([]float32, 2)})
		got = append(got, search.Leaf{State: state, Logits: make([]float32, 7), Values: make([]float32, 2)})
		legal := s.Legal(nil)
		s.Play(legal[rng.IntN(len(legal))])
	}
	require.NoError(t, alphazero.NewEvaluator(plan.Clone()).Evaluate(context.Background(), want))
	for threads := 1; threads <= 4; threads++ {
		p := alphazero.NewParallel(game, plan.Clone(), threads, alphazero.View{})
		for n := range len(got) + 1 {
			for _, leaf := range got {
				clear(leaf.Logits)
				clear(leaf.Values)
			}
			require.NoError(t, p.Evaluate(context.Background(), got[:n]))
			assert.Equal(t, want[:n], got[:n], "%d threads", threads)
			if n%3 == 0 {
				require.NoError(t, p.Close())
			}
		}
		assert.Zero(t, testing.AllocsPerRun(20, func() { _ = p.Evaluate(context.Background(), got) }))
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		assert.ErrorIs(t, p.Evaluate(ctx, got), context.Canceled)
		require.NoError(t, p.Close())
	}
}

func learning(threads int) alphazero.Learning {
	return alphazero.Learning{
		Window:      1000,
		Batch:       50, // the last micro-batch is smaller
		MicroBatch:  16,
		Optimizer:   alphazero.Adam,
		WeightDecay: 1e-4,
		ValueWeight: 1,
		MaxNorm:     5,
		Symmetries:  true,
		Threads:     threads,
	}
}

// learner returns a learner that has seen the given games.
func learner(t *testing.T, game envs.Game, records []*alphazero.Record, config alphazero.Learning) *alphazero.Learner {
	t.Helper()
	l := alphazero.NewLearner(game, alphazero.NewNet(game, small, seed.Stream(6)), config)
	for _, r := range records {
		_, err := l.Add(r)
		require.NoError(t, err)
	}
	return l
}

func weights(net *nets.PolicyValue) [][]float32 {
	var all [][]float32
	for _, p := range net.Params() {
		all = append(all, append([]float32(nil), p.Value.Data...))
	}
	return all
}

func TestLearningDoesNotDependOnThreads(t *testing.T) {
	game := connectfour.New()
	records := play(t, game, alphazero.NewNet(game, small, seed.Stream(1)), 8, 8, false)
	for _, optimizer := range []string{alphazero.Adam, alphazero.SGD} {
		var want [][]float32
		for _, threads := range []int{1, 2, 3, 8} {
			config := learning(threads)
			config.Optimizer = optimizer
			l := learner(t, game, records, config)
			rng := seed.Stream(9)
			for range 5 {
				_, err := l.Step(0.01, rng)
				require.NoError(t, err)
			}
			if want == nil {
				want = weights(l.Net())
			}
			require.Equal(t, want, weights(l.Net()), "%s, %d threads", optimizer, threads)
		}
	}
}

func TestLearningLowersTheLoss(t *testing.T) {
	game := tictactoe.New()
	l := learner(t, game, play(t, game, alphazero.NewNet(game, small, seed.Stream(1)), 4, 4, false), learning(2))
	rng := seed.Stream(9)
	var first, last alphazero.Loss
	for i := range 300 {
		loss, err := l.Step(0.01, rng)
		require.NoError(t, err)
		if i == 0 {
			first = loss
		}
		last = loss
	}
	assert.Less(t, last.Policy, 0.8*first.Policy)
	assert.Less(t, last.Value, 0.2*first.Value)
	assert.Less(t, last.Entropy, first.Entropy)
	assert.Equal(t, 300, l.Steps())
}

// A learner restored from weights and state goes on as the one that saved
// them, also where it publishes an average and its window grows.
func TestRestoredLearnerGoesOnAlike(t *testing.T) {
	game := tictactoe.New()
	records := play(t, game, alphazero.NewNet(game, small, seed.Stream(1)), 4, 4, false)
	averaged := learning(1)
	averaged.Average, averaged.WindowStart, averaged.WindowExponent = 0.9, 8, 0.5
	for name, config := range map[string]alphazero.Learning{"plain": learning(1), "averaged": averaged} {
		t.Run(name, func(t *testing.T) {
			run := t.TempDir()
			require.NoError(t, os.Mkdir(run+"/weights", 0o755))
			one := learner(t, game, records, config)
			_, err := one.Step(0.01, seed.Stream(1))
			require.NoError(t, err)
			one.Publish()
			require.NoError(t, alphazero.Save(one.Net(), game, run, 3, search.DefaultConfig()))
			require.NoError(t, nets.SaveTensors(run+"/state", one.State(), nil))

			net, err := alphazero.Load(game, run, alphazero.Newest)
			require.NoError(t, err)
			state, _, err := nets.LoadTensors(run + "/state")
			require.NoError(t, err)
			config.Threads = 2
			two := alphazero.NewLearner(game, net, config)
			added := 0
			for _, r := range records {
				n, err := two.Add(r)
				require.NoError(t, err)
				added += n
			}
			require.NoError(t, two.Restore(state, added))
			assert.Equal(t, weights(one.Net()), weights(two.Net()))
			for _, l := range []*alphazero.Learner{one, two} {
				_, err := l.Step(0.01, seed.Stream(2))
				require.NoError(t, err)
				l.Publish()
			}
			assert.Equal(t, weights(one.Net()), weights(two.Net()))
		})
	}
}

// The published average lags behind what is learned and catches up with it.
func TestAnAverageOfTheWeightsIsPublished(t *testing.T) {
	game := tictactoe.New()
	records := play(t, game, alphazero.NewNet(game, small, seed.Stream(1)), 4, 4, false)
	plain, averaged := learning(1), learning(1)
	averaged.Average = 0.5
	one, two := learner(t, game, records, plain), learner(t, game, records, averaged)
	start := weights(one.Net())
	for _, l := range []*alphazero.Learner{one, two} {
		_, err := l.Step(0.01, seed.Stream(2))
		require.NoError(t, err)
	}
	assert.Equal(t, start, weights(two.Net()), "until it is published")
	two.Publish()
	for i, w := range weights(two.Net()) {
		for j, x := range w {
			require.InDelta(t, (start[i][j]+weights(one.Net())[i][j])/2, x, 1e-6)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	run := t.TempDir()
	_, err := alphazero.Load(tictactoe.New(), run, alphazero.Newest)
	assert.ErrorContains(t, err, "is no folder of a run")
	require.NoError(t, os.Mkdir(run+"/weights", 0o755))
	_, err = alphazero.Load(tictactoe.New(), run, alphazero.Newest)
	assert.ErrorContains(t, err, "has no weights yet")
	require.NoError(t, alphazero.Save(alphazero.NewNet(tictactoe.New(), small, seed.Stream(1)), tictactoe.New(), run, 2, search.DefaultConfig()))
	_, err = alphazero.Load(tictactoe.New(), run, 7)
	assert.ErrorContains(t, err, "000007.safetensors")
	_, err = alphazero.Load(connectfour.New(), run, alphazero.Newest)
	assert.ErrorContains(t, err, `plays "tictactoe", not "connect4"`)
}

// How a batch is cut changes nothing but rounding.
func TestMicroBatchesMakeOneStep(t *testing.T) {
	game := connectfour.New()
	records := play(t, game, alphazero.NewNet(game, small, seed.Stream(1)), 8, 8, false)
	config := learning(1)
	config.Optimizer = alphazero.SGD
	var want [][]float32
	for _, size := range []int{50, 16, 7} {
		config.MicroBatch = size
		l := learner(t, game, records, config)
		_, err := l.Step(0.1, seed.Stream(9))
		require.NoError(t, err)
		if want == nil {
			want = weights(l.Net())
		}
		for i, w := range weights(l.Net()) {
			assert.InDeltaSlice(t, want[i], w, 1e-5, "micro-batches of %d", size)
		}
	}
}

// The first step of gradient descent is as long as the rate times the norm of
// the gradient, and that is limited.
func TestTheNormOfTheGradientIsLimited(t *testing.T) {
	game := tictactoe.New()
	config := learning(1)
	config.Optimizer, config.WeightDecay, config.MaxNorm = alphazero.SGD, 0, 0.01
	l := learner(t, game, play(t, game, alphazero.NewNet(game, small, seed.Stream(1)), 4, 4, false), config)
	before := weights(l.Net())
	_, err := l.Step(0.5, seed.Stream(1))
	require.NoError(t, err)
	var square float64
	for i, w := range weights(l.Net()) {
		for j := range w {
			square += float64(w[j]-before[i][j]) * float64(w[j]-before[i][j])
		}
	}
	assert.InDelta(t, 0.5*0.01, math.Sqrt(square), 1e-5)
}

// playAll makes n games of a small network by config.
func playAll(t *testing.T, game envs.Game, config alphazero.SelfPlay, n int) (records []*alphazero.Record) {
	t.Helper()
	next := 0
	worker := alphazero.Worker{
		Game:      game,
		Config:    config,
		Evaluator: alphazero.NewEvaluator(alphazero.NewNet(game, small, seed.Stream(1)).Compile(8)),
		Slots:     8,
		Next:      func() (int, bool) { next++; return next, next <= n },
		Done:      func(r *alphazero.Record, _ int) error { records = append(records, r); return nil },
	}
	require.NoError(t, worker.Run(context.Background()))
	return records
}

// Without noise, games that begin alike go on alike, but for what their trees
// keep of the noisy searches before.
func TestNoisePlies(t *testing.T) {
	game := tictactoe.New()
	config := selfPlay()
	config.RandomShare, config.TemperaturePlies, config.LateTemperature = 0, 2, 0
	config.Search.Gumbel = 4
	deviate := func(noisy int) float64 { // share of the pairs with the first moves in common that then part
		config.NoisePlies = noisy
		ways := map[[2]envs.Action][][]envs.Action{}
		pairs, parted := 0, 0
		for _, r := range playAll(t, game, config, 200) {
			start := [2]envs.Action(r.Actions)
			for _, other := range ways[start] {
				pairs++
				if !slices.Equal(other, r.Actions) {
					parted++
				}
			}
			ways[start] = append(ways[start], r.Actions)
		}
		assert.Greater(t, pairs, 100)
		assert.Greater(t, len(ways), 1, "the first moves are drawn")
		return float64(parted) / float64(pairs)
	}
	assert.Less(t, deviate(2), 0.2, "there is noise after its plies")
	assert.Greater(t, deviate(0), 0.5, "there is noise in every search")
}

// After the plies of the first temperature, one of zero plays the most visited
// move.
func TestLateTemperature(t *testing.T) {
	game := tictactoe.New()
	config := selfPlay()
	config.RandomShare, config.TemperaturePlies, config.LateTemperature = 0, 2, 0
	bold := 0 // moves that are not the most visited
	for _, r := range playAll(t, game, config, 20) {
		s := game.New(0)
		for ply, a := range r.Actions {
			at := slices.Index(s.Legal(nil), a)
			if r.Policy[ply][at] < slices.Max(r.Policy[ply]) {
				bold++
				assert.Less(t, ply, 2)
			}
			s.Play(a)
		}
	}
	assert.Positive(t, bold, "the first moves are drawn")
}
