package nets

import (
	"fmt"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// PolicyValue is the network of AlphaZero (Silver et al. 2018): a residual
// tower with a policy and a value head.
//
//	obs ─ conv ─ block × Blocks ─┬─ conv 1x1 ─ dense ─────────────── logits
//	                             └─ conv 1x1 ─ dense ─ dense ─ tanh ─ values
//
// By its config the tower is dense, blocks and heads pool over the board, and
// there are auxiliary heads. There is no batch normalisation (see
// ResidualBlock), so a row's result never depends on its batch-mates.
type PolicyValue struct {
	cfg PolicyValueConfig

	stem   *Conv2D
	blocks []towerBlock
	policy policyHead
	value  *ValueHead

	reply, soft    policyHead // nil without, as what follows
	horizons, lead *Dense     // over the features of the value head
	owners         *CellHead
}

// towerBlock is what blocks of either kind do.
type towerBlock interface {
	Module
	forward(t *autograd.Tape, x *autograd.Var, mask *boardMask) *autograd.Var
	compile(board planBoard) planBlock
}

// policyHead is what policy heads of either kind do.
type policyHead interface {
	Module
	forward(t *autograd.Tape, x *autograd.Var, mask *boardMask) *autograd.Var
	compile(board planBoard) planHead
}

// NewPolicyValue returns a network with weights drawn from rng. It panics if
// cfg.Check reports an error. The last layers start small: an untrained policy
// is close to uniform and untrained values are close to zero. With a nil rng
// all parameters are zero, for a network about to be loaded.
func NewPolicyValue(cfg PolicyValueConfig, rng *rand.Rand) *PolicyValue {
	if err := cfg.Check(); err != nil {
		panic("nets: " + err.Error())
	}
	cfg = cfg.withDefaults()
	channels, size := cfg.Obs[0], 3
	if cfg.Tower == DenseTower {
		channels, size = cfg.Obs[0]*cfg.pixels(), 1
	}
	net := &PolicyValue{
		cfg:    cfg,
		stem:   NewConv2D("stem", channels, cfg.Channels, size, HeNormal, rng),
		policy: newPolicyHead("policy", cfg, rng),
		value:  newValueHead(cfg, rng),
		blocks: make([]towerBlock, cfg.Blocks),
	}
	for i := range net.blocks {
		name := fmt.Sprintf("block%d", i)
		if cfg.pools(i) {
			net.blocks[i] = NewPooledBlock(name, cfg.Channels, cfg.Pooled, cfg.Blocks, rng)
		} else {
			net.blocks[i] = newResidualBlock(name, cfg.Channels, size, cfg.Blocks, rng)
		}
	}
	net.addAuxiliary(rng)
	return net
}

func newPolicyHead(name string, cfg PolicyValueConfig, rng *rand.Rand) policyHead {
	switch {
	case cfg.Tower == DenseTower:
		return &PolicyHead{Out: NewDense(name+".out", cfg.Channels, cfg.Actions, Scaled(LeCunNormal, 0.1), rng)}
	case cfg.PooledHeads:
		return NewPooledPolicyHead(name, cfg.Channels, cfg.PolicyChannels, cfg.planes(), cfg.rest(), rng)
	default:
		return NewPolicyHead(name, cfg.Channels, cfg.PolicyChannels, cfg.pixels(), cfg.Actions, rng)
	}
}

func newValueHead(cfg PolicyValueConfig, rng *rand.Rand) *ValueHead {
	switch {
	case cfg.Tower == DenseTower:
		return &ValueHead{
			Hidden: NewDense("value.hidden", cfg.Channels, cfg.ValueHidden, HeNormal, rng),
			Out:    NewDense("value.out", cfg.ValueHidden, cfg.Players, Scaled(LeCunNormal, 0.1), rng),
		}
	case cfg.PooledHeads:
		return NewPooledValueHead("value", cfg.Channels, cfg.ValueChannels, cfg.ValueHidden, cfg.Players, rng)
	default:
		return NewValueHead("value", cfg.Channels, cfg.ValueChannels, cfg.pixels(), cfg.ValueHidden, cfg.Players, rng)
	}
}

// addAuxiliary makes the heads that the config asks for.
func (net *PolicyValue) addAuxiliary(rng *rand.Rand) {
	cfg, small := net.cfg, Scaled(LeCunNormal, 0.1)
	if cfg.Auxiliary.Reply {
		net.reply = newPolicyHead("reply", cfg, rng)
	}
	if cfg.Auxiliary.Soft {
		net.soft = newPolicyHead("soft", cfg, rng)
	}
	if n := cfg.Auxiliary.Horizons; n > 0 {
		net.horizons = NewDense("horizons", cfg.ValueHidden, n*cfg.Players, small, rng)
	}
	if cfg.Auxiliary.Owners {
		net.owners = NewCellHead("owners", cfg.Channels, 1, rng)
	}
	if cfg.Auxiliary.Lead {
		net.lead = NewDense("lead", cfg.ValueHidden, 1, small, rng)
	}
}

// ForBoards returns a network with the weights of net, which it has to itself,
// for boards of another size. It takes PooledHeads: no other head works on
// boards of any size.
func (net *PolicyValue) ForBoards(height, width int) (*PolicyValue, error) {
	cfg := net.cfg
	switch {
	case !cfg.PooledHeads:
		return nil, fmt.Errorf("nets: a network for boards of %d x %d without pooled heads cannot take others", cfg.Obs[1], cfg.Obs[2])
	case height < 1 || width < 1 || height*width <= cfg.rest():
		return nil, fmt.Errorf("nets: boards of %d x %d for a network with %d actions beside those of its pixels", height, width, cfg.rest())
	}
	cfg.Obs[1], cfg.Obs[2] = height, width
	cfg.Actions = net.cfg.planes()*height*width + net.cfg.rest()
	other := NewPolicyValue(cfg, nil)
	return other, SetParams(other.Params(), NamedParams(net.Params()))
}

// Config returns the architecture, defaults filled in.
func (net *PolicyValue) Config() PolicyValueConfig { return net.cfg }

// Params returns all parameters, from the observation to the heads.
func (net *PolicyValue) Params() []*autograd.Param {
	all := net.stem.Params()
	for _, b := range net.blocks {
		all = append(all, b.Params()...)
	}
	all = append(all, ParamsOf(net.policy, net.value)...)
	for _, h := range []policyHead{net.reply, net.soft} {
		if h != nil {
			all = append(all, h.Params()...)
		}
	}
	for _, d := range []*Dense{net.horizons, net.lead} {
		if d != nil {
			all = append(all, d.Params()...)
		}
	}
	if net.owners != nil {
		all = append(all, net.owners.Params()...)
	}
	return all
}

// Outputs is all that a network tells of n observations. What the config does
// not ask for is nil.
type Outputs struct {
	Logits   *autograd.Var // [N,Actions]
	Values   *autograd.Var // [N,Players] in [-1,1]: of the seat to move, then of the seats after it
	Reply    *autograd.Var // [N,Actions]: logits of the action of the ply that follows
	Soft     *autograd.Var // [N,Actions]: logits of the flattened policy
	Horizons *autograd.Var // [N,Horizons·Players] in [-1,1]: Values for each horizon
	Owners   *autograd.Var // [N,1,H,W] in [-1,1]: 1 for pixels that the seat to move will own, -1 for those of others, 0 beyond the board
	Lead     *autograd.Var // [N,1]: points by which the seat to move will be ahead, in whatever unit it was taught
}

// Forward maps observations [N,C,H,W], channel-major as worlds write them, to
// logits [N,Actions] and values [N,Players] in [-1,1]. Value 0 is the expected
// return of the seat to move, value i that of the i-th seat after it.
func (net *PolicyValue) Forward(t *autograd.Tape, obs *autograd.Var) (logits, values *autograd.Var) {
	x, mask := net.tower(t, obs)
	return net.policy.forward(t, x, mask), net.value.values(t, net.value.features(t, x, mask))
}

// ForwardAll maps observations [N,C,H,W] to what all heads tell.
func (net *PolicyValue) ForwardAll(t *autograd.Tape, obs *autograd.Var) Outputs {
	x, mask := net.tower(t, obs)
	features := net.value.features(t, x, mask)
	out := Outputs{Logits: net.policy.forward(t, x, mask), Values: net.value.values(t, features)}
	if net.reply != nil {
		out.Reply = net.reply.forward(t, x, mask)
	}
	if net.soft != nil {
		out.Soft = net.soft.forward(t, x, mask)
	}
	if net.horizons != nil {
		out.Horizons = t.Tanh(net.horizons.Forward(t, features))
	}
	if net.owners != nil {
		out.Owners = net.owners.Forward(t, x)
		if mask != nil {
			out.Owners = t.Mul(out.Owners, t.ChannelsFirst(mask.pixels))
		}
	}
	if net.lead != nil {
		out.Lead = net.lead.Forward(t, features)
	}
	return out
}

// tower maps observations to the images that all heads see, [N,H,W,Channels].
func (net *PolicyValue) tower(t *autograd.Tape, obs *autograd.Var) (x *autograd.Var, mask *boardMask) {
	if net.cfg.Tower == DenseTower {
		x = t.Reshape(obs, obs.Dim(0), 1, 1, -1)
	} else {
		x = t.ChannelsLast(obs)
	}
	if channel := net.cfg.BoardChannel; channel > 0 {
		mask = newBoardMask(t, obs, channel-1)
	}
	x = mask.clear(t, net.stem.ForwardReLU(t, x, nil))
	for _, b := range net.blocks {
		x = b.forward(t, x, mask)
	}
	return x, mask
}

// flatten turns images [N,H,W,C] to rows [N,C*H*W], channel-major, as every
// other framework counts the inputs of a dense layer after a convolution.
func flatten(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	n := x.Dim(0)
	return t.Reshape(t.ChannelsFirst(x), n, -1)
}
