package search

import (
	"context"
	"errors"
	"math"
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/envs/tictactoe"
	"github.com/tengen-rl/tengen/internal/seed"
)

func TestSizesOfTheArrays(t *testing.T) {
	assert.EqualValues(t, nodeBytes, reflect.TypeOf(node{}).Size())
	assert.EqualValues(t, edgeBytes, reflect.TypeOf(edge{}).Size())
}

// Several leaves of one tree at a time leave nothing of their virtual losses
// behind, and every leaf of a batch is another position.
func TestBatchesOfOneTree(t *testing.T) {
	game := connectfour.New()
	for _, plies := range []int{0, 7, 20} {
		s := after(game, plies, seed.Stream(11))
		tree := NewTree(game, DefaultConfig(), seed.Stream(7))
		tree.Reset(s)
		ev := new(hashed)
		batches := 0
		for n := tree.Gather(300, 8); n > 0; n = tree.Gather(300, 8) {
			seen := map[uint64]bool{}
			for _, leaf := range tree.Leaves() {
				seen[leaf.State.(envs.Hasher).Hash()] = true
			}
			assert.Len(t, tree.Leaves(), n)
			assert.GreaterOrEqual(t, len(seen), n/2, "descents go to different places")
			require.NoError(t, ev.Evaluate(context.Background(), tree.Leaves()))
			tree.Absorb()
			batches++
			checkSums(t, tree)
		}
		assert.LessOrEqual(t, tree.Simulations(), 300)
		if !tree.Solved() {
			assert.Equal(t, 300, tree.Simulations())
			assert.Less(t, batches, 150, "most batches hold several leaves")
		}
	}
}

// A batch of one is no batch.
func TestABatchOfOneIsTheSameTree(t *testing.T) {
	game := connectfour.New()
	one := grown(t, game, DefaultConfig(), game.New(0), 200)
	other := NewTree(game, DefaultConfig(), seed.Stream(7))
	other.Reset(game.New(0))
	require.NoError(t, SimulateBatches(context.Background(), new(hashed), other, 200, 1))
	assert.Equal(t, one.arrays, other.arrays)
}

// tiring judges until it has no more patience.
type tiring struct {
	hashed
	left int
}

var errTired = errors.New("tired")

func (f *tiring) Evaluate(ctx context.Context, leaves []Leaf) error {
	if f.left--; f.left < 0 {
		return errTired
	}
	return f.hashed.Evaluate(ctx, leaves)
}

func TestATreeGoesOnAfterAJudgementThatNeverCame(t *testing.T) {
	game := connectfour.New()
	for _, batch := range []int{1, 6} {
		tree := NewTree(game, DefaultConfig(), seed.Stream(7))
		tree.Reset(game.New(0))
		require.ErrorIs(t, SimulateBatches(context.Background(), &tiring{left: 20}, tree, 300, batch), errTired)
		checkSums(t, tree)
		require.NoError(t, SimulateBatches(context.Background(), new(hashed), tree, 300, batch))
		checkSums(t, tree)
		assert.Equal(t, 300, tree.Simulations())
		if batch == 1 {
			whole := grown(t, game, DefaultConfig(), game.New(0), 300)
			assert.Equal(t, whole.actions(0), tree.actions(0), "as if nothing had happened")
		}
	}
}

// plainNode is a node of a search without flat arrays, batches or proofs: what selectPUCT and
// backup say, a screen long.
type plainNode struct {
	state    envs.State
	priors   []float64
	children map[int]*plainNode
	actions  []envs.Action
	visits   float64
	sums     [2]float64
}

func (w *plainNode) simulate(game envs.Game, c Config) [2]float64 {
	var values [2]float64
	mover := w.state.ToPlay()
	switch {
	case mover == envs.Over:
	case w.visits == 0:
		leaf := Leaf{State: w.state, Logits: make([]float32, game.Spec().Actions), Values: make([]float32, 2)}
		_ = new(hashed).Evaluate(context.Background(), []Leaf{leaf})
		w.actions, w.children = w.state.Legal(nil), map[int]*plainNode{}
		total := 0.0
		for _, a := range w.actions {
			w.priors = append(w.priors, math.Exp(float64(leaf.Logits[a])))
			total += w.priors[len(w.priors)-1]
		}
		for i := range w.priors {
			w.priors[i] /= total
		}
		values = [2]float64{float64(leaf.Values[0]), float64(leaf.Values[1])}
	default:
		values = w.descend(game, c, mover)
	}
	w.visits++
	w.sums[0] += values[0]
	w.sums[1] += values[1]
	return values
}

