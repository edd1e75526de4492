package dqn

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/envs/connectfour"
	"github.com/tengen-rl/tengen/internal/seed"
	"github.com/tengen-rl/tengen/nets/autograd"
)

var planes = envs.Spec{Name: "planes", Players: 1, Actions: 3, Obs: [3]int{2, 6, 5}}

func network(t testing.TB, spec envs.Spec, shape Network, key uint64) *qnet {
	t.Helper()
	n, err := newNet(spec, shape, seed.Stream(key))
	require.NoError(t, err)
	return n
}

func outputs(n *qnet, p pass, obs []float32) []float32 {
	width := n.obs[0] * n.obs[1] * n.obs[2]
	return append([]float32{}, n.forward(p, p.tape.Const(obs, len(obs)/width, width)).Data()...)
}

func inference() pass { return pass{tape: autograd.NewInferenceTape()} }

func numbers(n int, key uint64) []float32 {
	rng := seed.Stream(key)
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(rng.NormFloat64())
	}
	return x
}

// A row does not depend on the rows beside it, but for the rounding of longer
// sums: the values of one actor are its own.
func TestRowsAreIndependent(t *testing.T) {
	for name, shape := range map[string]Network{
		"convolutions": {Conv: []Conv{{4, 3, 1, true}, {3, 3, 2, false}}, Hidden: []int{7}, Head: Scalar},
		"norms":        {Conv: []Conv{{4, 3, 1, false}}, Hidden: []int{7}, LayerNorm: true, Dueling: true, Head: Quantile, Atoms: 5},
	} {
		n := network(t, planes, shape, 1)
		obs := numbers(3*60, 2)
		together := outputs(n, inference(), obs)
		width := len(together) / 3
		assert.Equal(t, 3*max(1, shape.Atoms), width, name)
		for i := range 3 {
			assert.InDeltaSlice(t, outputs(n, inference(), obs[i*60:(i+1)*60]), together[i*width:(i+1)*width], 1e-5, name)
		}
	}
}

// The head adds advantages whose MEAN over the actions is zero, atom by atom.
func TestDuelingAdvantagesHaveNoMean(t *testing.T) {
	shape := Network{Hidden: []int{7}, Dueling: true, Head: Quantile, Atoms: 4}
	n := network(t, planes, shape, 1)
	obs := numbers(60, 2)
	out := outputs(n, inference(), obs)
	p := inference()
	x := n.features(p, p.tape.Const(obs, 1, 60))
	value := n.head.value.forward(p, x).Data()
	for atom := range 4 {
		var mean float32
		for action := range 3 {
			mean += out[action*4+atom] / 3
		}
		assert.InDelta(t, value[atom], mean, 1e-5)
	}
}

// Noise is factorised: the weights that one draw adds to a layer are the
// product of a column and a row, scaled by the deviations, which begin at
// σ₀/√inputs.
func TestNoiseIsFactorised(t *testing.T) {
	const in, out = 4, 3
	d := newDense("d", in, out, 0.5, seed.Stream(1))
	for _, s := range d.noisy.SigmaW.Value.Data {
		assert.Equal(t, float32(0.5/2), s, "0.5/√4")
	}
	noise := make([][]float32, in) // of each input: the change of the outputs it makes
	zero := make([]float32, in)
	apply := func(x []float32, noisy bool) []float32 {
		p := inference()
		if noisy {
			p.noise = seed.Stream(9) // the same draw each time
		}
		return append([]float32{}, d.forward(p, p.tape.Const(x, 1, in)).Data()...)
	}
	bias := apply(zero, true)
	for i := range in {
		x := make([]float32, in)
		x[i] = 1
		with, without := apply(x, true), apply(x, false)
		noise[i] = make([]float32, out)
		for o := range out {
			noise[i][o] = with[o] - bias[o] - without[o] + apply(zero, false)[o]
		}
	}
	for i := range in {
		for o := range out {
			assert.InDelta(t, noise[0][0]*noise[i][o], noise[0][o]*noise[i][0], 1e-5, "every 2x2 minor vanishes")
		}
	}
	assert.Greater(t, math.Abs(float64(noise[0][0])), 1e-3)
}

// Noise is drawn anew at each pass and has nothing to do with a switch between
// learning and judging: only a pass without a source has none, as an Agent's.
func TestNoiseIsFreshAtEachPass(t *testing.T) {
	n := network(t, planes, Network{Hidden: []int{7}, Noisy: 0.5, Head: Scalar}, 1)
	obs := numbers(60, 2)
	noisy := inference()
	noisy.noise = seed.Stream(3)
	first, second := outputs(n, noisy, obs), outputs(n, noisy, obs)
	assert.NotEqual(t, first, second)
	assert.Equal(t, outputs(n, inference(), obs), outputs(n, inference(), obs))

	c := quick()
	c.Network.Noisy = 0.5
	l := learner(t, chain(4), c)
	advance(t, l, 200)
	l.draw()
	p := l.parts[0]
	p.read(l.store, l.index)
	online, target := p.onlinePass(p.values).noise, p.targetPass().noise
	require.NotNil(t, online)
	assert.NotSame(t, online, target)
	assert.NotEqual(t, online.Uint64(), target.Uint64(), "the target network has noise of its own")
	for _, layer := range l.Agent(0, nil).net.hidden {
		assert.NotNil(t, layer.noisy)
	}
}

