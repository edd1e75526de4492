package pqn

import (
	"fmt"
	"math"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/nets/autograd"
)

// The bounds of a network that text may ask for.
const (
	maxLayers  = 64
	maxUnits   = 1 << 16
	maxSize    = 31
	maxWeights = 1 << 28
)

// check reports what makes no sense, or does not fit the world.
func (n Network) check(spec envs.Spec) error {
	if layers := len(n.Conv) + len(n.Hidden); layers > maxLayers {
		return fmt.Errorf("network.conv and network.hidden are %d layers; they should be at most %d", layers, maxLayers)
	}
	if n.Init != "" && n.Init != He && n.Init != Orthogonal {
		return fmt.Errorf("network.init is %q; it should be %q or %q", n.Init, He, Orthogonal)
	}
	height, width := spec.Obs[1], spec.Obs[2]
	for i, c := range n.Conv {
		switch height, width = c.after(height), c.after(width); {
		case c.Out < 1 || c.Out > maxUnits:
			return fmt.Errorf("network.conv %d has %d channels; it should have 1 to %d", i, c.Out, maxUnits)
		case c.Size < 1 || c.Size%2 == 0 || c.Size > maxSize:
			return fmt.Errorf("network.conv %d has size %d; it should be odd and at most %d", i, c.Size, maxSize)
		case height < 1 || width < 1:
			return fmt.Errorf("network.conv %d does not fit %s, whose observations are %v: nothing is left of the board; with valid = false it keeps its size", i, spec.Name, spec.Obs)
		}
	}
	for i, units := range n.Hidden {
		if units < 1 || units > maxUnits {
			return fmt.Errorf("network.hidden %d has %d units; it should have 1 to %d", i, units, maxUnits)
		}
	}
	if most := n.largest(spec); most > maxWeights {
		return fmt.Errorf("network.conv and network.hidden make a layer of %d weights; it should have at most %d", most, maxWeights)
	}
	return nil
}

// after is what the convolution leaves of a side of the board.
func (c Conv) after(side int) int {
	if c.Valid {
		return side - c.Size + 1
	}
	return side
}

// largest is the number of weights of the largest layer, or some number above
// maxWeights.
func (n Network) largest(spec envs.Spec) int {
	most, channels, height, width := 0.0, float64(spec.Obs[0]), spec.Obs[1], spec.Obs[2]
	for _, c := range n.Conv {
		most = max(most, channels*float64(c.Out)*float64(c.Size*c.Size))
		channels, height, width = float64(c.Out), c.after(height), c.after(width)
	}
	features := channels * float64(height) * float64(width)
	for _, units := range n.Hidden {
		most = max(most, features*float64(units))
		features = float64(units)
	}
	return int(min(max(most, features*float64(spec.Actions)), maxWeights+1))
}

// qnet is a network of action values.
type qnet struct {
	obs       [3]int
	convs     []*nets.Conv2D
	convNorms []*nets.LayerNorm // as many, or none
	dense     []*nets.Dense     // the last gives the values
	norms     []*nets.LayerNorm // one fewer, or none
}

// newNet returns a network for a world, its weights drawn from rng, or zeros if
// rng is nil. n must have passed its check.
func newNet(spec envs.Spec, n Network, rng *rand.Rand) *qnet {
	q := &qnet{obs: spec.Obs}
	inner, last := nets.Init(nets.HeNormal), nets.Init(nets.LeCunNormal)
	if n.Init == Orthogonal {
		inner = nets.Scaled(nets.Orthogonal, math.Sqrt2)
		last = inner
	}
	channels, height, width := spec.Obs[0], spec.Obs[1], spec.Obs[2]
	for i, c := range n.Conv {
		name := fmt.Sprintf("conv%d", i)
		conv := nets.NewConv2D(name, channels, c.Out, c.Size, inner, rng)
		if c.Valid {
			conv.Config = autograd.Conv2DConfig{}
		}
		height, width = c.after(height), c.after(width)
		q.convs = append(q.convs, conv)
		if n.LayerNorm {
			q.convNorms = append(q.convNorms, nets.NewLayerNorm(name+".norm", c.Out))
		}
		channels = c.Out
	}
	features := channels * height * width
	for i, units := range n.Hidden {
		name := fmt.Sprintf("hidden%d", i)
		q.dense = append(q.dense, nets.NewDense(name, features, units, inner, rng))
		if n.LayerNorm {
			q.norms = append(q.norms, nets.NewLayerNorm(name+".norm", units))
		}
		features = units
	}
	q.dense = append(q.dense, nets.NewDense("values", features, spec.Actions, last, rng))
	return q
}

// params returns the parameters in the order of the layers.
func (q *qnet) params() []*autograd.Param {
	var all []*autograd.Param
	for i, c := range q.convs {
		all = append(all, c.Params()...)
		if q.convNorms != nil {
			all = append(all, q.convNorms[i].Params()...)
		}
	}
	for i, d := range q.dense {
		all = append(all, d.Params()...)
		if i < len(q.norms) {
			all = append(all, q.norms[i].Params()...)
		}
	}
	return all
}

// forward maps observations [n,ObsLen] to values of actions [n,Actions]. Each
// layer's output after its ReLU is told to watch, unless that is nil.
func (q *qnet) forward(t *autograd.Tape, obs []float32, watch func(*autograd.Var)) *autograd.Var {
	n := len(obs) / (q.obs[0] * q.obs[1] * q.obs[2])
	relu := func(x *autograd.Var) *autograd.Var {
		x = t.ReLU(x)
		if watch != nil {
			watch(x)
		}
		return x
	}
	var x *autograd.Var
	if len(q.convs) == 0 {
		x = t.Const(obs, n, len(obs)/max(1, n))
	} else {
		x = t.ChannelsLast(t.Const(obs, n, q.obs[0], q.obs[1], q.obs[2]))
	}
	for i, c := range q.convs {
		x = c.Forward(t, x)
		if q.convNorms != nil {
			x = q.convNorms[i].Forward(t, x)
		}
		x = relu(x)
	}
	if len(q.convs) > 0 {
		x = t.Reshape(x, n, x.Len()/max(1, n))
	}
	last := len(q.dense) - 1
	for i, d := range q.dense[:last] {
		x = d.Forward(t, x)
		if q.norms != nil {
			x = q.norms[i].Forward(t, x)
		}
		x = relu(x)
	}
	return q.dense[last].Forward(t, x)
}

// copyFrom makes the weights equal to those of a network of the same shape.
func (q *qnet) copyFrom(other *qnet) {
	from := other.params()
	for i, p := range q.params() {
		p.Value.CopyFrom(from[i].Value)
	}
}