func (w *plainNode) descend(game envs.Game, c Config, mover envs.Player) [2]float64 {
	tried, mass := 0.0, 0.0
	for i, child := range w.children {
		tried += child.visits
		mass += w.priors[i]
	}
	best, bestScore := -1, math.Inf(-1)
	for i := range w.actions {
		q, n := w.sums[mover]/w.visits-float64(c.FPU)*math.Sqrt(mass), 0.0
		if child := w.children[i]; child != nil {
			n = child.visits
			q = child.worth(mover)
		}
		if score := q + float64(c.CPUCT)*w.priors[i]*math.Sqrt(max(1, tried))/(1+n); score > bestScore+1e-7 {
			best, bestScore = i, score
		}
	}
	child := w.children[best]
	if child == nil {
		next := game.New(0)
		next.CopyFrom(w.state)
		next.Play(w.actions[best])
		child = &plainNode{state: next}
		w.children[best] = child
	}
	values := child.simulate(game, c)
	var rewards [2]float32
	child.state.Rewards(rewards[:])
	return [2]float64{values[0] + float64(rewards[0]), values[1] + float64(rewards[1])}
}

// worth is the mean return to seat p of the action that led here.
func (w *plainNode) worth(p envs.Player) float64 {
	var rewards [2]float32
	w.state.Rewards(rewards[:])
	return w.sums[p]/w.visits + float64(rewards[p])
}

func TestTheTreeAgreesWithItsTwin(t *testing.T) {
	game := connectfour.New()
	for plies := range 25 {
		s := after(game, plies, seed.Stream(uint64(plies)))
		config := Config{CPUCT: 1.3, FPU: 0.3, Discount: 1}
		tree := grown(t, game, config, s, 250)
		root := &plainNode{state: s}
		for range 250 {
			root.simulate(game, config)
		}
		for i, e := range tree.actions(0) {
			if root.children[i] == nil {
				require.Zero(t, e.visits)
				continue
			}
			require.EqualValues(t, root.children[i].visits, e.visits, "%d plies, action %d", plies, e.action)
			require.InDelta(t, root.children[i].worth(s.ToPlay()), e.mean(), 1e-4)
		}
	}
}

// A graph has a node a position where a tree has one a path, and knows the
// same of tic-tac-toe.
func TestAGraphSharesPositions(t *testing.T) {
	game := tictactoe.New()
	config := DefaultConfig()
	config.Solve, config.CPUCT = false, 10
	tree := grown(t, game, config, game.New(0), 4000)
	config.Graph = true
	graph := grown(t, game, config, game.New(0), 4000)
	assert.Less(t, len(graph.nodes), len(tree.nodes)*9/10)
	seen := map[uint64]bool{}
	for _, n := range graph.nodes {
		if n.hash != 0 {
			assert.False(t, seen[n.hash], "two nodes of one position")
			seen[n.hash] = true
		}
	}
	for i := range graph.nodes {
		n := int32(i)
		visits := int32(1)
		for _, e := range graph.actions(n) {
			visits += e.visits
			if e.visits > 0 {
				assert.LessOrEqual(t, e.visits, graph.nodes[e.child].visits, "a node has the visits of all paths")
			}
		}
		if graph.nodes[n].count > 0 {
			assert.Equal(t, visits, graph.nodes[n].visits)
		}
	}
	graph.Advance(4)
	before := len(graph.nodes)
	require.NoError(t, Simulate(context.Background(), new(hashed), graph, 500))
	assert.Greater(t, before, 100, "what was found is kept")

	config.Solve = true
	for i := range 60 {
		s := after(game, 2+i%6, seed.Stream(uint64(i)))
		solved := grown(t, game, config, s, 3000)
		if solved.Solved() {
			values := make([]float32, 2)
			solved.Values(values)
			require.Equal(t, minimax(s), values[s.ToPlay()])
		}
	}
}