// The state that acting carries from step to step is the one that learning
// computes over a sequence: one rule in both places.
func TestActingAndLearningCarryOneState(t *testing.T) {
	for _, cell := range []string{"lstm", "gru"} {
		n := network(t, planes, Network{Hidden: []int{7}, Cell: cell, Units: 6, Head: Scalar}, 1)
		const steps = 5
		obs, state := numbers(steps*60, 2), make([]float32, n.stateLen())
		var acted []float32
		for step := range steps {
			p := inference()
			out, after := n.unroll(p, p.tape.Const(obs[step*60:(step+1)*60], 1, 60), n.stateOf(p.tape, state, 1), nil)
			acted = append(acted, out.Data()...)
			n.storeState(state, after)
		}
		p := inference()
		out, after := n.unroll(p, p.tape.Const(obs, steps, 60), n.stateOf(p.tape, make([]float32, n.stateLen()), 1), []int{steps})
		assert.InDeltaSlice(t, acted, out.Data(), 1e-5, cell)
		last := make([]float32, n.stateLen())
		n.storeState(last, after)
		assert.InDeltaSlice(t, state, last, 1e-5, cell)
	}
}

// The target network is a copy at step 0, norms included, that shares no
// memory with the online one and gets no gradient.
func TestTheTargetNetworkIsADeepCopy(t *testing.T) {
	c := quick()
	c.Network.LayerNorm = true
	c.Target.Every = 1000
	l := learner(t, chain(4), c)
	online, target := l.nets.online.params(), l.nets.target.params()
	require.Len(t, target, len(online))
	for i, p := range online {
		assert.Equal(t, p.Name, target[i].Name)
		assert.Equal(t, p.Value.Data, target[i].Value.Data, "at the start")
		assert.NotSame(t, &p.Value.Data[0], &target[i].Value.Data[0])
		assert.Nil(t, l.parts[0].grads.Of(target[i]))
	}
	before := snapshot(l.nets.target)
	advance(t, l, 300)
	assert.Positive(t, l.Updates())
	assert.Equal(t, before, snapshot(l.nets.target), "no update reaches it")
	for i, w := range snapshot(l.nets.online) {
		assert.NotEqual(t, before[i], w, online[i].Name)
	}
	l.nets.target.copyFrom(l.nets.online, 1)
	assert.Equal(t, snapshot(l.nets.online), snapshot(l.nets.target))
}

func snapshot(n *qnet) [][]float32 {
	var all [][]float32
	for _, p := range n.params() {
		all = append(all, append([]float32{}, p.Value.Data...))
	}
	return all
}

func TestSoftUpdatesGoAShareOfTheWay(t *testing.T) {
	a, b := network(t, planes, Network{Head: Scalar}, 1), network(t, planes, Network{Head: Scalar}, 2)
	from, to := snapshot(a), snapshot(b)
	a.copyFrom(b, 0.25)
	for i, w := range snapshot(a) {
		for j := range w {
			assert.InDelta(t, 0.75*from[i][j]+0.25*to[i][j], w[j], 1e-6)
		}
	}
}

// Channels stand last in the network and first in the world.
func TestViewsTurnChannelsLast(t *testing.T) {
	game := connectfour.New()
	s := game.New(0)
	s.Play(3)
	raw, turned := make([]float32, game.Spec().ObsLen()), make([]float32, game.Spec().ObsLen())
	s.Observe(raw)
	require.NoError(t, newView(game.Spec()).observe(s, turned))
	channels, cells := game.Spec().Obs[0], game.Spec().Obs[1]*game.Spec().Obs[2]
	for c := range channels {
		for cell := range cells {
			assert.Equal(t, raw[c*cells+cell], turned[cell*channels+c])
		}
	}
}

func TestNetworksThatDoNotFitAreErrors(t *testing.T) {
	row := envs.Spec{Name: "row", Players: 1, Actions: 2, Obs: [3]int{4, 1, 1}}
	for _, c := range []struct {
		spec  envs.Spec
		shape Network
		want  string
	}{
		{row, Network{Conv: []Conv{{4, 3, 1, true}}, Head: Scalar}, "network.conv over row, whose observation is 4 numbers without height and width: leave conv empty"},
		{planes, Network{Conv: []Conv{{4, 7, 1, true}}, Head: Scalar}, "network.conv[0] of size 7 does not fit the 6x5 cells that planes leaves it"},
		{planes, Network{Conv: []Conv{{4, 2, 1, true}}, Head: Scalar}, "network.conv[0] has 4 channels, size 2 and stride 1, want at least 1, odd, and at least 1"},
		{planes, Network{Hidden: []int{3, 0}, Head: Scalar}, "network.hidden[1] is 0, want at least 1"},
		{planes, Network{Cell: "rnn", Units: 3, Head: Scalar}, `network.cell is "rnn", want "lstm", "gru" or nothing`},
		{planes, Network{Cell: "gru", Head: Scalar}, `network.units is 0 with network.cell "gru", want at least 1 with a cell and 0 without`},
		{planes, Network{Head: "wide"}, `network.head is "wide", want "scalar", "categorical" or "quantile"`},
		{planes, Network{Head: Categorical, Atoms: 51}, `network.atoms is 51 from 0 to 0, a "categorical" head wants at least 2, low below high`},
		{planes, Network{Head: Scalar, Atoms: 51}, `network.atoms is 51 with a "scalar" head, which has one number an action: leave it 0`},
		{planes, Network{Head: Scalar, Noisy: -1}, "network.noisy is -1, want 0 to 10"},
	} {
		_, err := newNet(c.spec, c.shape, nil)
		assert.EqualError(t, err, c.want)
	}
}
