package nets

import (
	"fmt"
	"math/rand/v2"

	"github.com/tengen-rl/tengen/nets/autograd"
)

// PolicyValueConfig is the architecture of a PolicyValue network.
type PolicyValueConfig struct {
	Obs            [3]int `json:"obs"`             // channels, height, width of an observation
	Actions        int    `json:"actions"`         // logits of the policy
	Players        int    `json:"players"`         // values, one for each seat
	Blocks         int    `json:"blocks"`          // residual blocks, 0 or more
	Channels       int    `json:"channels"`        // of the tower
	PolicyChannels int    `json:"policy_channels"` // before the policy's dense layer; 0 means 8
	ValueChannels  int    `json:"value_channels"`  // before the value's dense layers; 0 means 4
	ValueHidden    int    `json:"value_hidden"`    // 0 means 64
}

func (c PolicyValueConfig) withDefaults() PolicyValueConfig {
	for _, d := range []struct {
		field *int
		value int
	}{{&c.PolicyChannels, 8}, {&c.ValueChannels, 4}, {&c.ValueHidden, 64}} {
		if *d.field == 0 {
			*d.field = d.value
		}
	}
	return c
}

// Check reports the first field that makes no sense.
func (c PolicyValueConfig) Check() error {
	for _, f := range []struct {
		name       string
		value, min int
	}{
		{"obs channels", c.Obs[0], 1}, {"obs height", c.Obs[1], 1}, {"obs width", c.Obs[2], 1},
		{"actions", c.Actions, 1}, {"players", c.Players, 1}, {"blocks", c.Blocks, 0}, {"channels", c.Channels, 1},
		{"policy_channels", c.PolicyChannels, 0}, {"value_channels", c.ValueChannels, 0}, {"value_hidden", c.ValueHidden, 0},
	} {
		if f.value < f.min {
			return fmt.Errorf("policy and value network with %s = %d, want at least %d", f.name, f.value, f.min)
		}
	}
	return nil
}

// size returns the number of parameter elements of the network without making
// it; a float64, because a configuration from a file may name any numbers.
func (c PolicyValueConfig) size() float64 {
	c = c.withDefaults()
	layer := func(in, out int) float64 { return (float64(in) + 1) * float64(out) }
	conv3 := func(in, out int) float64 { return (9*float64(in) + 1) * float64(out) }
	pixels := float64(c.Obs[1]) * float64(c.Obs[2])
	return conv3(c.Obs[0], c.Channels) + 2*float64(c.Blocks)*conv3(c.Channels, c.Channels) +
		layer(c.Channels, c.PolicyChannels) + (float64(c.PolicyChannels)*pixels+1)*float64(c.Actions) +
		layer(c.Channels, c.ValueChannels) + (float64(c.ValueChannels)*pixels+1)*float64(c.ValueHidden) +
		layer(c.ValueHidden, c.Players)
}

// PolicyValue is the network of AlphaZero (Silver et al. 2018): a residual
// tower with a policy and a value head.
//
//	obs ─ conv ─ block × Blocks ─┬─ conv 1x1 ─ dense ─────────────── logits
//	                             └─ conv 1x1 ─ dense ─ dense ─ tanh ─ values
//
// There is no batch normalisation (see ResidualBlock), so a row's result never
// depends on its batch-mates.
type PolicyValue struct {
	cfg PolicyValueConfig

	stem   *Conv2D
	blocks []*ResidualBlock
	policy *PolicyHead
	value  *ValueHead
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
	pixels := cfg.Obs[1] * cfg.Obs[2]
	net := &PolicyValue{
		cfg:    cfg,
		stem:   NewConv2D("stem", cfg.Obs[0], cfg.Channels, 3, HeNormal, rng),
		blocks: make([]*ResidualBlock, cfg.Blocks),
		policy: NewPolicyHead("policy", cfg.Channels, cfg.PolicyChannels, pixels, cfg.Actions, rng),
		value:  NewValueHead("value", cfg.Channels, cfg.ValueChannels, pixels, cfg.ValueHidden, cfg.Players, rng),
	}
	for i := range net.blocks {
		net.blocks[i] = NewResidualBlock(fmt.Sprintf("block%d", i), cfg.Channels, cfg.Blocks, rng)
	}
	return net
}

// Config returns the architecture, defaults filled in.
func (net *PolicyValue) Config() PolicyValueConfig { return net.cfg }

// Params returns all parameters, from the observation to the heads.
func (net *PolicyValue) Params() []*autograd.Param {
	all := net.stem.Params()
	for _, b := range net.blocks {
		all = append(all, b.Params()...)
	}
	return append(all, ParamsOf(net.policy, net.value)...)
}

// Forward maps observations [N,C,H,W], channel-major as worlds write them, to
// logits [N,Actions] and values [N,Players] in [-1,1]. Value 0 is the expected
// return of the seat to move, value i that of the i-th seat after it.
func (net *PolicyValue) Forward(t *autograd.Tape, obs *autograd.Var) (logits, values *autograd.Var) {
	x := net.stem.ForwardReLU(t, t.ChannelsLast(obs), nil)
	for _, b := range net.blocks {
		x = b.Forward(t, x)
	}
	return net.policy.Forward(t, x), net.value.Forward(t, x)
}

// flatten turns images [N,H,W,C] to rows [N,C*H*W], channel-major, as every
// other framework counts the inputs of a dense layer after a convolution.
func flatten(t *autograd.Tape, x *autograd.Var) *autograd.Var {
	n := x.Dim(0)
	return t.Reshape(t.ChannelsFirst(x), n, -1)
}
