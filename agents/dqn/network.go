package dqn

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
)

// qnet is a network that values the actions of a world. Observations go in
// with their channels last, [N,H,W,C]; out come Atoms numbers for each action
// (see head).
type qnet struct {
	shape   Network
	obs     [3]int // channels, height, width
	actions int

	convs  []*nets.Conv2D
	norms  []*nets.LayerNorm // after convs, then after dense layers; none without LayerNorm
	hidden []dense
	cell   *nets.Recurrent // nil without memory
	head   head
	all    []*autograd.Param // of all layers, in a fixed order
	turned map[string]bool   // the weights of dense layers (see dense)
}

// newNet returns a network for a world of the spec, its weights drawn from
// rng; a nil rng leaves them to be loaded. Weights and biases are uniform
// within ±1/√inputs, as in the implementations whose settings are published.
func newNet(spec envs.Spec, shape Network, rng *rand.Rand) (*qnet, error) {
	if err := shape.check(spec); err != nil {
		return nil, err
	}
	n := &qnet{shape: shape, obs: spec.Obs, actions: spec.Actions}
	height, width, channels := spec.Obs[1], spec.Obs[2], spec.Obs[0]
	for i, c := range shape.Conv {
		conv := nets.NewConv2D(fmt.Sprintf("conv%d", i), channels, c.Out, c.Size, uniform(channels*c.Size*c.Size), rng)
		draw(conv.Bias, channels*c.Size*c.Size, rng)
		conv.Config = c.config()
		n.convs = append(n.convs, conv)
		height, width, channels = c.after(height), c.after(width), c.Out
		n.addNorm(fmt.Sprintf("conv%d.norm", i), channels)
	}
	features := height * width * channels
	for i, out := range shape.Hidden {
		n.hidden = append(n.hidden, newDense(fmt.Sprintf("hidden%d", i), features, out, shape.Noisy, rng))
		features = out
		n.addNorm(fmt.Sprintf("hidden%d.norm", i), features)
	}
	if shape.Cell != "" {
		n.cell = nets.NewRecurrent("cell", nets.RecurrentConfig{Kind: nets.CellKind(shape.Cell), In: features, Hidden: shape.Units}, rng)
		features = shape.Units
	}
	n.head = newHead(shape, features, spec.Actions, rng)
	n.all, n.turned = n.gather(), n.gatherTurned()
	return n, nil
}

func (n *qnet) addNorm(name string, width int) {
	if n.shape.LayerNorm {
		n.norms = append(n.norms, nets.NewLayerNorm(name, width))
	}
}

// config is the convolution as autograd has it.
func (c Conv) config() autograd.Conv2DConfig {
	cfg := autograd.Same(c.Size)
	cfg.Stride = [2]int{c.Stride, c.Stride}
	if c.Valid {
		cfg.Pad = [2]int{}
	}
	return cfg
}

// after returns what a side of an image is after the convolution, below 1 if
// the filter does not fit.
func (c Conv) after(side int) int {
	if c.Valid {
		side -= c.Size - 1
	}
	if side < 1 {
		return 0
	}
	return (side-1)/c.Stride + 1
}

// check reports a shape that does not fit a world.
func (s Network) check(spec envs.Spec) error {
	height, width := spec.Obs[1], spec.Obs[2]
	if len(s.Conv) > 0 && height*width == 1 {
		return fmt.Errorf("network.conv over %s, whose observation is %d numbers without height and width: leave conv empty", spec.Name, spec.Obs[0])
	}
	for i, c := range s.Conv {
		if c.Out < 1 || c.Size < 1 || c.Size%2 == 0 || c.Stride < 1 {
			return fmt.Errorf("network.conv[%d] has %d channels, size %d and stride %d, want at least 1, odd, and at least 1", i, c.Out, c.Size, c.Stride)
		}
		if c.after(height) < 1 || c.after(width) < 1 {
			return fmt.Errorf("network.conv[%d] of size %d does not fit the %dx%d cells that %s leaves it", i, c.Size, height, width, spec.Name)
		}
		height, width = c.after(height), c.after(width)
	}
	for i, h := range s.Hidden {
		if h < 1 {
			return fmt.Errorf("network.hidden[%d] is %d, want at least 1", i, h)
		}
	}
	if s.Cell != "" && s.Cell != string(nets.LSTM) && s.Cell != string(nets.GRU) {
		return fmt.Errorf("network.cell is %q, want %q, %q or nothing", s.Cell, nets.LSTM, nets.GRU)
	}
	if (s.Cell != "") != (s.Units > 0) {
		return fmt.Errorf("network.units is %d with network.cell %q, want at least 1 with a cell and 0 without", s.Units, s.Cell)
	}
	if !(s.Noisy >= 0 && s.Noisy <= 10) {
		return fmt.Errorf("network.noisy is %g, want 0 to 10", s.Noisy)
	}
	return s.checkHead()
}

// params returns all parameters in a fixed order; the caller must not change
// the list.
func (n *qnet) params() []*autograd.Param { return n.all }