// lottery is a stochastic world: action 0 earns 0.4, action 1 earns 1 or 0 as
// a coin falls, and then a second choice of the same kind follows.
type lottery struct{}

func (lottery) Spec() envs.Spec {
	return envs.Spec{Name: "lottery", Players: 1, Actions: 2, Obs: [3]int{1, 1, 1}, MaxPlies: 2}
}
func (lottery) New(s uint64) envs.State { return &draw{dice: s} }

type draw struct {
	dice   uint64
	plies  int
	earned float32
	done   bool // the coin of the first ply may end the episode
}

func (d *draw) ToPlay() envs.Player {
	if d.plies == 2 || d.done {
		return envs.Over
	}
	return 0
}

func (d *draw) Legal(dst []envs.Action) []envs.Action { return append(dst, 0, 1) }

func (d *draw) Play(a envs.Action) {
	d.plies++
	d.dice = seed.Mix(d.dice, 1)
	d.earned = 0.4
	if a == 1 {
		d.earned = float32(d.dice >> 63)
		d.done = d.earned == 0
	}
}

func (d *draw) Rewards(dst []float32) { dst[0] = d.earned }
func (d *draw) Observe(dst []float32) { dst[0] = float32(d.plies) }
func (d *draw) CopyFrom(s envs.State) { *d = *s.(*draw) }
func (d *draw) Reseed(s uint64)       { d.dice = s }

// flat expects nothing and prefers nothing.
type flat struct{}

func (flat) Evaluate(_ context.Context, leaves []Leaf) error {
	for _, leaf := range leaves {
		clear(leaf.Logits)
		clear(leaf.Values)
	}
	return nil
}

// The search must not foresee the coin: action 1 is worth a half and what
// follows half of the time, not 1.
func TestASearchDoesNotForeseeTheDice(t *testing.T) {
	for _, s := range []uint64{1, 2, 3, 4, 5, 6} {
		tree := NewTree(lottery{}, Config{CPUCT: 2, Discount: 1}, seed.Stream(s))
		tree.Reset(lottery{}.New(s))
		require.NoError(t, Simulate(context.Background(), flat{}, tree, 6000))
		actions := tree.actions(0)
		// The second ply is worth 0.5 by action 1.
		assert.InDelta(t, 0.9, actions[0].mean(), 0.05)
		assert.InDelta(t, 0.75, actions[1].mean(), 0.05)
		assert.Equal(t, envs.Action(0), tree.Choose(0, nil))
	}
}

func TestDiscountsReachTheRoot(t *testing.T) {
	tree := NewTree(lottery{}, Config{CPUCT: 0.5, Discount: 0.5}, seed.Stream(1))
	tree.Reset(lottery{}.New(1))
	require.NoError(t, Simulate(context.Background(), flat{}, tree, 6000))
	assert.InDelta(t, 0.4+0.5*0.5, tree.actions(0)[0].mean(), 0.04)
	assert.InDelta(t, 0.5+0.5*0.5*0.5, tree.actions(0)[1].mean(), 0.04)
}

func TestASearchKeepsToItsMemory(t *testing.T) {
	config := DefaultConfig()
	config.MaxBytes = 20_000
	tree := grown(t, connectfour.New(), config, connectfour.New().New(0), 10_000)
	assert.Less(t, tree.Simulations(), 200)
	assert.InDelta(t, config.MaxBytes, tree.Bytes(), 1000)
	policy := make([]float32, 7)
	tree.Policy(policy)
	assert.Positive(t, policy[tree.Choose(0, nil)])
}

