package nets_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
	"github.com/tengen-rl/tengen/nets/autograd/gradtest"
)

// everyHead is a network with all heads on boards of three sizes, and one with
// those that a dense tower can have.
var everyHead = []nets.PolicyValueConfig{
	{Obs: [3]int{3, 5, 5}, Actions: 26, Players: 2, Blocks: 2, Channels: 4, Pooled: 2, PooledHeads: true, BoardChannel: 2,
		PolicyChannels: 3, ValueChannels: 2, ValueHidden: 5,
		Auxiliary: nets.Auxiliary{Reply: true, Soft: true, Horizons: 2, Owners: true, Lead: true}},
	{Obs: [3]int{2, 2, 2}, Actions: 3, Players: 1, Blocks: 1, Channels: 4, Tower: nets.DenseTower, ValueHidden: 5,
		Auxiliary: nets.Auxiliary{Reply: true, Soft: true, Horizons: 1, Lead: true}},
}

// A board of side 9 in arrays of 19 is judged as a network for side 9 with the
// same weights judges it, by the tape and by the plan.
func TestABoardInLargerArraysIsJudgedAsAlone(t *testing.T) {
	large := nets.PolicyValueConfig{Obs: [3]int{4, 19, 19}, Actions: 362, Players: 2, Blocks: 4, Channels: 16, Pooled: 8,
		PooledHeads: true, BoardChannel: 4, PolicyChannels: 6, ValueChannels: 6}
	net := randomNet(large, 21)
	for _, side := range []int{9, 5, 13, 19} {
		alone, err := net.ForBoards(side, side)
		require.NoError(t, err)
		small := large
		small.Obs, small.Actions, small.ValueHidden = [3]int{4, side, side}, side*side+1, 64
		assert.Equal(t, small, alone.Config())
		obs := board(large, randomObs(large, 1, 22), side)
		framed := frame(large, obs, side)
		want, values := judge(alone, obs)
		wantPlan, valuesPlan := judgeByPlan(alone, obs)
		for name, how := range map[string]func(*nets.PolicyValue, []float32) ([]float32, []float32){"tape": judge, "plan": judgeByPlan} {
			logits, got := how(net, framed)
			assert.InDeltaSlice(t, values, got, 1e-5, "%s, side %d", name, side)
			assert.InDelta(t, want[side*side], logits[19*19], 1e-5, "%s, side %d: the pass", name, side)
			eachPixel(nets.PolicyValueConfig{Obs: [3]int{1, 19, 19}}, side, func(_, inner, outer int) {
				assert.InDelta(t, want[inner], logits[outer], 1e-5, "%s, side %d", name, side)
			})
		}
		assert.InDeltaSlice(t, want, wantPlan, 1e-5)
		assert.InDeltaSlice(t, values, valuesPlan, 1e-5)
	}
}

// A network for boards of another size has its weights to itself, and not every
// network makes one.
func TestForBoards(t *testing.T) {
	cfg := everyHead[0]
	net := randomNet(cfg, 25)
	other, err := net.ForBoards(3, 4)
	require.NoError(t, err)
	assert.Equal(t, 13, other.Config().Actions)
	for i, p := range other.Params() {
		require.Equal(t, net.Params()[i].Value, p.Value, p.Name)
		p.Value.Data[0]++
		assert.NotEqual(t, net.Params()[i].Value, p.Value, p.Name)
	}
	_, err = net.ForBoards(1, 1)
	assert.ErrorContains(t, err, "boards of 1 x 1")
	cfg.PooledHeads, cfg.BoardChannel = false, 0
	_, err = randomNet(cfg, 25).ForBoards(3, 3)
	assert.ErrorContains(t, err, "boards of 5 x 5 without pooled heads")
}

func judge(net *nets.PolicyValue, obs []float32) (logits, values []float32) {
	l, v := forward(net, autograd.NewInferenceTape(), obs, 1)
	return l.Data(), v.Data()
}

func judgeByPlan(net *nets.PolicyValue, obs []float32) (logits, values []float32) {
	logits, values = make([]float32, net.Config().Actions), make([]float32, net.Config().Players)
	net.Compile(1).Run(obs, 1, logits, values)
	return logits, values
}

