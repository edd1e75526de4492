package nets_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"

	"github.com/tengen-rl/tengen/internal/race"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
)

func ExamplePolicyValue() {
	cfg := nets.PolicyValueConfig{Obs: [3]int{2, 3, 3}, Actions: 9, Players: 2, Blocks: 2, Channels: 8}
	net := nets.NewPolicyValue(cfg, rand.New(rand.NewPCG(1, 2)))
	plan := net.Compile(16)

	obs := make([]float32, 4*2*3*3)
	logits, values := make([]float32, 4*9), make([]float32, 4*2)
	plan.Run(obs, 4, logits, values)
	fmt.Println(nets.Count(net.Params()), len(logits), len(values))
	// Output: 5751 36 8
}

var boards = []nets.PolicyValueConfig{
	{Obs: [3]int{1, 1, 1}, Actions: 1, Players: 1, Blocks: 0, Channels: 1},
	{Obs: [3]int{3, 1, 1}, Actions: 2, Players: 2, Blocks: 2, Channels: 5},
	{Obs: [3]int{2, 3, 3}, Actions: 9, Players: 2, Blocks: 2, Channels: 8},
	{Obs: [3]int{3, 6, 7}, Actions: 7, Players: 2, Blocks: 3, Channels: 16},
	{Obs: [3]int{16, 5, 5}, Actions: 3, Players: 2, Blocks: 1, Channels: 20},
	{Obs: [3]int{4, 9, 9}, Actions: 82, Players: 2, Blocks: 2, Channels: 32},
	{Obs: [3]int{5, 1, 9}, Actions: 4, Players: 3, Blocks: 1, Channels: 7, PolicyChannels: 1, ValueChannels: 1, ValueHidden: 3},
	{Obs: [3]int{3, 2, 4}, Actions: 5, Players: 1, Blocks: 2, Channels: 9, Tower: nets.DenseTower},
	{Obs: [3]int{4, 1, 1}, Actions: 3, Players: 2, Blocks: 0, Channels: 16, Tower: nets.DenseTower, ValueHidden: 5},
	{Obs: [3]int{3, 6, 7}, Actions: 7, Players: 2, Blocks: 3, Channels: 16, Pooled: 8},
	{Obs: [3]int{2, 5, 4}, Actions: 45, Players: 2, Blocks: 2, Channels: 20, Pooled: 3, PooledHeads: true},
	{Obs: [3]int{2, 4, 4}, Actions: 16, Players: 2, Blocks: 1, Channels: 6, PooledHeads: true, ValueChannels: 12},
	{Obs: [3]int{4, 9, 9}, Actions: 82, Players: 2, Blocks: 4, Channels: 32, Pooled: 16, PooledHeads: true, BoardChannel: 4},
	{Obs: [3]int{4, 7, 7}, Actions: 50, Players: 2, Blocks: 2, Channels: 7, PooledHeads: true, BoardChannel: 1},
}

// randomNet has all parameters random, so that no zero hides a mistake.
func randomNet(cfg nets.PolicyValueConfig, seed uint64) *nets.PolicyValue {
	rng := rand.New(rand.NewPCG(seed, 1))
	net := nets.NewPolicyValue(cfg, rng)
	for _, p := range net.Params() {
		for i := range p.Value.Data {
			p.Value.Data[i] = float32(rng.NormFloat64()) * 0.1
		}
	}
	return net
}

func randomObs(cfg nets.PolicyValueConfig, n int, seed uint64) []float32 {
	rng := rand.New(rand.NewPCG(seed, 2))
	obs := make([]float32, n*cfg.Obs[0]*cfg.Obs[1]*cfg.Obs[2])
	for i := range obs {
		obs[i] = float32(rng.NormFloat64())
	}
	if cfg.BoardChannel > 0 {
		for i := range n {
			side := cfg.Obs[1] - 2*(i%3)
			row := obs[i*len(obs)/n:][:len(obs)/n]
			copy(row, frame(cfg, board(cfg, row, side), side))
		}
	}
	return obs
}

