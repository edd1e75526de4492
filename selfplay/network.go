package selfplay

import (
	"cmp"
	"fmt"

	"github.com/tengen-rl/tengen/agents/alphazero"
	"github.com/tengen-rl/tengen/envs"
	"github.com/tengen-rl/tengen/nets"
	"github.com/tengen-rl/tengen/selfplay/knobs"
)

// NetworkConfig is the shape of the policy-value network.
type NetworkConfig struct {
	Blocks         int `toml:"blocks"`
	Channels       int `toml:"channels"`
	PolicyChannels int `toml:"policy_channels"`
	ValueChannels  int `toml:"value_channels"`
	ValueHidden    int `toml:"value_hidden"`

	Tower       string `toml:"tower"`
	Pooled      int    `toml:"pooled"`
	PooledHeads bool   `toml:"pooled_heads"`
}

// Validate returns an error that names the first value out of its range, or
// tells why there is no such network for game.
func (n *NetworkConfig) Validate(game envs.Game) error {
	return cmp.Or(n.ranges(), n.check(game, nets.Auxiliary{}))
}

func (n *NetworkConfig) ranges() error {
	return cmp.Or(
		knobs.Between("network.blocks", n.Blocks, 0, 100),
		knobs.Between("network.channels", n.Channels, 1, 4096),
		knobs.Between("network.policy_channels", n.PolicyChannels, 1, 4096),
		knobs.Between("network.value_channels", n.ValueChannels, 1, 4096),
		knobs.Between("network.value_hidden", n.ValueHidden, 1, 65536),
		knobs.Between("network.pooled", n.Pooled, 0, 4096),
	)
}

// check returns an error if there is no such network, with these heads, for
// game.
func (n *NetworkConfig) check(game envs.Game, heads nets.Auxiliary) error {
	if n.Tower != residualTower && n.Tower != nets.DenseTower {
		return fmt.Errorf("network.tower is %q; it should be %q or %q", n.Tower, residualTower, nets.DenseTower)
	}
	if err := n.Shape(heads).Config(game).Check(); err != nil {
		return fmt.Errorf("network: %w", err)
	}
	return nil
}

// residualTower is how a config names the tower that is nets.ResidualTower.
const residualTower = "residual"

// Shape returns the shape of the network with these heads.
func (n *NetworkConfig) Shape(heads nets.Auxiliary) alphazero.Network {
	shape := alphazero.Network{
		Blocks: n.Blocks, Channels: n.Channels,
		PolicyChannels: n.PolicyChannels, ValueChannels: n.ValueChannels, ValueHidden: n.ValueHidden,
		Pooled: n.Pooled, PooledHeads: n.PooledHeads, Heads: heads,
	}
	if n.Tower == nets.DenseTower {
		shape.Tower = nets.DenseTower
	}
	return shape
}

// networkOf returns the config of a network that stands.
func networkOf(c nets.PolicyValueConfig) NetworkConfig {
	n := NetworkConfig{
		Blocks: c.Blocks, Channels: c.Channels,
		PolicyChannels: c.PolicyChannels, ValueChannels: c.ValueChannels, ValueHidden: c.ValueHidden,
		Tower: residualTower, Pooled: c.Pooled, PooledHeads: c.PooledHeads,
	}
	if c.Tower == nets.DenseTower {
		n.Tower = nets.DenseTower
	}
	return n
}