func TestTheLowerBoundPrefersWhatIsCertain(t *testing.T) {
	tree := grown(t, connectfour.New(), DefaultConfig(), connectfour.New().New(0), 10)
	tree.config.LCB = 3
	actions := tree.actions(0)
	for i := range actions {
		actions[i].visits, actions[i].sum, actions[i].squares = 0, 0, 0
	}
	set := func(i int, visits int32, mean, deviation float64) {
		n := float64(visits)
		actions[i] = edge{action: envs.Action(i), child: none, visits: visits, sum: n * mean, squares: n * (mean*mean + deviation*deviation)}
	}
	set(0, 100, 0.1, 1)  // most visited, of wild results
	set(1, 60, 0.3, 0.1) // better, and certain
	set(2, 14, 0.9, 0)   // too few visits to be trusted
	set(3, 20, 0.5, 2)
	assert.Equal(t, envs.Action(1), tree.Choose(0, nil))
	tree.config.LCB = 0
	assert.Equal(t, envs.Action(0), tree.Choose(0, nil))
}

// Forced tries are made, and the target is free of those that led nowhere.
func TestForcedTriesAreNotLearned(t *testing.T) {
	config := DefaultConfig()
	config.Solve = false
	config.DirichletFraction, config.DirichletAlpha = 0.25, 1
	plain := grown(t, connectfour.New(), config, connectfour.New().New(0), 600)
	config.Forced = 2
	forced := grown(t, connectfour.New(), config, connectfour.New().New(0), 600)
	policy, target := make([]float32, 7), make([]float32, 7)
	forced.Policy(policy)
	forced.Target(target)
	var least int32 = math.MaxInt32
	for i, e := range forced.actions(0) {
		assert.GreaterOrEqual(t, float64(e.visits+1), math.Sqrt(float64(2*e.prior*599))-1, "action %d has the tries that are due", i)
		assert.LessOrEqual(t, target[i], policy[i])
		least = min(least, plain.actions(0)[i].visits)
	}
	assert.Equal(t, policy[Best(policy)], target[Best(target)], "the best keeps its visits")
	assert.Less(t, sum(target), sum(policy), "something was forced")
	plain.Target(target)
	plain.Policy(policy)
	assert.Equal(t, policy, target, "without forced tries there is nothing to prune")
}

func sum(xs []float32) (total float32) {
	for _, x := range xs {
		total += x
	}
	return total
}

// The parameters of shaped noise add up to alpha, and the more plausible
// action has the more.
func TestShapedNoise(t *testing.T) {
	config := DefaultConfig()
	config.DirichletShaped, config.DirichletAlpha = true, 8
	tree := NewTree(connectfour.New(), config, seed.Stream(1))
	actions := []edge{{prior: 0.9}, {prior: 0.09}, {prior: 0.005}, {prior: 0.0005}, {prior: 1e-9}}
	alphas := tree.concentrations(actions, nil)
	total := 0.0
	for _, a := range alphas {
		total += a
	}
	assert.InDelta(t, 8, total, 1e-9)
	assert.Equal(t, alphas[0], alphas[1], "above 1 % all are plausible")
	assert.Greater(t, alphas[1], alphas[2])
	assert.Equal(t, 8*0.5/5, alphas[4], "an action that is implausible has its even share alone")
}

func TestRootTemperature(t *testing.T) {
	actions := []edge{{prior: 0.64}, {prior: 0.32}, {prior: 0.04}}
	flatten(actions, 2)
	root := 0.8 + math.Sqrt(0.32) + 0.2
	assert.InDelta(t, 0.8/root, actions[0].prior, 1e-6)
	assert.InDelta(t, 0.2/root, actions[2].prior, 1e-6)
}

// A choice is decided when the rest of the simulations cannot turn it.
func TestDecided(t *testing.T) {
	tree := grown(t, connectfour.New(), DefaultConfig(), connectfour.New().New(0), 10)
	actions := tree.actions(0)
	for i := range actions {
		actions[i].visits = 0
	}
	actions[2].visits, actions[5].visits = 50, 30
	assert.True(t, tree.Decided(19))
	assert.False(t, tree.Decided(20))
}