// board cuts the square of the given side out of the middle of an observation
// and marks its pixels in the channel that tells them from others.
func board(cfg nets.PolicyValueConfig, obs []float32, side int) []float32 {
	small := make([]float32, cfg.Obs[0]*side*side)
	eachPixel(cfg, side, func(channel, inner, outer int) {
		if small[inner] = obs[outer]; channel == cfg.BoardChannel-1 {
			small[inner] = 1
		}
	})
	return small
}

// frame puts a board back among zeros.
func frame(cfg nets.PolicyValueConfig, small []float32, side int) []float32 {
	obs := make([]float32, cfg.Obs[0]*cfg.Obs[1]*cfg.Obs[2])
	eachPixel(cfg, side, func(_, inner, outer int) { obs[outer] = small[inner] })
	return obs
}

// eachPixel visits the pixels of a square in the middle of all channels.
func eachPixel(cfg nets.PolicyValueConfig, side int, visit func(channel, inner, outer int)) {
	whole := cfg.Obs[1]
	for c := range cfg.Obs[0] {
		for i := range side * side {
			y, x := i/side+(whole-side)/2, i%side+(whole-side)/2
			visit(c, c*side*side+i, (c*whole+y)*whole+x)
		}
	}
}

func forward(net *nets.PolicyValue, tape *autograd.Tape, obs []float32, n int) (logits, values *autograd.Var) {
	c := net.Config()
	return net.Forward(tape, tape.Const(obs, n, c.Obs[0], c.Obs[1], c.Obs[2]))
}

func TestPlanEqualsForward(t *testing.T) {
	for _, cfg := range boards {
		t.Run(fmt.Sprint(cfg), func(t *testing.T) {
			const n = 13
			net := randomNet(cfg, 3)
			obs := randomObs(cfg, n, 4)
			wantLogits, wantValues := forward(net, autograd.NewInferenceTape(), obs, n)
			logits, values := make([]float32, n*cfg.Actions), make([]float32, n*cfg.Players)
			net.Compile(n).Run(obs, n, logits, values)
			for i, w := range wantLogits.Data() {
				assert.InDelta(t, w, logits[i], 1e-5*(1+math.Abs(float64(w))), "logit %d", i)
			}
			assert.InDeltaSlice(t, wantValues.Data(), values, 1e-5)
		})
	}
}

// A plan tells leads as the network does, of a batch in several chunks.
func TestPlanTellsLeads(t *testing.T) {
	c := everyHead[0]
	net, n := randomNet(c, 3), 200
	obs := randomObs(c, n, 4)
	tape := autograd.NewInferenceTape()
	want := net.ForwardAll(tape, tape.Const(obs, n, c.Obs[0], c.Obs[1], c.Obs[2])).Lead.Data()
	plan, leads := net.Compile(n), make([]float32, n)
	plan.Run(obs, n, make([]float32, n*c.Actions), make([]float32, n*c.Players))
	plan.Leads(leads, n)
	assert.InDeltaSlice(t, want, leads, 1e-5)
	c.Auxiliary.Lead = false
	assert.Panics(t, func() { randomNet(c, 3).Compile(n).Leads(leads, n) })
	assert.Panics(t, func() { plan.Leads(leads[:3], n) })
}

// A row alone, a row in a batch, and a row in a clone's batch are bit-equal.
func TestPlanRowsAreIndependent(t *testing.T) {
	for _, cfg := range boards {
		t.Run(fmt.Sprint(cfg), func(t *testing.T) {
			const n = 64
			plan := randomNet(cfg, 5).Compile(n)
			obs := randomObs(cfg, n, 6)
			logits, values := make([]float32, n*cfg.Actions), make([]float32, n*cfg.Players)
			plan.Run(obs, n, logits, values)
			clone := plan.Clone()
			row, value := make([]float32, cfg.Actions), make([]float32, cfg.Players)
			size := len(obs) / n
			for i := range n {
				clone.Run(obs[i*size:], 1, row, value)
				require.Equal(t, logits[i*cfg.Actions:(i+1)*cfg.Actions], row, "row %d", i)
				require.Equal(t, values[i*cfg.Players:(i+1)*cfg.Players], value, "row %d", i)
			}
		})
	}
}