// What lies beyond the board has no say.
func TestNothingBeyondTheBoardCounts(t *testing.T) {
	cfg := boards[len(boards)-2]
	net := randomNet(cfg, 23)
	obs := frame(cfg, board(cfg, randomObs(cfg, 1, 24), 5), 5)
	for _, how := range []func(*nets.PolicyValue, []float32) ([]float32, []float32){judge, judgeByPlan} {
		_, small := how(net, obs)
		whole := append([]float32(nil), obs...)
		for i := range 81 {
			whole[3*81+i] = 1 // all of it is the board
		}
		_, large := how(net, whole)
		assert.NotEqual(t, small, large, "the mask matters")
	}
}

// The gradients of all heads of all kinds of towers.
func TestPolicyValueGradients(t *testing.T) {
	cfg := gradtest.Config{Step: 2e-3, Tolerance: 1e-2, Samples: 6}
	for _, c := range everyHead {
		t.Run(fmt.Sprint(c.Obs), func(t *testing.T) {
			net := randomNet(c, 44)
			const n = 2
			obs := randomObs(c, n, 45)
			gradtest.CheckParams(t, cfg, func(t *autograd.Tape) *autograd.Var {
				out := net.ForwardAll(t, t.Const(obs, n, c.Obs[0], c.Obs[1], c.Obs[2]))
				all := t.Concat(1, out.Logits, out.Values, out.Reply, out.Soft, out.Horizons, out.Lead)
				if out.Owners != nil {
					all = t.Concat(1, all, t.Reshape(out.Owners, n, -1))
				}
				return all
			}, net.Params()...)
		})
	}
}

// Every head has the shape that it promises, and policy and value are those of
// Forward.
func TestForwardAll(t *testing.T) {
	c := everyHead[0]
	net := randomNet(c, 46)
	const n = 3
	tape := autograd.NewInferenceTape()
	obs := randomObs(c, n, 47)
	out := net.ForwardAll(tape, tape.Const(obs, n, 3, 5, 5))
	logits, values := forward(net, tape, obs, n)
	assert.Equal(t, logits.Data(), out.Logits.Data())
	assert.Equal(t, values.Data(), out.Values.Data())
	assert.Equal(t, []int{n, 26}, out.Reply.Shape())
	assert.Equal(t, []int{n, 26}, out.Soft.Shape())
	assert.Equal(t, []int{n, 4}, out.Horizons.Shape())
	assert.Equal(t, []int{n, 1, 5, 5}, out.Owners.Shape())
	assert.Equal(t, []int{n, 1}, out.Lead.Shape())
	c.Auxiliary = nets.Auxiliary{}
	out = randomNet(c, 46).ForwardAll(tape, tape.Const(obs, n, 3, 5, 5))
	assert.Nil(t, out.Reply)
	assert.Nil(t, out.Owners)
}

// A file is read back for every architecture: the number of elements that is
// computed beforehand is the number that there are.
func TestEveryArchitectureIsReadBack(t *testing.T) {
	for _, c := range append(everyHead, boards...) {
		net := randomNet(c, 48)
		file := filepath.Join(t.TempDir(), "net")
		require.NoError(t, net.Save(file, nil))
		again, _, err := nets.LoadPolicyValue(file)
		require.NoError(t, err, "%+v", c)
		assert.Equal(t, net.Config(), again.Config())
		for i, p := range again.Params() {
			assert.Equal(t, net.Params()[i].Value, p.Value, p.Name)
		}
	}
}

func TestPartsThatDoNotGoTogether(t *testing.T) {
	good := everyHead[0]
	for want, spoil := range map[string]func(c *nets.PolicyValueConfig){
		`tower = "wide"`:               func(c *nets.PolicyValueConfig) { c.Tower = "wide" },
		"it has no pixels":             func(c *nets.PolicyValueConfig) { c.Tower = nets.DenseTower },
		"24 actions are not one":       func(c *nets.PolicyValueConfig) { c.Actions = 24 },
		"board_channel = 4 of 3":       func(c *nets.PolicyValueConfig) { c.BoardChannel = 4 },
		"it takes pooled_heads":        func(c *nets.PolicyValueConfig) { c.PooledHeads = false },
		"auxiliary horizons = -1":      func(c *nets.PolicyValueConfig) { c.Auxiliary.Horizons = -1 },
		"pooled = -1, want at least 0": func(c *nets.PolicyValueConfig) { c.Pooled = -1 },
	} {
		bad := good
		spoil(&bad)
		assert.ErrorContains(t, bad.Check(), want)
	}
}