// A win at once is preferred to a later one, and a loss is put off.
func TestTheShortestWinAndTheLongestLoss(t *testing.T) {
	game := connectfour.New()
	s, err := game.ParsePosition("......./......./......./ooo..../xxx..../xxooo.x")
	require.NoError(t, err)
	tree := grown(t, game, DefaultConfig(), s, 2000)
	require.True(t, tree.Solved())
	next := game.New(0)
	next.CopyFrom(s)
	next.Play(tree.Choose(0, nil))
	assert.Equal(t, envs.Over, next.ToPlay(), "it wins at once:\n%v", s)
}

// With few simulations a Gumbel search finds what its values say: the improved
// policy is no worse than the prior in expectation.
func TestAGumbelSearchImprovesItsPolicy(t *testing.T) {
	game := connectfour.New()
	config := DefaultConfig()
	config.Gumbel, config.Solve, config.RescaleValues, config.ValueScale = 4, false, false, 1
	for plies := range 20 {
		s := after(game, plies, seed.Stream(uint64(100+plies)))
		tree := grown(t, game, config, s, 33)
		target := make([]float32, 7)
		tree.Target(target)
		assert.InDelta(t, 1, sum(target), 1e-4)
		var prior, improved float32
		tried := 0
		values := append([]float32(nil), tree.completed(0)...)
		for i, e := range tree.actions(0) {
			prior += e.prior * values[i]
			improved += target[e.action] * values[i]
			if e.visits > 0 {
				tried++
			}
		}
		assert.GreaterOrEqual(t, improved, prior-1e-3)
		assert.LessOrEqual(t, tried, 4, "no more actions are tried than considered")
		assert.Equal(t, 33, tree.Simulations())
		checkSums(t, tree)
		chosen := tree.Choose(0, nil)
		if s.Play(chosen); s.ToPlay() == envs.Over {
			continue
		}
		tree.Advance(chosen) // its tries count anew
		require.NoError(t, Simulate(context.Background(), new(hashed), tree, 20))
		assert.Equal(t, 20, tree.Simulations())
	}
}

// The noise of a Gumbel search draws actions by the policy: with values that
// are all alike, each as often as its prior says.
func TestGumbelNoiseSamplesThePrior(t *testing.T) {
	config := DefaultConfig()
	config.Gumbel, config.Solve = 1, false
	counts := make([]float64, 7)
	rng := seed.Stream(5)
	tree := NewTree(connectfour.New(), config, rng)
	const games = 4000
	for range games {
		tree.Reset(connectfour.New().New(0))
		require.NoError(t, Simulate(context.Background(), flatValues{}, tree, 2))
		counts[tree.Choose(0, nil)]++
	}
	for i, e := range tree.actions(0) {
		p := float64(e.prior)
		assert.InDelta(t, p, counts[i]/games, 4*math.Sqrt(p*(1-p)/games), "action %d", i)
	}
}

// flatValues prefers the greater action and expects nothing.
type flatValues struct{}

func (flatValues) Evaluate(_ context.Context, leaves []Leaf) error {
	for _, leaf := range leaves {
		for a := range leaf.Logits {
			leaf.Logits[a] = float32(a) / 3
		}
		clear(leaf.Values)
	}
	return nil
}

// Exploration grows where results vary.
func TestExplorationFollowsTheSpread(t *testing.T) {
	tree := grown(t, connectfour.New(), DefaultConfig(), connectfour.New().New(0), 50)
	calm := survey{visits: 100, sum: 10, squares: 1}
	wild := survey{visits: 100, sum: 10, squares: 81}
	assert.Equal(t, tree.exploration(0, &calm), tree.exploration(0, &wild), "not by default")
	tree.config.CPUCTDeviation = 0.85
	assert.Less(t, tree.exploration(0, &calm), 15*tree.config.CPUCT*0.5)
	assert.InDelta(t, 10*float64(tree.config.CPUCT)*(1+0.85*(math.Sqrt((80+2*0.16)/102)/0.4-1)), tree.exploration(0, &wild), 1e-3)
	tree.config.CPUCTDeviation, tree.config.CPUCTLog, tree.config.CPUCTBase = 0, 1, 100
	assert.InDelta(t, 10*(float64(tree.config.CPUCT)+math.Log(201.0/100)), tree.exploration(0, &calm), 1e-4)
}