// gather lists the parameters.
func (n *qnet) gather() []*autograd.Param {
	var all []*autograd.Param
	for _, c := range n.convs {
		all = append(all, c.Params()...)
	}
	for _, d := range n.hidden {
		all = append(all, d.Params()...)
	}
	for _, l := range n.norms {
		all = append(all, l.Params()...)
	}
	if n.cell != nil {
		all = append(all, n.cell.Params()...)
	}
	return append(all, n.head.params()...)
}

// pass is a way of a batch through the network.
type pass struct {
	tape  *autograd.Tape
	noise *rand.Rand       // of noisy layers; nil for none
	relus *[]*autograd.Var // if not nil, the outputs of all ReLUs are put here
}

// features maps observations [N,H·W·C] to the inputs of the cell or the head,
// [N,F].
func (n *qnet) features(p pass, obs *autograd.Var) *autograd.Var {
	t, rows, x := p.tape, obs.Dim(0), obs
	if len(n.convs) > 0 {
		x = t.Reshape(x, rows, n.obs[1], n.obs[2], n.obs[0])
	}
	for i, c := range n.convs {
		if n.norms == nil {
			x = p.watch(c.ForwardReLU(t, x, nil))
		} else {
			x = p.watch(t.ReLU(n.norms[i].Forward(t, c.Forward(t, x))))
		}
	}
	if len(n.convs) > 0 {
		x = t.Reshape(x, rows, -1)
	}
	for i, d := range n.hidden {
		if n.norms == nil {
			x = p.watch(d.forwardReLU(p, x))
		} else {
			x = p.watch(t.ReLU(n.norms[len(n.convs)+i].Forward(t, d.forward(p, x))))
		}
	}
	return x
}

func (p pass) watch(relu *autograd.Var) *autograd.Var {
	if p.relus != nil {
		*p.relus = append(*p.relus, relu)
	}
	return relu
}

// forward maps observations [N,H·W·C] of a network without memory to the
// outputs of its head [N,A·K].
func (n *qnet) forward(p pass, obs *autograd.Var) *autograd.Var {
	return n.head.forward(p, n.features(p, obs))
}

// unroll maps sequences of observations [T·N,H·W·C], time first, from a state
// of n rows to the outputs of the head [T·N,A·K] and the state after them.
// lengths are as in nets.Recurrent.
func (n *qnet) unroll(p pass, obs *autograd.Var, from nets.RecurrentState, lengths []int) (*autograd.Var, nets.RecurrentState) {
	y, state := n.remember(p, obs, from, lengths)
	return n.head.forward(p, y), state
}

// remember is unroll without the head: the outputs of the cell [T·N,Units].
func (n *qnet) remember(p pass, obs *autograd.Var, from nets.RecurrentState, lengths []int) (*autograd.Var, nets.RecurrentState) {
	t, rows := p.tape, from.H[0].Dim(0)
	x := n.features(p, obs)
	y, state := n.cell.Forward(t, t.Reshape(x, obs.Dim(0)/rows, rows, -1), from, lengths)
	return t.Reshape(y, obs.Dim(0), -1), state
}

// stateLen is the number of numbers of one row's recurrent state: the hidden
// units, and the cells of an LSTM after them.
func (n *qnet) stateLen() int {
	switch n.shape.Cell {
	case string(nets.LSTM):
		return 2 * n.shape.Units
	case string(nets.GRU):
		return n.shape.Units
	}
	return 0
}

// stateOf puts stored states [N,stateLen] on a tape.
func (n *qnet) stateOf(t *autograd.Tape, stored []float32, rows int) nets.RecurrentState {
	state := n.cell.ZeroState(t, rows)
	for part, vars := range [][]*autograd.Var{state.H, state.C} {
		if len(vars) == 0 {
			continue
		}
		v := t.Zeros(rows, n.shape.Units)
		for i := range rows {
			copy(v.Data()[i*n.shape.Units:][:n.shape.Units], stored[i*n.stateLen()+part*n.shape.Units:])
		}
		vars[0] = v
	}
	return state
}

// storeState is the reverse of stateOf.
func (n *qnet) storeState(dst []float32, state nets.RecurrentState) {
	units := n.shape.Units
	for part, vars := range [][]*autograd.Var{state.H, state.C} {
		for _, v := range vars {
			for i := range v.Dim(0) {
				copy(dst[i*n.stateLen()+part*units:][:units], v.Data()[i*units:])
			}
		}
	}
}

// copyFrom makes the weights those of a network of the same shape, or brings
// them nearer by a share.
func (n *qnet) copyFrom(src *qnet, share float32) {
	from := src.params()
	for i, p := range n.params() {
		dst, w := p.Value.Data, from[i].Value.Data
		if share == 1 {
			copy(dst, w)
			continue
		}
		for j := range dst {
			dst[j] += float32(share * (w[j] - dst[j]))
		}
	}
}

// uniform draws as the usual default of dense layers and convolutions does.
func uniform(inputs int) nets.Init { return nets.Uniform(float32(1 / math.Sqrt(float64(inputs)))) }

// draw does so for a bias.
func draw(bias *autograd.Param, inputs int, rng *rand.Rand) {
	if rng != nil {
		uniform(inputs)(rng, bias.Value)
	}
}