func TestPlanAllocatesNothingAndKeepsItsWeights(t *testing.T) {
	race.SkipAllocations(t)
	cfg := boards[2]
	net := randomNet(cfg, 7)
	plan := net.Compile(8)
	obs := randomObs(cfg, 8, 8)
	logits, values := make([]float32, 8*cfg.Actions), make([]float32, 8*cfg.Players)
	assert.Zero(t, testing.AllocsPerRun(10, func() { plan.Run(obs, 8, logits, values) }))

	before := append([]float32(nil), logits...)
	for _, p := range net.Params() {
		clear(p.Value.Data)
	}
	plan.Run(obs, 8, logits, values)
	assert.Equal(t, before, logits)
	assert.Panics(t, func() { plan.Run(make([]float32, 1000), 9, make([]float32, 1000), values) })
}

// The tower starts as the identity: depth changes nothing at first, and the
// untrained policy is close to uniform.
func TestUntrainedNetwork(t *testing.T) {
	cfg := boards[3]
	cfg.Blocks = 20
	net := nets.NewPolicyValue(cfg, rand.New(rand.NewPCG(9, 9)))
	logits, values := forward(net, autograd.NewInferenceTape(), randomObs(cfg, 4, 1), 4)
	for _, x := range append(logits.Data(), values.Data()...) {
		assert.Less(t, math.Abs(float64(x)), 1.0)
	}
	assert.NotEqual(t, logits.Data()[0], logits.Data()[1], "close to uniform, not degenerate")
}

// Two goroutines over halves of a batch give the same gradients, bit for bit,
// as one goroutine over the same halves.
func TestMicroBatchesOverGoroutines(t *testing.T) {
	cfg := boards[2]
	net := randomNet(cfg, 11)
	obs := randomObs(cfg, 8, 12)
	half := func(i int, tape *autograd.Tape, grads *autograd.Grads) {
		tape.Reset()
		_, values := forward(net, tape, obs[i*len(obs)/2:(i+1)*len(obs)/2], 4)
		logits, _ := forward(net, tape, obs[i*len(obs)/2:(i+1)*len(obs)/2], 4)
		tape.Backward(tape.Add(tape.Sum(tape.Mul(values, values)), tape.Mean(tape.Mul(logits, logits))), grads)
	}
	serial := [2]*autograd.Grads{autograd.NewGrads(net.Params()), autograd.NewGrads(net.Params())}
	tape := autograd.NewTape()
	half(0, tape, serial[0])
	half(1, tape, serial[1])

	var group errgroup.Group
	parallel := [2]*autograd.Grads{autograd.NewGrads(net.Params()), autograd.NewGrads(net.Params())}
	for i := range 2 {
		group.Go(func() error {
			half(i, autograd.NewTape(), parallel[i])
			return nil
		})
	}
	require.NoError(t, group.Wait())
	serial[0].Add(serial[1])
	parallel[0].Add(parallel[1])
	assert.Nil(t, serial[0].Missing())
	for i, p := range net.Params() {
		assert.Equal(t, serial[0].At(i), parallel[0].At(i), p.Name)
	}
}

func TestPolicyValueConfigCheck(t *testing.T) {
	good := boards[2]
	require.NoError(t, good.Check())
	for name, spoil := range map[string]func(c *nets.PolicyValueConfig){
		"obs height":   func(c *nets.PolicyValueConfig) { c.Obs[1] = 0 },
		"actions":      func(c *nets.PolicyValueConfig) { c.Actions = 0 },
		"players":      func(c *nets.PolicyValueConfig) { c.Players = -1 },
		"blocks":       func(c *nets.PolicyValueConfig) { c.Blocks = -1 },
		"value_hidden": func(c *nets.PolicyValueConfig) { c.ValueHidden = -1 },
	} {
		bad := good
		spoil(&bad)
		assert.ErrorContains(t, bad.Check(), name)
		assert.Panics(t, func() { nets.NewPolicyValue(bad, rand.New(rand.NewPCG(1, 1))) })
	}
}
